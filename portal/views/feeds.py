"""The Atom feed of upcoming events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from html import unescape

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language

from portal.domain.richtext import to_html
from portal.domain.search import EventQuery
from portal.events_api.codes import language_tag
from portal.events_api.types import Event
from portal.formats.atom import AtomEntry, atom_feed, entry_id
from portal.services import languages
from portal.services.applications import Site
from portal.services.catalogue import feeds
from portal.services.readings import before_time
from portal.templatetags.portal_calendars import uid_domain
from portal.templatetags.portal_times import event_dates, event_times
from portal.templatetags.portal_words import event_format, event_type, name, place
from portal.views.calendars import LIST_ONLY
from portal.views.machines import Document, for_machines, refuse_bad_filters


@for_machines
def events(request: HttpRequest) -> Document:
    """The upcoming events that the filters of the list leave."""
    site: Site = request.site
    query = replace(EventQuery.parse(dict(request.GET.lists())), page=1)
    refuse_bad_filters(query.problems, ignored=LIST_ONLY)
    found = feeds.find_events(site, query)
    changes = feeds.each_changed_at(site, found)
    filters = f"?{query.query_string()}" if query.is_filtered else ""
    content = atom_feed(
        (_entry(site, event, changes) for event in found.events),
        title=site.title,
        author=site.row.contact_name or site.title,
        address=f"{site.origin}{reverse('portal:events_atom')}{filters}",
        page_address=f"{site.origin}{reverse('portal:events')}{filters}",
        language=languages.of_code(get_language()).tag,
        changed_at=found.changed_at,
    )
    return Document(content=content, media_type="application/atom+xml; charset=utf-8", changed_at=found.changed_at)


def _entry(site: Site, event: Event, changes: dict[str, datetime]) -> AtomEntry:
    when = before_time().join(unescape(strip_tags(text)) for text in (event_dates(event), event_times(event)))
    return AtomEntry(
        id=entry_id(event.event_id, uid_domain(site)),
        title=name(event),
        address=f"{site.origin}{reverse('portal:event', args=[event.readable_event_id])}",
        changed_at=changes[event.readable_event_id],
        summary=" · ".join(part for part in (when, place(event)) if part),
        html=to_html(event.description),
        language=language_tag(event.event_language) or "",
        categories=tuple(label for label in (event_type(event.event_type), event_format(event.event_format)) if label),
    )
