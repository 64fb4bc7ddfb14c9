"""Registrations until they are delivered: the outbox, unfinished forms, the organiser's questions and consent texts.

Personal data stands in ``*_encrypted`` columns only; states, times and counts are in clear.
States and their rules: design of the outbox in docs/registration.md.
"""

from __future__ import annotations

import secrets

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models.encryption import decrypt, encrypt
from portal.models.fields import HTTPSURLField
from portal.models.web_application import WebApplication

# No 0/O, 1/I/L: people read a reference aloud.
_REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A reference for people, such as ``K7QM-2XHD``; no secret."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_key() -> str:
    """128 bits nobody can guess, as 22 characters that fit into an address."""
    return secrets.token_urlsafe(16)


class Registration(models.Model):
    """A submitted registration of one party for one event, on its way to the events API."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")  # committed; the visitor may be told
        CLAIMED = "claimed", _("claimed")  # a process holds the lease; nothing sent
        SENDING = "sending", _("being sent")  # committed just before the bytes leave
        SENT = "sent", _("sent")
        REJECTED = "rejected", _("rejected")  # the API, or a person, said no
        WAITING = "waiting", _("waiting")  # surely not processed; tried again at next_attempt_at
        FAILED = "failed", _("failed")  # retries used up
        UNCERTAIN = "uncertain", _("uncertain")  # nobody can know whether it arrived; a person decides

    # Sent without a person's decision; everything else is held.
    DELIVERABLE = (State.RECEIVED, State.CLAIMED, State.WAITING)
    # Nothing more will happen by itself, and nothing is owed to the registrant.
    FINISHED = (State.SENT, State.REJECTED)

    submission_key = models.CharField(max_length=32, unique=True)  # issued with the form: one key, one registration
    receipt_key = models.CharField(max_length=32, unique=True, default=new_key)  # the address of the receipt
    reference = models.CharField(_("reference"), max_length=9, unique=True, default=new_reference)
    fingerprint = models.CharField(max_length=64, db_index=True)  # keyed hash of event, e-mail addresses and choices

    application = models.ForeignKey(WebApplication, on_delete=models.PROTECT, verbose_name=_("web application"))
    readable_event_id = models.CharField(max_length=500)
    event_name = models.CharField(_("event"), max_length=300)
    event_starts_at = models.DateTimeField(null=True)
    event_ends_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=64, default="UTC")

    payload_encrypted = models.TextField(blank=True)  # events_api.storage form of types.Registration; "" once erased
    people_count = models.PositiveSmallIntegerField(_("people"), default=1)
    waitlisted_count = models.PositiveSmallIntegerField(_("on the waitlist"), default=0)
    session_ids = models.JSONField(default=list)  # chosen sessions, the same for the whole party
    waitlisted_session_ids = models.JSONField(default=list)
    consent = models.JSONField(default=dict)  # {"text": ConsentText pk, "version": n, "language": "en", "given": bool}

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED, db_index=True)
    outcome = models.CharField(
        max_length=40, blank=True
    )  # text key of a refusal, see services/registration/outcomes.py
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)  # operation, kind and status; no values
    error_code = models.CharField(max_length=60, blank=True)  # events_api.codes.ERROR_CODES
    result_status = models.CharField(max_length=20, blank=True)  # Success, Initiated, Redirect
    redirect_url = models.CharField(max_length=2000, blank=True)  # untrusted; shown only for allowed hosts
    purchase_id = models.CharField(max_length=64, blank=True)
    payment_state = models.CharField(max_length=10, blank=True)  # "", "pending", "paid", "given_up"

    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    decided_at = models.DateTimeField(null=True)  # when it reached sent, rejected or failed
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]
        permissions = [
            ("view_registration_details", _("Can see names, e-mail addresses and answers")),
            ("decide_registration", _("Can send again, mark as arrived, reject and erase")),
        ]

    def __str__(self) -> str:
        return self.reference

    def set_payload(self, payload: bytes) -> None:
        """Keep what is to be sent, encrypted."""
        self.payload_encrypted = encrypt(payload.decode())

    def payload(self) -> bytes | None:
        """What is to be sent; None once erased.

        Raises CannotDecrypt.
        """
        return decrypt(self.payload_encrypted).encode() if self.payload_encrypted else None


class Draft(models.Model):
    """An unfinished registration form. Bound to a browser session by its key; deleted when sent or expired."""

    key = models.CharField(max_length=32, unique=True, default=new_key)  # in the browser's session only
    submission_key = models.CharField(max_length=32, unique=True, default=new_key)
    application = models.ForeignKey(WebApplication, on_delete=models.CASCADE)
    readable_event_id = models.CharField(max_length=500)
    content_encrypted = models.TextField(blank=True)  # domain.draft.Draft as JSON
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("unfinished registration")
        verbose_name_plural = _("unfinished registrations")

    def __str__(self) -> str:
        return f"{self.readable_event_id} ({self.pk})"


class Question(models.Model):
    """A question of the organiser's, used when the API declares none (real-time: the id is a logical name)."""

    class Kind(models.IntegerChoices):
        """The numbers are the API's (events_api.codes.CUSTOM_FIELD_TYPES)."""

        TEXT = 100000000, _("text")
        YES_NO = 100000001, _("yes or no")
        MULTIPLE = 100000002, _("several choices")
        SINGLE = 100000003, _("one choice")

    application = models.ForeignKey(
        WebApplication, on_delete=models.CASCADE, related_name="questions", verbose_name=_("web application")
    )
    readable_event_id = models.CharField(
        _("event"), max_length=500, blank=True, help_text=_("The event's id in its address. Empty: every event.")
    )
    logical_name = models.CharField(
        _("logical name"),
        max_length=100,
        validators=[RegexValidator(r"^[A-Za-z][A-Za-z0-9_]*$", _("Letters, digits and underscores, no blanks."))],
        help_text=_("The contact column or unmapped form field that takes the answer, for example jobtitle."),
    )
    label = models.CharField(_("label"), max_length=300)
    kind = models.IntegerField(_("kind"), choices=Kind.choices, default=Kind.TEXT)
    is_required = models.BooleanField(_("required"), default=False)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One a line; for choices only."))
    help_text = models.CharField(_("help"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "readable_event_id", "logical_name"], name="one_question_per_logical_name"
            )
        ]

    def __str__(self) -> str:
        return self.label


class ConsentText(models.Model):
    """One version of a purpose people may consent to. Versions are added, never changed."""

    application = models.ForeignKey(
        WebApplication, on_delete=models.PROTECT, related_name="consent_texts", verbose_name=_("web application")
    )
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    purpose = models.CharField(
        _("purpose"), max_length=500, help_text=_("What people agree to, in plain words. The box is never ticked.")
    )
    link = HTTPSURLField(_("link"), blank=True, help_text=_("Your privacy notice."))
    field_name = models.CharField(
        _("sent as"),
        max_length=100,
        blank=True,
        help_text=_("The logical name (real-time) or field id (outbound) that takes the answer Yes. Empty: kept here."),
    )
    is_active = models.BooleanField(_("shown on forms"), default=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["application", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="one_consent_text_per_version"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(is_active=True), name="one_active_consent_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose[:60]} ({self.version})"


class DeliveryPause(models.Model):
    """All deliveries of a web application stand still: the API refuses its token or origin."""

    application = models.OneToOneField(WebApplication, on_delete=models.CASCADE)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"))
    probe_at = models.DateTimeField()  # one delivery is tried then, to see whether it is mended

    class Meta:
        verbose_name = _("pause of deliveries")
        verbose_name_plural = _("pauses of deliveries")

    def __str__(self) -> str:
        return self.reason


class DeliveryWorker(models.Model):
    """A process that delivers registrations, and when it last said so."""

    name = models.CharField(_("process"), max_length=100, unique=True)  # host and process id
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        verbose_name = _("delivery worker")
        verbose_name_plural = _("delivery workers")

    def __str__(self) -> str:
        return self.name


class RateCounter(models.Model):
    """How often one address posted one form in one window of time."""

    key = models.CharField(max_length=64, unique=True)  # keyed hash of scope, address (IPv6: /64) and window
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
