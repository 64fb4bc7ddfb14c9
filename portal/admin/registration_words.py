"""The states of a registration for administrators: what each means, and what one can do."""

from __future__ import annotations

from datetime import datetime

from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.models import Registration
from portal.services.registration import erasing
from portal.services.registration.outcomes import Outcome
from portal.services.registration.payments import PaymentState

State = Registration.State

# Shown with the word, so that colour is never needed. Shapes: static/portal/css/admin.css.
SHAPES = {
    State.RECEIVED: "going",
    State.CLAIMED: "going",
    State.SENDING: "going",
    State.WAITING: "waiting",
    State.SENT: "done",
    State.REJECTED: "ended",
    State.FAILED: "failed",
    State.UNCERTAIN: "doubt",
}

_MEANINGS = {
    State.RECEIVED: _("It is stored here and has not been sent yet. A worker sends it within a minute."),
    State.CLAIMED: _("A process has taken it and is about to send it."),
    State.SENDING: _(
        "It is being sent at this moment. Should the process that sends it end before the answer is stored, it "
        "becomes uncertain."
    ),
    State.WAITING: _(
        "The events API was out of reach or refused it for the time being. Nothing has arrived there. It is tried "
        "again by itself, at growing intervals."
    ),
    State.SENT: _("The events API has accepted it."),
    State.REJECTED: _("It was refused, and nobody was registered. The receipt says so; it is not sent again."),
    State.FAILED: _("Every attempt failed before anything arrived at the events API. Nothing more happens by itself."),
    State.UNCERTAIN: _(
        "It was sent, but no readable answer came back: it may have arrived, or not. It is never sent again by "
        "itself, because that could register the same people twice."
    ),
}

_ADVICE = {
    State.WAITING: _(
        "Usually nothing. If deliveries are paused, mend the connection of the web application. “Send again” tries it "
        "now and begins the count of attempts anew."
    ),
    State.FAILED: _(
        "See the last error, mend its cause and choose “Send again”. If you have entered these people in Dynamics 365 "
        "by hand, choose “Mark as arrived”. If they shall not be registered, choose “Reject” and tell them."
    ),
    State.UNCERTAIN: _(
        "Look in Dynamics 365 whether the people are registered for this event (“Show details” names them); a "
        "real-time registration can take six hours to appear. If they are, choose “Mark as arrived”; if not, "
        "“Send again”."
    ),
}

_REASONS = {
    Outcome.CLOSED_MEANWHILE: _("Registration had closed in the meantime."),
    Outcome.FULL_MEANWHILE: _("The event had become full."),
    Outcome.PLACES_MEANWHILE: _("There were not enough places left for everybody."),
    Outcome.SESSION_FULL_MEANWHILE: _("A chosen session had become full."),
    Outcome.SESSION_GONE: _("A chosen session is no longer offered."),
    Outcome.FULL: _("The event is full and has no waitlist."),
    Outcome.TOO_MANY_PEOPLE: _("The event does not take so many people in one registration."),
    Outcome.PASS_GONE: _("The chosen pass was sold out or no longer offered."),
    Outcome.ANSWER_MISSING: _("A required answer was missing."),
    Outcome.ANSWER_REFUSED: _("The events API did not take one of the answers."),
    Outcome.SIGN_IN_NEEDED: _("The event takes registrations of signed-in people only."),
    Outcome.CAPTCHA_REFUSED: _("The captcha was not solved."),
    Outcome.GONE: _("The event is no longer listed."),
    Outcome.REJECTED: _("No particular reason is known."),
}

_PAYMENTS = {
    PaymentState.PENDING: _("not paid yet"),
    PaymentState.PAID: _("paid"),
    PaymentState.GIVEN_UP: _("given up"),
}


def state_word(row: Registration) -> SafeString:
    """The state as a word with its shape."""
    return format_html(
        '<span class="portal-shape portal-shape-{}">{}</span>', shape(row.state), capfirst(row.get_state_display())
    )


def shape(state: str) -> str:
    return SHAPES[State(state)]


def meaning(row: Registration) -> str:
    """What the state means for this registration."""
    words = [str(_MEANINGS[State(row.state)])]
    if row.state == State.REJECTED and row.outcome in _REASONS and row.outcome != Outcome.REJECTED:
        words.append(str(_REASONS[Outcome(row.outcome)]))
    if row.state == State.WAITING and row.next_attempt_at is not None:
        words.append(gettext("Next attempt: %s.") % moment(row.next_attempt_at))
    if row.erased_at is not None:
        words.append(gettext("What was filled in has been erased."))
    elif (erases_at := erasing.erases_at(row)) is not None:
        words.append(gettext("What was filled in is erased here after %s.") % moment(erases_at))
    return " ".join(words)


def advice(row: Registration) -> str:
    """What an administrator can do; "" when nothing is to be done."""
    if row.erased_at is not None:
        return ""
    return str(_ADVICE.get(State(row.state), ""))


def payment_word(row: Registration) -> str:
    """How the payment stands; "" where nothing is to be paid."""
    return str(_PAYMENTS.get(row.payment_state, ""))


def moment(at: datetime) -> str:
    """An instant as the admin shows them, with the zone."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
