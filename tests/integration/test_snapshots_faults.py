"""Whatever the API does: no good copy is lost, nothing wrong is stored, and nobody sees a 500."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.models import Snapshot, Tombstone, Upstream
from tests.served_site import ServedSite, links, main_text
from tests.simulation import FORUM

PAST = "/events/past/"
REVIEW = "Breakwater_Review211040730"
NAME = "Breakwater Review"
FRESH_S, STALE_S = 60, 600
DOUBT_S = 6  # after which an empty answer is read a second time
LIST = "list_published_events"

FAULTS: dict[str, dict[str, Any]] = {
    "500": {"status": 500, "body": "<h1>Server error</h1>", "content_type": "text/html"},
    "502": {"status": 502},
    "503": {"status": 503},
    "504": {"status": 504},
    "429": {"status": 429},
    "401": {"status": 401},
    "403": {"status": 403},
    "400": {"status": 400},
    "404 for the list": {"status": 404},
    "410": {"status": 410},
    "418": {"status": 418},
    "451": {"status": 451},
    "204": {"status": 204},
    "200 without a body": {"status": 200, "body": ""},
    "an error object": {"json": {"error": {"code": "x"}}},
    "null": {"json": None},
    "a log-in page": {"body": "<!doctype html><form>", "content_type": "text/html"},
    "cut json": {"body": '[{"eventId": "'},
    "bytes that are no text": {"body_base64": "/////w=="},
    "a redirect": {"redirect": "https://login.example.org/"},
    "a reset": {"reset": True},
    "a reset after the answer was made": {"reset": "after"},
    "half of the body": {"cut_body": True},
    "a hang": {"hang": "before"},
    "headers by drops": {"drip_ms_per_byte": 100, "part": "headers"},
    "a body by drops": {"drip_ms_per_byte": 100, "part": "body"},
    "a huge body": {"huge_bytes": 34 * 1024 * 1024},
}


@pytest.fixture
def impatient(served: ServedSite, settings: Settings) -> ServedSite:
    settings.EVENTS_API_REQUEST_DEADLINE_S = 0.4
    settings.EVENTS_API_OLD_COPY_WAIT_S = 0.5
    return served


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_failure_never_replaces_a_good_copy(
    impatient: ServedSite, clock: time_machine.Coordinates, fault: dict[str, Any]
) -> None:
    impatient.warm(PAST)
    before = Snapshot.objects.get(resource="events/published")
    impatient.simulator.fault(LIST, **fault)
    clock.shift(STALE_S + 1)
    assert NAME in impatient.page(PAST)
    impatient.settle()
    page = impatient.page(PAST)
    assert NAME in page
    assert "It cannot be updated at the moment." in page
    after = Snapshot.objects.get(resource="events/published")
    kept = ("body", "digest", "fetched_at", "changed_at", "absent", "losses")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.failure != ""


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_failure_is_never_stored_as_an_answer(impatient: ServedSite, fault: dict[str, Any]) -> None:
    impatient.simulator.fault(LIST, **fault)
    response = impatient.get(PAST)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    impatient.settle()
    assert list(Snapshot.objects.values_list("body", "digest", "fetched_at", "absent")) == [(None, "", None, False)]


def test_an_empty_list_after_a_full_one_needs_a_second_reading(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(PAST)
    served.simulator.fault(LIST, json=[])
    clock.shift(STALE_S + 1)
    for _ in range(3):
        assert NAME in served.page(PAST)
    assert Tombstone.objects.count() == 0
    served.simulator.clear_journal()
    clock.shift(DOUBT_S)
    page = served.page(PAST)
    assert served.calls() == {LIST: 1}
    assert links(page, f"/events/{REVIEW}/") == []
    assert served.get(f"/events/{REVIEW}/").status_code == 410
    assert "No events have been published yet." in served.page("/events/")


def test_one_empty_answer_between_full_ones_is_forgotten(served: ServedSite, clock: time_machine.Coordinates) -> None:
    served.warm(PAST)
    for _ in range(2):
        served.simulator.fault(LIST, json=[], times=1)
        clock.shift(STALE_S + 1)
        assert NAME in served.page(PAST)
        clock.shift(STALE_S + 1)
        assert NAME in served.page(PAST)


@pytest.mark.parametrize("answer", [{"json": []}, {"status": 404}], ids=["empty", "404"])
def test_sessions_that_vanish_at_once_need_a_second_reading(
    served: ServedSite, clock: time_machine.Coordinates, answer: dict[str, Any]
) -> None:
    path = f"/events/{FORUM}/schedule/"
    served.warm(path)
    served.simulator.fault("list_sessions", **answer)
    clock.shift(STALE_S + 1)
    assert "Walls that give way" in served.page(path)
    clock.shift(DOUBT_S)
    assert "Walls that give way" not in served.page(path)


def test_an_event_the_api_does_not_know_is_a_404_remembered_for_as_long_as_an_answer(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.simulator.fault("get_event", event=REVIEW, status=404)
    path = f"/events/{REVIEW}/"
    assert served.get(path).status_code == 404
    served.settle()
    served.simulator.clear_journal()
    assert served.get(path).status_code == 404
    assert NAME in served.page(PAST)
    served.settle()
    assert served.calls() == {}
    served.simulator.clear_faults()
    clock.shift(FRESH_S + 1)
    served.warm(path)
    assert served.get(path).status_code == 200


def test_a_404_for_the_list_is_a_wrong_setting_and_not_an_organisation_without_events(served: ServedSite) -> None:
    served.simulator.fault(LIST, status=404)
    assert served.get("/events/").status_code == 503
    state = Upstream.objects.get()
    assert (state.last_failure_kind, state.consecutive_failures) == ("not_found", 1)


@pytest.mark.parametrize(
    ("operation", "event", "page", "sentence"),
    [
        ("list_sessions", FORUM, "schedule/", "The schedule cannot be shown at the moment."),
        ("list_speakers", FORUM, "speakers/", "The speakers cannot be shown at the moment."),
        ("list_sponsorships", FORUM, "sponsors/", "The sponsors cannot be shown at the moment."),
        ("list_passes", "Coastal_Data_Summit406103517", "passes/", "The passes cannot be shown at the moment."),
    ],
)
def test_a_part_that_fails_leaves_the_page_and_is_named(
    served: ServedSite, operation: str, event: str, page: str, sentence: str
) -> None:
    served.simulator.fault(operation, status=500)
    whole = main_text(served.page(f"/events/{event}/"))
    assert sentence in whole
    assert "Venue and rooms" in whole
    assert sentence in served.page(f"/events/{event}/{page}")


def test_one_malformed_event_of_fifty_costs_that_one_and_is_counted(
    served: ServedSite, caplog: pytest.LogCaptureFixture
) -> None:
    sample = next(
        event for event in served.simulator.call("events/published").json if event["readableEventId"] == REVIEW
    )
    fifty = [sample | {"eventId": f"{number:036}", "readableEventId": f"Copy_{number}"} for number in range(50)]
    fifty[7] = fifty[7] | {"startDateUTC": "secret-value", "startDate": "secret-value"}
    served.simulator.fault(LIST, json=fifty)
    served.row.events_per_page = 100
    served.row.save()
    assert len(links(served.page(PAST), "/events/Copy_")) == 49
    stored = Snapshot.objects.get(resource="events/published")
    assert stored.loss_count == len(stored.losses)
    assert {path.split(".")[0] for path, _ in stored.losses} == {"$[7]"}
    told = [record.getMessage() for record in caplog.records if "values could not be read" in record.getMessage()]
    assert len(told) == 1
    assert "secret-value" not in told[0] + str(stored.losses)


def test_losses_go_when_the_next_reading_has_none(served: ServedSite, clock: time_machine.Coordinates) -> None:
    served.simulator.patch_event(REVIEW, maxCapacity="many")
    served.warm(PAST)
    assert Snapshot.objects.get(resource="events/published").loss_count == 1
    served.simulator.patch_event(REVIEW, maxCapacity=120)
    clock.shift(STALE_S + 1)
    served.warm(PAST)
    stored = Snapshot.objects.get(resource="events/published")
    assert (stored.loss_count, stored.losses) == (0, [])


def test_an_outage_of_days_leaves_the_pages_up_with_their_date_and_recovery_takes_the_notice_away(
    impatient: ServedSite, clock: time_machine.Coordinates
) -> None:
    fetched_at = timezone.now()
    impatient.warm(PAST)
    impatient.simulator.fault("*", reset=True)
    clock.shift(timedelta(hours=25))
    impatient.warm(PAST)
    page = impatient.page(PAST)
    assert NAME in page
    assert f"{fetched_at.day} {fetched_at:%B}" in page
    assert "It cannot be updated at the moment." in page
    impatient.simulator.clear_faults()
    clock.shift(DOUBT_S)
    page = impatient.page(PAST)
    assert NAME in page
    assert "It cannot be updated at the moment." not in page
