"""When what the API says last changed: for feeds, validators and sitemaps. Answers that said the same do not count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portal.models import Snapshot
from portal.services.applications import Site
from portal.services.snapshots.resources import Resource


def changes(site: Site, resources: Iterable[Resource[Any]]) -> dict[str, datetime]:
    """The instant of the last change by resource key; resources never read are left out. One query."""
    rows = Snapshot.objects.filter(
        source=site.source, resource__in=[resource.key for resource in resources], changed_at__isnull=False
    )
    return {key: at for key, at in rows.values_list("resource", "changed_at") if at is not None}


def last_change(site: Site, resources: Iterable[Resource[Any]]) -> datetime | None:
    """The last of the changes of some resources; None when none was ever read."""
    return max(changes(site, resources).values(), default=None)
