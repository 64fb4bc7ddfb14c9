"""Renews stored answers by their keys: when an operator asks for it, or a kept page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.models import Snapshot, WebApplication
from portal.services import applications, shown, snapshots
from portal.services.applications import Site
from portal.services.catalogue import pictures
from portal.services.snapshots import Resource, resources

LIST_KEY = resources.PUBLISHED.key
PARTS = (
    resources.event_detail,
    resources.sessions,
    resources.tracks,
    resources.track_sessions,
    resources.passes,
    resources.speakers,
    resources.sponsorships,
    resources.registration_count,
    resources.custom_fields,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """How many stored answers were renewed, how many attempts failed, and how many are still under way or put off."""

    done: int
    failed: int
    pending: int


def event_of(key: str) -> str | None:
    """The readable event id in the key of a resource; None for the list of events."""
    return None if key == LIST_KEY else key.split("/")[1]


def keys_of(readable_event_id: str) -> list[str]:
    """The keys of everything that may be stored of one event."""
    return [*(part(readable_event_id).key for part in PARTS), pictures.index_key(readable_event_id)]


def renew_now(site: Site, keys: Iterable[str], *, wait_s: float) -> Renewed:
    """Ask the API for these resources now, whatever their age; wait up to ``wait_s``, the rest goes on by itself."""
    wanted = [resource for resource in (_resource(site, key) for key in keys) if resource is not None]
    started_at = timezone.now()
    snapshots.renew(site, wanted, wait_s=wait_s)
    rows = Snapshot.objects.filter(
        source=site.source, resource__in=[resource.key for resource in wanted], attempted_at__gte=started_at
    )
    attempts = list(rows.values_list("failure", "absent"))
    failed = sum(bool(failure) and not absent for failure, absent in attempts)
    return Renewed(done=len(attempts) - failed, failed=failed, pending=len(wanted) - len(attempts))


def renew_due(application_id: int, due: Mapping[shown.Name, float]) -> None:
    """Have snapshots that a kept page of a web application shows renewed in the background.

    ``due``: by source and resource, the age in seconds from which. Who else asked for them meanwhile has done it.
    """
    row = WebApplication.objects.filter(pk=application_id).first()
    site = applications.resolve(row) if row is not None else None
    if site is None:
        return
    found = {key: _resource(site, key) for source, key in due if source == site.source}
    wanted = {key: resource for key, resource in found.items() if resource is not None}
    reading = snapshots.Reading(site, list(wanted.values()))
    for key, resource in wanted.items():
        reading.renew_later(resource, timezone.now() - timedelta(seconds=due[site.source, key]))


def _resource(site: Site, key: str) -> Resource[Any] | None:
    """The resource behind a key, able to be renewed; None for one an older release stored."""
    event_id = event_of(key)
    if event_id is None:
        return resources.PUBLISHED
    if key == pictures.index_key(event_id):
        speakers = _stored(site, resources.speakers(event_id)) or ()
        sponsorships = _stored(site, resources.sponsorships(event_id)) or ()
        return pictures.index_of(site, event_id, speakers, sponsorships)
    if key == resources.track_sessions(event_id).key:
        return resources.track_sessions(event_id, _stored(site, resources.tracks(event_id)))
    return next((resource for part in PARTS if (resource := part(event_id)).key == key), None)


def _stored(site: Site, resource: Resource[Any]) -> Any:
    return snapshots.Reading(site, [resource]).peek(resource).value
