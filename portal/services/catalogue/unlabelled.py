"""What stored answers hold that nobody has given a meaning yet: numbers without a label, topics of no tier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.domain.labels import OptionSet
from portal.domain.sponsors import topic_key
from portal.domain.text import natural_key, visible
from portal.events_api.types import Event, Session
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.snapshots import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownNumber:
    """A number no label is known for. ``example``: the name of an event or session that has it; may be empty."""

    option_set: OptionSet
    number: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlabelled:
    """Each number once, in the order of its set; each topic once, in the spelling first met, by name."""

    numbers: tuple[UnknownNumber, ...]
    topics: tuple[str, ...]  # of sponsorships, every one
    topics_without_tier: tuple[str, ...]


def unlabelled(site: Site) -> Unlabelled:
    """Look through what is stored of a site; nothing is asked of the API."""
    reading = snapshots.Reading(site, [resources.PUBLISHED])
    events = reading.peek(resources.PUBLISHED).value or ()
    sessions = [resources.sessions(event.readable_event_id) for event in events]
    sponsorships = [resources.sponsorships(event.readable_event_id) for event in events]
    stored = snapshots.Reading(site, [*sessions, *sponsorships]).peek_all([*sessions, *sponsorships])
    records: list[Event | Session] = [*events]
    records += (session for part in sessions for session in stored.value(part, ()))
    topics: dict[str, str] = {}
    for part in sponsorships:
        for item in stored.value(part, ()):
            if key := topic_key(item.sponsorship_topic):
                topics.setdefault(key, visible(item.sponsorship_topic))
    in_a_tier = frozenset[str]().union(*(tier.topics for tier in site.look.tiers))
    return Unlabelled(
        numbers=_unknown_numbers(site, records),
        topics=_sorted(topics.values()),
        topics_without_tier=_sorted(topic for key, topic in topics.items() if key not in in_a_tier),
    )


def _unknown_numbers(site: Site, records: list[Event | Session]) -> tuple[UnknownNumber, ...]:
    labels = site.look.labels
    found: dict[tuple[OptionSet, int], str] = {}
    for record in records:
        name = record.event_name if isinstance(record, Event) else record.name
        for option_set, number in _numbers_of(record):
            if number is not None and not labels.knows(option_set, number):
                found.setdefault((option_set, number), visible(name))
    order = list(OptionSet)
    return tuple(
        UnknownNumber(option_set=option_set, number=number, example=example)
        for (option_set, number), example in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    )


def _numbers_of(record: Event | Session) -> Iterator[tuple[OptionSet, int | None]]:
    if isinstance(record, Event):
        yield OptionSet.FORMAT, record.event_format
        yield OptionSet.EVENT_TYPE, record.event_type
        yield OptionSet.LANGUAGE, record.event_language
    else:
        yield OptionSet.FORMAT, record.session_format
        yield OptionSet.SESSION_TYPE, record.session_type
        yield OptionSet.LANGUAGE, record.language


def _sorted(topics: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(topics, key=natural_key))
