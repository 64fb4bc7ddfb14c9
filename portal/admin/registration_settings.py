"""The part of a web application that concerns registering: form, payment, privacy; what is checked and warned of."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin.consent_texts import not_sent_warning
from portal.events_api.addresses import is_host_name
from portal.models import ConsentText, WebApplication

REGISTRATION = (
    "registration_form",
    "max_attendees",
    "refuse_clashes",
    "organiser_sends_email",
    "allow_captcha_script",
    "posts_per_minute",
)
PAYMENT = ("payment_hosts", "payment_page", "offer_demo_payment")
PRIVACY = ("privacy_text", "draft_hours", "retention_days", "undecided_days")

FIELDSETS: list[tuple[Any, Any]] = [
    (
        _("Registration"),
        {
            "fields": REGISTRATION,
            "description": _(
                "How people register. Questions and consent texts have lists of their own; registrations and their "
                "deliveries stand under “Registrations”."
            ),
        },
    ),
    (
        _("Payment"),
        {
            "fields": PAYMENT,
            "description": _(
                "For events with passes. Money never passes through this site: visitors are led on to pay."
            ),
        },
    ),
    (
        _("Privacy"),
        {
            "fields": PRIVACY,
            "description": _(
                "What visitors read about their data, and how long it is kept here. Erasing is done by "
                "the worker that delivers registrations, once an hour. What is still to be sent is never erased."
            ),
        },
    ),
]


class RegistrationSettingsForm(forms.ModelForm):
    """Checks the fields above."""

    def clean_payment_hosts(self) -> str:
        return clean_hosts(self.cleaned_data["payment_hosts"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        page, hosts = cleaned.get("payment_page"), cleaned.get("payment_hosts")
        if page and hosts is not None and (urlsplit(page).hostname or "") not in hosts.split():
            self.add_error("payment_page", gettext("Enter its host among the payment hosts too."))
        return cleaned


def clean_hosts(text: str) -> str:
    """One well-formed host name a line, in lower case, each once.

    Raises ValidationError.
    """
    hosts = text.lower().split()
    wrong = [host for host in hosts if not is_host_name(host)]
    if wrong:
        raise ValidationError(
            gettext("Not a host name: %s. Enter host names alone, without https:// and without a path.")
            % ", ".join(wrong)
        )
    return "\n".join(dict.fromkeys(hosts))


def warnings_of(row: WebApplication) -> list[str]:
    """What an administrator should know about a web application that takes registrations."""
    found: list[str] = []
    has_notice = row.privacy_url or row.privacy_page
    if row.registration_form == WebApplication.RegistrationForm.OURS and not (row.privacy_text and has_notice):
        found.append(
            gettext(
                "Visitors are not told who processes their data and why: fill in “About personal data” and "
                "give them a privacy notice under “Legal pages”."
            )
        )
    if not row.contact_email:
        found.append(gettext("Receipts name nobody to ask when something went wrong: enter a contact e-mail."))
    if row.offer_demo_payment:
        found.append(gettext("Demo payment is on: whoever registers can count as having paid. For trials only."))
    if row.retention_days > 365:
        found.append(gettext("Delivered registrations are kept for more than a year, although Dynamics 365 has them."))
    if row.pk and ConsentText.objects.filter(application=row, is_active=True, field_name="").exists():
        found.append(not_sent_warning())
    return found
