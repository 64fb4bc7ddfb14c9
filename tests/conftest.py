"""Rules every test runs under: no network but this machine, undefined template variables raise, skips are told."""

from __future__ import annotations

import logging
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.template import VariableDoesNotExist
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("portal", deadline=None, max_examples=100)
hypothesis_settings.load_profile("portal")

_LOOPBACK = ("127.", "::1", "localhost")
_connect = socket.socket.connect


class NetworkBlocked(RuntimeError):
    """A test tried to leave this machine."""


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(_LOOPBACK):
        raise NetworkBlocked(f"tests may only connect to this machine, not to {address[0]}")
    _connect(self, address)


socket.socket.connect = _guarded_connect  # type: ignore[method-assign]


class _UndefinedVariablesRaise(logging.Filter):
    """Django logs an undefined template variable and renders nothing; here it fails the test.

    Only in the portal's own templates: the admin's and the form renderer's rely on undefined ones. And only where no
    mapping is asked for a key it may lack, as in ``{% if query.problems.day %}``.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, VariableDoesNotExist) and isinstance(error.params[1], dict):
            return False
        name = str(record.args[1]) if isinstance(record.args, tuple) and len(record.args) > 1 else ""
        if name.startswith("portal/") or name in {"404.html", "410.html", "403.html", "503.html", "csrf.html"}:
            raise AssertionError(record.getMessage())
        return False


_template_logger = logging.getLogger("django.template")
_template_logger.setLevel(logging.DEBUG)
_template_logger.addFilter(_UndefinedVariablesRaise())


@pytest.fixture(scope="session", autouse=True)
def _the_default_web_application_stays() -> None:
    """A test with transactions of its own ends by emptying every table, also of the row that a migration makes."""
    post_migrate.connect(_make_default_web_application, weak=False)


def _make_default_web_application(sender: AppConfig, **_: object) -> None:
    if sender.name == "portal":
        sender.get_model("WebApplication").objects.get_or_create(is_default=True, defaults={"name": "Default"})


CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# The files that take longest begin first, so that at the end no core waits for the other.
LONGEST = (
    "test_register_walks",
    "test_accessibility",
    "test_every_page",
    "test_registration_on_postgres",
    "test_sharing",
)
PG_CTL = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)), None)


@pytest.hookimpl(trylast=True)  # after the order was shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_begins_late)
    missing = {
        "browser": None if CHROMIUM else "Chromium is not installed",
        "postgres": None if PG_CTL else "PostgreSQL is not installed",
        "node": None if shutil.which("npm") and shutil.which("java") else "npm and Java are not installed",
    }
    for item in items:
        for marker, reason in missing.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def _begins_late(item: pytest.Item) -> int:
    """0 for the files that take longest, 1 for others with a browser or processes, 2 for the rest."""
    if item.path.stem in LONGEST:
        return 0
    return 1 if {"browser", "processes"} & {*item.path.parts} else 2


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        reasons = sorted({str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped})
        terminalreporter.write_line(f"{len(skipped)} tests were skipped: {'; '.join(reasons)}.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI everything is installed, so a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
