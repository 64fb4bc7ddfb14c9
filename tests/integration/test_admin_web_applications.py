"""The settings of a web application: what is accepted, what is refused, and that the token never comes out again."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client

from portal.models import WebApplication
from portal.services import applications
from tests.admin_forms import errors, form_data

TOKEN = "LEAKMARKER-0123456789-wxyz"
OUTBOUND = "https://0a1b2c3d.svc.dynamics.com"
REALTIME = "https://public-eur.mkt.dynamics.com/api/v1.0/orgs/0a17c2e4-5b36-4d58-9c1f-7e2d4b90a6c3/eventmanagement"
LIST = "/admin/portal/webapplication/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_token_in_any_log_record(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if "LEAKMARKER" in repr(vars(record))] == []


@pytest.fixture
def default() -> WebApplication:
    return WebApplication.objects.get(is_default=True)


def change_address(row: WebApplication) -> str:
    return f"{LIST}{row.pk}/change/"


def save(client: Client, row: WebApplication, **changes: Any) -> HttpResponse:
    """Open the form, change some fields, send it."""
    data = form_data(client.get(change_address(row))) | changes
    response = client.post(change_address(row), {name: value for name, value in data.items() if value is not None})
    assert "LEAKMARKER" not in response.content.decode()
    return response


def text(response: HttpResponse) -> str:
    """The text of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("helper", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


# --- The token ------------------------------------------------------------------------------------------------------


def test_a_token_goes_in_encrypted_and_never_comes_out(admin_client: Client, default: WebApplication) -> None:
    assert save(admin_client, default, endpoint=OUTBOUND, new_token=TOKEN).status_code == 302
    default.refresh_from_db()
    secret = default.token()
    assert secret is not None
    assert secret.reveal() == TOKEN
    assert TOKEN not in default.token_encrypted
    for address in (change_address(default), LIST, f"{LIST}{default.pk}/history/", "/admin/"):
        page = admin_client.get(address)
        assert page.status_code == 200
        assert "LEAKMARKER" not in page.content.decode()
        assert default.token_encrypted not in page.content.decode()
    assert "Stored, ends in …wxyz." in text(admin_client.get(change_address(default)))


def test_the_token_is_kept_exactly_as_entered(admin_client: Client, default: WebApplication) -> None:
    opaque = "a&b=c#d e+f%20-" + "x" * 300
    save(admin_client, default, new_token=opaque)
    default.refresh_from_db()
    assert default.token().reveal() == opaque  # type: ignore[union-attr]


def test_an_empty_field_keeps_the_token_and_removing_it_removes_it(
    admin_client: Client, default: WebApplication
) -> None:
    save(admin_client, default, new_token=TOKEN)
    save(admin_client, default, site_title="Our events")
    default.refresh_from_db()
    assert default.token() is not None
    save(admin_client, default, remove_token="on")
    default.refresh_from_db()
    assert default.token() is None
    assert "None stored." in text(admin_client.get(change_address(default)))


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (f"{TOKEN}\n", "A blank or a line break came along"),
        (f" {TOKEN}", "A blank or a line break came along"),
        (f"{TOKEN}\r\nX-Header: 1", "A blank or a line break came along"),
        (f'"{TOKEN}"', "without the quotation marks"),
        (f"“{TOKEN}”", "without the quotation marks"),
        (TOKEN * 500, "too long"),
    ],
    ids=["newline", "blank", "header", "quotes", "typographic quotes", "13 KB"],
)
def test_a_slip_of_the_clipboard_is_told_and_nothing_else_typed_is_lost(
    admin_client: Client, default: WebApplication, token: str, told: str
) -> None:
    response = save(admin_client, default, new_token=token, site_title="Typed before")
    assert response.status_code == 200
    assert set(errors(response)) == {"new_token"}
    assert told in errors(response)["new_token"][0]
    assert 'value="Typed before"' in response.content.decode()
    default.refresh_from_db()
    assert (default.site_title, default.token()) == ("", None)


def test_after_an_error_elsewhere_the_token_has_to_be_entered_again(
    admin_client: Client, default: WebApplication
) -> None:
    response = save(admin_client, default, new_token=TOKEN, brand_colour="blue")
    assert set(errors(response)) == {"brand_colour", "new_token"}
    assert "enter it again" in errors(response)["new_token"][0]


def test_a_new_token_and_its_removal_contradict_each_other(admin_client: Client, default: WebApplication) -> None:
    save(admin_client, default, new_token=TOKEN)
    assert "remove_token" in errors(save(admin_client, default, new_token=TOKEN, remove_token="on"))


def test_the_history_names_the_fields_and_no_value(admin_client: Client, default: WebApplication) -> None:
    save(admin_client, default, endpoint=OUTBOUND, new_token=TOKEN)
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == "Changed Endpoint and Token."
    assert "LEAKMARKER" not in repr(vars(entry))


def test_browsers_are_told_not_to_fill_in_the_token(admin_client: Client, default: WebApplication) -> None:
    page = admin_client.get(change_address(default)).content.decode()
    (field,) = re.findall(r'<input[^>]*name="new_token"[^>]*>', page)
    assert 'type="password"' in field
    assert 'autocomplete="new-password"' in field
    assert "value=" not in field


# --- Values from the environment ------------------------------------------------------------------------------------


def test_values_of_the_environment_are_shown_where_a_field_is_empty(
    admin_client: Client, default: WebApplication, settings: Any
) -> None:
    settings.EVENTS_API_ENDPOINT = "https://from-the-environment.svc.dynamics.com"
    settings.EVENTS_API_TOKEN = TOKEN
    page = admin_client.get(change_address(default))
    assert "Now from the environment (EVENTS_API_ENDPOINT): https://from-the-environment.svc.dynamics.com" in text(page)
    assert "Set in the environment (EVENTS_API_TOKEN)." in text(page)
    assert "LEAKMARKER" not in page.content.decode()
    save(admin_client, default, endpoint=OUTBOUND)
    assert "EVENTS_API_ENDPOINT" not in text(admin_client.get(change_address(default)))


def test_other_web_applications_have_nothing_from_the_environment(admin_client: Client, settings: Any) -> None:
    settings.EVENTS_API_ENDPOINT = OUTBOUND
    other = WebApplication.objects.create(name="Other")
    assert "EVENTS_API_ENDPOINT" not in text(admin_client.get(change_address(other)))


# --- Endpoint, origin, hosts, windows -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        OUTBOUND,
        f"{OUTBOUND}/",
        f"{OUTBOUND}/EvtMgmt/api/v2.0/",
        f"{OUTBOUND}:443",
        "HTTPS://0A1B.SVC.Dynamics.com",
        REALTIME,
        f"{REALTIME}/",
    ],
)
def test_endpoints_of_both_dialects_are_accepted(admin_client: Client, default: WebApplication, endpoint: str) -> None:
    assert save(admin_client, default, endpoint=endpoint).status_code == 302


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://0a1b.svc.dynamics.com",
        "0a1b.svc.dynamics.com",
        "ftp://0a1b.svc.dynamics.com",
        "https://127.0.0.1",
        "https://127.1",
        "https://0x7f000001",
        "https://2130706433",
        "https://0177.0.0.1",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://169.254.169.254",
        "https://0",
        "https://localhost",
        "https://0a1b.svc.dynamics.com:22",
        "https://user@0a1b.svc.dynamics.com",
        "https://user:password@0a1b.svc.dynamics.com",
        "https://dynamics.com.evil",
        "https://0a1b.svc.dynamics.com.evil.example",
        "https://evil.example/.dynamics.com",
        "https://evildynamics.com",
        "https://dynamics.com",
        "https://0a1b.svc.dуnamics.com",  # a Cyrillic letter
        "https://xn--0a1b-evil.example",
        "https://a..b.dynamics.com",
        "https://-a.dynamics.com",
        f"{OUTBOUND}/some/other/path",
        f"{OUTBOUND}/EvtMgmt/api/v2.0/../../admin",
        f"{OUTBOUND}/?x=1",
        f"{OUTBOUND}/#part",
        f"{OUTBOUND}\\evil",
        "https://public-eur.mkt.dynamics.com",
        "https://public-eur.mkt.dynamics.com/api/v1.0/orgs/",
    ],
)
def test_any_other_endpoint_is_refused_at_its_field(
    admin_client: Client, default: WebApplication, endpoint: str
) -> None:
    response = save(admin_client, default, endpoint=endpoint)
    assert list(errors(response)) == ["endpoint"]
    assert errors(response)["endpoint"][0].endswith(".")
    default.refresh_from_db()
    assert default.endpoint == ""


def test_hosts_the_operator_permits_are_accepted_and_still_only_by_https(
    admin_client: Client, default: WebApplication, settings: Any
) -> None:
    settings.EVENTS_API_ALLOWED_HOSTS = ["Gateway.example.org"]
    assert save(admin_client, default, endpoint="https://gateway.example.org").status_code == 302
    assert "endpoint" in errors(save(admin_client, default, endpoint="http://gateway.example.org"))
    assert "endpoint" in errors(save(admin_client, default, endpoint="https://gateway.example.org:8443"))


def test_a_gateway_with_a_path_of_its_own_needs_the_generation_forced(
    admin_client: Client, default: WebApplication, settings: Any
) -> None:
    settings.EVENTS_API_ALLOWED_HOSTS = ["gateway.example.org"]
    endpoint = "https://gateway.example.org/events"
    assert "endpoint" in errors(save(admin_client, default, endpoint=endpoint))
    assert save(admin_client, default, endpoint=endpoint, dialect="realtime-v1").status_code == 302


def test_the_loopback_address_is_accepted_exactly_as_in_the_environment(
    admin_client: Client, default: WebApplication, settings: Any
) -> None:
    settings.EVENTS_API_ENDPOINT = "http://127.0.0.1:8001"
    assert save(admin_client, default, endpoint="http://127.0.0.1:8001").status_code == 302
    for endpoint in ("http://127.0.0.1:8002", "https://127.0.0.1:8001", "http://localhost:8001"):
        assert "endpoint" in errors(save(admin_client, default, endpoint=endpoint))


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("https://events.example.org", "https://events.example.org"),
        ("https://events.example.org/", "https://events.example.org"),
        ("https://Events.Example.org:443", "https://events.example.org"),
        ("https://events.example.org:8443", "https://events.example.org:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(
    admin_client: Client, default: WebApplication, entered: str, kept: str
) -> None:
    assert save(admin_client, default, origin=entered).status_code == 302
    default.refresh_from_db()
    assert default.origin == kept


@pytest.mark.parametrize(
    "origin",
    [
        "events.example.org",
        "http://events.example.org",
        "https://events.example.org/events/",
        "https://events.example.org?x",
        "https://user@events.example.org",
        "https://evénts.example.org",
        "https://",
        "https://events.example.org\r\nX: 1",
    ],
)
def test_any_other_origin_is_refused_at_its_field(admin_client: Client, default: WebApplication, origin: str) -> None:
    assert list(errors(save(admin_client, default, origin=origin))) == ["origin"]


def test_two_web_applications_cannot_have_one_origin(admin_client: Client, default: WebApplication) -> None:
    WebApplication.objects.create(name="Other", origin="https://other.example.org")
    assert list(errors(save(admin_client, default, origin="https://other.example.org/"))) == ["origin"]


def test_banner_hosts_are_host_names(admin_client: Client, default: WebApplication) -> None:
    assert save(admin_client, default, banner_hosts="Assets.example.org\n\nassets.example.org ").status_code == 302
    default.refresh_from_db()
    assert default.banner_hosts == "assets.example.org"
    for wrong in ("https://assets.example.org", "assets.example.org/x", "*.example.org", "a.example.org; script-src *"):
        assert list(errors(save(admin_client, default, banner_hosts=wrong))) == ["banner_hosts"]


def test_usable_is_never_shorter_than_fresh(admin_client: Client, default: WebApplication) -> None:
    assert list(errors(save(admin_client, default, fresh_s=600, stale_s=60))) == ["stale_s"]
    assert save(admin_client, default, fresh_s=60, stale_s=60).status_code == 302


def test_a_pale_brand_colour_is_taken_and_its_darker_shade_announced(
    admin_client: Client, default: WebApplication
) -> None:
    save(admin_client, default, brand_colour="#ffee00")
    told = text(admin_client.get(LIST))
    assert "Links on light pages: #ffee00 has a contrast of 1.1 with the page. #7" in told
    assert "Buttons on light pages: #ffee00 has a contrast of 1.1 with the page." in told
    assert "on dark pages" not in told


# --- The default ----------------------------------------------------------------------------------------------------


def test_the_default_cannot_be_given_up_or_deleted(admin_client: Client, default: WebApplication) -> None:
    save(admin_client, default, is_default=None)
    default.refresh_from_db()
    assert default.is_default
    assert admin_client.post(f"{LIST}{default.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "deletelink" not in admin_client.get(change_address(default)).content.decode()


def test_making_another_one_the_default_switches_over(admin_client: Client, default: WebApplication) -> None:
    other = WebApplication.objects.create(name="Other")
    assert save(admin_client, other, is_default="on").status_code == 302
    assert list(WebApplication.objects.filter(is_default=True)) == [other]
    assert admin_client.post(f"{LIST}{default.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(WebApplication.objects.all()) == [other]


def test_a_new_web_application_can_become_the_default_at_once(admin_client: Client, default: WebApplication) -> None:
    data = form_data(admin_client.get(f"{LIST}add/")) | {"name": "New", "is_default": "on"}
    assert admin_client.post(f"{LIST}add/", data).status_code == 302
    assert [row.name for row in WebApplication.objects.filter(is_default=True)] == ["New"]


# --- Permissions ----------------------------------------------------------------------------------------------------


def test_staff_without_permission_get_403(default: WebApplication) -> None:
    client = staff()
    for address in (LIST, change_address(default), f"{LIST}{default.pk}/history/", "/admin/portal/snapshot/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}{default.pk}/test-connection/").status_code == 403


def test_who_may_only_look_sees_everything_but_the_token_and_changes_nothing(default: WebApplication) -> None:
    default.set_token(TOKEN)
    default.save()
    client = staff("view_webapplication")
    page = client.get(change_address(default))
    assert page.status_code == 200
    assert "LEAKMARKER" not in page.content.decode()
    assert "Stored, ends in …wxyz." in text(page)
    assert "test-connection" not in page.content.decode()
    assert client.post(change_address(default), {"name": "Changed"}).status_code == 403
    assert client.post(f"{LIST}{default.pk}/test-connection/").status_code == 403


# --- The connection test --------------------------------------------------------------------------------------------


def test_the_connection_test_shows_each_step(admin_client: Client, served: Any) -> None:
    page = admin_client.post(f"{LIST}{served.row.pk}/test-connection/")
    assert page.status_code == 200
    assert "The connection of “Default” works." in text(page)
    assert [step.title for step in page.context["steps"]] == [
        "Settings complete",
        "Host name found",
        "Secure connection",
        "Token accepted",
        "Origin accepted",
        "List of events read",
        "First event read",
    ]


def test_a_failed_step_says_what_to_do(admin_client: Client, served: Any) -> None:
    served.row.set_token(TOKEN)
    served.row.save()
    page = admin_client.post(f"{LIST}{served.row.pk}/test-connection/")
    assert "does not work yet" in text(page)
    assert "Token accepted: Failed" in text(page)
    assert "What to do: Copy the token again" in text(page)
    assert "LEAKMARKER" not in page.content.decode()


def test_the_connection_is_tested_by_post_with_a_csrf_token_only(
    admin_client: Client, admin_user: User, served: Any
) -> None:
    address = f"{LIST}{served.row.pk}/test-connection/"
    assert admin_client.get(address).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(address).status_code == 403
    assert served.simulator.journal() == []


def test_testing_a_web_application_that_is_gone_leads_back(admin_client: Client) -> None:
    assert admin_client.post(f"{LIST}99999/test-connection/").status_code == 302


def test_the_admin_carries_the_name_of_product_and_site(admin_client: Client, default: WebApplication) -> None:
    WebApplication.objects.update(site_title="Harbour events")
    assert "Event portal: Harbour events" in text(admin_client.get("/admin/"))
    assert applications.resolve(WebApplication.objects.get()).title == "Harbour events"
