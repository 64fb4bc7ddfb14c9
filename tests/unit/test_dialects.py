"""Which dialect an endpoint speaks, and where its operations lie."""

import pytest

from portal.events_api.dialects import OUTBOUND_V2, REALTIME_V1, Dialect, EndpointError, base_url, find_dialect

HOST = "https://0123456789abcdef0123456789abcdef.svc.dynamics.com"
REALTIME = "https://public-eur.mkt.dynamics.com/api/v1.0/orgs/0a17c2e4-5b36-4d58-9c1f-7e2d4b90a6c3/eventmanagement"


@pytest.mark.parametrize(
    ("endpoint", "dialect", "base"),
    [
        (HOST, OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v2.0/"),
        (f"{HOST}/", OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v2.0/"),
        (f" {HOST}/\n", OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v2.0/"),
        (f"{HOST}/EvtMgmt/api", OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v2.0/"),
        (f"{HOST}/EvtMgmt/api/v2.0", OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v2.0/"),
        (f"{HOST}/EvtMgmt/api/v2.0/", OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v2.0/"),
        (f"{HOST}/EvtMgmt/api/v3.1/", OUTBOUND_V2, f"{HOST}/EvtMgmt/api/v3.1/"),
        (REALTIME, REALTIME_V1, f"{REALTIME}/"),
        (f"{REALTIME}/", REALTIME_V1, f"{REALTIME}/"),
        (
            "https://public-usa.mkt-tip.dynamics.com/api/v1.0/orgs/o/eventmanagement",
            REALTIME_V1,
            "https://public-usa.mkt-tip.dynamics.com/api/v1.0/orgs/o/eventmanagement/",
        ),
        ("http://127.0.0.1:8123", OUTBOUND_V2, "http://127.0.0.1:8123/EvtMgmt/api/v2.0/"),
        (
            "http://127.0.0.1:8123/api/v1.0/orgs/o/eventmanagement",
            REALTIME_V1,
            "http://127.0.0.1:8123/api/v1.0/orgs/o/eventmanagement/",
        ),
    ],
)
def test_the_endpoint_is_taken_as_dynamics_shows_it(endpoint: str, dialect: Dialect, base: str) -> None:
    assert find_dialect(endpoint) is dialect
    assert base_url(endpoint) == base


def test_the_version_is_added_to_a_bare_root_only() -> None:
    assert base_url(HOST, api_version="v2.1") == f"{HOST}/EvtMgmt/api/v2.1/"
    assert base_url(f"{HOST}/EvtMgmt/api/v2.0/", api_version="v2.1") == f"{HOST}/EvtMgmt/api/v2.0/"


@pytest.mark.parametrize("dialect", [OUTBOUND_V2, REALTIME_V1])
def test_a_forced_dialect_takes_the_address_of_a_gateway(dialect: Dialect) -> None:
    endpoint = "https://gateway.example.org/events"
    assert find_dialect(endpoint, forced=dialect.name) is dialect
    assert base_url(endpoint, dialect=dialect.name) == "https://gateway.example.org/events/"


def test_a_forced_outbound_root_is_completed_too() -> None:
    assert base_url(HOST, dialect="outbound-v2") == f"{HOST}/EvtMgmt/api/v2.0/"


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "events",
        "ftp://host.example.org/",
        "https://user:word@host.svc.dynamics.com/",
        f"{HOST}/?a=b",
        f"{HOST}/#top",
        "https://a b.example.org/",
        f"{HOST}/EvtMgmt/api/v2.0/../",
        f"{HOST}/some/page",
        "https://public-eur.mkt.dynamics.com/",
        "https://public-eur.mkt.dynamics.com/api/v1.0/orgs/eventmanagement",
    ],
)
def test_a_wrong_endpoint_is_refused_with_a_sentence(endpoint: str) -> None:
    with pytest.raises(EndpointError, match=r"^[A-Z][^\n]+\.$"):
        base_url(endpoint)


def test_a_real_time_root_misses_its_organisation() -> None:
    with pytest.raises(EndpointError, match="organization id"):
        base_url("https://public-eur.mkt.dynamics.com", dialect="realtime-v1")


def test_unknown_names_and_versions_are_refused() -> None:
    with pytest.raises(EndpointError):
        find_dialect(HOST, forced="portal-v0")
    with pytest.raises(EndpointError):
        base_url(HOST, api_version="2")


def test_the_dialects_differ_in_the_documented_operations_only() -> None:
    assert OUTBOUND_V2.paths.keys() - REALTIME_V1.paths.keys() == {"list_track_sessions"}
    assert REALTIME_V1.paths.keys() - OUTBOUND_V2.paths.keys() == {"get_session", "get_event_qr_code"}
    assert (OUTBOUND_V2.max_attendees, REALTIME_V1.max_attendees) == (50, None)
