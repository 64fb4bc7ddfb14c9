"""Sessions in words and markup, made once.

A schedule has hundreds of sessions, so the markup of each is rendered once for each programme, language and chosen
zone. What depends on the clock, that a session is running or full, is part of what it is kept by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.domain.availability import session_availability
from portal.domain.schedule import Schedule, end_of
from portal.domain.text import visible
from portal.events_api.types import Session
from portal.services import zone_choice
from portal.services.catalogue import EventWhole, Programme
from portal.templatetags.portal_tags import fragment, session_url
from portal.templatetags.portal_times import session_moment, session_time
from portal.templatetags.portal_words import StateLine, between_items, lang, name, room, session_state

KEPT = 32  # programmes in one language and zone that a process keeps in words


@dataclass(frozen=True, slots=True)
class Line:
    """A session in words."""

    fragment: str  # its id inside a page
    url: str  # "" for a break about which there is nothing to read
    name: str
    lang: SafeString  # an attribute, or ""
    time: SafeString  # under the heading of its day
    moment: SafeString  # with its day
    room: str  # "" for a break without one
    tracks: tuple[str, ...]
    speakers: SafeString  # "" without any
    is_break: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """What is true of a session at this moment."""

    is_running: bool
    state: StateLine | None  # of its places


NOTHING = Mark(is_running=False, state=None)


class Lines:
    """The sessions of one programme in one language and zone, put into words and markup when first asked for."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._made: dict[str, Line] = {}
        self._rendered: dict[tuple[object, ...], str] = {}

    def join(self, template_name: str, sessions: Iterable[Session], whole: EventWhole, **options: object) -> SafeString:
        """Return the markup of sessions by a template that needs ``line``, ``mark`` and these options."""
        variant = (template_name, *options.values())
        parts = []
        for session in sessions:
            mark = _mark(session, whole)
            key = (session.id, mark, *variant)
            part = self._rendered.get(key)
            if part is None:
                context = {"line": self._line(session, whole), "mark": mark, **options}
                part = self._rendered[key] = get_template(template_name).render(context)
            parts.append(part)
        return mark_safe("".join(parts))  # noqa: S308 -- rendered by templates

    def _line(self, session: Session, whole: EventWhole) -> Line:
        line = self._made.get(session.id)
        if line is None:
            line = self._made[session.id] = self._make(session, whole)
        return line

    def _make(self, session: Session, whole: EventWhole) -> Line:
        is_break = self._schedule.is_break(session)
        says_something = session.session_summary or session.detailed_description or session.speakers
        return Line(
            fragment=fragment(session),
            url=session_url(whole, session) if says_something or not is_break else "",
            name=name(session),
            lang=lang(session.language),
            time=session_time(session, whole.event),
            moment=session_moment(session, whole.event),
            room=room(session) if session.room is not None or not is_break else "",
            tracks=tuple(visible(track.name) for track in self._schedule.tracks(session)),
            speakers=format_html_join(
                between_items(), "<bdi>{}</bdi>", ((name(speaker),) for speaker in session.speakers)
            ),
            is_break=is_break,
        )


def lines_of(whole: EventWhole) -> Lines:
    return _lines(whole.programme, get_language(), zone_choice.chosen())


@lru_cache(maxsize=KEPT)
def _lines(programme: Programme, _language: str | None, _zone: str | None) -> Lines:
    return Lines(programme.schedule)


def _mark(session: Session, whole: EventWhole) -> Mark:
    is_running = session.starts_at is not None and session.starts_at <= whole.now < end_of(session)
    state = _places(session, whole) if session.is_capacity_restricted else None
    return Mark(is_running, state) if is_running or state else NOTHING


def _places(session: Session, whole: EventWhole) -> StateLine | None:
    """What a visitor must know about the places of a session that is not over."""
    found = session_availability(
        session, event=whole.event, now=whole.now, few_threshold=whole.programme.few_places_threshold
    )
    return session_state(found) if found.can_register or found.state == "full" else None
