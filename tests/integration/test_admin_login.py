"""The admin's log-in: guessing is stopped, and nobody can lock an administrator out from elsewhere."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

LOGIN = "/admin/login/"
PASSWORD = "the right password"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator() -> User:
    return User.objects.create_superuser("admin", password=PASSWORD)


def log_in(password: str, address: str, **headers: str) -> HttpResponse:
    return Client(REMOTE_ADDR=address, headers=headers).post(LOGIN, {"username": "admin", "password": password})


def test_the_fifth_wrong_password_is_answered_with_429_and_then_even_the_right_one(administrator: User) -> None:
    answers = [log_in(f"guess {number}", "192.0.2.1").status_code for number in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert log_in(PASSWORD, "192.0.2.1").status_code == 429


def test_another_address_still_gets_in(administrator: User) -> None:
    for number in range(6):
        log_in(f"guess {number}", "192.0.2.1")
    assert log_in(PASSWORD, "198.51.100.7").status_code == 302


def test_a_forged_forwarding_header_changes_nothing(administrator: User) -> None:
    for number in range(5):
        log_in(f"guess {number}", "192.0.2.1", **{"x-forwarded-for": f"203.0.113.{number}"})
    assert log_in(PASSWORD, "192.0.2.1", **{"x-forwarded-for": "203.0.113.99"}).status_code == 429


def test_a_success_forgets_earlier_slips(administrator: User) -> None:
    for _ in range(2):
        for number in range(4):
            log_in(f"guess {number}", "192.0.2.1")
        assert log_in(PASSWORD, "192.0.2.1").status_code == 302


def test_the_session_changes_at_log_in(administrator: User) -> None:
    client = Client()
    client.get(LOGIN)
    client.session["marker"] = 1
    client.session.save()
    before = client.session.session_key
    client.post(LOGIN, {"username": "admin", "password": PASSWORD})
    assert client.session.session_key != before


def test_admin_pages_are_not_kept_by_browsers_or_caches() -> None:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    assert "no-store" in client.get("/admin/")["Cache-Control"]
    assert "no-store" in client.get("/admin/portal/webapplication/")["Cache-Control"]
