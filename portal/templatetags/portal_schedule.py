"""The programme in words: sessions as entries and cells, and what leads through them.

The markup of each session comes from ``session_lines``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.domain import zones
from portal.domain.event_times import wall_clock
from portal.domain.identifiers import path_part, short_id
from portal.domain.room_table import Cell, Column, RoomTable, room_labels
from portal.domain.schedule import Neighbours, NowAndNext, Schedule, TrackProgramme
from portal.domain.session_search import ScheduleQuery, View
from portal.domain.text import visible
from portal.events_api.types import Room, Session, Track
from portal.services.catalogue import EventWhole
from portal.services.readings import clock, heading_misleads, marked, short_day
from portal.templatetags.portal_tags import Link, address, fragment
from portal.templatetags.session_lines import lines_of

ROW, CELL = "portal/includes/_session_item.html", "portal/includes/_cell_session.html"
LONG = 40  # sessions from which a schedule of one day is worth a bar to jump by
SHORT = 3  # sessions up to which a group is shown at once

register = template.Library()


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
    lines = lines_of(whole)
    return lines.join(ROW, sessions, whole, level=level, dated=dated, anchored=anchored, tracked=tracked)


@register.simple_tag
def cell_sessions(whole: EventWhole, cell: Cell) -> SafeString:
    """Return what stands in a cell of the table by room."""
    return lines_of(whole).join(CELL, cell.sessions, whole, anchored=not cell.is_repeated)


@register.filter
def cell_attributes(cell: Cell) -> SafeString:
    """Return `` rowspan="2" class="filled"``: how far a cell reaches and what is in it."""
    kind = "break" if cell.is_break else "across" if cell.colspan > 1 else "filled"
    return _cell_attributes(cell.rowspan, cell.colspan, kind if cell.sessions else "")


@lru_cache(maxsize=1024)
def _cell_attributes(rowspan: int, colspan: int, kind: str) -> SafeString:
    attributes = [("rowspan", rowspan, rowspan > 1), ("colspan", colspan, colspan > 1), ("class", kind, kind)]
    return format_html_join("", ' {}="{}"', ((name, str(value)) for name, value, is_said in attributes if is_said))


# --- Days and times ---


@register.simple_tag
def slot_time(instant: datetime, day: date, whole: EventWhole) -> SafeString | str:
    """Return "09:00" for the edge of a list or table, with its zone where the clocks change during the day."""
    local = wall_clock(instant, whole.event.time_zone)
    shown = marked(local, clock(local))
    if not heading_misleads([local], day, whole.event.time_zone):
        return shown
    return format_html_join(" ", "{}", ((shown,), (zones.short_name(local, certain=whole.event.time_zone_certain),)))


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
