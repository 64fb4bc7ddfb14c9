"""Who may call the simulated API: token, Origin and bearer, and the switches of what is unknown about them."""

from collections.abc import Iterator

import pytest

from tests.simulation import FORUM, Simulator, running_simulator

LIST = "events/published"


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


@pytest.mark.parametrize(
    ("realtime", "token", "origin", "status"),
    [
        (False, "", "", 200),
        (False, None, "", 400),
        (False, "", None, 400),
        (False, None, None, 400),
        (False, "wrong", "", 401),
        (False, "", "https://elsewhere.example", 401),
        (False, "", "https://events.example.org/", 401),
        (True, "", "", 200),
        (True, "", None, 200),
        (True, None, "", 401),
        (True, "wrong", "", 401),
        (True, "", "https://elsewhere.example", 403),
    ],
)
def test_token_and_origin_are_checked(
    simulator: Simulator, realtime: bool, token: str | None, origin: str | None, status: int
) -> None:
    answer = simulator.call(LIST, realtime=realtime, token=token, origin=origin)
    assert answer.status == status
    if status != 200:
        assert set(answer.json) == ({"message", "Message"} if realtime else {"Message"})


@pytest.mark.parametrize(
    ("settings", "realtime", "origin", "status"),
    [
        ({"missing_origin": "strict"}, True, None, 400),
        ({"missing_origin": "lenient"}, False, None, 200),
        ({"wrong_origin": "lenient"}, False, "https://elsewhere.example", 200),
        ({"wrong_origin": "403"}, False, "https://elsewhere.example", 403),
        ({"wrong_origin": "401"}, True, "https://elsewhere.example", 401),
    ],
)
def test_the_unknown_rules_can_be_switched(
    simulator: Simulator, settings: dict[str, str], realtime: bool, origin: str | None, status: int
) -> None:
    simulator.settings(**settings)
    assert simulator.call(LIST, realtime=realtime, origin=origin).status == status


def test_a_post_needs_token_and_origin_too(simulator: Simulator) -> None:
    path, body = f"events/{FORUM}/registrations", {"attendees": []}
    assert simulator.call(path, body=body, token=None).status == 400
    assert simulator.call(path, body=body, origin=None).status == 400
    assert simulator.call(path, body=body, token="wrong").status == 401
    assert simulator.registrations() == []


def test_pictures_are_open_unless_the_token_is_wanted(simulator: Simulator) -> None:
    address = simulator.call(f"events/{FORUM}/speakers").json[0]["imageUrl"]
    assert simulator.call(address, token=None, origin=None).status == 200
    simulator.settings(images="token")
    assert simulator.call(address, realtime=True, token=None, origin=None).status == 401
    assert simulator.call(address, realtime=True, origin=None).status == 200


@pytest.mark.parametrize("path", ["users/authenticated/registrations", "users/authenticated/waitlist-items"])
def test_a_users_own_things_need_a_bearer(simulator: Simulator, path: str) -> None:
    assert simulator.call(path).status == 401
    assert simulator.call(path, headers={"Authorization": "Bearer unknown"}).status == 401
    assert simulator.call(path, headers={"Authorization": "Bearer simulated-user"}).json == []
    assert simulator.call(path, realtime=True).status == 404


def test_the_user_is_anonymous_without_a_bearer_and_always_in_realtime(simulator: Simulator) -> None:
    bearer = {"Authorization": "Bearer simulated-user"}
    assert simulator.call("users/authenticated").json["isAnonymous"] is True
    assert simulator.call("users/authenticated", headers=bearer).json == {
        "id": "05ef0000-0000-4000-8000-000000000001",
        "firstName": "Ada",
        "lastName": "Example",
        "email": "ada@example.org",
        "isAnonymous": False,
    }
    assert simulator.call("users/authenticated", realtime=True, headers=bearer).json["isAnonymous"] is True


def test_an_unknown_organisation_is_not_found(simulator: Simulator) -> None:
    path = "/api/v1.0/orgs/11111111-1111-4111-8111-111111111111/eventmanagement/events/published"
    assert simulator.call(f"../../../../../..{path}", realtime=True).status == 404


def test_browsers_of_registered_origins_may_read_the_answers(simulator: Simulator) -> None:
    preflight = simulator.call(LIST, method="OPTIONS", token=None)
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == simulator.origin
    assert "Access-Control-Allow-Origin" in simulator.call(LIST).headers
    assert "Access-Control-Allow-Origin" not in simulator.call(LIST, origin="https://elsewhere.example").headers


def test_too_many_requests_are_refused_when_a_limit_is_set(simulator: Simulator) -> None:
    simulator.settings(requests_per_5_minutes=2)
    assert [simulator.call(LIST).status for _ in range(3)] == [200, 200, 429]
    limited = simulator.call(LIST, realtime=True)
    assert (limited.status, limited.headers["Retry-After"]) == (429, "300")


def test_a_trailing_slash_before_the_query_is_allowed(simulator: Simulator) -> None:
    assert simulator.call(f"events/{FORUM}/sessions/").json == simulator.call(f"events/{FORUM}/sessions").json
