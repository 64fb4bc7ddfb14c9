"""A process of the portal that goes to one step of its work and stays there until it is killed.

    python -m tests.registrar STEP '{"endpoint": …, "host": …, "keys": […], "emails": […], "pks": […]}'

It prints one line of JSON when it has come to the step, and waits. ``child`` starts one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from tests.simulation import REPOSITORY

KILL_WAIT_S = 10


@contextmanager
def child(step: str, database_url: str, **task: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that runs to a step; killed at the end if it still lives."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_URL": database_url}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.registrar", step, json.dumps(task)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        kill(process)
        if process.stdout is not None:
            process.stdout.close()


def said_by(process: subprocess.Popen[str]) -> Any:
    """What a child prints when it is at its step."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the child ended with status {process.wait(KILL_WAIT_S)}"
    return json.loads(line)


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL: no handler, no clean-up."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait(KILL_WAIT_S)


class _Steps:
    """The steps by name. Imports of the portal wait until Django is set up."""

    def __init__(self, task: dict[str, Any]) -> None:
        from portal.services import applications
        from tests import registering

        self._task = task
        self._site = applications.site_for_host(task["host"])
        self._registering = registering
        if "keys" in task:
            self._opening = registering.opening_of(self._site)

    def accept(self) -> list[int]:
        """Store one registration for each key."""

        def store(key: str, email: str) -> int:
            party = self._registering.make_party(self._registering.make_person(email=email))
            return self._registering.accept_party(self._site, party, key=key, opening=self._opening).pk

        return [store(key, email) for key, email in zip(self._task["keys"], self._task["emails"], strict=True)]

    def accept_in_threads(self) -> list[int]:
        """Store one party with each key, all at once."""
        party = self._registering.make_party(self._registering.make_person(email=self._task["emails"][0]))

        def store(key: str) -> int:
            return self._registering.accept_party(self._site, party, key=key, opening=self._opening).pk

        return _each(store, self._task["keys"])

    def hit(self) -> int:
        from portal.services.registration import limits

        let_through = _each(lambda _: limits.hit("form", "192.0.2.9", 20, 3600) is None, range(30))
        return sum(let_through)

    def claim(self) -> None:
        from portal.services.registration import clock, outbox

        for pk in self._task["pks"]:
            assert outbox.claim(pk, clock.now(), early=True)

    def deliver(self) -> None:
        from portal.services.registration.delivery import deliver

        _each(lambda pk: deliver(pk, early=True), self._task["pks"])

    def work(self) -> None:
        """The worker as operators run it; it ends on SIGTERM."""
        from django.core.management import call_command

        _say("working")
        call_command("deliver_registrations", every=0.05)
        sys.exit(0)

    def work_once(self) -> None:
        from django.core.management import call_command

        call_command("deliver_registrations", once=True, stdout=sys.stderr)


def _each(act: Callable[[Any], Any], items: Any) -> list[Any]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(act, items))


def _say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def main() -> None:
    import django
    from django.conf import settings
    from django.db import transaction

    step, task = sys.argv[1], json.loads(sys.argv[2])
    settings.EVENTS_API_ENDPOINT = task["endpoint"]
    settings.REGISTRATION_RATE_PER_S = 0
    django.setup()
    steps = _Steps(task)
    name, _, moment = step.partition(":")
    if moment == "before":
        _say("there")
    elif moment == "before commit":
        with transaction.atomic():
            _say(getattr(steps, name)())
            time.sleep(60)
    else:
        _say(getattr(steps, name)())
    time.sleep(60)


if __name__ == "__main__":
    main()
