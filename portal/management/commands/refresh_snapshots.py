"""Renews stored answers ahead of the visitors. With ``--every`` it is the worker process, and runs until SIGTERM."""

from __future__ import annotations

import logging
import math
import os
import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connections
from django.utils import timezone

from portal.services import applications
from portal.services.catalogue import ahead, discarding

logger = logging.getLogger(__name__)

PRUNE_EVERY_S = 3600.0


class Stopped(BaseException):
    """The process was asked to end. No ``except Exception`` on the way holds it up."""


class Command(BaseCommand):
    help = "Renew the list of events and the parts of the next upcoming ones, and delete what nobody needs any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on until SIGTERM, once every SECONDS")
        parser.add_argument(
            "--events", type=int, default=500, metavar="N", help="how many upcoming events to keep ready (default: 500)"
        )

    def handle(self, *args: Any, every: float | None = None, events: int, **options: Any) -> None:
        if every is not None and every <= 0:
            raise CommandError("--every takes a number of seconds above zero.")
        if events < 0:
            raise CommandError("--events takes a number from zero up.")
        if every is None:
            renew(events)
            discarding.prune(timezone.now())
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        try:
            _work(events, every)
        except Stopped:
            logger.info("worker ended")
        connections.close_all()
        logging.shutdown()
        # Threads that wait for the API would hold the process up to a minute; their leases run out by themselves.
        os._exit(0)


def renew(events: int, within_s: float = math.inf) -> None:
    """Renew every web application that has a connection; each has an equal part of the time."""
    ends_at = time.monotonic() + within_s
    sites = applications.all_sites()
    for waiting, site in zip(range(len(sites), 0, -1), sites, strict=True):
        now = time.monotonic()
        ahead.renew_ahead(site, events=events, ends_at=now + (ends_at - now) / waiting)


def _work(events: int, every_s: float) -> None:
    logger.info("worker started: %d events, every %g s", events, every_s)
    pruned_at: float | None = None
    while True:
        started_at = time.monotonic()
        try:
            close_old_connections()
            renew(events, every_s)
            if pruned_at is None or started_at - pruned_at >= PRUNE_EVERY_S:
                discarding.prune(timezone.now())
                pruned_at = started_at
        except Exception:
            logger.exception("renewing stored answers failed; tried again in %g s", every_s)
        time.sleep(max(0.0, started_at + every_s - time.monotonic()))


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped
