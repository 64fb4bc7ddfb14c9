"""What is stored, as operators see it: state, age and losses; refresh now, purge, and who may do so."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.models import Picture, Snapshot, Upstream
from portal.services.catalogue import ahead, discarding, keeping
from tests.served_site import ServedSite
from tests.simulation import FORUM

LIST = "/admin/portal/snapshot/"


@pytest.fixture
def operator(served: ServedSite) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator", password="x"))
    return client


@pytest.fixture
def warm(served: ServedSite) -> ServedSite:
    """The list and the forum are stored."""
    served.warm("/events/", f"/events/{FORUM}/")
    served.simulator.clear_journal()
    return served


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("helper", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def text(response: HttpResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def keys(response: HttpResponse) -> list[str]:
    return [row.resource for row in response.context["cl"].queryset]


def told(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def history() -> list[str]:
    return [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]


def stored_of(event_id: str) -> list[str]:
    return [key for key in Snapshot.objects.values_list("resource", flat=True) if keeping.event_of(key) == event_id]


# --- Looking --------------------------------------------------------------------------------------------------------


def test_everything_stored_is_listed_with_its_state(operator: Client, warm: ServedSite) -> None:
    page = operator.get(LIST)
    assert set(keys(page)) == set(Snapshot.objects.values_list("resource", flat=True))
    assert {"events/published", f"events/{FORUM}", f"events/{FORUM}/sessions"} <= set(keys(page))
    (line,) = page.context["overview"]
    assert (line.api_works, line.failed) == (True, 0)
    assert line.answers == Snapshot.objects.count()
    assert line.size_bytes > 10_000


def test_the_list_can_be_narrowed_to_an_event_a_state_and_a_word(operator: Client, warm: ServedSite) -> None:
    assert set(keys(operator.get(LIST, {"event": FORUM}))) == set(keys(operator.get(LIST, {"q": FORUM})))
    assert keys(operator.get(LIST, {"q": "published"})) == ["events/published"]
    assert keys(operator.get(LIST, {"state": "failed"})) == []
    assert keys(operator.get(LIST, {"application": warm.row.pk})) == keys(operator.get(LIST))


def test_losses_are_shown_with_path_and_reason_and_without_the_value(operator: Client, served: ServedSite) -> None:
    served.simulator.fault("list_published_events", json=[{"eventName": "<b>VALUE</b>"}])
    served.warm("/events/")
    row = Snapshot.objects.get(resource="events/published")
    page = operator.get(f"{LIST}{row.pk}/change/")
    assert "$[0]" in text(page)
    assert "VALUE" not in page.content.decode()
    assert keys(operator.get(LIST, {"state": "losses"})) == ["events/published"]
    assert "1 value" in text(operator.get(LIST))


def test_a_failing_api_is_told_and_the_good_copy_stays(operator: Client, warm: ServedSite) -> None:
    warm.simulator.fault("list_published_events", status=503, headers={"Retry-After": "60"})
    row = Snapshot.objects.get(resource="events/published")
    operator.post(LIST, {"action": "refresh_selected", "_selected_action": [row.pk]})
    page = operator.get(LIST)
    assert "1 failure in a row: list published events: unavailable (HTTP 503); asked again at" in text(page)
    assert keys(operator.get(LIST, {"state": "failed"})) == ["events/published"]
    detail = text(operator.get(f"{LIST}{row.pk}/change/"))
    assert "kept, renewal failed" in detail


def test_what_an_earlier_endpoint_left_over_is_told_apart(operator: Client, warm: ServedSite) -> None:
    before = set(keys(operator.get(LIST)))
    warm.row.origin = "https://other.example.org"
    warm.row.save()
    assert set(keys(operator.get(LIST, {"application": "left-over"}))) == before
    assert "left over from earlier settings" in text(operator.get(LIST))
    assert keys(operator.get(LIST, {"application": warm.row.pk})) == []


def test_the_stored_body_is_neither_shown_nor_edited(operator: Client, warm: ServedSite) -> None:
    row = Snapshot.objects.get(resource="events/published")
    page = operator.get(f"{LIST}{row.pk}/change/")
    assert "_save" not in page.content.decode()
    assert operator.post(f"{LIST}{row.pk}/change/", {"resource": "x"}).status_code == 403
    assert operator.get(f"{LIST}add/").status_code == 403


# --- Refreshing -----------------------------------------------------------------------------------------------------


def test_refresh_now_asks_for_everything_that_is_stored(operator: Client, warm: ServedSite) -> None:
    page = operator.post(f"{LIST}refresh/", {"source": warm.site.source}, follow=True)
    assert told(page) == [f"{Snapshot.objects.count()} answers were renewed."]
    assert warm.calls()["list_published_events"] == 1
    assert warm.calls()["get_event"] == 1
    assert history() == ["Refreshed stored answers: everything."]


def test_refresh_now_of_one_event_asks_for_that_event_alone(operator: Client, warm: ServedSite) -> None:
    page = operator.post(f"{LIST}refresh/", {"source": warm.site.source, "event": FORUM}, follow=True)
    assert page.request["QUERY_STRING"] == f"event={FORUM}"
    assert warm.calls()["list_published_events"] == 0
    assert {entry["path"].split(FORUM)[0] for entry in warm.simulator.journal("list_sessions")} == {
        "/EvtMgmt/api/v2.0/events/"
    }
    assert history() == [f"Refreshed stored answers: event {FORUM}."]


def test_refresh_now_works_before_anything_is_stored(operator: Client, served: ServedSite) -> None:
    page = operator.post(f"{LIST}refresh/", {"source": served.site.source}, follow=True)
    assert told(page) == ["1 answer was renewed."]


def test_selected_answers_are_refreshed(operator: Client, warm: ServedSite) -> None:
    row = Snapshot.objects.get(resource="events/published")
    page = operator.post(LIST, {"action": "refresh_selected", "_selected_action": [row.pk]}, follow=True)
    assert told(page) == ["1 answer was renewed."]
    assert warm.calls() == {"list_published_events": 1}


def test_a_refresh_that_fails_says_so(operator: Client, warm: ServedSite) -> None:
    warm.simulator.fault("list_published_events", status=500)
    row = Snapshot.objects.get(resource="events/published")
    page = operator.post(LIST, {"action": "refresh_selected", "_selected_action": [row.pk]}, follow=True)
    assert told(page) == ["0 answers were renewed. 1 attempt failed."]


# --- Purging --------------------------------------------------------------------------------------------------------


def test_purging_asks_first_and_then_forgets_one_event(operator: Client, warm: ServedSite) -> None:
    assert Picture.objects.exists()
    wish = {"source": warm.site.source, "event": FORUM}
    question = operator.get(f"{LIST}purge/", wish)
    assert FORUM in text(question)
    assert stored_of(FORUM) != []
    answered = operator.post(f"{LIST}purge/", wish, follow=True)
    assert "stored answers were deleted." in told(answered)[0]
    assert stored_of(FORUM) == []
    assert Snapshot.objects.filter(resource="events/published").exists()
    assert not Picture.objects.exists()
    assert history() == [f"Purged stored answers: event {FORUM}."]


def test_purging_everything_leaves_nothing_and_the_next_visitor_gets_newer_events(
    operator: Client, warm: ServedSite
) -> None:
    operator.post(f"{LIST}purge/", {"source": warm.site.source})
    assert not Snapshot.objects.exists()
    warm.page("/events/")
    assert warm.calls()["list_published_events"] == 1
    assert history() == ["Purged stored answers: everything."]


def test_an_unknown_source_cannot_be_refreshed_or_purged(operator: Client, warm: ServedSite) -> None:
    assert operator.post(f"{LIST}refresh/", {"source": "x"}).status_code == 404
    assert operator.post(f"{LIST}purge/", {"source": "x"}).status_code == 404
    assert operator.get(f"{LIST}refresh/").status_code == 405


def test_looking_refreshing_and_purging_are_permissions_of_their_own(warm: ServedSite) -> None:
    client = staff("view_snapshot")
    page = client.get(LIST)
    assert page.status_code == 200
    assert "Refresh now" not in text(page).replace("“Refresh now”", "")
    assert "Purge…" not in text(page)
    wish = {"source": warm.site.source}
    assert client.post(f"{LIST}refresh/", wish).status_code == 403
    assert client.get(f"{LIST}purge/", wish).status_code == 403
    assert client.post(f"{LIST}purge/", wish).status_code == 403
    assert Snapshot.objects.exists()


# --- Keeping ready, and letting go ----------------------------------------------------------------------------------


def test_upcoming_events_are_kept_ready_so_that_the_first_visitor_waits_for_nothing(served: ServedSite) -> None:
    ahead.renew_ahead(served.site, events=20)
    served.settle()
    served.simulator.clear_journal()
    for path in ("/events/", f"/events/{FORUM}/", f"/events/{FORUM}/schedule/"):
        served.page(path)
    served.settle()
    assert served.calls() == {}
    assert Picture.objects.exists()


def test_only_as_many_events_are_kept_ready_as_wanted(served: ServedSite) -> None:
    ahead.renew_ahead(served.site, events=1)
    assert served.calls()["get_event"] == 1


def test_what_nobody_needs_any_more_is_let_go_after_30_days(warm: ServedSite) -> None:
    now = timezone.now()
    stored = set(Snapshot.objects.values_list("resource", flat=True))
    warm.simulator.unpublish(FORUM)
    warm.row.fresh_s = 0
    ahead.renew_ahead(warm.site, events=0)
    discarding.prune(now + timedelta(days=29))
    assert set(Snapshot.objects.values_list("resource", flat=True)) == stored
    discarding.prune(now + timedelta(days=31))
    assert stored_of(FORUM) == []
    assert Snapshot.objects.filter(resource="events/published").exists()
    assert not Picture.objects.exists()
    assert warm.get(f"/events/{FORUM}/").status_code == 410


def test_pictures_in_use_are_kept_however_old(warm: ServedSite) -> None:
    count = Picture.objects.count()
    discarding.prune(timezone.now() + timedelta(days=400))
    assert Picture.objects.count() == count > 0


def test_an_earlier_endpoints_answers_are_let_go_30_days_after_the_last_attempt(warm: ServedSite) -> None:
    earlier = warm.site.source
    warm.row.origin = "https://other.example.org"
    warm.row.save()
    now = timezone.now()
    discarding.prune(now + timedelta(days=29))
    assert Snapshot.objects.filter(source=earlier).exists()
    discarding.prune(now + timedelta(days=31))
    for model in (Snapshot, Picture, Upstream):
        assert not model.objects.filter(source=earlier).exists()
