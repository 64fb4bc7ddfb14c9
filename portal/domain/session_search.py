"""Finding sessions: the query of the schedule, one for the page, the calendar file and the JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portal.domain.availability import State, session_availability
from portal.domain.identifiers import Named, short_id, slug, split_path_part
from portal.domain.query import Parameters, Problem, Reader, write
from portal.domain.richtext import to_text
from portal.domain.schedule import Schedule, programme_date
from portal.domain.text import fold, folded_words
from portal.events_api.codes import SESSION_TYPES, language_tag
from portal.events_api.types import Event, Session


class View(StrEnum):
    """How the schedule is laid out."""

    LIST = "list"
    GRID = "grid"
    TRACKS = "tracks"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleQuery:
    """What a visitor asks of the schedule. Several values of one parameter widen, several parameters narrow."""

    q: str = ""
    day: date | None = None  # a programme day
    tracks: tuple[str, ...] = ()  # path parts or slugs of names, like rooms and speakers
    rooms: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # slugs of labels
    languages: tuple[str, ...] = ()  # lower-case BCP 47 tags
    speakers: tuple[str, ...] = ()
    places: bool = False  # only sessions with places left; pages and JSON only (urls.md §4)
    view: View = View.LIST
    problems: Mapping[str, Problem] = field(default_factory=dict)  # parameter -> why its value was left out
    typed: Mapping[str, str] = field(default_factory=dict)  # parameter -> what was typed, for those

    @classmethod
    def parse(cls, parameters: Parameters) -> ScheduleQuery:
        """Read the parameters of a request, such as ``dict(request.GET.lists())``. Never fails."""
        reader = Reader(parameters)
        return cls(
            q=reader.text("q"),
            day=reader.date("day"),
            tracks=reader.values("track"),
            rooms=reader.values("room"),
            types=reader.values("type"),
            languages=reader.values("language"),
            speakers=reader.values("speaker"),
            places=reader.flag("places"),
            view=reader.choice("view", View, View.LIST),
            problems=reader.problems,
            typed=reader.typed,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out of the programme."""
        return bool(self.query_string(view=View.LIST))

    def query_string(self, *, view: View | None = None) -> str:
        """Return the canonical query string without "?": equal filters, equal text. ``view`` replaces the view."""
        shown = self.view if view is None else view
        return write(
            (
                ("q", self.q),
                ("day", self.day),
                ("track", self.tracks),
                ("room", self.rooms),
                ("type", self.types),
                ("language", self.languages),
                ("speaker", self.speakers),
                ("places", "1" if self.places else None),
                ("view", shown if shown is not View.LIST else None),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSessions:
    """The sessions that match, in the order of the programme."""

    sessions: tuple[Session, ...]
    unknown: Mapping[str, tuple[str, ...]]  # parameter -> values that name nothing (any more); usually empty


def search_sessions(schedule: Schedule, query: ScheduleQuery, *, event: Event, now: datetime) -> FoundSessions:
    """Return the sessions of a programme that match every filter. A value that names nothing matches nothing."""
    prepared = [_Entry(session, schedule) for session in schedule.sessions]
    words = folded_words(query.q)
    asked = {
        "day": (query.day.isoformat(),) if query.day else (),
        "track": query.tracks,
        "room": query.rooms,
        "type": query.types,
        "language": query.languages,
        "speaker": query.speakers,
    }
    found = [
        entry.session
        for entry in prepared
        if all(entry.has(name, values) for name, values in asked.items())
        and all(word in entry.haystack() for word in words)
        and (not query.places or session_availability(entry.session, event=event, now=now).state is State.OPEN)
    ]
    unknown = {
        name: tuple(value for value in values if not any(entry.has(name, (value,)) for entry in prepared))
        for name, values in asked.items()
    }
    return FoundSessions(sessions=tuple(found), unknown={name: values for name, values in unknown.items() if values})


class _Entry:
    """One session and the values of each parameter that find it."""

    __slots__ = ("_tracks", "_values", "session")

    def __init__(self, session: Session, schedule: Schedule) -> None:
        tag = (language_tag(session.language) or "").lower()
        self.session = session
        self._tracks = schedule.tracks(session)
        self._values: dict[str, Collection[str]] = {
            "day": {programme_date(session.starts_at, schedule.time_zone).isoformat()} if session.starts_at else (),
            "track": _names(self._tracks),
            "room": _names([session.room] if session.room else ()),
            "type": {slug(SESSION_TYPES.get(session.session_type or 0, ""))},
            "language": {tag, tag.partition("-")[0]},
            "speaker": _names(session.speakers),
        }

    def has(self, parameter: str, asked: Sequence[str]) -> bool:
        own = self._values[parameter]
        return not asked or any(value in own or f"#{split_path_part(value)}" in own for value in asked)

    def haystack(self) -> str:
        session = self.session
        texts = [session.name, *(speaker.name for speaker in session.speakers), *(track.name for track in self._tracks)]
        texts += [session.room.name] if session.room else []
        texts += [to_text(session.session_summary), to_text(session.detailed_description)]
        return fold("\n".join(texts))


def _names(items: Collection[Named]) -> set[str]:
    """Return how items can be asked for: "#" and the short id, or the slug of the name."""
    return {f"#{short_id(item.id)}" for item in items} | {slug(item.name) for item in items}
