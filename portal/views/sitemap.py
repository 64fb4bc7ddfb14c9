"""The sitemap: every public page with its last change, in every language of the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import override

from portal.domain.identifiers import path_part
from portal.formats import sitemap as formats
from portal.models import WebApplication
from portal.services import languages, legal
from portal.services.applications import Site
from portal.services.catalogue.inventory import Inventory, ListedEvent, take_inventory
from portal.views.machines import Document, for_machines

XML = "application/xml; charset=utf-8"


@for_machines
def sitemap(request: HttpRequest) -> Document:
    """All pages, or an index of several sitemaps where one cannot hold them."""
    groups, changed_at = _groups(request.site)
    if len(groups) == 1:
        return _document(formats.sitemap(groups[0]), changed_at)
    files = [
        (f"{request.site.origin}{reverse('files:sitemap_part', args=[number])}", _latest(group))
        for number, group in enumerate(groups, start=1)
    ]
    return _document(formats.sitemap_index(files), changed_at)


@for_machines
def sitemap_part(request: HttpRequest, number: int) -> Document:
    """One of several sitemaps; 404 where one holds everything."""
    groups, _ = _groups(request.site)
    if len(groups) == 1 or not 1 <= number <= len(groups):
        raise Http404
    return _document(formats.sitemap(groups[number - 1]), _latest(groups[number - 1]))


def _groups(site: Site) -> tuple[list[list[formats.Page]], datetime | None]:
    if not site.row.allow_indexing or not site.origin:
        raise Http404
    inventory = take_inventory(site)
    return formats.split(_pages(site, inventory)), inventory.changed_at


def _pages(site: Site, inventory: Inventory) -> Iterator[formats.Page]:
    offered = languages.offered(site)
    # The default language first: it is what readers of any other get.
    ordered = tuple(dict.fromkeys((languages.DEFAULT, *offered)))

    def page(path: str, changed_at: datetime | None) -> formats.Page:
        addresses = [(each.tag, f"{site.origin}{languages.in_language(path, each)}") for each in ordered]
        return formats.Page(addresses=addresses, changed_at=changed_at)

    with override(languages.DEFAULT.code):
        for name in ("home", "events", "past_events"):
            yield page(reverse(f"portal:{name}"), inventory.changed_at)
        for link in legal.links(site.row):
            if not link.is_external:
                yield page(link.url, site.row.updated_at)
        for listed in inventory.events:
            for path, changed_at in _paths(site.row, listed):
                yield page(path, changed_at)


def _paths(row: WebApplication, listed: ListedEvent) -> Iterator[tuple[str, datetime | None]]:
    arguments = [listed.event.readable_event_id]
    yield reverse("portal:event", args=arguments), listed.changed_at
    if listed.sessions:
        yield reverse("portal:schedule", args=arguments), listed.sessions_changed_at
        sessions = reverse("portal:sessions", args=arguments)
        for session in listed.sessions:
            yield f"{sessions}{path_part(session.id, session.name)}/", listed.sessions_changed_at
    if listed.speakers and row.show_speakers:
        speakers = reverse("portal:speakers", args=arguments)
        yield speakers, listed.speakers_changed_at
        for speaker in listed.speakers:
            yield f"{speakers}{path_part(speaker.id, speaker.name)}/", listed.speakers_changed_at
    if listed.has_sponsors and row.show_sponsors:
        yield reverse("portal:sponsors", args=arguments), listed.sponsors_changed_at
    if listed.has_passes:
        yield reverse("portal:passes", args=arguments), listed.passes_changed_at
    if listed.event.building is not None:
        yield reverse("portal:venue", args=arguments), listed.event_changed_at


def _latest(group: list[formats.Page]) -> datetime | None:
    return max((page.changed_at for page in group if page.changed_at is not None), default=None)


def _document(content: bytes, changed_at: datetime | None) -> Document:
    return Document(content=content, media_type=XML, changed_at=changed_at)
