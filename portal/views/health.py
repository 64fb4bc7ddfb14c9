"""Whether the process lives, and whether the site can serve. For load balancers and monitors."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from portal.models import Snapshot, Upstream
from portal.services import applications, snapshots
from portal.services.registration.worker import is_alive
from portal.services.snapshots.resources import PUBLISHED
from portal.views.responses import read_only


@read_only
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers, whatever the API and the database do."""
    return _answer({"status": "alive"})


@read_only
def ready(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served: database reachable and migrated, and the events of a site known.

    An API that is down does not make the site unready while stored events can be shown; its age and state are told.
    Nor does one site that is not set up yet take the others out of service. What is not known is asked for: where only
    ready machines get visitors, nobody else would.
    """
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return _answer({"status": "not ready", "database": "has unapplied migrations"}, status=503)
        sites = [_site(site) for site in applications.all_sites()]
        worker = "alive" if is_alive(timezone.now()) else "not seen in the last minute"
    except DatabaseError:
        return _answer({"status": "not ready", "database": "unreachable"}, status=503)
    able = any(site["events"] == "known" for site in sites)
    content = {
        "status": "ready" if able else "not ready",
        "database": "ok",
        "registrations_worker": worker,
        "sites": sites,
    }
    return _answer(content, status=200 if able else 503)


def _site(site: applications.Site) -> dict[str, object]:
    copy = Snapshot.objects.filter(source=site.source, resource=PUBLISHED.key).defer("body").first()
    if copy is None or not copy.digest:
        snapshots.renew_later(site, PUBLISHED, timezone.now())
    upstream = Upstream.objects.filter(source=site.source).first()
    fetched_at = copy.fetched_at if copy else None
    return {
        "name": site.row.name,
        "events": "known" if copy and copy.digest else "not known yet",
        "age_s": int((timezone.now() - fetched_at).total_seconds()) if fetched_at else None,
        "api": (upstream.last_failure_kind if upstream and upstream.consecutive_failures else "ok") if upstream else "",
    }


def _answer(content: dict[str, object], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response
