"""What the page of one registration tells: its timeline and facts. No names, no addresses, no answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext

from portal.admin.registration_people import initials_of
from portal.admin.registration_words import moment, payment_word
from portal.models import Registration
from portal.services import applications
from portal.services.registration import clock, erasing
from portal.services.registration.labels import labels_of

State = Registration.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened to a registration, or will."""

    at: datetime
    text: str
    by: str = ""  # the administrator who did it
    lies_ahead: bool = False


def timeline_of(row: Registration) -> list[Step]:
    """Everything that is known to have happened, the oldest first, then what comes."""
    steps = [Step(at=row.created_at, text=gettext("Received and stored."))]
    if row.sent_at is not None:
        steps.append(Step(at=row.sent_at, text=gettext("Counts as delivered.")))
    elif row.decided_at is not None:
        ended = gettext("Refused.") if row.state == State.REJECTED else gettext("Given up after the last attempt.")
        steps.append(Step(at=row.decided_at, text=ended))
    if row.erased_at is not None:
        steps.append(Step(at=row.erased_at, text=gettext("Names, e-mail addresses and answers erased.")))
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Registration), object_id=str(row.pk)
    ).select_related("user")
    steps += [
        Step(at=entry.action_time, text=entry.get_change_message(), by=entry.user.get_username()) for entry in entries
    ]
    return sorted(steps, key=lambda step: step.at) + _ahead(row)


def _ahead(row: Registration) -> list[Step]:
    now = clock.now()
    ahead: list[Step] = []
    if row.state in (State.RECEIVED, State.WAITING) and row.next_attempt_at is not None and row.next_attempt_at > now:
        ahead.append(Step(at=row.next_attempt_at, text=gettext("Next attempt."), lies_ahead=True))
    erases_at = erasing.erases_at(row)
    if row.erased_at is None and erases_at is not None:
        text = gettext("Names, e-mail addresses and answers are erased.")
        ahead.append(Step(at=erases_at, text=text, lies_ahead=True))
    return ahead


def facts_of(row: Registration) -> list[tuple[str, str]]:
    """What is known besides, as pairs of label and value. What says nothing is left out."""
    site = applications.resolve(row.application)
    labels = labels_of(site, row.readable_event_id)
    facts = [
        (gettext("Event"), row.event_name),
        (gettext("Event begins"), moment(row.event_starts_at) if row.event_starts_at else ""),
        (gettext("Web application"), row.application.name),
        (gettext("Initials"), initials_of(row)),
        (gettext("People"), _people(row)),
        (gettext("Sessions"), ", ".join(map(labels.session, row.session_ids))),
        (gettext("Sessions waitlisted"), ", ".join(map(labels.session, row.waitlisted_session_ids))),
        (gettext("Payment"), payment_word(row)),
        (gettext("Consent"), _consent(row)),
        (gettext("Attempts"), str(row.attempts)),
        (gettext("Last error"), row.last_error),
        (gettext("Error code"), row.error_code),
        (gettext("Answer of the events API"), row.result_status),
    ]
    return [(label, value) for label, value in facts if value]


def _people(row: Registration) -> str:
    if not row.waitlisted_count:
        return str(row.people_count)
    return gettext("%(people)d, of whom %(waitlisted)d on the waitlist") % {
        "people": row.people_count,
        "waitlisted": row.waitlisted_count,
    }


def _consent(row: Registration) -> str:
    """The answer, and to which text in which language."""
    if "version" not in row.consent:
        return ""
    answer = gettext("given") if row.consent.get("given") else gettext("not given")
    return gettext("%(answer)s (text %(version)s, %(language)s)") % {
        "answer": answer,
        "version": row.consent["version"],
        "language": row.consent.get("language", "–"),
    }
