"""The end of a process that still has refreshes to make."""

from __future__ import annotations

from threading import Event, Thread

from django.conf import settings

from portal.events_api.client import EventsClient
from portal.events_api.types import Decoded
from portal.services.snapshots import Resource, background, renew_later
from tests.served_site import ServedSite


def test_refreshes_that_have_not_begun_are_dropped_at_once(served: ServedSite) -> None:
    answered, begun = Event(), []

    def fetch(client: EventsClient, deadline_s: float) -> Decoded[int]:
        begun.append(1)
        answered.wait(10)
        return Decoded(value=1)

    for number in range(settings.EVENTS_API_CONCURRENCY + 5):
        renew_later(served.site, Resource(f"test/{number}", int, fetch))
    ending = Thread(target=background.stop)
    ending.start()
    ending.join(5)
    hung = ending.is_alive()
    answered.set()
    ending.join()
    background.wait_until_idle(10)
    assert not hung
    assert len(begun) <= settings.EVENTS_API_CONCURRENCY
