"""Finding sessions: the query of the schedule, one for the page, the calendar file and the JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from portal.domain.availability import State, session_availability
from portal.domain.identifiers import Named, path_part, short_id, slug, split_path_part
from portal.domain.labels import Labels, OptionSet
from portal.domain.query import Parameters, Problem, Reader, write
from portal.domain.richtext import to_text
from portal.domain.room_table import room_labels
from portal.domain.schedule import Schedule, programme_date
from portal.domain.search import Facet
from portal.domain.text import fold, folded_words, natural_key, visible
from portal.events_api.codes import LANGUAGE_TAGS, language_tag
from portal.events_api.types import Event, Session

N = TypeVar("N", bound=Named)

_OPTION_TAGS = frozenset(LANGUAGE_TAGS.values())


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacets:
    """What can be filtered by: the values that some session has, none where there are fewer than two of a kind.

    Labels of types and languages are to be translated.
    """

    days: tuple[date, ...]
    tracks: tuple[Facet, ...]
    rooms: tuple[Facet, ...]
    types: tuple[Facet, ...]
    languages: tuple[Facet, ...]
    speakers: tuple[Facet, ...]
    places: bool  # some sessions have a limit


class SessionIndex:
    """The sessions of a programme, prepared for searching. Worth keeping as long as the programme stays."""

    def __init__(self, schedule: Schedule, labels: Labels | None = None) -> None:
        self._schedule = schedule
        self._labels = labels or Labels()
        self._entries = tuple(_Entry(session, schedule, self._labels) for session in schedule.sessions)

    def search(self, query: ScheduleQuery, *, event: Event, now: datetime) -> FoundSessions:
        """Return the sessions that match every filter. A value that names nothing matches nothing."""
        words = folded_words(query.q)
        asked = {
            "day": (query.day.isoformat(),) if query.day else (),
            "track": query.tracks,
            "room": query.rooms,
            "type": query.types,
            "language": query.languages,
            "speaker": query.speakers,
        }
        keys = {name: {key for value in values for key in _keys(value)} for name, values in asked.items() if values}
        found = tuple(
            entry.session
            for entry in self._entries
            if all(not wanted.isdisjoint(entry.values[name]) for name, wanted in keys.items())
            and all(word in entry.haystack for word in words)
            and (not query.places or session_availability(entry.session, event=event, now=now).state is State.OPEN)
        )
        unknown = {
            name: tuple(value for value in values if not self._names_something(name, value))
            for name, values in asked.items()
        }
        return FoundSessions(sessions=found, unknown={name: values for name, values in unknown.items() if values})

    @cached_property
    def values(self) -> Mapping[str, tuple[Facet, ...]]:
        """Every value that some session has, by parameter. Types in the order of their codes, all others by name."""
        sessions = self._schedule.sessions
        rooms = room_labels((item.room, item.building) for item in sessions if item.room)
        languages = Counter(named for item in sessions if (named := _language_of(item, self._labels)))
        types = Counter(item.session_type for item in sessions)
        return {
            "track": _facets(track for session in sessions for track in self._schedule.tracks(session)),
            "room": _facets((session.room for session in sessions if session.room), lambda room: rooms[room.id]),
            "type": tuple(
                Facet(
                    slug=self._labels.slug(OptionSet.SESSION_TYPE, number) or str(number),
                    label=label,
                    count=types[number],
                )
                for number, label in self._labels.numbers(OptionSet.SESSION_TYPE).items()
                if types[number]
            ),
            "language": tuple(
                Facet(slug=tag.lower(), label=label, count=count) for (label, tag), count in sorted(languages.items())
            ),
            "speaker": _facets(speaker for session in sessions for speaker in session.speakers),
        }

    @cached_property
    def facets(self) -> SessionFacets:
        """What the programme can be filtered by."""
        days = tuple(day.date for day in self._schedule.days)
        offered = {name: values if len(values) > 1 else () for name, values in self.values.items()}
        return SessionFacets(
            days=days if len(days) > 1 else (),
            tracks=offered["track"],
            rooms=offered["room"],
            types=offered["type"],
            languages=offered["language"],
            speakers=offered["speaker"],
            places=any(item.is_capacity_restricted and item.max_capacity for item in self._schedule.sessions),
        )

    def facet(self, parameter: str, value: str) -> Facet | None:
        """Return what a value of a query names, in whatever spelling; ``None`` where it names nothing (any more)."""
        return next((facet for facet in self.values[parameter] if _is_meant(parameter, facet, value)), None)

    def _names_something(self, parameter: str, value: str) -> bool:
        keys = _keys(value)
        return any(not keys.isdisjoint(entry.values[parameter]) for entry in self._entries)


class _Entry:
    """One session and the values of each parameter that find it."""

    def __init__(self, session: Session, schedule: Schedule, labels: Labels) -> None:
        tag = (language_tag(session.language) or "").lower()
        self.session = session
        self._tracks = schedule.tracks(session)
        self.values: dict[str, Collection[str]] = {
            "day": {programme_date(session.starts_at, schedule.time_zone).isoformat()} if session.starts_at else (),
            "track": _names(self._tracks),
            "room": _names([session.room] if session.room else ()),
            "type": _names_of_type(session, labels),
            "language": {tag, tag.partition("-")[0]} if tag else (),
            "speaker": _names(session.speakers),
        }

    @cached_property
    def haystack(self) -> str:
        session = self.session
        texts = [session.name, *(speaker.name for speaker in session.speakers), *(track.name for track in self._tracks)]
        texts += [session.room.name] if session.room else []
        texts += [to_text(session.session_summary), to_text(session.detailed_description)]
        return fold("\n".join(texts))


def _names(items: Collection[Named]) -> set[str]:
    """Return how items can be asked for: "#" and the short id, or the slug of the name."""
    return {f"#{short_id(item.id)}" for item in items} | {slug(item.name) for item in items}


def _keys(value: str) -> set[str]:
    """Return what a value of a query may stand for among ``_names``."""
    return {value, f"#{split_path_part(value)}"}


def _facets(items: Iterable[N], label: Callable[[N], str] = lambda item: visible(item.name)) -> tuple[Facet, ...]:
    """Return a facet per item that has a name, by name."""
    by_id: dict[str, list[N]] = {}
    for item in items:
        if visible(item.name):
            by_id.setdefault(item.id, []).append(item)
    facets = [
        Facet(slug=path_part(key, found[0].name), label=label(found[0]), count=len(found))
        for key, found in by_id.items()
    ]
    return tuple(sorted(facets, key=lambda facet: (natural_key(facet.label or ""), facet.slug)))


def _is_meant(parameter: str, facet: Facet, value: str) -> bool:
    """Tell whether a value of a query names this one: what has a short id by that or by the words behind it."""
    first, _, rest = facet.slug.partition("-")
    if parameter in {"track", "room", "speaker"}:
        return value in {facet.slug, rest} or split_path_part(value) == first
    return value == facet.slug or (parameter == "language" and value == first)


def _names_of_type(session: Session, labels: Labels) -> set[str]:
    """Return the slug of a session's type, and its number, which serves where the label has no slug."""
    if not labels.of(OptionSet.SESSION_TYPE, session.session_type):
        return set()
    return {labels.slug(OptionSet.SESSION_TYPE, session.session_type), str(session.session_type)} - {""}


def _language_of(session: Session, labels: Labels) -> tuple[str, str] | None:
    """Return the name and tag of a language: one for whatever has one name; ``None`` where none is known."""
    label, tag = labels.of(OptionSet.LANGUAGE, session.language), language_tag(session.language)
    if not label or tag is None:
        return None
    return label, tag if tag in _OPTION_TAGS else tag.partition("-")[0]
