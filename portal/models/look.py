"""What belongs to the look of one web application: its pictures, the tiers of sponsors, labels of numbers.

Public pages are kept as bytes by the state of their web application, so a row here that changes says so there.
"""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.registration import ConsentText, Question
from portal.models.web_application import WebApplication


class SitePicture(models.Model):
    """A picture of the organisation, uploaded in the admin; checked by ``domain/raster.py`` before it gets here."""

    class Kind(models.TextChoices):
        LOGO = "logo", _("logo")
        LOGO_DARK = "logo-dark", _("logo on dark pages")
        ICON = "icon", _("icon")
        PREVIEW = "preview", _("picture for link previews")

    application = models.ForeignKey(WebApplication, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    digest = models.CharField(max_length=16)  # of body; part of the public address
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="one_site_picture_per_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class SponsorTier(models.Model):
    """A group of sponsors with a size of its own."""

    class Size(models.TextChoices):
        LARGE = "large", _("large")
        MEDIUM = "medium", _("medium")
        SMALL = "small", _("small")

    application = models.ForeignKey(WebApplication, on_delete=models.CASCADE, related_name="sponsor_tiers")
    name = models.CharField(_("name"), max_length=100, help_text=_("The heading, for example “Gold sponsors”."))
    size = models.CharField(_("size of the logos"), max_length=6, choices=Size.choices, default=Size.MEDIUM)
    topics = models.TextField(
        _("sponsorship topics"),
        help_text=_("As Dynamics 365 shows them, one a line. Sponsorships of these topics belong to this tier."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("The lowest number comes first."))

    class Meta:
        verbose_name = _("tier of sponsors")
        verbose_name_plural = _("tiers of sponsors")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class OptionLabel(models.Model):
    """What visitors read for a number that Dynamics 365 delivers."""

    class Kind(models.TextChoices):
        """The option sets of which the API delivers bare numbers (events_api/codes.py)."""

        FORMAT = "format", _("format of events and sessions")
        EVENT_TYPE = "event_type", _("type of event")
        SESSION_TYPE = "session_type", _("type of session")
        LANGUAGE = "language", _("language of events and sessions")

    application = models.ForeignKey(WebApplication, on_delete=models.CASCADE, related_name="option_labels")
    kind = models.CharField(_("option set"), max_length=12, choices=Kind.choices)
    number = models.BigIntegerField(_("number"), validators=[MinValueValidator(0)])
    label = models.CharField(
        _("label"), max_length=100, blank=True, help_text=_("Empty: visitors read nothing for this number.")
    )

    class Meta:
        verbose_name = _("label of a number")
        verbose_name_plural = _("labels of numbers")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "number"],
                name="one_label_per_number",
                violation_error_message=_("This number has a label already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"


def touch(application_id: int) -> None:
    """Tell that something belonging to a web application changed."""
    WebApplication.objects.filter(pk=application_id).update(updated_at=timezone.now())


def _touch_owner(sender: type[models.Model], instance: Any, **_: object) -> None:
    touch(instance.application_id)


for _model in (SitePicture, SponsorTier, OptionLabel, Question, ConsentText):
    post_save.connect(_touch_owner, sender=_model)
    post_delete.connect(_touch_owner, sender=_model)
