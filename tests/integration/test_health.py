"""What monitors are told, and what visitors see when the database is the problem."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoAssertNumQueries

from portal.models import WebApplication
from tests.served_site import ServedSite

PAST = "/events/past/"


@pytest.fixture
def broken_database(served: ServedSite) -> Iterator[ServedSite]:
    """The table every page needs is not there."""
    rename = "ALTER TABLE {} RENAME TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("portal_webapplication", "mislaid"))
    yield served
    with connection.cursor() as cursor:
        cursor.execute(rename.format("mislaid", "portal_webapplication"))


def test_the_process_lives_whatever_else_does(
    broken_database: ServedSite, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = broken_database.get("/health/live")
    assert (response.status_code, response.content) == (200, b'{"status": "alive"}')


def test_without_its_tables_the_site_is_not_ready_and_shows_a_plain_page(broken_database: ServedSite) -> None:
    response = broken_database.get("/health/ready")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
    for path in ("/", "/events/", PAST, "/events/Anything1/", "/robots.txt"):
        page = broken_database.get(path)
        assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "5", "no-store")
        assert "Something went wrong" in page.content.decode()


def test_an_unapplied_migration_is_not_ready(served: ServedSite) -> None:
    served.warm(PAST)
    row = MigrationRecorder(connection).migration_qs.filter(app="portal").latest("pk")
    row.delete()
    try:
        response = served.get("/health/ready")
    finally:
        row.save()
    assert (response.status_code, response.json()["database"]) == (503, "has unapplied migrations")


def test_ready_tells_the_age_of_the_events_and_the_state_of_the_api(served: ServedSite) -> None:
    served.warm(PAST)
    content = served.get("/health/ready").json()
    assert content["status"] == "ready"
    assert content["sites"] == [{"name": "Default", "events": "known", "age_s": 0, "api": "ok"}]


def test_a_web_application_not_set_up_yet_does_not_take_the_others_out_of_service(served: ServedSite) -> None:
    served.warm(PAST)
    other = WebApplication(name="New", origin="https://other.example.org", endpoint=served.simulator.v2_endpoint)
    other.set_token("not valid yet")
    other.save()
    response = served.get("/health/ready")
    assert response.status_code == 200
    assert {site["name"]: site["events"] for site in response.json()["sites"]} == {
        "Default": "known",
        "New": "not known yet",
    }
