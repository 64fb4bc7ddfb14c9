"""What visitors will ask for next is renewed ahead of them: nearest first, within the budget."""

from __future__ import annotations

import time

import time_machine

from portal.domain.search import split
from portal.models import Snapshot
from portal.services.catalogue import ahead
from portal.services.catalogue.listing import published
from tests.served_site import ServedSite

LIST = "list_published_events"
DETAIL = "get_event"
HALF_FRESH_S = 31
HALF_STALE_S = 301


def upcoming(served: ServedSite) -> list[str]:
    copy = published(served.site)
    assert copy.fetched_at is not None
    return [event.readable_event_id for event in split(copy.value or (), copy.fetched_at).upcoming]


def details(served: ServedSite) -> set[str]:
    """The events whose own answer is stored."""
    keys = Snapshot.objects.exclude(body=None).values_list("resource", flat=True)
    return {key.removeprefix("events/") for key in keys if key.count("/") == 1} - {"published"}


def renew(served: ServedSite, events: int, fresh_events: int) -> dict[str, int]:
    """One round; what it asked for."""
    served.simulator.clear_journal()
    ahead.renew_ahead(served.site, events=events, fresh_events=fresh_events)
    served.settle()
    return dict(served.calls())


def test_the_first_visitor_of_no_upcoming_event_waits(served: ServedSite) -> None:
    renew(served, events=500, fresh_events=2)
    assert details(served) == set(upcoming(served))
    served.simulator.clear_journal()
    for event_id in upcoming(served):
        served.page(f"/events/{event_id}/")
        served.page(f"/events/{event_id}/schedule/")
    served.settle()
    assert served.calls() == {}


def test_the_next_events_are_kept_fresh_and_the_others_from_getting_old(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    assert renew(served, events=5, fresh_events=2)[DETAIL] == 5
    assert renew(served, events=5, fresh_events=2) == {LIST: 1}
    clock.shift(HALF_FRESH_S)
    assert renew(served, events=5, fresh_events=2)[DETAIL] == 2
    clock.shift(HALF_STALE_S)
    assert renew(served, events=5, fresh_events=2)[DETAIL] == 5


def test_what_was_never_read_comes_before_what_gets_old(served: ServedSite, clock: time_machine.Coordinates) -> None:
    served.warm("/events/")
    far = upcoming(served)[ahead.BATCH + 1]
    renew(served, events=ahead.BATCH + 2, fresh_events=0)
    Snapshot.objects.filter(resource__startswith=f"events/{far}").delete()
    clock.shift(HALF_STALE_S)
    served.simulator.clear_journal()
    renew(served, events=ahead.BATCH + 2, fresh_events=0)
    asked = [entry["path"] for entry in served.simulator.journal(DETAIL)]
    assert far in "".join(asked[: ahead.BATCH])


def test_a_round_ends_when_its_time_is_over(served: ServedSite) -> None:
    ahead.renew_ahead(served.site, events=500, ends_at=time.monotonic())
    served.settle()
    assert served.calls() == {LIST: 1}


def test_an_api_that_asks_for_a_pause_is_left_in_peace(served: ServedSite) -> None:
    served.warm("/events/past/")
    served.simulator.fault(LIST, status=429, headers={"Retry-After": "60"})
    assert renew(served, events=500, fresh_events=20) == {LIST: 1}


def test_what_a_site_does_not_show_is_not_asked_for(served: ServedSite) -> None:
    served.row.show_speakers = served.row.show_sponsors = False
    served.row.save()
    asked = renew(served, events=1, fresh_events=1)
    assert asked[DETAIL] == 1
    assert not asked.keys() & {"list_speakers", "list_sponsorships", "get_speaker_image", "get_sponsorship_logo"}
