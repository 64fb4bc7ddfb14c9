"""Stored answers of the events API and what is known about the API itself.

``source`` names where an answer came from: a digest of web application, endpoint, origin and filters
(services/applications.py), so that another endpoint never shows the old one's events.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """The last good answer of one API resource, and how the last attempts to renew it went."""

    source = models.CharField(max_length=32)
    resource = models.CharField(_("resource"), max_length=600, help_text="For example events/<id>/sessions.")
    body = models.BinaryField(null=True)  # events_api.storage form; NULL: never read
    digest = models.CharField(max_length=32, blank=True)  # of body; "" when body is NULL
    fetched_at = models.DateTimeField(_("last good answer"), null=True)
    changed_at = models.DateTimeField(_("last change"), null=True)
    losses = models.JSONField(_("losses in decoding"), default=list)  # [[path, reason], ...], first 50
    loss_count = models.PositiveIntegerField(_("losses"), default=0)
    absent = models.BooleanField(default=False)  # the API answered 404: the thing is gone
    doubtful_digest = models.CharField(max_length=32, blank=True)  # an empty answer after a full one, seen once

    attempted_at = models.DateTimeField(_("last attempt"), null=True)
    failure = models.CharField(_("last failure"), max_length=200, blank=True)  # "" after a success
    retry_at = models.DateTimeField(null=True)  # not to be asked for again before this instant
    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    revision = models.BigIntegerField(db_default=0, db_index=True)  # of the last change visitors may see (revision.py)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["resource"]
        constraints = [models.UniqueConstraint(fields=["source", "resource"], name="one_snapshot_per_resource")]
        indexes = [
            models.Index(fields=["source", "lease_until"], condition=~models.Q(lease_owner=""), name="leases_that_run")
        ]

    def __str__(self) -> str:
        return self.resource


class Upstream(models.Model):
    """The state of one events API as all processes see it: the circuit breaker and the last success."""

    source = models.CharField(max_length=32, unique=True)
    consecutive_failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)  # no call before this instant, except one probe
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=200, blank=True)
    last_failure_kind = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name = _("state of an events API")
        verbose_name_plural = _("states of events APIs")

    def __str__(self) -> str:
        return self.source


class Picture(models.Model):
    """A speaker picture or sponsor logo, fetched once and served by the portal."""

    class Kind(models.TextChoices):
        SPEAKER = "speaker", _("speaker picture")
        SPONSOR = "sponsor", _("sponsor logo")

    source = models.CharField(max_length=32)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    short_id = models.CharField(max_length=8)  # domain.identifiers.short_id of the speaker or sponsorship
    digest = models.CharField(max_length=16)  # of body; part of the public address
    media_type = models.CharField(max_length=20)
    body = models.BinaryField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "short_id"], name="one_picture_per_item")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.short_id}"


class Tombstone(models.Model):
    """An event or session that was public once and is no longer listed."""

    class Kind(models.TextChoices):
        EVENT = "event", _("event")
        SESSION = "session", _("session")

    source = models.CharField(max_length=32)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    readable_event_id = models.CharField(max_length=500)
    short_id = models.CharField(max_length=8, blank=True)  # "" for an event
    guid = models.CharField(max_length=100, blank=True)  # in Dynamics; "" in rows of releases that did not keep it
    name = models.CharField(max_length=300)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    gone_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "readable_event_id", "short_id"], name="one_tombstone_per_thing"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CallCount(models.Model):
    """How often one operation of an events API was called in one minute, by all processes (services/call_budget.py)."""

    source = models.CharField(max_length=32)
    minute = models.BigIntegerField()  # since 1970
    operation = models.CharField(max_length=60)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "minute", "operation"], name="one_count_per_minute_and_operation")
        ]

    def __str__(self) -> str:
        return f"{self.operation}: {self.number}"
