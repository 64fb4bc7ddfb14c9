"""Two ids with one short id are told to staff."""

from __future__ import annotations

from portal.domain.identifiers import short_id
from portal.events_api.types import Decoded, Loss, Track
from portal.services.snapshots.resources import told_apart
from tests.unit.test_identifiers import COLLIDING


def tracks(*ids: str) -> Decoded[tuple[Track, ...]]:
    return Decoded(value=tuple(Track(id=id_, name="T") for id_ in ids), losses=(Loss(path="$[0].x", reason="y"),))


def test_what_is_told_apart_stays_as_it_is() -> None:
    assert told_apart(tracks("a", "b")) == tracks("a", "b")


def test_a_shared_short_id_is_counted() -> None:
    found = told_apart(tracks(*COLLIDING, "c"))

    assert found.losses[1:] == (Loss(path=f"$[*].id ({short_id(COLLIDING[0])})", reason="short id shared by 2 items"),)
