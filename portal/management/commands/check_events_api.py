"""Tests the connection to the events API, step by step. Exit status 0 when nothing failed, 1 otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import Style

from portal.models import WebApplication
from portal.services import applications, connection
from portal.services.connection import State, Step

_MARKS = {State.OK: "ok", State.WARNING: "look", State.FAILED: "FAILED", State.SKIPPED: "-"}


class Command(BaseCommand):
    help = "Test the connection to the events API of one web application, or of all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--application", metavar="NAME", help="name of one web application; all when left out")

    def handle(self, *args: Any, application: str | None = None, **options: Any) -> None:
        rows = WebApplication.objects.all()
        if application is not None:
            rows = rows.filter(name=application)
            if not rows:
                known = ", ".join(WebApplication.objects.values_list("name", flat=True))
                raise CommandError(f"There is no web application named {application!r}. There are: {known}.")
        results = [self._test(row) for row in rows]
        if not all(results):
            raise SystemExit(1)

    def _test(self, row: WebApplication) -> bool:
        self.stdout.write(self.style.MIGRATE_HEADING(row.name))
        steps = connection.test_connection(applications.resolve(row))
        for step in steps:
            self.stdout.write(_line(step, self.style))
            if step.advice:
                self.stdout.write(f"          {step.advice}")
        return connection.passed(steps)


def _line(step: Step, style: Style) -> str:
    paint = {State.OK: style.SUCCESS, State.WARNING: style.WARNING, State.FAILED: style.ERROR}.get(step.state, str)
    return f"  {paint(f'{_MARKS[step.state]:<6}')}  {step.title}: {step.detail}"
