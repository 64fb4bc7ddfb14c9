"""The form in which a visitor chooses a time zone, and what the script that shows local times has to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.utils.formats import get_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from portal.domain import zones
from portal.domain.query import write
from portal.events_api.types import Event
from portal.services import languages, zone_choice
from portal.templatetags.portal_languages import SHARED_PARAMETERS

register = template.Library()


@dataclass(frozen=True, slots=True)
class ZoneForm:
    """What the form shows and sends besides the zones."""

    action: str  # the page itself
    kept: tuple[tuple[str, str], ...]  # its other parameters
    without_choice: str  # the page with the event's time only
    event_zone: str  # "Europe/Berlin", "UTC+05:45"; "" for a list of events
    chosen: str  # "Asia/Tokyo"; "" where nobody chose
    unknown: str  # what was typed where there is no such zone; else ""


@register.simple_tag(takes_context=True)
def zone_form(context: Context, event: Event | None) -> ZoneForm:
    """Return what the form shows on a page about an event, or on a list of events."""
    request = context.request  # type: ignore[attr-defined] # public pages are rendered with their request
    choice = zone_choice.read(request.GET)
    kept = _kept(request.GET)
    query = write(kept)
    return ZoneForm(
        action=request.path,
        kept=kept,
        without_choice=f"{request.path}?{query}" if query else request.path,
        event_zone=event.time_zone if event is not None else "",
        chosen=choice.name or "",
        unknown=choice.typed if choice.is_unknown else "",
    )


@register.simple_tag
def zone_options() -> SafeString:
    """Return the options of a select: every zone, by region."""
    return _options()


@register.simple_tag
def zone_input() -> SafeString | str:
    """Return the hidden field by which another form of a page keeps the zone the visitor chose."""
    zone = zone_choice.chosen()
    return format_html('<input type="hidden" name="{}" value="{}">', zone_choice.PARAMETER, zone) if zone else ""


@register.simple_tag
def zone_chosen() -> str:
    """Return the zone in force; "" where nobody chose one."""
    return zone_choice.chosen() or ""


@register.simple_tag
def local_format() -> dict[str, str]:
    """Return how a browser formats times as the page does: ``locale`` ("en-GB") and ``hours`` ("h12" or "h23")."""
    # Translators: a time of day, in Django's date format letters
    pattern = get_format(pgettext("date format", "H:i"))
    tag = languages.of_code(get_language()).tag
    return {
        "locale": "en-GB" if tag == "en" else tag,  # of browsers' "en", the order of the day and month is American
        "hours": "h12" if set(pattern) & set("fghP") else "h23",
    }


def _kept(query: QueryDict) -> tuple[tuple[str, str], ...]:
    names = [name for name in query if name in SHARED_PARAMETERS and name != zone_choice.PARAMETER]
    return tuple((name, value) for name in names for value in query.getlist(name) if value)


# A tag without end needs none: 400 of them are a kilobyte and a half.
@lru_cache(maxsize=1)
def _options() -> SafeString:
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (
                region.name,
                format_html_join("", '<option value="{}">{}', ((zone.name, zone.city) for zone in region.zones)),
            )
            for region in zones.regions()
        ),
    )
