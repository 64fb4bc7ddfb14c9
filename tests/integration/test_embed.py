"""Lists and schedules inside the pages of other sites: only for hosts an administrator named."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from portal.services import catalogue
from tests.served_site import HOST, ServedSite
from tests.simulation import FORUM, ORIGIN

SCHEDULE = f"/embed/{FORUM}/schedule/"


@pytest.fixture
def embedding(served: ServedSite) -> ServedSite:
    served.row.embed_hosts = "www.contoso.com\nblog.contoso.com"
    served.row.save()
    served.warm(f"/events/{FORUM}/")
    return served


def ancestors(policy: str) -> str:
    return next(part for part in policy.split("; ") if part.startswith("frame-ancestors"))


@pytest.mark.parametrize("path", ["/embed/events/", SCHEDULE, "/widget.js"])
def test_nothing_can_be_embedded_unless_a_host_is_named(served: ServedSite, path: str) -> None:
    assert served.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/embed/events/", SCHEDULE])
def test_only_the_named_hosts_may_frame_it(embedding: ServedSite, path: str) -> None:
    response = embedding.get(path)
    assert response.status_code == 200
    assert ancestors(response["Content-Security-Policy"]) == (
        "frame-ancestors https://www.contoso.com https://blog.contoso.com"
    )
    assert "X-Frame-Options" not in response
    assert response["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in response
    for other in ("/events/", f"/events/{FORUM}/register/"):
        page = embedding.get(other)
        assert ancestors(page["Content-Security-Policy"]) == "frame-ancestors 'none'"
        assert page["X-Frame-Options"] == "DENY"


def test_what_is_embedded_is_what_the_page_shows_and_leads_there_in_a_new_tab(embedding: ServedSite) -> None:
    page, embedded = embedding.page("/events/?format=webinar"), embedding.page("/embed/events/?format=webinar")
    card = re.compile(r'class="event-card-title"><a href="([^"]+)"')
    assert card.findall(embedded) == card.findall(page) != []
    assert '<base target="_blank">' in embedded
    assert f'rel="canonical" href="{ORIGIN}/events/?format=webinar"' in embedded
    assert "<form" not in embedded
    assert "<header" not in embedded


def test_an_embedded_schedule_takes_the_filters_of_the_schedule(embedding: ServedSite) -> None:
    day = catalogue.load_event(embedding.site, FORUM).schedule.days[0].date
    session = re.compile(r'id="s-([a-z2-7]{8})"')
    shown = session.findall(embedding.page(f"{SCHEDULE}?day={day}&view=grid"))
    assert shown == session.findall(embedding.page(f"/events/{FORUM}/schedule/?day={day}")) != []
    assert len(shown) < len(session.findall(embedding.page(SCHEDULE)))


def test_an_embedded_page_speaks_the_language_of_its_address(embedding: ServedSite) -> None:
    german = embedding.page(f"/de{SCHEDULE}")
    assert '<html lang="de"' in german
    assert f'href="/de/events/{FORUM}/sessions/' in german


def test_the_loader_is_a_script_for_other_sites(embedding: ServedSite) -> None:
    response = embedding.get("/widget.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "data-portal-embed" in response.content.decode()


def test_the_admin_shows_the_code_to_copy(embedding: ServedSite) -> None:
    client = Client(headers={"host": HOST})
    client.force_login(
        get_user_model().objects.create_superuser("admin", "admin@example.org", "an-admin-password"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    address = reverse("admin:portal_webapplication_change", args=[embedding.row.pk])
    for language in ("en", "de"):  # whatever the administrator reads
        page = client.get(address, headers={"accept-language": language}).content.decode()
        assert f"data-portal-embed=&quot;{ORIGIN}/embed/events/&quot;" in page
        assert f"{ORIGIN}/widget.js" in page
    embedding.row.embed_hosts = ""
    embedding.row.save()
    assert "data-portal-embed" not in client.get(address).content.decode()
