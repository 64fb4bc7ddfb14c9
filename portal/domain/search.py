"""Finding events: the query of the event list, and the index that answers it.

One query object feeds the page, the calendar file, the Atom feed and the JSON, so that a filter means the same in each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.domain.event_times import days, is_past
from portal.domain.labels import Labels, OptionSet
from portal.domain.query import Parameters, Problem, Reader, write
from portal.domain.richtext import to_text
from portal.domain.text import fold, folded_words, natural_key
from portal.domain.venue import Access, Place, accessibility, address_lines, places
from portal.events_api.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """What a visitor asks of the event list."""

    q: str = ""
    formats: tuple[str, ...] = ()  # slugs of labels, sorted; an event matches any of them
    types: tuple[str, ...] = ()  # likewise
    place: str = ""  # slug of a town or building, or "online"
    access: tuple[Access, ...] = ()  # an event matches all of them
    from_date: date | None = None  # in the event's zone, inclusive
    to_date: date | None = None  # in the event's zone, inclusive
    page: int = 1
    problems: Mapping[str, Problem] = field(default_factory=dict)  # parameter -> why its value was left out
    typed: Mapping[str, str] = field(default_factory=dict)  # parameter -> what was typed, for those

    @classmethod
    def parse(cls, parameters: Parameters) -> EventQuery:
        """Read the parameters of a request, such as ``dict(request.GET.lists())``. Never fails."""
        reader = Reader(parameters)
        first, last = reader.date("from"), reader.date("to")
        if first is not None and last is not None and last < first:
            reader.refuse("to", Problem.BEFORE_FROM)
            last = None
        return cls(
            q=reader.text("q"),
            formats=reader.values("format"),
            types=reader.values("type"),
            place=reader.value("place"),
            access=reader.choices("access", Access),
            from_date=first,
            to_date=last,
            page=reader.page(),
            problems=reader.problems,
            typed=reader.typed,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.query_string(page=1))

    def query_string(self, *, page: int | None = None) -> str:
        """Return the canonical query string without "?": equal filters, equal text. ``page`` replaces the page."""
        number = self.page if page is None else page
        return write(
            (
                ("q", self.q),
                ("format", self.formats),
                ("type", self.types),
                ("place", self.place),
                ("access", self.access),
                ("from", self.from_date),
                ("to", self.to_date),
                ("page", number if number > 1 else None),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The events that match, in the order of the index."""

    events: tuple[Event, ...]
    unknown: Mapping[str, tuple[str, ...]]  # parameter -> values that name nothing (any more); usually empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value to filter by. ``label`` is ``None`` for "online"; labels of codes are to be translated."""

    slug: str
    label: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The filter values that some event has. Formats and types in the order of their codes, places by name."""

    formats: tuple[Facet, ...]
    types: tuple[Facet, ...]
    places: tuple[Facet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Events by whether they are over."""

    upcoming: tuple[Event, ...]  # ascending by start, running ones included
    past: tuple[Event, ...]  # latest first


def split(events: Iterable[Event], now: datetime) -> Split:
    """Sort events into upcoming and past ones."""
    ordered = sorted(events, key=lambda event: (event.starts_at, fold(event.event_name), event.event_id))
    return Split(
        upcoming=tuple(event for event in ordered if not is_past(event, now)),
        past=tuple(event for event in reversed(ordered) if is_past(event, now)),
    )


class SearchIndex:
    """Events prepared for searching. Build once per list of events and keep: preparing costs more than searching."""

    def __init__(
        self,
        events: Sequence[Event],
        *,
        labels: Labels | None = None,
        extra_text: Mapping[str, str] | None = None,
    ) -> None:
        """``extra_text``: event id -> further text to search, such as the names of its speakers."""
        extra = extra_text or {}
        self._labels = labels or Labels()
        self._entries = [_Entry(event, self._labels, extra.get(event.event_id, "")) for event in events]
        self._place_slugs = {place.slug for entry in self._entries for place in entry.places}

    def search(self, query: EventQuery) -> Found:
        """Return what matches every filter. A value that names nothing matches nothing."""
        words = folded_words(query.q)
        return Found(
            events=tuple(entry.event for entry in self._entries if entry.matches(query, words)),
            unknown=self._unknown(query),
        )

    def facets(self, among: Iterable[Event] | None = None) -> Facets:
        """Count the filter values of all events, or of those ``among`` them (the upcoming ones)."""
        wanted = None if among is None else {event.event_id for event in among}
        entries = [entry for entry in self._entries if wanted is None or entry.event.event_id in wanted]
        formats = Counter(entry.event.event_format for entry in entries)
        types = Counter(entry.event.event_type for entry in entries)
        return Facets(
            formats=self._coded_facets(OptionSet.FORMAT, formats),
            types=self._coded_facets(OptionSet.EVENT_TYPE, types),
            places=_place_facets(place for entry in entries for place in entry.places),
        )

    def _coded_facets(self, option_set: OptionSet, counts: Counter[int | None]) -> tuple[Facet, ...]:
        return tuple(
            Facet(slug=self._labels.slug(option_set, number), label=label, count=counts[number])
            for number, label in self._labels.numbers(option_set).items()
            if counts[number]
        )

    def _slugs(self, option_set: OptionSet) -> set[str]:
        return {self._labels.slug(option_set, number) for number in self._labels.numbers(option_set)}

    def _unknown(self, query: EventQuery) -> dict[str, tuple[str, ...]]:
        known: dict[str, tuple[tuple[str, ...], Collection[str]]] = {
            "format": (query.formats, self._slugs(OptionSet.FORMAT)),
            "type": (query.types, self._slugs(OptionSet.EVENT_TYPE)),
            "place": ((query.place,) if query.place else (), self._place_slugs),
        }
        unknown = {name: tuple(value for value in asked if value not in all_) for name, (asked, all_) in known.items()}
        return {name: values for name, values in unknown.items() if values}


def _place_facets(found: Iterable[Place]) -> tuple[Facet, ...]:
    """Count places; spellings that share a slug ("Zurich", "ZÜRICH") are one place under its most frequent name."""
    counts: dict[str, Counter[str | None]] = {}
    for place in found:
        counts.setdefault(place.slug, Counter())[place.name] += 1
    facets = [Facet(slug=slug, label=names.most_common(1)[0][0], count=names.total()) for slug, names in counts.items()]
    return tuple(sorted(facets, key=lambda facet: (facet.label is None, natural_key(facet.label or ""))))


class _Entry:
    """One event, prepared."""

    __slots__ = ("access", "event", "first_day", "format", "haystack", "last_day", "places", "slugs", "type")

    def __init__(self, event: Event, labels: Labels, extra_text: str) -> None:
        self.event = event
        self.first_day, self.last_day = days(event, event.time_zone)
        self.format = labels.slug(OptionSet.FORMAT, event.event_format)
        self.type = labels.slug(OptionSet.EVENT_TYPE, event.event_type)
        self.places = places(event)
        self.slugs = {place.slug for place in self.places}
        self.access = {fact for fact, available in accessibility(event.building, event.room) if available}
        texts = [event.event_name, to_text(event.description), extra_text]
        texts += [place.name or "" for place in self.places]
        texts += address_lines(event.building) if event.building else ()
        texts += [event.room.name] if event.room else []
        self.haystack = fold("\n".join(texts))

    def matches(self, query: EventQuery, words: Sequence[str]) -> bool:
        return (
            (not query.formats or self.format in query.formats)
            and (not query.types or self.type in query.types)
            and (not query.place or query.place in self.slugs)
            and self.access.issuperset(query.access)
            and (query.from_date is None or self.last_day >= query.from_date)
            and (query.to_date is None or self.first_day <= query.to_date)
            and all(word in self.haystack for word in words)
        )
