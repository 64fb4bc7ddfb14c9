"""What the templates of a registration need: fields, headings of outcomes, words for choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms, template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.domain.questions import NO, YES
from portal.domain.text import visible
from portal.events_api.types import Session
from portal.forms.choices import SessionChoice, SessionsForm
from portal.forms.fields import Option
from portal.forms.fields import options as options_of
from portal.services.registration.receipts import Receipt
from portal.templatetags.portal_times import moment
from portal.templatetags.portal_words import between_items

register = template.Library()

# Headings by text key (design/forms.md §8).
_HEADINGS = {
    "received": gettext_lazy("We have received your registration"),
    "registered": gettext_lazy("You are registered"),
    "received_waitlist": gettext_lazy("We have received your request to join the waitlist"),
    "received_session_waitlist": gettext_lazy("We have received your registration"),
    "pay": gettext_lazy("One more step: pay for your place"),
    "pay_by_organiser": gettext_lazy("We have received your registration"),
    "pay_returned": gettext_lazy("Your payment is being checked"),
    "pay_cancelled": gettext_lazy("Payment was not completed"),
    "paid": gettext_lazy("Your payment has been confirmed"),
    "queued": gettext_lazy("Your registration is saved and waiting to be sent"),
    "sending": gettext_lazy("Your registration is being sent"),
    "uncertain": gettext_lazy("We are not sure that your registration arrived"),
    "not_sent": gettext_lazy("We could not send your registration"),
    "closed_meanwhile": gettext_lazy("Registration closed while you were filling in the form"),
    "full_meanwhile": gettext_lazy("The event became full while you were filling in the form"),
    "places_meanwhile": gettext_lazy("There are not enough places left for everyone"),
    "session_full_meanwhile": gettext_lazy("A session became full while you were filling in the form"),
    "session_gone": gettext_lazy("A session you chose is no longer available"),
    "too_many_people": gettext_lazy("You cannot register this many people at once"),
    "pass_gone": gettext_lazy("This pass is sold out"),
    "answer_missing": gettext_lazy("The organiser’s system asks for one more answer"),
    "answer_refused": gettext_lazy("The organiser’s system did not take one of your answers"),
    "captcha_refused": gettext_lazy("The characters did not match the picture"),
    "rejected": gettext_lazy("Your registration could not be accepted"),
    "not_open": gettext_lazy("Registration is not open yet"),
    "closed": gettext_lazy("Registration is closed"),
    "full": gettext_lazy("This event is full"),
    "sign_in_needed": gettext_lazy("Registration for this event needs an account"),
    "past": gettext_lazy("This event is over"),
    "gone": gettext_lazy("This event is no longer listed"),
    "fields_unavailable": gettext_lazy("You cannot register right now"),
    "captcha_needed": gettext_lazy("You cannot register for this event here"),
}


@register.filter
def outcome_heading(key: str) -> str:
    """Return the heading of a receipt, a refusal or a page instead of the form."""
    return str(_HEADINGS.get(key, _HEADINGS["rejected"]))


@register.filter
def options(field: forms.BoundField) -> list[Option]:
    """Return the radio buttons, boxes or entries of a field."""
    return options_of(field)


@register.filter
def first_error(field: forms.BoundField) -> str:
    """Return what to do about a field; "" where it is right. One thing at a time."""
    return str(field.errors[0]) if field.errors else ""


@register.filter
def described_by(field: forms.BoundField) -> SafeString:
    """Return `` aria-describedby="…" aria-invalid="true"`` as far as there is a hint or an error.

    A group of choices is not invalid itself: ARIA knows that of single fields only.
    """
    ids = [f"{field.auto_id}-hint"] if field.help_text else []
    ids += [f"{field.auto_id}-problem"] if field.errors else []
    described = f' aria-describedby="{" ".join(ids)}"' if ids else ""
    is_group = field.field.kind in {"radios", "checkboxes"}
    return SafeString(described + (' aria-invalid="true"' if field.errors and not is_group else ""))


@register.filter
def problems(form: forms.Form) -> list[tuple[str, str]]:
    """Return the errors of a form for its summary: the id they lead to, and the words. In the order of the page."""
    found = [(field.auto_id, first_error(field)) for field in form if field.errors]
    first_id = getattr(form, "first_id", "main")
    return found + [(first_id, str(error)) for error in form.non_field_errors()]


@register.filter
def answer_word(value: str) -> str:
    """Return an answer as it is read; yes and no are sent in English and shown in the page's language."""
    return {YES: _("Yes"), NO: _("No")}.get(value, value)


@register.filter
def choice_of(form: SessionsForm, session: Session) -> SessionChoice:
    """Return a session as it can be chosen."""
    return form.choices[session.id]


@register.filter
def choice_note(choice: SessionChoice, people: int) -> str:
    """Return what a visitor must know before choosing a session; "" where there is nothing to say."""
    left = max(choice.places_left or 0, 0)
    match choice.how:
        case "waitlist":
            return _("Full – join the waitlist")
        case "some":
            about = ngettext(
                "About %(left)d place left for %(people)d of you",
                "About %(left)d places left for %(people)d of you",
                left,
            )
            return _("%(places)s; the last ones join the waitlist") % {
                "places": about % {"left": left, "people": people}
            }
        case "session":
            return _("Few places left") if choice.few_places else ""
    if choice.state == "past":
        return _("This session has already started")
    if left:
        text = ngettext(
            "Only about %(left)d place left, you are %(people)d",
            "Only about %(left)d places left, you are %(people)d",
            left,
        )
        return text % {"left": left, "people": people}
    return _("Full")


@register.filter
def session_names(sessions: Iterable[Session]) -> str:
    """Return "“Opening”, “Lunch”"."""
    return between_items().join(
        _("“%(name)s”") % {"name": visible(item.name) or _("Untitled session")} for item in sessions
    )


@register.simple_tag
def receipt_moment(instant: datetime, receipt: Receipt) -> SafeString:
    """Return an instant on the clock of a receipt's event, which may no longer be listed."""
    return moment(instant, receipt.event or _Zoned(receipt.time_zone, not receipt.time_zone.startswith("UTC")))


@dataclass(frozen=True, slots=True)
class _Zoned:
    """What ``moment`` needs of an event."""

    time_zone: str
    time_zone_certain: bool
