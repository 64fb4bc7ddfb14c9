"""Which web application serves a request, what the environment adds, and what keeps two of them apart."""

from __future__ import annotations

import logging

import pytest
from pytest_django import Settings

from portal.models import Snapshot, WebApplication
from tests.served_site import HOST, ServedSite, endpoint_of, serve
from tests.simulation import FORUM, Simulator

PAST = "/events/past/"
REVIEW = "Breakwater_Review211040730"
NAME = "Breakwater Review"
OTHER_KEY = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMTI="


@pytest.fixture
def empty_row(served: ServedSite) -> ServedSite:
    """The default web application with nothing filled in."""
    served.row.endpoint = served.row.origin = ""
    served.row.set_token("")
    served.row.save()
    return served


def fill_environment(settings: Settings, simulator: Simulator, dialect: str = "outbound-v2") -> None:
    settings.EVENTS_API_ENDPOINT = endpoint_of(simulator, dialect)
    settings.EVENTS_API_TOKEN = simulator.token
    settings.EVENTS_API_ORIGIN = simulator.origin


@pytest.mark.parametrize(("dialect", "version"), [("outbound-v2", "v2.0"), ("realtime-v1", "v1.0")])
def test_the_environment_fills_what_the_default_row_leaves_empty(
    empty_row: ServedSite, settings: Settings, dialect: str, version: str
) -> None:
    fill_environment(settings, empty_row.simulator, dialect)
    page = empty_row.page(PAST)
    assert NAME in page
    assert "Demonstration data" not in page
    assert {entry["dialect"] for entry in empty_row.simulator.journal()} == {version}


def test_what_the_row_says_wins_over_the_environment(served: ServedSite, settings: Settings) -> None:
    fill_environment(settings, served.simulator, "realtime-v1")
    settings.EVENTS_API_TOKEN, settings.EVENTS_API_ORIGIN = "wrong-token", "https://wrong.example.org"
    served.page(PAST)
    told = {(entry["dialect"], entry["token"], entry["origin"]) for entry in served.simulator.journal()}
    assert told == {("v2.0", "valid", served.simulator.origin)}


def test_the_environment_fills_the_default_row_only(empty_row: ServedSite, settings: Settings) -> None:
    fill_environment(settings, empty_row.simulator)
    WebApplication.objects.create(name="Other", origin="https://other.example.org")
    empty_row.host = "other.example.org"
    assert empty_row.get(PAST).status_code == 503
    assert empty_row.calls() == {}


def test_with_nothing_configured_every_page_says_that_the_data_is_for_demonstration(
    empty_row: ServedSite, settings: Settings
) -> None:
    settings.EVENTS_API_ENDPOINT = ""
    settings.SIMULATOR_ENDPOINT = empty_row.simulator.base_url
    settings.SIMULATOR_TOKEN, settings.SIMULATOR_ORIGIN = empty_row.simulator.token, empty_row.simulator.origin
    for path in ("/", "/events/", PAST, f"/events/{FORUM}/", f"/events/{FORUM}/schedule/"):
        assert "Demonstration data" in empty_row.page(path)
    assert "Demonstration data" in empty_row.get("/events/nothing-here/").content.decode()


def test_with_nothing_known_at_all_the_pages_are_unavailable(empty_row: ServedSite, settings: Settings) -> None:
    settings.EVENTS_API_ENDPOINT = ""
    assert empty_row.get(PAST).status_code == 503
    assert Snapshot.objects.get().failure == "Not configured yet: endpoint, token, origin."


def test_a_real_endpoint_entered_in_the_admin_is_not_asked_while_error_pages_show_secrets(
    served: ServedSite, settings: Settings
) -> None:
    settings.DEBUG = True
    assert served.get(PAST).status_code == 200  # an endpoint of this machine holds no secrets
    served.row.endpoint = "https://0a1b2c3d.svc.dynamics.com"
    served.row.save()
    assert served.get(PAST).status_code == 503
    failure = Snapshot.objects.get(fetched_at=None).failure
    assert failure == "DEBUG is on, and its error pages show secrets. Real endpoints are used without it only."


def test_a_stored_web_application_that_is_gone_leaves_the_environment_to_serve(
    empty_row: ServedSite, settings: Settings
) -> None:
    fill_environment(settings, empty_row.simulator)
    WebApplication.objects.all().delete()
    assert NAME in empty_row.page(PAST)


def test_the_host_picks_the_web_application_and_two_of_them_do_not_mix(served: ServedSite) -> None:
    """Two dialects, two sites, one deployment: what one knows, the other does not."""
    simulator = served.simulator
    simulator.settings(wrong_origin="lenient")
    other = WebApplication(
        name="Other",
        origin="https://other.example.org",
        endpoint=simulator.realtime_endpoint,
        site_title="The other site",
    )
    other.set_token(simulator.token)
    other.save()
    served.warm(PAST)
    simulator.unpublish(REVIEW)
    second = ServedSite(simulator, other, host="other.example.org")
    page = second.page(PAST)
    assert "The other site" in page
    assert NAME not in page
    assert second.get(f"/events/{REVIEW}/").status_code == 404
    first_page = served.page(PAST)
    assert NAME in first_page
    assert "The other site" not in first_page
    told = {(entry["dialect"], entry["origin"]) for entry in simulator.journal()}
    assert told == {("v2.0", simulator.origin), ("v1.0", "https://other.example.org")}


@pytest.mark.parametrize("host", ["EVENTS.example.org", "testserver"])
def test_another_spelling_of_the_host_and_an_unregistered_one_are_served_by_the_default(
    served: ServedSite, host: str
) -> None:
    served.host = host
    assert NAME in served.page(PAST)


def test_another_endpoint_never_shows_the_events_of_the_old_one(served: ServedSite) -> None:
    served.warm(PAST)
    served.simulator.fault("*", status=503)
    served.row.endpoint = served.simulator.realtime_endpoint
    served.row.save()
    assert served.get(PAST).status_code == 503
    assert served.get(f"/events/{REVIEW}/").status_code == 503
    served.row.endpoint = served.simulator.v2_endpoint
    served.row.save()
    assert NAME in served.page(PAST)


def test_a_new_token_keeps_the_stored_answers(served: ServedSite) -> None:
    served.warm(PAST)
    served.simulator.clear_journal()
    served.row.set_token("another token of the same web application")
    served.row.save()
    assert NAME in served.page(PAST)
    assert served.calls() == {}


def test_keys_that_were_rotated_still_open_the_token(served: ServedSite, settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OTHER_KEY, *settings.FIELD_ENCRYPTION_KEYS]
    assert NAME in served.page(PAST)


def test_a_lost_key_pauses_the_api_loudly_and_never_sends_the_ciphertext(
    served: ServedSite, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OTHER_KEY]
    settings.EVENTS_API_TOKEN = served.simulator.token  # what the environment says is not for a row that has its own
    assert served.get(PAST).status_code == 503
    assert served.simulator.journal() == []
    errors = [
        record.getMessage()
        for record in caplog.records
        if record.levelno == logging.ERROR and record.name.startswith("portal.")
    ]
    assert errors == [
        "snapshot events/published not renewed: "
        "The stored token cannot be decrypted: a key is missing from FIELD_ENCRYPTION_KEYS."
    ]


def test_a_lost_key_leaves_the_stored_events_on_show(served: ServedSite, settings: Settings) -> None:
    served.warm(PAST)
    settings.FIELD_ENCRYPTION_KEYS = [OTHER_KEY]
    served.simulator.clear_journal()
    assert NAME in served.page(PAST)
    assert served.simulator.journal() == []


def test_only_the_named_loopback_address_may_be_contacted(
    quiet_end: None, simulated: Simulator, settings: Settings
) -> None:
    portal = serve(simulated, settings)
    settings.EVENTS_API_ENDPOINT = "http://127.0.0.1:9"
    assert portal.get(PAST).status_code == 503
    assert simulated.journal() == []
    assert Snapshot.objects.get().failure == "list published events: forbidden_address (no answer)"


@pytest.mark.parametrize("endpoint", ["https://example.org/some/page", "http://[", "events", "http://127.0.0.1:port"])
def test_an_endpoint_that_is_none_is_told_and_pauses_the_api(served: ServedSite, endpoint: str) -> None:
    served.row.endpoint = endpoint
    served.row.save()
    assert served.get(PAST).status_code == 503
    assert served.simulator.journal() == []
    assert Snapshot.objects.get().failure != ""


def test_the_host_of_the_site_is_the_registered_origin(served: ServedSite) -> None:
    assert served.site.origin == f"https://{HOST}"
