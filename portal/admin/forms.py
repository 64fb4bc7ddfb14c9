"""The form of a web application: the token goes in and never comes out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin.look_settings import LookSettingsForm
from portal.admin.registration_settings import RegistrationSettingsForm, clean_hosts
from portal.admin.schedule_settings import ScheduleSettingsForm
from portal.events_api.admission import admit
from portal.events_api.dialects import EndpointError
from portal.events_api.endpoint import Endpoint
from portal.models import WebApplication
from portal.services.applications import address_policy, endpoint_problem

MAX_TOKEN_CHARACTERS = 10_240
_QUOTES = "\"'`“”‘’«»„"


class WebApplicationForm(LookSettingsForm, ScheduleSettingsForm, RegistrationSettingsForm):
    """Checks everything that can be checked without asking the API; the connection test does the rest."""

    new_token = forms.CharField(
        label=_("Token"),
        required=False,
        strip=False,
        # new-password: browsers ignore "off" here and would fill in the administrator's own password.
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password", "class": "vTextField"}),
    )
    remove_token = forms.BooleanField(label=_("Remove the stored token"), required=False)

    class Meta:
        model = WebApplication
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "banner_hosts": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "payment_hosts": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "embed_hosts": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "privacy_text": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        exclude = ("token_encrypted", "token_ending")  # the admin's fieldsets name the others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_default" not in self.fields:  # somebody who may only look: the admin shows no field of this form
            return
        self._explain_default()
        self.fields["new_token"].help_text = token_state(self.instance)
        self._tell_where_from("endpoint")
        self._tell_where_from("origin")

    def clean_new_token(self) -> str:
        """Opaque, so it is never mended: what looks like a slip of the clipboard is told."""
        token: str = self.cleaned_data["new_token"]
        if not token:
            return ""
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise ValidationError(gettext("This is too long for a token."))
        if not token.isprintable() or token != token.strip():
            raise ValidationError(
                gettext("A blank or a line break came along with the token. Copy the token alone and enter it again.")
            )
        if token[0] in _QUOTES or token[-1] in _QUOTES:
            raise ValidationError(gettext("Enter the token without the quotation marks around it."))
        return token

    def clean_origin(self) -> str:
        """Scheme, host and port, as browsers send them: lower case, nothing after the host."""
        text: str = self.cleaned_data["origin"]
        if not text:
            return ""
        parsed = Endpoint.parse(text)
        if parsed is None or parsed.path != "/":
            raise ValidationError(
                gettext(
                    "Enter https:// and the host name of this site, and nothing after it. Write a name with letters "
                    "beyond a to z in its technical form, which begins with xn--."
                )
            )
        if parsed.scheme != "https" and not parsed.is_loopback:
            raise ValidationError(gettext("The origin begins with https://."))
        if WebApplication.objects.filter(origin=parsed.origin).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Another web application has this origin already."))
        return parsed.origin

    def clean_embed_hosts(self) -> str:
        return clean_hosts(self.cleaned_data["embed_hosts"])

    def clean_banner_hosts(self) -> str:
        """One well-formed host name a line, in lower case."""
        return clean_hosts(self.cleaned_data["banner_hosts"])

    def clean(self) -> dict[str, Any]:
        """What concerns several fields at once."""
        cleaned = super().clean()
        self._check_endpoint(cleaned)
        if cleaned.get("new_token") and cleaned.get("remove_token"):
            self.add_error("remove_token", gettext("Either enter a new token or remove the stored one."))
        fresh_s, stale_s = cleaned.get("fresh_s"), cleaned.get("stale_s")
        if fresh_s is not None and stale_s is not None and fresh_s > stale_s:
            self.add_error("stale_s", gettext("This must not be less than “fresh for”."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors and self.cleaned_data.get("new_token"):
            self.add_error("new_token", gettext("For its safety the token is not sent back to you: enter it again."))

    def save(self, commit: bool = True) -> WebApplication:
        """Keep the token encrypted, and the rest as it is."""
        row: WebApplication = self.instance
        if self.cleaned_data["new_token"]:
            row.set_token(self.cleaned_data["new_token"])
        elif self.cleaned_data.get("remove_token"):
            row.set_token("")
        saved: WebApplication = super().save(commit)
        return saved

    def _get_validation_exclusions(self) -> set[str]:
        # A second default is no mistake: the admin has it take over (WebApplication.make_default).
        return {*super()._get_validation_exclusions(), "is_default"}  # type: ignore[misc]

    def _check_endpoint(self, cleaned: dict[str, Any]) -> None:
        """Checked when it is given and when the way it is read changes."""
        endpoint = cleaned.get("endpoint")
        if not endpoint or "dialect" not in cleaned or "api_version" not in cleaned:
            return
        try:
            admit(
                endpoint,
                policy=address_policy(endpoint),
                further_hosts=permitted_hosts(),
                dialect=cleaned["dialect"] or None,
                api_version=cleaned["api_version"] or settings.EVENTS_API_VERSION,
            )
        except EndpointError as error:
            self.add_error("endpoint", endpoint_problem(error))

    def _explain_default(self) -> None:
        """The default can be handed over, never given up."""
        there_is_another = WebApplication.objects.filter(is_default=True).exclude(pk=self.instance.pk).exists()
        if there_is_another:
            return
        field = self.fields["is_default"]
        field.initial = self.initial["is_default"] = True
        field.disabled = True
        field.help_text = _(
            "This is the default: it serves every visitor whose address matches no other web application. "
            "To change that, make another one the default."
        )

    def _tell_where_from(self, field: str) -> None:
        """Where the default web application's value comes from while the field is empty."""
        if not self.instance.is_default or getattr(self.instance, field):
            return
        name = f"EVENTS_API_{field.upper()}"
        if value := getattr(settings, name):
            source = gettext("Now from the environment (%s):") % name
        elif field == "endpoint" and (value := settings.SIMULATOR_ENDPOINT):
            source = gettext("Now demonstration data of the simulator:")
        else:
            return
        self.fields[field].help_text = format_html(
            "{}<br><strong>{}</strong> {}", self.fields[field].help_text, source, value
        )


def token_state(row: WebApplication) -> SafeString:
    """What may be said of the token in use: whether there is one, where it comes from, its last four characters."""
    if row.token_encrypted and row.token_ending:
        state = gettext("Stored, ends in …%s. Leave this empty to keep it.") % row.token_ending
    elif row.token_encrypted:
        state = gettext("Stored. Leave this empty to keep it.")
    elif row.is_default and settings.EVENTS_API_TOKEN:
        state = gettext("Set in the environment (EVENTS_API_TOKEN). A token entered here is used instead.")
    else:
        state = gettext("None stored. Copy it from the web application record in Dynamics 365.")
    return format_html("{} {}", state, gettext("A stored token is encrypted and never shown again."))


def permitted_hosts() -> set[str]:
    """Hosts whoever runs this server has permitted, besides those of Dynamics."""
    named = (Endpoint.parse(text) for text in (settings.EVENTS_API_ENDPOINT, settings.SIMULATOR_ENDPOINT))
    return {host.lower() for host in settings.EVENTS_API_ALLOWED_HOSTS} | {each.host for each in named if each}
