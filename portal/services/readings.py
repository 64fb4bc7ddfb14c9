"""What clocks show, as HTML: the event's, and that of the zone a visitor chose (``zone_choice``) where it differs.

Each time says its zone, or stands under a heading that does. ``<time datetime>`` carries the offset for machines.
Formats are Django date formats inside translatable strings: each language orders day, month and year its own way.
``local-times.js`` reads ``.when`` and adds the same for the visitor's own zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Protocol

from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.domain import zones
from portal.domain.event_times import wall_clock
from portal.domain.schedule import programme_date
from portal.domain.venue import is_online
from portal.events_api.timezones import zone as zone_named
from portal.events_api.types import Event
from portal.services import zone_choice

# Django begins the names of months and days with a capital in these languages, which do so at the start only.
_SMALL_NAMES = {"it", "pl", "pt-br"}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")  # Hebrew, Arabic and their relatives


class Form(Enum):
    """How a time is said, and what stands around it."""

    UNDER_DAY = "09:00–10:00"  # a heading says the programme day and the zone
    LISTED = "Thu 10 June 2027, 09:00–10:00 CEST"
    COMPLETE = "Thursday, 10 June 2027, 09:00–10:00 CEST (Europe/Berlin)"
    BESIDE_DATES = "09:00–17:00 CEST (Europe/Berlin)"  # of an event, with both dates if it has several days
    MOMENT = "10 June 2027, 12:00 CEST (Europe/Berlin)"
    BEGINNING = "09:00"


class Zoned(Protocol):
    """An event, or what is left of one that is no longer listed."""

    @property
    def time_zone(self) -> str: ...

    @property
    def time_zone_certain(self) -> bool: ...


def reading(form: Form, starts_at: datetime, ends_at: datetime | None, event: Zoned) -> SafeString:
    """Return a time of an event. ``ends_at`` counts only if it is after the start."""
    return _said(
        form,
        starts_at,
        ends_at if ends_at is not None and ends_at > starts_at else None,
        event.time_zone,
        event.time_zone_certain,
        isinstance(event, Event) and is_online(event),
        zone_choice.chosen(),
        get_language(),
    )


def zones_on_day(instant: datetime, event: Event) -> str:
    """Return "CEST (Europe/Berlin)" as it is at noon of an instant's programme day: for the heading of the day.

    Where the visitor's zone differs then: "CEST (Europe/Berlin) · JST (Asia/Tokyo)".
    """
    return _zones_on(
        programme_date(instant, event.time_zone), event.time_zone, event.time_zone_certain, zone_choice.chosen()
    )


def written(day: date, letters: str) -> str:
    """Return a date in Django's date format letters, its names with the capitals of the language."""
    text = date_format(day, letters)
    return text.lower() if get_language() in _SMALL_NAMES else text


def day_heading(day: date) -> str:
    """Return "Thursday, 10 June 2027"."""
    # Translators: a date with its weekday, in Django's date format letters
    return capfirst(written(day, pgettext("date format", "l, j F Y")))


def short_day(day: date) -> str:
    """Return "Thu 10 June": beside dates that carry the year."""
    # Translators: a day with its short weekday, without the year, in Django's date format letters
    return written(day, pgettext("date format", "D j F"))


def full_date(day: date) -> str:
    """Return "10 June 2027"."""
    # Translators: a date with its year, in Django's date format letters
    return written(day, pgettext("date format", "j F Y"))


def full_moment(local: datetime) -> str:
    """Return "10 June 2027, 12:00"."""
    return f"{full_date(local.date())}{before_time()}{clock(local)}"


def before_time() -> str:
    """Return what stands between a date and a time of day: the comma of the language, or a blank."""
    return pgettext("between a date and a time of day", ", ")


# A schedule asks for hundreds of times, most of them again at the next request.
@lru_cache(maxsize=4096)
def _said(
    form: Form,
    starts_at: datetime,
    ends_at: datetime | None,
    zone: str,
    certain: bool,
    online: bool,
    also: str | None,
    _language: str | None,
) -> SafeString:
    """The event's time, then the visitor's where it differs, in one element that carries what the script must know."""
    instants = (starts_at,) if ends_at is None else (starts_at, ends_at)
    ends = [wall_clock(instant, zone) for instant in instants]
    start = ends[0]
    day = programme_date(starts_at, zone) if form is Form.UNDER_DAY else start.date()
    dated = form is Form.BESIDE_DATES and ends_at is not None and _last_day(start, ends[-1]) != day
    match form:
        case Form.UNDER_DAY | Form.BEGINNING:
            name = zones.short_name(ends[-1], certain=certain) if heading_misleads(ends, day, zone) else ""
        case Form.LISTED:
            name = zones.short_name(ends[-1], certain=certain)
        case _:
            name = zones.full_name(ends[-1], zone, certain=certain)
    if form is Form.MOMENT:
        own = isolated(marked(start, full_moment(start)), name)
    else:
        own = _on_clock(ends, day, name, dated=dated, certain=certain)
    attributes = [' class="when both"' if online else ' class="when"']
    attributes += [f' data-day="{day.isoformat()}"'] if day != start.date() else []
    attributes += [" data-dated"] if dated else []
    other = _other_reading(form, instants, ends, day, also, dated=dated) if also else ""
    said = format_html("<span{}>{}{}</span>", mark_safe("".join(attributes)), own, other)  # noqa: S308 -- made above
    if form is Form.COMPLETE:
        return format_html("{}{}{}", marked(day, day_heading(day)), before_time(), said)
    if form is Form.LISTED:
        # Translators: a date with its short weekday, in Django's date format letters
        return format_html("{}{}{}", written(day, pgettext("date format", "D j F Y")), before_time(), said)
    return said


def _other_reading(
    form: Form, instants: tuple[datetime, ...], ends: list[datetime], day: date, zone: str, *, dated: bool
) -> SafeString | str:
    """The same instants in the visitor's zone; "" where its clocks show the same."""
    others = [wall_clock(instant, zone) for instant in instants]
    if all(other.utcoffset() == own.utcoffset() for other, own in zip(others, ends, strict=True)):
        return ""
    is_short = form in {Form.UNDER_DAY, Form.LISTED, Form.BEGINNING}
    name = zones.short_name(others[-1]) if is_short else zones.full_name(others[-1], zone)
    return format_html(
        '<span class="also"><span class="dot" aria-hidden="true"> · </span>{}</span>',
        _on_clock(others, day, name, dated=dated, certain=True),
    )


def _on_clock(ends: list[datetime], day: date, zone: str, *, dated: bool, certain: bool) -> SafeString:
    """Return what one clock shows at one or two instants. Other days than ``day`` are told; all are if ``dated``.

    Where the clocks change in between, each end has its own zone.
    """
    start, end = ends[0], ends[-1]
    changes = start.utcoffset() != end.utcoffset()
    if changes and not zone:
        zone = zones.short_name(end, certain=certain)
    on_days = [start.date()] if len(ends) == 1 else [start.date(), _last_day(start, end)]
    shifts = [0 if dated else (on_day - day).days for on_day in on_days]
    texts = [
        _short_moment(local) if dated or abs(shift) > 1 else clock(local)
        for local, shift in zip(ends, shifts, strict=True)
    ]
    times = [marked(local, text) for local, text in zip(ends, texts, strict=True)]
    if len(ends) == 1:
        return _on_day(isolated(times[0], zone), shifts[0])
    first = format_html("{} {}", times[0], zones.short_name(start, certain=certain)) if changes else times[0]
    if shifts[0] != shifts[1] and abs(shifts[0]) == 1:
        first = _on_day(isolated(first), shifts[0])
        return format_html("{} – {}", first, _on_day(isolated(times[1], zone), shifts[1]))
    joint = "–" if texts == [clock(start), clock(end)] and not changes else " – "
    return _on_day(isolated(format_html("{}{}{}", first, joint, times[1]), zone), shifts[1])


def _on_day(times: SafeString, shift: int) -> SafeString:
    """Mark what is on the day before or after the day the page tells; times further away say their date."""
    if shift == 1:
        return format_html(_("%(time)s (next day)") % {"time": "{}"}, times)
    if shift == -1:
        return format_html(_("%(time)s (previous day)") % {"time": "{}"}, times)
    return times


def _last_day(start: datetime, end: datetime) -> date:
    """The day of an end; an end at midnight belongs to the day before."""
    return max(start.date(), (end - timedelta(microseconds=1)).date())


def heading_misleads(ends: list[datetime], day: date, zone: str) -> bool:
    """Tell whether the clocks change between noon of the programme day, whose zone its heading names, and these."""
    usual = _noon(day, zone).utcoffset()
    return any(local.utcoffset() != usual for local in ends)


@lru_cache(maxsize=256)
def _noon(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(12), tzinfo=zone_named(zone))


@lru_cache(maxsize=256)
def _zones_on(day: date, zone: str, certain: bool, also: str | None) -> str:
    noon = _noon(day, zone)
    name = zones.full_name(noon, zone, certain=certain)
    other = wall_clock(noon, also) if also else noon
    return name if other.utcoffset() == noon.utcoffset() else f"{name} · {zones.full_name(other, also or '')}"


def clock(local: datetime) -> str:
    """Return "09:00"."""
    return _clock_in(get_language(), local.hour, local.minute)


@lru_cache(maxsize=2048)
def _clock_in(_language: str | None, hour: int, minute: int) -> str:
    # Translators: a time of day, in Django's date format letters
    return time_format(time(hour, minute), pgettext("date format", "H:i"))


def _short_moment(local: datetime) -> str:
    return f"{short_day(local.date())}{before_time()}{clock(local)}"


def isolated(times: SafeString, zone: str = "") -> SafeString:
    """Return times, and the zone they are in, that keep their order in pages of either direction.

    Digits and Latin letters read from left to right; a word of a right-to-left language among them turns that round.
    """
    direction = "auto" if _RIGHT_TO_LEFT.search(times) else "ltr"
    if not zone:
        return format_html('<bdi dir="{}">{}</bdi>', direction, times)
    return format_html('<bdi dir="{}">{} <span class="zone">{}</span></bdi>', direction, times, zone)


def marked(at: date | datetime, text: str) -> SafeString:
    """Return a day or a wall-clock time, marked up for machines."""
    return format_html('<time datetime="{}">{}</time>', _attribute(at), text)


def _attribute(at: date | datetime) -> SafeString:
    if not isinstance(at, datetime):
        return mark_safe(at.isoformat())  # noqa: S308 -- digits and hyphens
    if (offset := at.utcoffset()) and offset.seconds % 60:
        at = at.astimezone(UTC)  # local mean time of long ago: HTML knows no seconds in an offset
    return mark_safe(at.isoformat(timespec="minutes"))  # noqa: S308 -- digits, hyphens, colons
