"""The simulated organisation's records in the shapes of the wire (events-api/outbound-v2.md §4, realtime-v1.md §5).

Fields without a value are null, never left out. Nesting goes one level: a session's speakers have `sessions: []`, a
speaker's sessions have `speakers: null`.
"""

from typing import Any

from portal.simulator.operations import Dialect
from portal.simulator.records import Event, Facts, Pass, Session, Speaker, Sponsorship, Track
from portal.simulator.registrations import RegistrationBook, User
from portal.simulator.settings import Settings


class Wire:
    """Builds the bodies of one dialect. `base` is that dialect's absolute address, for absolute image addresses."""

    def __init__(self, dialect: Dialect, settings: Settings, book: RegistrationBook) -> None:
        self._dialect = dialect
        self._settings = settings
        self._book = book

    def event(self, event: Event, *, in_list: bool = False) -> Facts:
        facts = self._facts(event.facts)
        if self._settings.captcha and self._dialect is Dialect.V2:
            facts["enableCaptcha"] = True
        if in_list and self._dialect is Dialect.REALTIME and self._settings.form_in_list == "dialect":
            facts["registrationForm"] = facts["enableCaptcha"] = None
        return facts

    def session(self, event: Event, session: Session, base: str, user: User | None = None) -> Facts:
        return self._plain_session(event, session, user) | {
            "speakers": [self._plain_speaker(speaker, base) | {"sessions": []} for speaker in session.speakers]
        }

    def sessions(self, event: Event, base: str, user: User | None = None) -> list[Facts]:
        return [self.session(event, session, base, user) for session in event.live_sessions()]

    def speaker(self, event: Event, speaker: Speaker, base: str) -> Facts:
        own = [session for session in event.live_sessions() if speaker in session.speakers]
        return self._plain_speaker(speaker, base) | {
            "sessions": [self._plain_session(event, session) | {"speakers": None} for session in own]
        }

    def event_pass(self, event: Event, each: Pass) -> Facts:
        sold = self._book.passes_sold(event, each)
        return self._facts(each.facts) | {
            "numberOfPassesLeft": each.allocated - sold,
            "numberOfPassesSold": sold,
            "sessions": [
                self._plain_session(event, session) | {"speakers": None} for session in each.sessions if session.live
            ],
        }

    def track(self, track: Track) -> Facts:
        return self._facts(track.facts)

    def sponsorship(self, sponsorship: Sponsorship) -> Facts:
        return self._facts(sponsorship.facts)

    def count(self, number: int) -> Any:
        return {"count": number} if self._settings.count_shape == "object" else number

    def _plain_session(self, event: Event, session: Session, user: User | None = None) -> Facts:
        return self._facts(session.facts) | {
            "registrationCount": self._book.session_count(event, session),
            "userEligibleToRegister": self._book.may_add_session(event, session, user),
            "alreadyRegistered": self._book.holds_session(event, session, user),
        }

    def _plain_speaker(self, speaker: Speaker, base: str) -> Facts:
        facts = self._facts(speaker.facts)
        if self._settings.image_urls == "absolute" and facts["imageUrl"]:
            facts["imageUrl"] = f"{base}/{facts['imageUrl']}"
        return facts

    def _facts(self, facts: Facts) -> Facts:
        """A copy with every UTC twin spelt as the setting `utc_suffix` says."""
        suffix = {"Z": "Z", "none": "", "offset": "+00:00"}[self._settings.utc_suffix]
        if suffix == "Z":
            return dict(facts)
        return {
            name: value.removesuffix("Z") + suffix if name.endswith("UTC") and isinstance(value, str) else value
            for name, value in facts.items()
        }
