"""Numbers the changes of snapshots, so that every process learns of them by asking for what is new."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import F, QuerySet

from portal.models.snapshot import Snapshot


class Revision(models.Model):
    """The number of the last change of any snapshot, in one row.

    Taken in the transaction of the change, whose lock on the row lasts to its end: so changes are numbered in the
    order in which they become visible, on PostgreSQL too, and who has seen one has seen all before it.
    ``forgotten``: the number of the last change that deleted snapshots; what was made before shows what is no more.
    """

    number = models.BigIntegerField(default=0)
    forgotten = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_revision")]

    def __str__(self) -> str:
        return str(self.number)


def change(snapshots: QuerySet[Snapshot], **fields: Any) -> int:
    """Update snapshots in a way that visitors may see; the number of rows."""
    with transaction.atomic():
        _count()
        number = Revision.objects.filter(pk=1).values("number")
        return snapshots.update(revision=models.Subquery(number), **fields)


def forget(snapshots: QuerySet[Snapshot]) -> int:
    """Delete snapshots that pages may show; the number of rows."""
    with transaction.atomic():
        gone, _ = snapshots.delete()
        _count(forgotten=F("number") + 1)
    return gone


def _count(**fields: Any) -> None:
    if not Revision.objects.filter(pk=1).update(number=F("number") + 1, **fields):
        Revision.objects.bulk_create([Revision(pk=1)], ignore_conflicts=True)  # tests empty every table
        Revision.objects.filter(pk=1).update(number=F("number") + 1, **fields)
