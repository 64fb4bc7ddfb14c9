"""What a web application says about registering: payment, privacy, retention, and what is warned of."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.models import ConsentText, DeliveryPause, WebApplication
from portal.services.registration import pauses
from tests.admin_forms import errors, form_data
from tests.kept_registrations import State, keep, logged_in, text, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


@pytest.fixture
def application() -> WebApplication:
    return WebApplication.objects.get()


def address(row: WebApplication) -> str:
    return f"/admin/portal/webapplication/{row.pk}/change/"


def save(client: Client, row: WebApplication, **changes: Any) -> HttpResponse:
    return client.post(address(row), form_data(client.get(address(row))) | changes)


def test_registration_settings_are_kept(admin: Client, application: WebApplication) -> None:
    changes = {
        "registration_form": "embed",
        "max_attendees": 4,
        "payment_hosts": "Pay.Example.com\n pay.example.com other.example.com",
        "payment_page": "https://pay.example.com/start",
        "privacy_text": "We process your data.",
        "draft_hours": 12,
        "retention_days": 14,
        "undecided_days": 30,
        "posts_per_minute": 5,
        "refuse_clashes": "on",
    }
    assert errors(save(admin, application, **changes)) == {}
    application.refresh_from_db()
    expected = changes | {"payment_hosts": "pay.example.com\nother.example.com", "refuse_clashes": True}
    assert {name: getattr(application, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("payment_hosts", "https://pay.example.com"),
        ("payment_hosts", "pay.example.com/start"),
        ("payment_page", "http://pay.example.com/"),
        ("payment_page", "https://elsewhere.example.com/"),
        ("max_attendees", 0),
        ("max_attendees", 51),
        ("undecided_days", 6),
        ("draft_hours", 0),
        ("posts_per_minute", 0),
    ],
)
def test_what_could_not_work_is_refused(
    admin: Client, application: WebApplication, field: str, value: str | int
) -> None:
    assert list(errors(save(admin, application, **{"payment_hosts": "pay.example.com", field: value}))) == [field]


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ({"privacy_text": ""}, "Visitors are not told who processes their data and why"),
        ({"contact_email": ""}, "Receipts name nobody to ask"),
        ({"offer_demo_payment": True}, "Demo payment is on"),
        ({"retention_days": 800}, "kept for more than a year"),
    ],
)
def test_what_an_administrator_should_know_is_told_on_the_page(
    admin: Client, application: WebApplication, fields: dict[str, Any], warning: str
) -> None:
    complete = {
        "privacy_url": "https://www.example.org/privacy",
        "privacy_text": "We process your data.",
        "contact_email": "events@example.org",
    }
    WebApplication.objects.update(**complete)
    assert warning not in text(admin.get(address(application)))
    WebApplication.objects.update(**fields)
    assert warning in text(admin.get(address(application)))


def test_a_consent_that_is_not_sent_is_told_on_the_page(admin: Client, application: WebApplication) -> None:
    warning = "The answer is kept here only"
    assert warning not in text(admin.get(address(application)))
    ConsentText.objects.create(application=application, version=1, purpose="News")
    assert warning in text(admin.get(address(application)))


def test_mending_the_connection_ends_a_pause(admin: Client, application: WebApplication) -> None:
    pauses.pause(application, "create_registration: auth (401)", timezone.now())
    save(admin, application, site_title="Another title")
    assert DeliveryPause.objects.exists()
    response = save(admin, application, new_token="a-new-token-of-some-length")
    assert not DeliveryPause.objects.exists()
    assert "Deliveries of registrations were paused; they are tried again now." in told(admin.get("/admin/"))
    assert response.status_code == 302


def test_a_web_application_with_registrations_cannot_be_deleted(admin: Client) -> None:
    other = WebApplication.objects.create(name="Other", origin="https://other.example.org")
    keep(State.SENT, application=other)
    admin.post(f"/admin/portal/webapplication/{other.pk}/delete/", {"post": "yes"})
    assert WebApplication.objects.filter(pk=other.pk).exists()
