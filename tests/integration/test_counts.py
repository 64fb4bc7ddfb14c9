"""Numbers of registrations: renewed sooner than other answers, and only where they decide something."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.domain.availability import is_over_or_closed
from portal.events_api.types import Event
from portal.services.catalogue.listing import published
from tests.served_site import ServedSite

COUNT = "get_event_registration_count"
COUNT_FRESH_S = 21
FRESH_S = 61


def limited(served: ServedSite, *, over: bool) -> Event:
    """The last event with limited places that is, or is not, over or closed for a while."""
    now = timezone.now()
    found = [
        event
        for event in published(served.site).value or ()
        if event.is_capacity_restricted
        and event.max_capacity
        and is_over_or_closed(event, now) == is_over_or_closed(event, now + timedelta(days=1)) == over
    ]
    return max(found, key=lambda event: event.starts_at)


@pytest.fixture
def open_page(served: ServedSite) -> str:
    """The warm page of an event with limited places."""
    path = f"/events/{limited(served, over=False).readable_event_id}/"
    served.warm(path)
    assert served.calls()[COUNT] == 1
    served.simulator.clear_journal()
    return path


def test_a_number_is_renewed_sooner_than_the_rest(
    served: ServedSite, open_page: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(COUNT_FRESH_S)
    served.warm(open_page)
    assert served.calls() == {COUNT: 1}
    clock.shift(FRESH_S - COUNT_FRESH_S)
    served.warm(open_page)
    assert served.calls()[COUNT] == 2
    assert served.calls()["get_event"] == 1


def test_a_number_is_never_fresh_for_longer_than_the_rest(
    served: ServedSite, open_page: str, clock: time_machine.Coordinates, settings: Settings
) -> None:
    settings.EVENTS_API_COUNT_FRESH_S = 10 * FRESH_S
    clock.shift(FRESH_S)
    served.warm(open_page)
    assert served.calls()[COUNT] == 1


def test_nobody_asks_for_the_number_of_an_event_that_takes_no_registrations(served: ServedSite) -> None:
    served.warm("/events/past/", f"/events/{limited(served, over=True).readable_event_id}/")
    assert served.calls()["get_event"] == 1
    assert served.calls()[COUNT] == 0
