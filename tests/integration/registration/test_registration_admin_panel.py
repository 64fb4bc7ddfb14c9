"""The panel above the list and on the admin's first page: what waits, what is paused and why, who has to decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from portal.models import DeliveryPause, DeliveryWorker, WebApplication
from portal.services.registration import pauses
from tests.kept_registrations import LIST, State, history, keep, keep_erased, logged_in, staff, text, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


@pytest.fixture
def worker() -> DeliveryWorker:
    now = timezone.now()
    return DeliveryWorker.objects.create(name="host:1", started_at=now, seen_at=now)


def pause() -> WebApplication:
    application = WebApplication.objects.get()
    pauses.pause(application, "create_registration: auth (401)", timezone.now() - timedelta(hours=2))
    return application


@pytest.mark.parametrize("address", [LIST, "/admin/"])
def test_all_is_well_with_a_worker_and_nothing_to_decide(admin: Client, worker: DeliveryWorker, address: str) -> None:
    keep(State.SENT)
    shown = text(admin.get(address))
    assert "A delivery worker is running, and nothing needs your decision." in shown
    assert "No delivery worker" not in shown


def test_states_are_counted_and_lead_to_their_list(admin: Client, worker: DeliveryWorker) -> None:
    for state in (State.SENT, State.SENT, State.UNCERTAIN):
        keep(state)
    page = admin.get(LIST)
    assert "Sent 2 Uncertain 1" in text(page)
    assert f'href="{LIST}?state__exact=uncertain"' in page.content.decode()


def test_a_worker_that_went_silent_is_told(admin: Client, worker: DeliveryWorker) -> None:
    DeliveryWorker.objects.update(seen_at=timezone.now() - timedelta(minutes=10))
    shown = text(admin.get(LIST)).replace("\xa0", " ")
    assert "No delivery worker is running. One was last seen 10 minutes ago." in shown


def test_a_worker_that_never_ran_is_told(admin: Client) -> None:
    assert "No delivery worker is running. None has ever been seen." in text(admin.get(LIST))


def test_the_oldest_waiting_is_told(admin: Client, worker: DeliveryWorker) -> None:
    keep(State.WAITING, days_ago=2)
    keep(State.RECEIVED)
    keep(State.SENT, days_ago=9)
    shown = text(admin.get(LIST)).replace("\xa0", " ")
    assert "The oldest registration still to be sent has been waiting for 2 days." in shown


def test_undecided_ones_are_counted_without_the_erased(admin: Client, worker: DeliveryWorker) -> None:
    keep(State.UNCERTAIN)
    keep(State.FAILED)
    keep_erased(State.FAILED)
    assert "2 registrations wait for your decision." in text(admin.get(LIST))


@pytest.mark.parametrize(
    ("days_ago", "warned"),
    [(75, False), (77, True), (89, True)],  # kept for 90 days; the warning comes 14 days before
)
def test_undelivered_ones_are_announced_before_they_are_erased(
    admin: Client, worker: DeliveryWorker, days_ago: int, warned: bool
) -> None:
    row = keep(State.UNCERTAIN, days_ago=days_ago)
    told_so = f"1 undelivered registration of “{row.application.name}” will soon be erased."
    assert (told_so in text(admin.get(LIST))) is warned


@pytest.mark.parametrize("state", [State.SENT, State.REJECTED, State.WAITING])
def test_what_is_decided_or_on_its_way_is_not_announced(admin: Client, worker: DeliveryWorker, state: str) -> None:
    keep(state, days_ago=89)
    assert "will soon be erased" not in text(admin.get(LIST))


def test_a_pause_is_told_with_its_reason_and_can_be_tried_now(admin: Client, worker: DeliveryWorker) -> None:
    application = pause()
    shown = text(admin.get(LIST)).replace("\xa0", " ")
    assert f"Deliveries of “{application.name}” have been paused for 2 hours. create_registration: auth (401)" in shown
    DeliveryPause.objects.update(probe_at=timezone.now() + timedelta(minutes=1))
    response = admin.post(f"{LIST}try-now/{application.pk}/", follow=True)
    assert told(response) == ["One registration is being tried. If it gets through, the others follow by themselves."]
    assert DeliveryPause.objects.get().probe_at <= timezone.now()
    assert history() == [(str(application), "Paused deliveries tried again.")]


def test_a_pause_that_ended_meanwhile_is_told_so(admin: Client) -> None:
    response = admin.post(f"{LIST}try-now/{WebApplication.objects.get().pk}/", follow=True)
    assert told(response) == ["Deliveries are not paused any more."]
    assert history() == []


def test_trying_now_is_for_those_who_decide_and_by_post_only(admin: Client) -> None:
    application = pause()
    looker = staff("view_registration")
    assert looker.post(f"{LIST}try-now/{application.pk}/").status_code == 403
    assert "Try now" not in text(looker.get(LIST))
    assert admin.get(f"{LIST}try-now/{application.pk}/").status_code == 405


def test_those_who_may_not_see_registrations_get_no_panel() -> None:
    keep(State.UNCERTAIN)
    assert "Deliveries of registrations" not in text(staff("view_snapshot").get("/admin/"))


def test_the_admins_first_page_asks_nothing_of_strangers() -> None:
    assert Client().get("/admin/").status_code == 302
