"""Unfinished forms: kept on the server for some hours, encrypted, reachable through one browser session only."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from portal.domain.party import Party, Person
from portal.events_api import storage
from portal.events_api.types import Registration as Sent
from portal.models import CannotDecrypt, Registration
from portal.models import Draft as DraftRow
from portal.models.encryption import decrypt, encrypt
from portal.models.registration import new_key
from portal.services.applications import Site

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unfinished form. ``key`` belongs into the browser's session and nowhere else."""

    key: str
    submission_key: str  # one key, one registration
    readable_event_id: str
    party: Party
    expires_at: datetime


def create(site: Site, readable_event_id: str, party: Party | None = None) -> Draft:
    """Begin a form. It is forgotten after the site's ``draft_hours``, however often it is saved."""
    row = DraftRow(
        application=site.row,
        readable_event_id=readable_event_id,
        expires_at=timezone.now() + timedelta(hours=site.row.draft_hours),
    )
    begun = party or Party()
    row.content_encrypted = _seal(begun)
    row.save()
    return _draft(row, begun)


def read(site: Site, key: str, readable_event_id: str) -> Draft | None:
    """The form of a key; None when it has expired, was sent, belongs to another event, or cannot be read any more."""
    row = DraftRow.objects.filter(
        key=key, application=site.row, readable_event_id=readable_event_id, expires_at__gt=timezone.now()
    ).first()
    if row is None:
        return None
    try:
        return _draft(row, storage.load(Party, decrypt(row.content_encrypted).encode()))
    except (CannotDecrypt, storage.StoredRecordUnreadable):
        logger.error("an unfinished registration cannot be read any more; its visitor is asked to start again")
        return None


def save(draft: Draft, party: Party) -> None:
    """Keep what was filled in. The last one to save wins."""
    DraftRow.objects.filter(key=draft.key).update(content_encrypted=_seal(party))


def renew_submission_key(draft: Draft) -> None:
    """Give the form a new key: the old one belongs to a registration that was refused."""
    DraftRow.objects.filter(key=draft.key).update(submission_key=new_key())


def sent_as(site: Site, submission_key: str) -> Registration | None:
    """The registration a form has become; None where it was not sent, or was refused."""
    sent = Registration.objects.filter(submission_key=submission_key, application=site.row)
    return sent.exclude(state=Registration.State.REJECTED).first()


def party_of(row: Registration) -> Party | None:
    """What was filled in for a registration that registered nobody; None once that is erased or cannot be read.

    Waitlists are left out: they are asked for again.
    """
    try:
        sent = storage.load(Sent, row.payload() or b"")
    except (CannotDecrypt, storage.StoredRecordUnreadable):
        return None
    people = tuple(
        Person(
            first_name=attendee.first_name,
            last_name=attendee.last_name,
            email=attendee.email,
            pass_id=attendee.pass_id,
            answers={answer.field_id: answer.values or (answer.value,) for answer in attendee.answers},
        )
        for attendee in sent.attendees
    )
    sessions = {session.session_id: None for attendee in sent.attendees for session in attendee.sessions}
    return Party(people=people, session_ids=tuple(sessions), told_others=len(people) > 1)


def delete(key: str) -> None:
    """Forget a form. To forget it twice is no error."""
    DraftRow.objects.filter(key=key).delete()


def _seal(party: Party) -> str:
    return encrypt(storage.dump(party).decode())


def _draft(row: DraftRow, party: Party) -> Draft:
    return Draft(
        key=row.key,
        submission_key=row.submission_key,
        readable_event_id=row.readable_event_id,
        party=party,
        expires_at=row.expires_at,
    )
