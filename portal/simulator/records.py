"""What the simulated organisation has in its Dynamics: events with everything that hangs on them.

`facts` are the fields exactly as the wire names them, except those that depend on registrations, on nesting or on a
setting; wire.py adds these.
"""

from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]


@dataclass
class Speaker:
    facts: Facts
    picture: bool = True


@dataclass
class Session:
    facts: Facts
    speakers: list[Speaker] = field(default_factory=list)
    registered: int = 0
    live: bool = True

    @property
    def id(self) -> str:
        return str(self.facts["id"])


@dataclass
class Track:
    facts: Facts
    sessions: list[Session] = field(default_factory=list)
    external: bool = True
    live: bool = True


@dataclass
class Pass:
    """A pass of a paid event. `sold` are those sold before the simulator started."""

    facts: Facts
    allocated: int
    sold: int = 0
    sessions: list[Session] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.facts["passId"])


@dataclass
class Sponsorship:
    facts: Facts
    logo: bool = True


@dataclass
class Event:
    """An event. `registered` are the registrations from before the simulator started.

    `revision` rises with every change that an answer could show.
    """

    facts: Facts
    sessions: list[Session] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    sponsorships: list[Sponsorship] = field(default_factory=list)
    fields: list[Facts] = field(default_factory=list)
    registered: int = 0
    live: bool = True
    web_application_id: str | None = None
    business_unit_id: str | None = None
    revision: int = 0

    @property
    def readable_id(self) -> str:
        return str(self.facts["readableEventId"])

    def live_sessions(self) -> list[Session]:
        """In the order the API serves them: by start."""
        return sorted((each for each in self.sessions if each.live), key=lambda each: str(each.facts["startTime"]))

    def speakers(self) -> list[Speaker]:
        """Those assigned to live sessions (outbound-v2.md §3.7), by name."""
        known = {speaker.facts["id"]: speaker for session in self.live_sessions() for speaker in session.speakers}
        return sorted(known.values(), key=lambda speaker: str(speaker.facts["name"]))

    def public_tracks(self) -> list[Track]:
        """Live and external (outbound-v2.md §3.4), by name."""
        shown = (track for track in self.tracks if track.live and track.external)
        return sorted(shown, key=lambda track: str(track.facts["name"]))
