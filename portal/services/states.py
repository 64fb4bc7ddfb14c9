"""The state of all that pages show and that lives in the database: what one cheap query tells every second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery

from portal.models import Revision, Snapshot, WebApplication

# Primary key, origin, whether it is the default, last change (which rows that belong to it move, too).
Row = tuple[int, str, bool, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """``sites``: a word for the state of each web application. ``number``, ``forgotten``: as in ``Revision``."""

    sites: dict[int, str]
    number: int
    forgotten: int


def of_sites(rows: Iterable[Row]) -> dict[int, str]:
    """A word for the state of each web application. It holds, too, which hosts lead to which of them."""
    rows = sorted(rows)
    which = "\n".join(f"{pk} {origin} {is_default}" for pk, origin, is_default, _ in rows)
    directory = hashlib.sha256(which.encode()).hexdigest()[:16]
    return {pk: f"{directory} {updated_at.isoformat()}" for pk, _, _, updated_at in rows}


def row_of(application: WebApplication) -> Row:
    """What counts of a stored web application."""
    return application.pk, application.origin, application.is_default, application.updated_at


def now() -> State:
    """The state at this moment. One query, whatever is stored."""
    counter = Revision.objects.filter(pk=1)
    found = list(
        WebApplication.objects.order_by()
        .annotate(number=Subquery(counter.values("number")), forgotten=Subquery(counter.values("forgotten")))
        .values_list("pk", "origin", "is_default", "updated_at", "number", "forgotten")
    )
    number, forgotten = next(((row[4] or 0, row[5] or 0) for row in found), (0, 0))
    return State(sites=of_sites(row[:4] for row in found), number=number, forgotten=forgotten)


def changed_since(number: int, *, at_most: int) -> list[tuple[str, str, int]]:
    """Source, resource and revision of the snapshots that changed after a revision; the first ``at_most`` of them."""
    rows = Snapshot.objects.filter(revision__gt=number).order_by("revision")
    return list(rows.values_list("source", "resource", "revision")[:at_most])
