"""``manage.py deliver_registrations``: the worker that sends what visitors' requests could not. Any number may run."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.services.registration.worker import Worker


class Command(BaseCommand):
    help = "Send the registrations that are due, until told to stop (SIGTERM): the one being sent is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")
        parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="how often to look; default 2")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        stop = Event()
        before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)}
        worker = Worker(stop)
        try:
            if once:
                self.stdout.write(f"{worker.deliver_due()} attempts were made.")
            else:
                worker.run(every_s=every)
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
