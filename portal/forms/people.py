"""One attendee: name, email address, pass and the organiser's questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from portal.domain.party import Person
from portal.domain.questions import NO, YES, Question
from portal.events_api.codes import BOOLEAN, MULTIPLE_CHOICE, SINGLE_CHOICE
from portal.forms.fields import OneOfField, SomeOfField, TextField, TickField, check_email, check_phone

# Limits of Microsoft's own form (events-api/outbound-v2.md §7); for answers, what the field "Response" is sure to take.
LONGEST_NAME = 50
LONGEST_EMAIL = 100
LONGEST_ANSWER = 1_000
# Contact columns whose meaning browsers know.
_AUTOCOMPLETE = {
    "jobtitle": "organization-title",
    "company": "organization",
    "telephone1": "tel",
    "mobilephone": "tel",
    "address1_city": "address-level2",
    "address1_postalcode": "postal-code",
    "address1_country": "country-name",
}


class PersonForm(forms.Form):
    """Attendee ``number`` (from 1) of a party.

    ``passes``  (pass id, label) of those that can be chosen here, None where no pass is asked for
    ``others``  email addresses of the other attendees, by their number
    ``first``   the first attendee, whose answers may be used again; None on the first one's own page
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        number: int,
        questions: Sequence[Question],
        passes: Sequence[tuple[str, str]] | None = None,
        others: Mapping[int, str] | None = None,
        first: Person | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(data, label_suffix="")
        self.number = number
        self.questions = tuple(questions)
        self.others = dict(others or {})
        self.first = first
        first_name = self._name(_("First name"), _("Enter your first name"), _("Enter the first name of attendee %d"))
        last_name = self._name(_("Last name"), _("Enter your last name"), _("Enter the last name of attendee %d"))
        first_name.autocomplete, last_name.autocomplete = (
            self._autocomplete("given-name"),
            self._autocomplete("family-name"),
        )
        names = {"first_name": first_name, "last_name": last_name}
        if (get_language() or "").startswith("ja"):
            names = dict(reversed(names.items()))
        self.fields.update(names)
        self.fields["email"] = TextField(
            label=_("Email address"),
            missing=_("Enter your email address")
            if number == 1
            else _("Enter the email address of attendee %d") % number,
            longest=LONGEST_EMAIL,
            help_text=reason,
            autocomplete=self._autocomplete("email"),
            input_type="email",
            spellcheck=False,
            check=check_email,
        )
        if passes is not None:
            self.fields["pass"] = OneOfField(label=_("Pass"), missing=_("Select a pass"), options=passes)
        if first is not None and self.questions:
            self.fields["same"] = TickField(label=_("Use the same answers as attendee 1"))
        for question in self.questions:
            self.fields[question.field_name] = self._question(question)

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[question.field_name] for question in self.questions]

    @property
    def same_field(self) -> forms.BoundField | None:
        """The box that takes over the first attendee's answers; None where there is nothing to take over."""
        return self["same"] if "same" in self.fields else None

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Name, email address and pass."""
        asked = {question.field_name for question in self.questions}
        return [self[name] for name in self.fields if name not in asked and name != "same"]

    def clean_email(self) -> str:
        """Real-time matches contacts by email address: two people with one would become one."""
        email = str(self.cleaned_data["email"])
        for number, other in self.others.items():
            if email.casefold() == other.casefold():
                raise forms.ValidationError(
                    _(
                        "Attendee %(number)d has the same email address as attendee %(other)d. "
                        "Each person needs their own"
                    )
                    % {"number": max(number, self.number), "other": min(number, self.number)}
                )
        return email

    def clean(self) -> dict[str, Any]:
        """Answers taken from the first attendee need no checking here."""
        cleaned = super().clean() or {}
        if cleaned.get("same"):
            for question in self.questions:
                self.errors.pop(question.field_name, None)
        return cleaned

    def person(self, before: Person | None = None) -> Person:
        """The attendee as filled in. ``before``: the same one, for what is not asked here."""
        cleaned = self.cleaned_data
        same = self.first is not None and cleaned.get("same")
        answers = dict(self.first.answers) if same and self.first else self._answers()
        earlier = before or Person()
        return Person(
            first_name=cleaned["first_name"],
            last_name=cleaned["last_name"],
            email=cleaned["email"],
            pass_id=cleaned["pass"] if "pass" in self.fields else earlier.pass_id,
            answers=answers,
            waitlisted=earlier.waitlisted,
            waitlisted_session_ids=earlier.waitlisted_session_ids,
        )

    def _answers(self) -> dict[str, tuple[str, ...]]:
        answers: dict[str, tuple[str, ...]] = {}
        for question in self.questions:
            given = self.cleaned_data.get(question.field_name)
            values = tuple(given) if isinstance(given, list) else (given,) if given else ()
            if values:
                answers[question.id] = values
        return answers

    def _name(self, label: str, missing: str, missing_of: str) -> TextField:
        return TextField(
            label=label,
            missing=missing if self.number == 1 else missing_of % self.number,
            longest=LONGEST_NAME,
            spellcheck=False,
        )

    def _autocomplete(self, name: str) -> str:
        """A browser knows its user's own details only, who is the first attendee."""
        return name if self.number == 1 else "off"

    def _question(self, question: Question) -> forms.Field:
        label, required, help_text = question.label, question.is_required, question.help
        if question.kind == MULTIPLE_CHOICE:
            return SomeOfField(
                label=label,
                missing=self._of(_("Select at least one answer to “%s”") % _quoted(label)),
                choices=question.choices,
                required=required,
                help_text=help_text,
            )
        if question.kind in (SINGLE_CHOICE, BOOLEAN):
            yes_no = question.kind == BOOLEAN
            missing = _("Select yes or no for “%s”") if yes_no else _("Select an answer to “%s”")
            return OneOfField(
                label=label,
                missing=self._of(missing % _quoted(label)),
                options=((YES, _("Yes")), (NO, _("No"))) if yes_no else [(item, item) for item in question.choices],
                required=required,
                help_text=help_text,
            )
        purpose = _AUTOCOMPLETE.get(question.id.casefold(), "")
        return TextField(
            label=label,
            missing=self._of(_("Enter an answer to “%s”") % _quoted(label)),
            longest=LONGEST_ANSWER,
            required=required,
            help_text=help_text,
            autocomplete=self._autocomplete(purpose) if purpose else "",
            input_type="tel" if purpose == "tel" else "text",
            check=check_phone if purpose == "tel" else None,
        )

    def _of(self, message: str) -> str:
        if self.number == 1:
            return message
        return _("%(message)s (attendee %(number)d)") % {"message": message, "number": self.number}


def _quoted(label: str) -> str:
    """Return an organiser's label for a sentence of the page; its punctuation stays with it from right to left too."""
    return f"\N{FIRST STRONG ISOLATE}{label}\N{POP DIRECTIONAL ISOLATE}" if get_language_bidi() else label


def data_of(person: Person, questions: Sequence[Question]) -> MultiValueDict[str, str]:
    """What a browser would post for a person, to show them again or to check them against today's questions."""
    data: MultiValueDict[str, str] = MultiValueDict(
        {
            "first_name": [person.first_name],
            "last_name": [person.last_name],
            "email": [person.email],
            "pass": [person.pass_id or ""],
        }
    )
    for question in questions:
        data.setlist(question.field_name, list(person.answers.get(question.id, ())))
    return data
