"""No page, header, log record or stored byte shows the token, the Wi-Fi password or a speaker's e-mail address."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.models import Snapshot, WebApplication
from tests.leaks import SECRET_TOKEN, TOKEN_MARKER, SecretsInLogs, secrets_in
from tests.served_site import HOST, ServedSite, serve
from tests.simulation import FORUM, HOSTILE, SPEAKER_EMAIL_MARKER, WIFI_PASSWORD_MARKER, Simulator, running_simulator

MOST_PAGES = 220


@pytest.fixture(scope="module")
def secretive_process() -> Iterator[Simulator]:
    with running_simulator(token=SECRET_TOKEN) as simulator:
        yield simulator


@pytest.fixture(params=["outbound-v2", "realtime-v1"])
def secretive(
    request: pytest.FixtureRequest, quiet_end: None, secretive_process: Simulator, settings: Settings
) -> ServedSite:
    """The portal with a token that would be recognised anywhere."""
    secretive_process.reset()
    secretive_process.publish(HOSTILE)
    return serve(secretive_process, settings, request.param)


def walk(client: Client, start: str, within: str = "/") -> dict[str, HttpResponse]:
    """Every answer to be had by following links, from one page on."""
    answers: dict[str, HttpResponse] = {}
    waiting = [start]
    while waiting and len(answers) < MOST_PAGES:
        path = waiting.pop()
        if path in answers:
            continue
        answer = answers[path] = client.get(path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            found = re.findall(r'(?:href|src)="(/[^"#]*)', answer.content.decode())
            waiting += [unescape(link) for link in found if link.startswith(within) and "/static/" not in link]
    return answers


def shown(answer: HttpResponse) -> str:
    return "\n".join([answer.content.decode(errors="replace"), repr(answer.headers), repr(answer.cookies)])


def test_the_api_does_tell_what_must_not_be_shown(secretive_process: Simulator) -> None:
    """Else the searches below would prove nothing."""
    secretive_process.clear_faults()  # those of a test that came before
    for realtime in (False, True):
        event = secretive_process.call(f"events/{FORUM}", realtime=realtime).body
        speakers = secretive_process.call(f"events/{FORUM}/speakers", realtime=realtime).body
        assert WIFI_PASSWORD_MARKER in secrets_in(event)
        assert SPEAKER_EMAIL_MARKER in secrets_in(speakers)


def test_the_search_finds_a_secret_in_a_log_record() -> None:
    logger = logging.getLogger("portal.test_leaks")
    listening = SecretsInLogs()
    logger.addHandler(listening)
    logger.propagate = False
    try:
        logger.warning("called %s", f"https://host/events?emApplicationtoken={TOKEN_MARKER}")
        logger.warning("called nobody")
        try:
            raise RuntimeError(TOKEN_MARKER)
        except RuntimeError:
            logger.exception("it broke")
    finally:
        logger.removeHandler(listening)
    assert [record.split()[0] for record in listening.records] == ["called", "it"]


def test_no_public_page_or_header_shows_a_secret(secretive: ServedSite, caplog: pytest.LogCaptureFixture) -> None:
    for name in (None, "urllib3", "urllib3.connectionpool", "portal.events_api"):
        caplog.set_level(logging.DEBUG, logger=name)
    secretive.warm(f"/events/{FORUM}/", f"/events/{HOSTILE}/")
    answers = walk(Client(headers={"host": HOST}), "/")
    secretive.settle()
    assert len(answers) > 150
    assert {entry["token"] for entry in secretive.simulator.journal()} == {"valid"}  # it was in use all the time
    assert {path: secrets_in(shown(answer)) for path, answer in answers.items() if secrets_in(shown(answer))} == {}
    assert [record.getMessage() for record in caplog.records if secrets_in(repr(vars(record)))] == []


def test_no_page_shows_a_secret_when_the_api_fails(secretive: ServedSite) -> None:
    for fault in ({"status": 401}, {"reset": True}, {"body": "<html>"}, {"redirect": "https://login.example.org/"}):
        secretive.simulator.clear_faults()
        secretive.simulator.fault("*", **fault)
        for path in ("/events/", f"/events/{FORUM}/", "/health/ready"):
            assert secrets_in(shown(secretive.get(path))) == []
    assert [secrets_in(failure) for failure in Snapshot.objects.values_list("failure", flat=True)] == [[]]


def test_no_admin_page_shows_a_secret(secretive: ServedSite) -> None:
    secretive.warm(f"/events/{FORUM}/", f"/events/{FORUM}/speakers/")
    client = Client(headers={"host": HOST})
    client.force_login(
        get_user_model().objects.create_superuser("admin", "admin@example.org", "an-admin-password"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    answers = walk(client, reverse("admin:index"), within="/admin/")
    application = reverse("admin:portal_webapplication_change", args=[WebApplication.objects.get().pk])
    assert SECRET_TOKEN[-4:] in client.get(application).content.decode()  # all that may be seen of it
    assert application in answers
    assert len(answers) > 10
    assert {path: secrets_in(shown(answer)) for path, answer in answers.items() if secrets_in(shown(answer))} == {}


def test_no_stored_byte_holds_a_secret(secretive: ServedSite) -> None:
    paths = [f"/events/{FORUM}/{page}" for page in ("", "schedule/", "speakers/", "venue/")]
    secretive.warm("/events/", *paths)
    stored = [repr(row) for table in connection.introspection.table_names() for row in rows_of(table)]
    assert any("Harbour Forum" in row for row in stored)  # the search sees what is stored
    assert [row[:200] for row in stored if secrets_in(row)] == []
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        contents = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        assert b"Harbour Forum" in contents
        assert secrets_in(contents) == []


def rows_of(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- a name the database itself gave
        return [
            tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in cursor.fetchall()
        ]


def test_the_connection_test_tells_no_secret(secretive: ServedSite, capsys: pytest.CaptureFixture[str]) -> None:
    secretive.simulator.fault("get_event", status=500)
    with contextlib.suppress(SystemExit):
        call_command("check_events_api")
    told = capsys.readouterr()
    assert told.out + told.err
    assert secrets_in(told.out + told.err) == []
