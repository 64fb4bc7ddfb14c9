"""Renews one snapshot: exactly one worker of the whole deployment asks the API, the others wait for what it stores.

The right to ask is a lease on the row, taken by one conditional UPDATE. It ends by itself, so a killed process blocks
nobody for longer than the deadline. A failure is noted on the row and never replaces a good copy.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.events_api import storage
from portal.events_api.errors import EventsAPIError, EventsAPINotFound, EventsAPIRejected
from portal.events_api.types import Decoded
from portal.models import Snapshot
from portal.models.revision import change
from portal.services import applications
from portal.services.applications import NotConfigured, Site
from portal.services.call_budget import Purpose
from portal.services.snapshots import breaker, tombstones
from portal.services.snapshots.memory import decoded
from portal.services.snapshots.resources import PUBLISHED, Resource

logger = logging.getLogger(__name__)

LEASE_MARGIN = timedelta(seconds=1)
RETRY_AFTER_FAILURE = timedelta(seconds=5)
LOSSES_KEPT = 50


def refresh(
    site: Site,
    resource: Resource[Any],
    *,
    deadline_s: float,
    purpose: Purpose,
    if_older_than: datetime | None = None,
) -> bool:
    """Ask the API and store the answer; False when somebody else is doing so, or the API must not be asked now.

    ``if_older_than``: an answer fetched since that instant is good enough. None asks in any case (refresh now), except
    while another lease runs.
    Never raises for a failure of the API: it is stored on the snapshot and logged once.
    """
    owner = secrets.token_hex(16)
    if not _take_lease(site, resource, owner, deadline_s, if_older_than):
        return False
    mine = Snapshot.objects.filter(source=site.source, resource=resource.key, lease_owner=owner)
    try:
        permission = breaker.ask(site.source, purpose)
        if not permission.granted:
            if purpose is not Purpose.AHEAD:  # a visitor who comes now has more right to it
                mine.update(retry_at=permission.closed_until)
            return False
        _ask(site, resource, mine, deadline_s, permission)
    finally:
        mine.update(lease_owner="", lease_until=None)
    return True


def _take_lease(
    site: Site, resource: Resource[Any], owner: str, deadline_s: float, if_older_than: datetime | None
) -> bool:
    now = timezone.now()
    rows = Snapshot.objects.filter(source=site.source, resource=resource.key)
    free = rows.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
    if if_older_than is not None:
        free = free.filter(
            Q(fetched_at__isnull=True) | Q(fetched_at__lt=if_older_than),
            Q(retry_at__isnull=True) | Q(retry_at__lte=now),
        )
    lease = {"lease_owner": owner, "lease_until": now + timedelta(seconds=deadline_s) + LEASE_MARGIN}
    if free.update(**lease):
        return True
    if rows.exists():
        return False
    Snapshot.objects.bulk_create([Snapshot(source=site.source, resource=resource.key)], ignore_conflicts=True)
    return free.update(**lease) == 1


def _ask(site: Site, resource: Resource[Any], mine: Any, deadline_s: float, permission: breaker.Permission) -> None:
    """Make the call and store what came of it on the leased row ``mine``."""
    failure: EventsAPIError | NotConfigured | None = None
    answer: Decoded[Any] | None = None
    try:
        answer = resource.fetch(applications.client_for(site), deadline_s)
    except (EventsAPIError, NotConfigured) as error:
        failure = error
    if failure is None or _concerns_one_thing(resource, failure):
        breaker.record_answer(site.source, permission)
    elif isinstance(failure, EventsAPIError):
        breaker.record_failure(site.source, failure)
    if isinstance(failure, EventsAPINotFound) and resource.is_list and resource != PUBLISHED:
        # Some servers answer 404 in place of an empty list (events-api/differences.md U6).
        answer = Decoded(value=())
    if answer is not None:
        _store(site, resource, mine, answer)
        return
    logger.log(
        logging.ERROR if isinstance(failure, NotConfigured) else logging.WARNING,
        "snapshot %s not renewed: %s",
        resource.key,
        failure,
    )
    _note_failure(resource, mine, failure)


def _concerns_one_thing(resource: Resource[Any], failure: Exception) -> bool:
    """Whether the API works and said no to this one thing. It must always know the list of events."""
    return isinstance(failure, EventsAPINotFound | EventsAPIRejected) and failure.sent and resource != PUBLISHED


def _store(site: Site, resource: Resource[Any], mine: Any, answer: Decoded[Any]) -> None:
    body = storage.dump(answer.value)
    digest = hashlib.sha256(resource.key.encode() + b"\n" + body).hexdigest()[:32]
    now = timezone.now()
    before = mine.values("digest", "doubtful_digest").first()
    if before is None:
        return  # the lease ran out and somebody else has it: their answer counts
    fields: dict[str, Any] = {
        "attempted_at": now,
        "failure": "",
        "retry_at": None,
        "loss_count": len(answer.losses),
        "losses": [[loss.path, loss.reason] for loss in answer.losses[:LOSSES_KEPT]],
    }
    if before["digest"] == digest:
        change(mine, fetched_at=now, absent=False, doubtful_digest="", **fields)
        return
    old = _old_value(resource, mine) if resource.is_list else None
    if old and not answer.value and before["doubtful_digest"] != digest:
        # An empty programme after a full one may be a hiccup: believed when a later reading says the same.
        logger.warning("snapshot %s: empty after %d items; waiting for a second reading", resource.key, len(old))
        change(mine, doubtful_digest=digest, **(fields | {"retry_at": now + RETRY_AFTER_FAILURE}))
        return
    decoded.put(digest, answer.value, len(body))
    with transaction.atomic():  # a page shows a list and what left it, or neither
        fields |= {"body": body, "digest": digest, "fetched_at": now, "changed_at": now}
        stored = change(mine, absent=False, doubtful_digest="", **fields)
        if stored and resource.is_list:
            tombstones.note_changes(site.source, resource, old or (), answer.value, now)
    if answer.losses:
        logger.warning(
            "snapshot %s: %d values could not be read, first at %s (%s)",
            resource.key,
            len(answer.losses),
            answer.losses[0].path,
            answer.losses[0].reason,
        )


def _old_value(resource: Resource[Any], mine: Any) -> Any:
    body = mine.values_list("body", flat=True).first()
    try:
        return None if body is None else storage.load(resource.kind, bytes(body))
    except storage.StoredRecordUnreadable:
        return None


def _note_failure(resource: Resource[Any], mine: Any, failure: Exception | None) -> None:
    now = timezone.now()
    fields: dict[str, Any] = {
        "attempted_at": now,
        "failure": str(failure)[:200],
        "retry_at": now + RETRY_AFTER_FAILURE,
    }
    if isinstance(failure, EventsAPINotFound) and resource != PUBLISHED:
        # Not there is an answer, too: remembered like one, so that it is not asked for at every visit.
        mine.filter(absent=False).update(changed_at=now)
        fields |= {"absent": True, "fetched_at": now, "retry_at": None}
    elif isinstance(failure, EventsAPIError) and failure.retry_after_s:
        fields["retry_at"] = now + breaker.pause_after(failure.retry_after_s)
    if "absent" in fields or mine.filter(failure="").exists():
        change(mine, **fields)
    else:  # pages say already that it fails
        mine.update(**fields)
