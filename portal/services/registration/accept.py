"""Accepts a registration: stored, encrypted and committed before anything is sent, and only once.

One submission key is one registration, however often it is posted. The same people and choices under a new key within a
few minutes are the same registration too: the API has no idempotency key, so a second one would register them twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from portal.domain.party import Party, to_registration
from portal.events_api import storage
from portal.events_api.types import Registration as Sent
from portal.models import ConsentText, RateCounter, Registration
from portal.services.applications import Site
from portal.services.registration import clock
from portal.services.registration.keyed import keyed_hash

if TYPE_CHECKING:
    from portal.services.registration.opening import Opening

SAME_WITHIN = timedelta(minutes=10)
_INSERT_TRIES = 5


def accept(site: Site, *, submission_key: str, party: Party, opening: Opening, language: str) -> Registration:
    """Store a registration and return its row; the first one's row for a key, or a party, that was stored before.

    ``party`` is checked and has its places (``domain.party.apply_places``). ``language`` is that of the page, kept
    with the consent. Nothing is sent: call ``delivery.send_now``.
    """
    known = Registration.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return known
    consent = _consent(site, party)
    sent = to_registration(
        party,
        event=opening.event,
        questions=opening.questions,
        paid=opening.paid,
        custom_agenda=opening.custom_agenda,
        own_answers={consent.field_name: "Yes"} if consent is not None and party.consent_given else {},
    )
    row = _row(site, submission_key, opening, sent)
    if consent is not None:
        row.consent = {
            "text": consent.pk,
            "version": consent.version,
            "language": language,
            "given": party.consent_given,
        }
    return _store(row)


def fingerprint(application_id: int, readable_event_id: str, sent: Sent) -> str:
    """A keyed hash of who is registered for what. Names and answers do not count, nor does the order of people."""
    people = sorted(
        "\n".join(
            (
                attendee.email.strip().casefold(),
                attendee.pass_id or "",
                str(attendee.waitlisted),
                *sorted(f"{session.session_id} {session.waitlisted}" for session in attendee.sessions),
            )
        )
        for attendee in sent.attendees
    )
    return keyed_hash("fingerprint", str(application_id), readable_event_id, *people)


def _consent(site: Site, party: Party) -> ConsentText | None:
    if party.consent_text is None:
        return None
    return ConsentText.objects.filter(pk=party.consent_text, application=site.row).first()


def _row(site: Site, submission_key: str, opening: Opening, sent: Sent) -> Registration:
    event = opening.event
    taken = [session for attendee in sent.attendees for session in attendee.sessions]
    row = Registration(
        submission_key=submission_key,
        fingerprint=fingerprint(site.row.pk, event.readable_event_id, sent),
        application=site.row,
        readable_event_id=event.readable_event_id,
        event_name=event.event_name[:300],
        event_starts_at=event.starts_at,
        event_ends_at=event.ends_at,
        time_zone=event.time_zone,
        people_count=len(sent.attendees),
        waitlisted_count=sum(attendee.waitlisted for attendee in sent.attendees),
        session_ids=_once(session.session_id for session in taken if not session.waitlisted),
        waitlisted_session_ids=_once(session.session_id for session in taken if session.waitlisted),
    )
    row.set_payload(storage.dump(sent))
    return row


def _once(ids: Any) -> list[str]:
    return list(dict.fromkeys(ids))


def _store(row: Registration) -> Registration:
    for _ in range(_INSERT_TRIES):
        with transaction.atomic():
            now = clock.now()
            _take_turn(row.fingerprint, now)
            twin = (
                Registration.objects.filter(fingerprint=row.fingerprint, created_at__gt=now - SAME_WITHIN)
                .exclude(state=Registration.State.REJECTED)  # that one registered nobody
                .order_by("pk")
                .first()
            )
            if twin is not None:
                return twin
            # The request sends it first; a worker takes over from then on.
            row.next_attempt_at = now + timedelta(seconds=settings.REGISTRATION_WAIT_S)
            Registration.objects.bulk_create([row], ignore_conflicts=True)
            stored = Registration.objects.filter(submission_key=row.submission_key).first()
        if stored is not None:
            return stored
        row.reference = Registration._meta.get_field("reference").get_default()  # taken by another registration
    raise RuntimeError("no free reference was found for a registration")


def _take_turn(fingerprint: str, now: datetime) -> None:
    """Make others with the same fingerprint wait until this transaction ends: a row of its own is locked."""
    RateCounter.objects.bulk_create(
        [RateCounter(key=keyed_hash("turn", fingerprint), expires_at=now + SAME_WITHIN)],
        update_conflicts=True,
        update_fields=["expires_at"],
        unique_fields=["key"],
    )
