"""The table above the list of what is stored: one line for each web application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext

from portal.admin import unlabelled
from portal.models import Snapshot, Upstream
from portal.services import call_budget
from portal.services.applications import Site
from portal.services.call_budget import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is stored of one site, and how its API does."""

    site: Site
    api: str
    api_works: bool
    last_success_age: str
    answers: int
    size_bytes: int
    losses: int
    failed: int
    notes: list[str]  # what has no label, what belongs to no tier
    calls: int  # in the last five minutes, by all processes
    calls_allowed: int
    calls_by_operation: list[tuple[str, int]]
    saves_calls: bool  # so many that copies are not renewed for now


def overview(sites: list[Site]) -> list[Line]:
    """One line for each site, in their order. Three database queries, and four for each site."""
    sources = [site.source for site in sites]
    upstreams = {row.source: row for row in Upstream.objects.filter(source__in=sources)}
    sums = Snapshot.objects.filter(source__in=sources).order_by().values("source")
    stored = {
        row["source"]: row
        for row in sums.annotate(
            answers=Count("pk"),
            size_bytes=Sum(Length("body")),
            losses=Sum("loss_count"),
            failed=Count("pk", filter=~Q(failure="") & Q(absent=False)),
        )
    }
    calls = call_budget.usage(sources)
    return [_line(site, upstreams.get(site.source), stored.get(site.source, {}), calls[site.source]) for site in sites]


def age_text(at: datetime) -> str:
    """How long ago, in words."""
    if timezone.now() - at < timedelta(minutes=1):
        return gettext("under a minute")
    return timesince(at, depth=1)


def _line(site: Site, upstream: Upstream | None, sums: dict[str, int | None], calls: list[tuple[str, int]]) -> Line:
    works, api = _api(site, upstream)
    used = sum(number for _, number in calls)
    return Line(
        site=site,
        api=api,
        api_works=works,
        last_success_age=age_text(upstream.last_success_at) if upstream and upstream.last_success_at else "",
        answers=sums.get("answers") or 0,
        size_bytes=sums.get("size_bytes") or 0,
        losses=sums.get("losses") or 0,
        failed=sums.get("failed") or 0,
        notes=unlabelled.notes(site),
        calls=used,
        calls_allowed=settings.EVENTS_API_CALL_BUDGET,
        calls_by_operation=calls,
        saves_calls=not Purpose.RENEWAL.fits(used),
    )


def _api(site: Site, upstream: Upstream | None) -> tuple[bool, str]:
    """Whether the API works as far as is known, and that in words."""
    if site.connection.problem:
        return False, site.connection.problem
    if upstream is None:
        return True, gettext("not asked yet")
    if upstream.consecutive_failures == 0:
        return True, gettext("answers")
    text = ngettext(
        "%(count)d failure in a row: %(failure)s",
        "%(count)d failures in a row: %(failure)s",
        upstream.consecutive_failures,
    ) % {
        "count": upstream.consecutive_failures,
        "failure": upstream.last_failure,
    }
    if upstream.closed_until is not None and upstream.closed_until > timezone.now():
        at = date_format(timezone.localtime(upstream.closed_until), "TIME_FORMAT")
        text = gettext("%(text)s; asked again at %(time)s (UTC)") % {"text": text, "time": at}
    return False, text
