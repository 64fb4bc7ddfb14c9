"""Whether a registration form is shown for an event, and everything it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from portal.domain.availability import Availability, State
from portal.domain.party import Places, has_custom_agenda
from portal.domain.questions import Question, declared_by_api, distinct, make_question
from portal.domain.schedule import Schedule
from portal.events_api.dialects import OUTBOUND_V2, Dialect, EndpointError, find_dialect
from portal.events_api.types import Event, Pass, Session
from portal.models import ConsentText
from portal.models import Question as QuestionRow
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.call_budget import Purpose
from portal.services.catalogue import EventWhole, load_event
from portal.services.snapshots import Resource, resources

# How long a visitor who presses "Send registration" waits for the newest counts.
NEWEST_WAIT_S = 1.5


class NoForm(StrEnum):
    """Why no form is shown: the text keys of design/forms.md §8."""

    NOT_OPEN = "not_open"
    CLOSED = "closed"
    FULL = "full"
    SIGN_IN_NEEDED = "sign_in_needed"
    PAST = "past"
    FIELDS_UNAVAILABLE = "fields_unavailable"
    CAPTCHA_NEEDED = "captcha_needed"  # the API wants one, and the administrator does not allow its script


_BY_STATE = {
    State.NOT_OPEN: NoForm.NOT_OPEN,
    State.CLOSED: NoForm.CLOSED,
    State.FULL: NoForm.FULL,
    State.SIGN_IN: NoForm.SIGN_IN_NEEDED,
    State.PAST: NoForm.PAST,
}


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What one registration form is made of, seen at ``now``."""

    whole: EventWhole
    no_form: NoForm | None  # None: the form is shown
    questions: tuple[Question, ...]
    consent: ConsentText | None  # asked for beside the registration; None: nothing is
    max_people: int  # in one registration, at least 1
    registers_later: bool  # the API answers before the registration exists (real-time)
    needs_captcha: bool

    @property
    def event(self) -> Event:
        return self.whole.event

    @property
    def availability(self) -> Availability:
        return self.whole.availability

    @property
    def now(self) -> datetime:
        return self.whole.now

    @property
    def paid(self) -> bool:
        """Whether a pass has to be chosen."""
        return bool(self.whole.passes)

    @property
    def passes(self) -> tuple[Pass, ...]:
        return self.whole.passes

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions to choose from, in the order of the programme; empty where nothing is to be chosen."""
        return self.programme.sessions if self.custom_agenda else ()

    @cached_property
    def programme(self) -> Schedule:
        """The programme without its breaks: lunch and coffee are for everybody."""
        schedule = self.whole.schedule
        return schedule.narrowed_to([each for each in schedule.sessions if not schedule.is_break(each)])

    @property
    def custom_agenda(self) -> bool:
        return has_custom_agenda(self.event, paid=self.paid, sessions=self.whole.sessions)

    @property
    def waitlist_only(self) -> bool:
        """Whether everybody who registers now waits for a place."""
        return self.availability.state is State.WAITLIST

    @cached_property
    def places(self) -> Places:
        """What is left, approximately."""
        return Places(
            event_left=0 if self.waitlist_only else self.availability.places_left,
            session_left={session.id: places_left(session) for session in self.whole.sessions},
            has_waitlist=self.event.show_waitlist,
        )

    def session(self, session_id: str) -> Session | None:
        """The session of an id, None where it is not (or no longer) to be chosen."""
        return next((session for session in self.sessions if session.id == session_id), None)


def open_form(site: Site, readable_event_id: str, *, newest: bool = False) -> Opening:
    """Return the form of an event as it is now.

    ``newest``: ask the API for what decides about places first, waiting a moment; for the instant before sending.

    Raises what ``catalogue.load_event`` raises: Unknown, Gone, Moved, NothingKnownYet.
    """
    if newest:
        _renew(site, readable_event_id)
    whole = load_event(site, readable_event_id)
    dialect = _dialect(site)
    detail, fields = resources.event_detail(readable_event_id), resources.custom_fields(readable_event_id)
    copies = snapshots.read(site, [detail, fields])
    questions = declared_by_api(copies[fields].value or ()) or _declared_by_staff(site, readable_event_id)
    # Real-time may have no such operation at all, and its answers go by names staff enter: never a reason to refuse.
    questions_unread = copies.is_missing(fields) and dialect.declares_questions
    unread = (
        questions_unread
        or "passes" in whole.missing
        or (whole.event.allow_custom_agenda and "sessions" in whole.missing)
        or (dialect.has_captcha and copies.is_missing(detail))  # only the detail says whether a captcha is needed
    )
    needs_captcha = dialect.has_captcha and whole.event.enable_captcha
    no_form = _BY_STATE.get(whole.availability.state)
    if no_form is None and unread:
        no_form = NoForm.FIELDS_UNAVAILABLE
    if no_form is None and needs_captcha and not site.row.allow_captcha_script:
        no_form = NoForm.CAPTCHA_NEEDED
    return Opening(
        whole=whole,
        no_form=no_form,
        questions=questions,
        consent=ConsentText.objects.filter(application=site.row, is_active=True).first() if site.row.pk else None,
        max_people=_max_people(site, whole.event, dialect),
        registers_later=dialect.registers_later,
        needs_captcha=needs_captcha,
    )


def places_left(session: Session) -> int | None:
    """How many places a session has left, negative when over-booked; None where no limit is known."""
    if not session.is_capacity_restricted or not session.max_capacity or session.registration_count is None:
        return None
    return session.max_capacity - session.registration_count if session.max_capacity > 0 else None


def _renew(site: Site, readable_event_id: str) -> None:
    deciding: list[Resource[Any]] = [
        resources.event_detail(readable_event_id),
        resources.registration_count(readable_event_id),
        resources.passes(readable_event_id),
        resources.sessions(readable_event_id),
    ]
    snapshots.renew(site, deciding, purpose=Purpose.REGISTRATION, wait_s=NEWEST_WAIT_S)


def _dialect(site: Site) -> Dialect:
    try:
        return find_dialect(site.connection.endpoint, forced=site.connection.dialect)
    except EndpointError:
        return OUTBOUND_V2  # what is stored can be shown; nothing can be sent, and the administrator is told elsewhere


def _max_people(site: Site, event: Event, dialect: Dialect) -> int:
    if not event.enable_multi_attendee_registration:
        return 1
    return max(1, min(site.row.max_attendees, dialect.max_attendees or site.row.max_attendees))


def _declared_by_staff(site: Site, readable_event_id: str) -> tuple[Question, ...]:
    """The questions entered in the admin. One of the event's own takes the place of a general one of its name."""
    if not site.row.pk:
        return ()
    rows = list(QuestionRow.objects.filter(application=site.row, readable_event_id__in=["", readable_event_id]))
    own = {row.logical_name for row in rows if row.readable_event_id}
    return distinct(
        make_question(
            row.logical_name,
            row.label,
            kind=row.kind,
            is_required=row.is_required,
            choices=row.choices.splitlines(),
            help=row.help_text,
        )
        for row in rows
        if row.readable_event_id or row.logical_name not in own
    )
