"""What a party chooses together: a pass, sessions, being registered from the waitlist, consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.domain.availability import State, session_availability
from portal.domain.identifiers import short_id
from portal.domain.party import Places
from portal.domain.schedule import clashes
from portal.domain.text import visible
from portal.events_api.types import Event, Session
from portal.forms.fields import OneOfField, TickField


class PassForm(forms.Form):
    """The pass of the first attendee. ``passes``: pass id and label of those that can be chosen."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, passes: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["pass"] = OneOfField(label=_("Pass"), missing=_("Select a pass"), options=passes)
        self.fields["pass"].error_messages["invalid_choice"] = _("This pass is not available. Select another pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChoice:
    """One session as it can be chosen by a party.

    ``how``: "session" takes a place; "some" takes the places there are, and the rest of the party waits; "waitlist"
    waits; "" cannot be chosen.
    """

    session: Session
    how: str
    state: State
    few_places: bool
    places_left: int | None  # approximately; None: no limit known
    is_chosen: bool

    @property
    def value(self) -> str:
        return short_id(self.session.id)

    @property
    def id(self) -> str:
        return f"session-{self.value}"

    @property
    def name(self) -> str:
        """Of the field: waiting is asked for by a name of its own, never assumed."""
        return "waitlist" if self.how == "waitlist" else "session"


class SessionsForm(forms.Form):
    """The sessions of a whole party. ``people``: how many of it will have a place at the event."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any | None = None,
        *,
        sessions: Sequence[Session],
        event: Event,
        places: Places,
        people: int,
        now: datetime,
        few_threshold: int,
        refuse_clashes: bool,
        chosen: Sequence[str] = (),
        waiting_for: Sequence[str] = (),
    ) -> None:
        super().__init__(data, label_suffix="")
        self._refuse_clashes = refuse_clashes
        self._places = places
        self._people = max(people, 1)
        posted = data is not None
        self._ticked = {*data.getlist("session"), *data.getlist("waitlist")} if posted else set()
        self._asked_to_wait = set(data.getlist("waitlist")) if posted else {short_id(item) for item in waiting_for}
        known = {short_id(item) for item in (*chosen, *waiting_for)}
        self.choices: dict[str, SessionChoice] = {}
        for session in sessions:
            availability = session_availability(session, event=event, now=now, few_threshold=few_threshold)
            how = self._how(session, availability.state)
            # What was chosen before and is full now is not ticked as waiting: that is asked for, never assumed.
            before = self._asked_to_wait if how == "waitlist" else known
            self.choices[session.id] = SessionChoice(
                session=session,
                how=how,
                state=availability.state,
                few_places=availability.few_places,
                places_left=availability.places_left,
                is_chosen=short_id(session.id) in (self._ticked if posted else before),
            )

    @property
    def first_id(self) -> str:
        """Where the error summary leads: the first session that can be chosen."""
        return next((choice.id for choice in self.choices.values() if choice.how), "main")

    def clean(self) -> dict[str, Any]:
        chosen = [choice for choice in self.choices.values() if choice.is_chosen]
        for choice in chosen:
            name = visible(choice.session.name)
            if choice.state is State.PAST:
                self.add_error(None, _("“%(name)s” has already started. Choose another session") % {"name": name})
            elif not choice.how:
                self.add_error(None, _("“%(name)s” is full. Choose another session") % {"name": name})
            elif choice.how == "waitlist" and choice.value not in self._asked_to_wait:
                message = _("“%(name)s” has become full. Join its waitlist or choose another session")
                self.add_error(None, message % {"name": name})
        if self._ticked - {choice.value for choice in self.choices.values()}:
            self.add_error(None, _("A session you chose is no longer available. Check your choice"))
        if not chosen and not self.errors:
            self.add_error(None, _("Select at least one session"))
        if self._refuse_clashes:
            for one, other in clashes(choice.session for choice in chosen):
                message = _("“%(one)s” and “%(other)s” are at the same time. Choose one")
                self.add_error(None, message % {"one": visible(one.name), "other": visible(other.name)})
        return super().clean() or {}

    @property
    def session_ids(self) -> tuple[str, ...]:
        """Chosen with places, if not for everybody."""
        return tuple(
            item for item, choice in self.choices.items() if choice.is_chosen and choice.how in {"session", "some"}
        )

    @property
    def waitlisted_session_ids(self) -> tuple[str, ...]:
        """Full ones everybody waits for."""
        return tuple(item for item, choice in self.choices.items() if choice.is_chosen and choice.how == "waitlist")

    def _how(self, session: Session, state: State) -> str:
        left = self._places.session_left.get(session.id)
        if state is State.WAITLIST:
            return "waitlist"
        if state is not State.OPEN:
            return ""
        if left is None or left >= self._people:
            return "session"
        return "some" if self._places.has_waitlist else ""


class AutoRegisterForm(forms.Form):
    """Whether people on a waitlist are registered as soon as a place becomes free."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: bool = False) -> None:
        super().__init__(data, label_suffix="", initial={"auto_register": initial})
        self.fields["auto_register"] = TickField(label=_("Register me automatically when a place becomes free"))


class ConsentForm(forms.Form):
    """Consent to the organiser's purpose, and the word that the others know. Registering needs no consent."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        purpose: str = "",
        with_others: bool = False,
        initial: Mapping[str, bool] | None = None,
    ) -> None:
        super().__init__(data, label_suffix="", initial=dict(initial or {}))
        if purpose:
            self.fields["consent"] = TickField(label=purpose)
        if with_others:
            self.fields["told_others"] = TickField(
                label=_("I have told the other people that I am giving their details"),
                missing=_("Confirm that you have told the other people"),
                required=True,
            )
