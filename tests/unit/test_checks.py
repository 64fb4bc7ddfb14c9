"""What the portal refuses to start with, and what its system checks tell an operator."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operating import manage

REAL_ENDPOINT = "https://0a1b2c3d.svc.dynamics.com"
CONNECTION = {
    "EVENTS_API_ENDPOINT": REAL_ENDPOINT,
    "EVENTS_API_TOKEN": "LEAKMARKER-token",
    "EVENTS_API_ORIGIN": "https://events.example.org",
}


def test_the_deployment_check_is_clean_in_production(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **CONNECTION)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing, a default or shorter than 32 characters"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 50}, "SECRET_KEY is missing, a default"),
        ({"SECRET_KEY": "$OTHER_VARIABLE" + "x" * 50}, "SECRET_KEY is missing, a default"),
        ({"FIELD_ENCRYPTION_KEYS": ""}, "FIELD_ENCRYPTION_KEYS is missing"),
        ({"FIELD_ENCRYPTION_KEYS": "no-key"}, "FIELD_ENCRYPTION_KEYS is missing or not"),
        ({"DEBUG": "1", **CONNECTION}, "DEBUG is on while a real endpoint is configured"),
        (
            {"DEBUG": "1", "EVENTS_API_ALLOW_LOOPBACK": "1", **CONNECTION},
            "DEBUG is on while a real endpoint is configured",
        ),
        ({"DEBUG": "ture"}, "DEBUG must be one of 1, true, yes, on, 0, false, no, off"),
        ({"SITE_HTTPS": "maybe"}, "SITE_HTTPS must be one of"),
        ({"EVENTS_API_REQUEST_DEADLINE_S": "soon"}, "EVENTS_API_REQUEST_DEADLINE_S must be a number"),
        ({"EVENTS_API_REQUEST_DEADLINE_S": "-1"}, "EVENTS_API_REQUEST_DEADLINE_S must be a number"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_settings_that_cannot_work_stop_the_start_with_a_sentence(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    result = manage(tmp_path, "check", **changes)
    assert result.returncode == 1
    assert told in result.stderr
    assert "LEAKMARKER" not in result.stderr


def test_empty_values_count_as_absent_and_lists_may_hold_blanks(tmp_path: Path) -> None:
    empty = {"DEBUG": "", "EVENTS_API_REQUEST_DEADLINE_S": "", "EVENTS_API_CONCURRENCY": "", "DATABASE_URL": ""}
    result = manage(tmp_path, "check", ALLOWED_HOSTS=" a.example.org, b.example.org ", **empty)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"EVENTS_API_ENDPOINT": "https://public-eur.mkt.dynamics.com"}, "(portal.E002) EVENTS_API_ENDPOINT"),
        ({"EVENTS_API_ORIGIN": "events.example.org"}, "(portal.E003) EVENTS_API_ORIGIN"),
        ({"EVENTS_API_ORIGIN": "https://events.example.org/site"}, "(portal.E003) EVENTS_API_ORIGIN"),
        ({"EVENTS_API_TOKEN": '"LEAKMARKER"'}, "(portal.E004) EVENTS_API_TOKEN"),
        ({"EVENTS_API_TOKEN": "LEAKMARKER "}, "(portal.E004) EVENTS_API_TOKEN"),
        ({"EVENTS_API_CA_BUNDLE": "/nowhere.pem"}, "(portal.E005) EVENTS_API_CA_BUNDLE"),
        ({"EVENTS_API_CA_BUNDLE": __file__}, "(portal.E005) EVENTS_API_CA_BUNDLE"),
        ({"EVENTS_API_OLD_COPY_WAIT_S": "5"}, "(portal.E006) EVENTS_API_OLD_COPY_WAIT_S is longer than"),
        ({"EVENTS_API_REQUEST_DEADLINE_S": "20"}, "(portal.E007) EVENTS_API_REQUEST_DEADLINE_S is longer than"),
        ({"EVENTS_API_REQUEST_DEADLINE_S": "0", "EVENTS_API_OLD_COPY_WAIT_S": "0"}, "(portal.E008)"),
        ({"EVENTS_API_CONCURRENCY": "0"}, "(portal.E009)"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_settings_that_would_fail_later_are_told_by_the_check(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    result = manage(tmp_path, "check", **changes)
    assert result.returncode == 1
    assert told in result.stderr
    assert "LEAKMARKER" not in result.stderr


def test_a_real_endpoint_without_https_is_a_warning_of_the_deployment_check(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "ERROR", SITE_HTTPS="0", **CONNECTION)
    assert result.returncode == 0
    assert "(portal.W001) SITE_HTTPS is off while a real endpoint is configured." in result.stderr
