"""The programme in words: sessions as entries and cells, and what leads through them.

A schedule has hundreds of sessions, so the markup of each is rendered once for each programme, language and chosen
zone. What depends on the clock, that a session is running or full, is part of what it is kept by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from django import template
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.domain import zones
from portal.domain.availability import session_availability
from portal.domain.event_times import wall_clock
from portal.domain.identifiers import path_part, short_id
from portal.domain.room_table import Cell, Column, RoomTable, room_labels
from portal.domain.schedule import Neighbours, NowAndNext, Schedule, TrackProgramme, end_of
from portal.domain.session_search import ScheduleQuery, View
from portal.domain.text import visible
from portal.events_api.timezones import zone as zone_named
from portal.events_api.types import Room, Session, Track
from portal.services import zone_choice
from portal.services.catalogue import EventWhole, Programme
from portal.services.readings import clock, marked, short_day
from portal.templatetags.portal_tags import Link, address, fragment, session_url
from portal.templatetags.portal_times import session_moment, session_time
from portal.templatetags.portal_words import StateLine, between_items, lang, name, room, session_state

ROW, CELL = "portal/includes/_session_item.html", "portal/includes/_cell_session.html"
KEPT_LINES = 32  # programmes in one language and zone that a process keeps in words
LONG = 40  # sessions from which a schedule of one day is worth a bar to jump by
SHORT = 3  # sessions up to which a group is shown at once

register = template.Library()


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


@dataclass(frozen=True, slots=True)
class Group:
    """The sessions that run now, or those that come next."""

    heading: str
    sessions: tuple[Session, ...]
    is_open: bool  # shown at once: it is short


# --- Sessions ---


@register.simple_tag
def session_rows(
    whole: EventWhole, sessions: Iterable[Session], *, level: int, dated: bool, anchored: bool, tracked: bool
) -> SafeString:
    """Return sessions as the entries of a list."""
    lines = _lines_of(whole)
    return lines.join(ROW, sessions, whole, level=level, dated=dated, anchored=anchored, tracked=tracked)


@register.simple_tag
def cell_sessions(whole: EventWhole, cell: Cell) -> SafeString:
    """Return what stands in a cell of the table by room."""
    return _lines_of(whole).join(CELL, cell.sessions, whole, anchored=not cell.is_repeated)


@register.filter
def cell_attributes(cell: Cell) -> SafeString:
    """Return `` rowspan="2" class="filled"``: how far a cell reaches and what is in it."""
    kind = "break" if cell.is_break else "across" if cell.colspan > 1 else "filled"
    return _cell_attributes(cell.rowspan, cell.colspan, kind if cell.sessions else "")


@lru_cache(maxsize=1024)
def _cell_attributes(rowspan: int, colspan: int, kind: str) -> SafeString:
    attributes = [("rowspan", rowspan, rowspan > 1), ("colspan", colspan, colspan > 1), ("class", kind, kind)]
    return format_html_join("", ' {}="{}"', ((name, str(value)) for name, value, is_said in attributes if is_said))


class _Lines:
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


def _lines_of(whole: EventWhole) -> _Lines:
    return _lines(whole.programme, get_language(), zone_choice.chosen())


@lru_cache(maxsize=KEPT_LINES)
def _lines(programme: Programme, _language: str | None, _zone: str | None) -> _Lines:
    return _Lines(programme.schedule)


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


# --- Days and times ---


@register.simple_tag
def slot_time(instant: datetime, day: date, whole: EventWhole) -> SafeString | str:
    """Return "09:00" for the edge of a list or table, with its zone where the clocks change during the day."""
    local = wall_clock(instant, whole.event.time_zone)
    shown = marked(local, clock(local))
    if local.utcoffset() == _noon(day, whole.event.time_zone).utcoffset():
        return shown
    return format_html_join(" ", "{}", ((shown,), (zones.short_name(local, certain=whole.event.time_zone_certain),)))


@lru_cache(maxsize=256)
def _noon(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(12), tzinfo=zone_named(time_zone))


# --- Moving about ---


@register.simple_tag
def schedule_url(
    whole: EventWhole, query: ScheduleQuery, view: str = "", day: date | None = None, every_day: bool = False
) -> str:
    """Return the schedule's address with another view or day, the rest of the query kept."""
    shown = View(view) if view else query.view
    wanted = None if every_day else day or query.day
    return address("schedule", replace(query, day=wanted).query_string(view=shown), whole.event.readable_event_id)


@register.simple_tag
def schedule_url_of(whole: EventWhole, parameter: Literal["rooms", "tracks"], item: Room | Track) -> str:
    """Return the address of the schedule of one room or track."""
    query = replace(ScheduleQuery(), **{parameter: (path_part(item.id, item.name),)})
    return schedule_url(whole, query)


@register.simple_tag
def jumps(whole: EventWhole, query: ScheduleQuery, shown: Schedule, programmes: Iterable[TrackProgramme]) -> list[Link]:
    """Return where to go from a long page: its days or tracks; while one day is shown, all of them or another one."""
    if query.view is View.TRACKS:
        sections = (programme.track for programme in programmes)
        return [Link("", track_name(track), f"#{track_fragment(track)}") for track in sections]
    if query.day is None:
        days = shown.days if len(shown.days) > 1 else ()
        return [Link("", short_day(day.date), f"#{day_fragment(day.date)}") for day in days]
    others = [
        Link(
            day.date.isoformat(),
            short_day(day.date),
            f"{schedule_url(whole, query, day=day.date)}#{day_fragment(day.date)}",
        )
        for day in whole.schedule.days
    ]
    every_day = f"{schedule_url(whole, query, every_day=True)}#{day_fragment(query.day)}"
    return [Link("", _("All days"), every_day), *others]


@register.filter
def day_fragment(day: date) -> str:
    """Return the id of a day inside the page."""
    return f"day-{day.isoformat()}"


@register.filter
def track_fragment(track: Track | None) -> str:
    """Return the id of a track's section inside the page."""
    return f"track-{short_id(track.id)}" if track else "track-none"


@register.filter
def track_name(track: Track | None) -> str:
    """Return the heading of a track's section; of the one for sessions without any, what is said there."""
    return visible(track.name) if track else _("Other sessions")


@register.filter
def is_long(shown: Schedule) -> bool:
    """Tell whether a schedule needs a bar to jump by."""
    return len(shown.days) > 1 or len(shown.sessions) > LONG


@register.simple_tag
def now_url(whole: EventWhole, query: ScheduleQuery, shown: Schedule, found: NowAndNext | None) -> str:
    """Return where the present moment is: in this page if it is shown, else in the list of all; "" before and after."""
    if found is None:
        return ""
    wanted = [*found.running, *found.next]
    if query.view is not View.TRACKS:
        here = {session.id for session in shown.sessions}
        target = next((session for session in wanted if session.id in here), None)
        if target is not None:
            return f"#{fragment(target)}"
    return f"{schedule_url(whole, ScheduleQuery())}#{fragment(wanted[0])}"


@register.simple_tag
def now_groups(found: NowAndNext) -> list[Group]:
    """Return what runs and what comes next; a group without sessions is left out."""
    groups = ((_("Now"), found.running), (_("Next"), found.next))
    return [Group(heading, sessions, is_open=len(sessions) <= SHORT) for heading, sessions in groups if sessions]


# --- Words ---


@register.simple_tag
def result_count(count: int, total: int) -> str:
    """Return "64 sessions", or "3 of 64 sessions" where some are left out."""
    if count == total:
        return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count}
    return ngettext("%(count)d of %(total)d session", "%(count)d of %(total)d sessions", total) % {
        "count": count,
        "total": total,
    }


@register.filter
def column_labels(table: RoomTable) -> list[str]:
    """Return the names of the rooms across; two rooms of one name carry their building's."""
    labels = room_labels((column.room, column.building) for column in table.columns if column.room)
    return [_column_label(column, labels) for column in table.columns]


@register.filter
def in_room(found: Neighbours) -> list[tuple[Session, str]]:
    """Return what comes before and after in the same room, each with its heading."""
    both = ((found.previous, _("Before, in the same room")), (found.next, _("Next, in the same room")))
    return [(session, heading) for session, heading in both if session is not None]


def _column_label(column: Column, labels: dict[str, str]) -> str:
    if column.room is not None:
        return labels[column.room.id]
    return _("Breaks") if column.breaks_only else _("Room to be announced")
