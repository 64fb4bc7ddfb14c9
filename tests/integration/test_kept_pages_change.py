"""When a kept page is made anew: a second after what it shows has changed, to the second when the clock changes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.models import Snapshot, SponsorTier, WebApplication
from portal.pages import KeptPages, with_kept_pages
from portal.pages.page import is_keepable
from portal.services import catalogue, snapshots
from portal.services.catalogue import discarding
from portal.services.shown import Shown
from portal.services.snapshots import resources
from tests.kept_pages import Pages
from tests.processes.running import wait_until
from tests.served_site import ServedSite
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
PAST = "/events/past/"
SCHEDULE = f"{EVENT}schedule/"
FRESH_S, STALE_S = 60, 600  # the defaults of a web application
OUT_OF_DATE = "It cannot be updated at the moment."
REVIEW = "Breakwater_Review211040730"


@pytest.fixture
def pages(served: ServedSite, clock: time_machine.Coordinates) -> Iterator[Pages]:
    served.warm(EVENT, "/events/", PAST)
    served.simulator.clear_journal()
    pages = Pages()
    yield pages
    pages.watch.stop()


def renew(served: ServedSite, *wanted: snapshots.Resource[object]) -> None:
    """Another process has asked the API."""
    snapshots.renew(served.site, wanted)
    served.settle()


# --- Snapshots and settings -------------------------------------------------------------------------------------------


def test_a_change_of_a_snapshot_shows_on_the_pages_that_show_it_alone(served: ServedSite, pages: Pages) -> None:
    for path in (EVENT, SCHEDULE, PAST, "/robots.txt"):
        pages.get(path)
    served.simulator.patch_event(FORUM, eventName="Renamed Forum")
    renew(served, resources.event_detail(FORUM))
    pages.a_second_later()
    pages.renders()
    assert "Renamed Forum" in pages.page(EVENT)
    assert "Renamed Forum" in pages.page(SCHEDULE)
    pages.page(PAST)
    pages.page("/robots.txt")
    assert pages.renders() == [EVENT, SCHEDULE]


def test_the_thread_learns_of_a_change_by_itself(served: ServedSite, pages: Pages) -> None:
    pages.get(EVENT)
    served.simulator.patch_event(FORUM, eventName="Renamed Forum")
    renew(served, resources.event_detail(FORUM))
    assert wait_until(lambda: "Renamed Forum" in pages.page(EVENT), 5)


def test_what_another_process_learnt_of_is_not_missed_by_a_page_made_meanwhile(
    served: ServedSite, pages: Pages
) -> None:
    pages.a_second_later()
    served.simulator.patch_event(FORUM, eventName="Second Name")
    renew(served, resources.event_detail(FORUM))
    assert "Second Name" in pages.page(EVENT)  # read after the last poll
    pages.a_second_later()
    assert "Second Name" in pages.page(EVENT)
    assert pages.renders() == [EVENT]
    served.simulator.patch_event(FORUM, eventName="Third Name")
    renew(served, resources.event_detail(FORUM))
    pages.a_second_later()
    assert "Third Name" in pages.page(EVENT)


def test_settings_and_what_belongs_to_them_show_on_every_page(served: ServedSite, pages: Pages) -> None:
    pages.get(EVENT)
    served.row.footer_text = "First line"
    served.row.save()
    pages.a_second_later()
    assert "First line" in pages.page(EVENT)
    SponsorTier.objects.create(application=served.row, name="Harbour masters", topics="Gold")
    pages.a_second_later()
    pages.renders()
    pages.page(EVENT)
    assert pages.renders() == [EVENT]
    SponsorTier.objects.all().delete()
    pages.a_second_later()
    assert pages.page(EVENT) == pages.uncached(EVENT).text
    pages.page(EVENT)
    assert pages.renders() == [EVENT]


def test_a_new_web_application_takes_over_its_host(served: ServedSite, pages: Pages) -> None:
    host = "other.example.org"
    title = pages.page("/robots.txt", host=host)
    other = WebApplication.objects.create(name="Other", origin=f"https://{host}", allow_indexing=False)
    pages.a_second_later()
    assert pages.page("/robots.txt", host=host) == "User-agent: *\nDisallow: /\n" != title
    other.make_default()
    pages.a_second_later()
    assert pages.page("/robots.txt", host="testserver") == "User-agent: *\nDisallow: /\n"


def test_purged_answers_are_shown_no_more(served: ServedSite, pages: Pages) -> None:
    before = pages.page(EVENT)
    served.simulator.patch_event(FORUM, eventName="Renamed Forum")
    discarding.purge(served.site.source, FORUM)
    pages.a_second_later()
    assert pages.page(EVENT) != before
    assert "Renamed Forum" in pages.page(EVENT)


def test_what_is_no_longer_published_is_gone(served: ServedSite, pages: Pages) -> None:
    pages.get(EVENT)
    served.simulator.unpublish(FORUM)
    renew(served, resources.PUBLISHED)
    pages.a_second_later()
    assert pages.get(EVENT).status == 410
    assert len(pages.store) == 0


def test_a_poll_costs_one_query_and_a_visit_none(pages: Pages) -> None:
    pages.get(EVENT)
    pages.a_second_later()
    with CaptureQueriesContext(connection) as queries:
        pages.watch.poll()
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        pages.get(EVENT)
    assert len(queries) == 0


# --- The clock --------------------------------------------------------------------------------------------------------


def test_registration_closes_to_the_second(served: ServedSite, pages: Pages) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT12:00:00")
    served.simulator.patch_event(FORUM, setRegistrationEndDate=True, stopRegistrationDate=tomorrow)
    renew(served, resources.event_detail(FORUM), resources.PUBLISHED)
    closes_at = _whole(served).availability.closes_at
    assert closes_at is not None
    shown = [_shown_at(pages, EVENT, closes_at + timedelta(seconds=seconds)) for seconds in (-1, 0)]
    assert shown[0] != shown[1]


@pytest.mark.parametrize("at", ["starts", "ends"])
def test_sessions_begin_and_end_to_the_second(served: ServedSite, pages: Pages, at: str) -> None:
    whole = _whole(served)
    first = whole.schedule.sessions[0]
    instant = first.starts_at if at == "starts" else first.ends_at
    assert instant is not None
    shown = [_shown_at(pages, SCHEDULE, instant + timedelta(seconds=seconds)) for seconds in (-1, 0, 1)]
    assert shown[0] != shown[1] == shown[2]


def test_an_event_moves_to_the_past_to_the_second(served: ServedSite, pages: Pages) -> None:
    over_at = _whole(served).event.ends_at
    assert over_at is not None
    _shown_at(pages, "/", over_at - timedelta(seconds=1))
    assert FORUM not in _shown_at(pages, PAST, over_at - timedelta(seconds=1))
    assert FORUM in _shown_at(pages, PAST, over_at)
    _shown_at(pages, "/events/", over_at)
    _shown_at(pages, "/", over_at)


def _shown_at(pages: Pages, path: str, instant: datetime) -> str:
    """A page at an instant, with copies that are not old then; it is the page Django makes."""
    with time_machine.travel(instant):
        Snapshot.objects.exclude(fetched_at=None).update(fetched_at=instant - timedelta(seconds=30))
        pages.watch.poll()
        page = pages.page(path)
        assert page == pages.uncached(path).text
        return page


def _whole(served: ServedSite) -> catalogue.EventWhole:
    return catalogue.load_event(served.site, FORUM)


# --- Renewing ---------------------------------------------------------------------------------------------------------


def test_visitors_of_kept_pages_have_old_copies_renewed(
    served: ServedSite, pages: Pages, clock: time_machine.Coordinates
) -> None:
    pages.get(PAST)
    served.simulator.patch_event(REVIEW, eventName="Groyne Review")
    clock.shift(FRESH_S + 1)
    for _ in range(20):
        assert "Groyne Review" not in pages.page(PAST)  # at once, while the new copy is fetched
    assert pages.renders() == [PAST]
    pages.a_second_later()
    served.settle()
    pages.a_second_later()
    assert "Groyne Review" in pages.page(PAST)
    assert served.calls()["list_published_events"] == 1


def test_ten_thousand_visits_over_ten_fresh_periods_cost_ten_calls_of_each_resource(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    pages = Pages()
    others = [SCHEDULE, f"{EVENT}speakers/", f"{EVENT}venue/", f"/de{EVENT}"]
    for _ in range(10):
        for number in range(1000):
            assert pages.get(others[number % 4] if number % 10 == 0 else EVENT, accept_encoding="br").status == 200
            if number % 250 == 249:
                pages.a_second_later()
                served.settle()
                clock.shift(1)
        clock.shift(FRESH_S + 1 - 4)
    pages.watch.stop()
    calls = served.simulator.journal()
    counted: dict[str, int] = {}
    for entry in calls:
        counted[entry["path"]] = counted.get(entry["path"], 0) + 1
    assert {path: number for path, number in counted.items() if number > 10} == {}
    assert len(pages.renders()) < 400


def test_an_old_page_is_renewed_first_but_only_one_visitor_waits(
    served: ServedSite, pages: Pages, clock: time_machine.Coordinates
) -> None:
    pages.get(PAST)
    served.simulator.patch_event(REVIEW, eventName="Groyne Review")
    clock.shift(STALE_S + 1)
    assert "Groyne Review" in pages.page(PAST)
    assert served.calls() == {"list_published_events": 1}


def test_while_the_api_is_down_the_kept_page_says_how_old_it_is(
    served: ServedSite, pages: Pages, clock: time_machine.Coordinates
) -> None:
    pages.get(PAST)
    served.simulator.fault("*", status=503)
    for _ in range(8):
        clock.shift(FRESH_S + 31)
        pages.page(PAST)
        pages.a_second_later()
        served.settle()
        pages.a_second_later()
        assert pages.page(PAST) == pages.uncached(PAST).text
    assert OUT_OF_DATE in pages.page(PAST)
    served.simulator.clear_faults()


def test_pages_are_shown_while_the_database_is_away(
    served: ServedSite, pages: Pages, clock: time_machine.Coordinates
) -> None:
    page = pages.page(EVENT)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_webapplication RENAME TO mislaid")
    try:
        for _ in range(3):
            clock.shift(5)
            pages.watch.poll()
            assert pages.page(EVENT) == page
        assert pages.get(SCHEDULE).status == 503
        clock.shift(STALE_S)
        assert pages.page(EVENT) == page  # nothing newer can be had
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE mislaid RENAME TO portal_webapplication")
    pages.watch.poll()
    served.row.footer_text = "Back again"
    served.row.save()
    pages.a_second_later()
    assert "Back again" in pages.page(EVENT)


@pytest.mark.parametrize(
    ("status", "headers", "site"),
    [
        ("404 Not Found", [("Cache-Control", "public")], (1, "")),
        ("200 OK", [], (1, "")),
        ("200 OK", [("Cache-Control", "private, max-age=30")], (1, "")),
        ("200 OK", [("Cache-Control", "public, no-store")], (1, "")),
        ("200 OK", [("Cache-Control", "public"), ("Set-Cookie", "a=b")], (1, "")),
        ("200 OK", [("Cache-Control", "public"), ("Vary", "Cookie")], (1, "")),
        ("200 OK", [("Cache-Control", "public"), ("Vary", "Accept-Encoding"), ("vary", "Accept")], (1, "")),
        ("200 OK", [("Cache-Control", "public"), ("Content-Encoding", "br")], (1, "")),
        ("200 OK", [("Cache-Control", "public")], None),
    ],
)
def test_what_says_it_is_not_for_everybody_is_not_kept(
    status: str, headers: list[tuple[str, str]], site: tuple[int, str] | None
) -> None:
    assert not is_keepable(status, headers, Shown(site=site))


def test_without_bytes_no_pages_are_kept(settings: Settings) -> None:
    def application(environ: object, start_response: object) -> list[bytes]:
        return []

    settings.PAGE_STORE_BYTES = 0
    assert with_kept_pages(application) is application
    settings.PAGE_STORE_BYTES = 1000
    assert isinstance(with_kept_pages(application), KeptPages)
