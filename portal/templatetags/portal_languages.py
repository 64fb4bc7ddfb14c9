"""The same page in the other languages, for the language menu and for search engines."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import get_language, override

from portal.services import languages
from portal.services.languages import Language

# What public pages know (design/urls.md §4). Anything else in a query is somebody's tracking; pages are kept for all.
SHARED_PARAMETERS = frozenset(
    {"q", "format", "type", "from", "to", "place", "access", "month", "week"}  # of lists
    | {"day", "track", "room", "speaker", "language", "places", "s", "view"}  # of schedules
    | {"page", "tz"}
)

register = template.Library()


@dataclass(frozen=True, slots=True)
class Translation:
    """Where this page is found in a language."""

    language: Language
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def translations(context: Context) -> list[Translation]:
    """Return this page, its filters kept, in each language of the site; [] where there is only one.

    A page about an address that leads nowhere offers the first page instead.
    """
    request = context["request"]
    offered = languages.offered(request.site)
    if len(offered) == 1:
        return []
    current = languages.of_code(get_language())
    return [Translation(item, _address(request, item), item == current) for item in offered]


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[tuple[str, str]]:
    """Return language tag and complete address of this page, without a query, in each language of the site.

    The default language is also "x-default", for everybody else. [] where there is only one.
    """
    site, path = context["site"], context["request"].path
    offered = languages.offered(site)
    if len(offered) == 1:
        return []
    found = [(item.tag, f"{site.origin}{languages.in_language(path, item)}") for item in offered]
    return [*found, ("x-default", f"{site.origin}{languages.in_language(path, languages.DEFAULT)}")]


@register.simple_tag
def page_language() -> Language:
    """Return the language of the page."""
    return languages.of_code(get_language())


def _address(request: HttpRequest, item: Language) -> str:
    if request.resolver_match is None:
        with override(item.code):
            return reverse("portal:home")
    path = languages.in_language(request.path, item)
    query = request.GET
    if not request.resolver_match.view_name.startswith("portal:register"):
        query = {name: values for name, values in query.lists() if name in SHARED_PARAMETERS}
        return f"{path}?{urlencode(query, doseq=True)}" if query else path
    return f"{path}?{query.urlencode()}" if query else path
