"""The fields of visitors' forms. Each knows its messages; templates/portal/register/includes/_field.html draws them.

``kind`` picks the markup: "text", "radios", "select", "checkboxes" or "checkbox".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_RADIOS = 7  # more choices become a select

_DOMAIN_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")


class TextField(forms.CharField):
    """One line of text. Kept exactly as typed but for blanks at its ends."""

    kind = "text"

    def __init__(
        self,
        *,
        label: str,
        missing: str,
        longest: int,
        required: bool = True,
        help_text: str = "",
        autocomplete: str = "",
        input_type: str = "text",
        spellcheck: bool = True,
        check: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(
            label=label, required=required, help_text=help_text, error_messages={"required": missing}, strip=True
        )
        self.validators = []  # Django's own message about NUL says nothing to a visitor
        self.longest = longest
        self.autocomplete = autocomplete
        self.input_type = input_type
        self.spellcheck = spellcheck
        self.check_value = check

    def run_validators(self, value: Any) -> None:
        """Length and characters first, then the field's own check."""
        if not value:
            return
        if len(value) > self.longest:
            message = _("%(label)s must be %(longest)d characters or fewer")
            raise ValidationError(message % {"label": self.label, "longest": self.longest})
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
            raise ValidationError(_("%(label)s must be one line of plain text") % {"label": self.label})
        if self.check_value is not None:
            self.check_value(value)


class OneOfField(forms.ChoiceField):
    """One choice. ``options`` are pairs of value and label. An optional one can be unanswered again."""

    def __init__(
        self,
        *,
        label: str,
        missing: str,
        options: Sequence[tuple[str, str]],
        required: bool = True,
        help_text: str = "",
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            choices=options,
            error_messages={"required": missing, "invalid_choice": _no_longer(label)},
        )
        self.kind = "radios" if len(options) <= MOST_RADIOS else "select"
        self.offered = tuple(options)


class SomeOfField(forms.MultipleChoiceField):
    """Any number of choices, each once, in the order offered."""

    kind = "checkboxes"

    def __init__(
        self, *, label: str, missing: str, choices: Sequence[str], required: bool, help_text: str = ""
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            choices=[(choice, choice) for choice in choices],
            error_messages={"required": missing, "invalid_choice": _no_longer(label)},
        )
        self.offered = tuple((choice, choice) for choice in choices)

    def clean(self, value: Any) -> list[str]:
        """The chosen ones; "None" stands alone."""
        chosen = super().clean(value)
        none = next((choice for choice in chosen if choice.casefold() in {"none", _("None").casefold()}), None)
        if none is not None and len(set(chosen)) > 1:
            raise ValidationError(_("Select what applies, or select “%(none)s”") % {"none": none})
        return [choice for choice, _label in self.offered if choice in chosen]


class TickField(forms.BooleanField):
    """One box, never ticked beforehand."""

    kind = "checkbox"

    def __init__(self, *, label: str, missing: str = "", required: bool = False, help_text: str = "") -> None:
        super().__init__(label=label, required=required, help_text=help_text, error_messages={"required": missing})


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button or box as the template draws it."""

    id: str
    value: str
    label: str
    is_chosen: bool


def options(field: forms.BoundField) -> list[Option]:
    """The choices of a bound field. The first has the field's own id, so that the error summary leads to it."""
    value = field.value()
    chosen = {str(item) for item in value} if isinstance(value, list | tuple) else {str(value)} if value else set()
    offered = list(field.field.offered)
    if isinstance(field.field, OneOfField) and not field.field.required and field.field.kind == "radios":
        offered.append(("", _("No answer")))
    return [
        Option(field.auto_id if number == 0 else f"{field.auto_id}-{number + 1}", item, label, item in chosen)
        for number, (item, label) in enumerate(offered)
    ]


def check_email(value: str) -> None:
    """Accept what mail servers deliver to: one @, a local part, a domain name in any script.

    Raises ValidationError.
    """
    local, at, domain = value.rpartition("@")
    labels = domain.split(".")
    if (
        not at
        or not _LOCAL_PART.fullmatch(local)
        or local.startswith(".")
        or local.endswith(".")
        or ".." in local
        or len(labels) < 2
        or not all(_DOMAIN_LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdecimal()
    ):
        raise ValidationError(_("Enter an email address in the correct format, like name@example.com"))


def check_phone(value: str) -> None:
    """Accept any format with a digit in it.

    Raises ValidationError.
    """
    if not any(character.isdecimal() for character in value):
        raise ValidationError(_("Enter a phone number, like 01632 960 001 or +49 30 901820"))


def _no_longer(label: str) -> str:
    message = _("“%(value)s” is no longer available. Select another answer to “%(label)s”")
    return message.replace("%(label)s", label.replace("%", "%%"))
