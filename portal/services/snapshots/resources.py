"""What can be read through snapshots: each resource of the API with its key, its record type and its call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from portal.domain.identifiers import Named, collisions, short_id
from portal.events_api.client import EventsClient
from portal.events_api.types import CustomField, Decoded, Event, Loss, Pass, Session, Speaker, Sponsorship, Track

T = TypeVar("T")
N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class Resource(Generic[T]):
    """One resource. ``key`` is its path below the API's base; equal keys are the same resource.

    ``is_list``: an empty answer after a full one is believed only when read twice.
    ``is_count``: changes with every registration, and has a shorter time to be fresh.
    ``is_slow``: many calls in one, such as all pictures of an event. It has a longer deadline and nobody waits for it.
    """

    key: str
    kind: Any = field(compare=False, repr=False)  # what storage.load makes of the stored body: a type expression for T
    fetch: Callable[[EventsClient, float], Decoded[T]] = field(compare=False, repr=False)
    is_list: bool = field(default=False, compare=False)
    is_slow: bool = field(default=False, compare=False)
    is_count: bool = field(default=False, compare=False)


PUBLISHED: Resource[tuple[Event, ...]] = Resource(
    "events/published",
    tuple[Event, ...],
    lambda client, deadline_s: client.list_published_events(deadline_s=deadline_s),
    is_list=True,
)


def event_detail(readable_event_id: str) -> Resource[Event]:
    """One event, whole: the only answer to be trusted for captcha and form."""
    return Resource(
        f"events/{readable_event_id}",
        Event,
        lambda client, deadline_s: client.get_event(readable_event_id, deadline_s=deadline_s),
    )


def sessions(readable_event_id: str) -> Resource[tuple[Session, ...]]:
    """The live sessions of an event."""
    return Resource(
        f"events/{readable_event_id}/sessions",
        tuple[Session, ...],
        lambda client, deadline_s: told_apart(client.list_sessions(readable_event_id, deadline_s=deadline_s)),
        is_list=True,
    )


def tracks(readable_event_id: str) -> Resource[tuple[Track, ...]]:
    """The live external tracks of an event."""
    return Resource(
        f"events/{readable_event_id}/tracks",
        tuple[Track, ...],
        lambda client, deadline_s: client.list_tracks(readable_event_id, deadline_s=deadline_s),
        is_list=True,
    )


def track_sessions(
    readable_event_id: str, known: Iterable[Track] | None = None
) -> Resource[dict[str, tuple[str, ...]]]:
    """Ids of the sessions of each track, by track id. Empty where the dialect cannot tell (real-time).

    One call for each track, since sessions themselves do not say theirs; and one for the tracks unless they are
    ``known``.
    """

    def fetch(client: EventsClient, deadline_s: float) -> Decoded[dict[str, tuple[str, ...]]]:
        if not client.offers("list_track_sessions"):
            return Decoded(value={})
        end = time.monotonic() + deadline_s
        found: dict[str, tuple[str, ...]] = {}
        losses: list[Loss] = []
        asked = client.list_tracks(readable_event_id, deadline_s=deadline_s).value if known is None else known
        for track in asked:
            answer = client.list_track_sessions(track.id, deadline_s=max(0.1, end - time.monotonic()))
            found[track.id] = tuple(session.id for session in answer.value)
            losses += answer.losses
        return Decoded(value=found, losses=tuple(losses))

    return Resource(f"events/{readable_event_id}/track-sessions", dict[str, tuple[str, ...]], fetch)


def passes(readable_event_id: str) -> Resource[tuple[Pass, ...]]:
    """The passes of an event; an event with any is a paid event."""
    return Resource(
        f"events/{readable_event_id}/passes",
        tuple[Pass, ...],
        lambda client, deadline_s: client.list_passes(readable_event_id, deadline_s=deadline_s),
        is_list=True,
    )


def speakers(readable_event_id: str) -> Resource[tuple[Speaker, ...]]:
    """The speakers of an event's live sessions."""
    return Resource(
        f"events/{readable_event_id}/speakers",
        tuple[Speaker, ...],
        lambda client, deadline_s: told_apart(client.list_speakers(readable_event_id, deadline_s=deadline_s)),
        is_list=True,
    )


def sponsorships(readable_event_id: str) -> Resource[tuple[Sponsorship, ...]]:
    """The sponsors of an event."""
    return Resource(
        f"events/{readable_event_id}/sponsorships",
        tuple[Sponsorship, ...],
        lambda client, deadline_s: client.list_sponsorships(readable_event_id, deadline_s=deadline_s),
        is_list=True,
    )


def custom_fields(readable_event_id: str) -> Resource[tuple[CustomField, ...]]:
    """The organiser's questions."""
    return Resource(
        f"events/{readable_event_id}/custom-registration-fields",
        tuple[CustomField, ...],
        lambda client, deadline_s: client.list_custom_registration_fields(readable_event_id, deadline_s=deadline_s),
        is_list=True,
    )


def registration_count(readable_event_id: str) -> Resource[int]:
    """How many registrations an event has."""
    return Resource(
        f"events/{readable_event_id}/registrations/count",
        int,
        lambda client, deadline_s: client.get_event_registration_count(readable_event_id, deadline_s=deadline_s),
        is_count=True,
    )


def told_apart(answer: Decoded[tuple[N, ...]]) -> Decoded[tuple[N, ...]]:
    """The answer, with a loss for each group of ids that share a short id: only their slugs tell their pages apart."""
    groups = collisions(item.id for item in answer.value)
    losses = tuple(
        Loss(path=f"$[*].id ({short_id(ids[0])})", reason=f"short id shared by {len(ids)} items") for ids in groups
    )
    return Decoded(value=answer.value, losses=(*answer.losses, *losses))
