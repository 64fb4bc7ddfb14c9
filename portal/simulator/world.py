"""The organisation's events, found by the ids that addresses carry."""

import threading
from collections.abc import Iterable

from portal.simulator.records import Event, Session, Speaker, Sponsorship, Track


class World:
    """All events, published or not. `revision` rises whenever the list of published events may have changed.

    `lock` guards every change; a reader that sees an old revision serves an old answer, as a server may.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self.lock = threading.RLock()
        self.revision = 0
        self.events: dict[str, Event] = {}
        self.sessions: dict[str, tuple[Event, Session]] = {}
        self.tracks: dict[str, tuple[Event, Track]] = {}
        self.speakers: dict[str, Speaker] = {}
        self.sponsorships: dict[str, Sponsorship] = {}
        for event in events:
            self._add(event)

    def published(self) -> list[Event]:
        """Live events by start, past ones included (differences.md U17)."""
        return sorted(
            (each for each in self.events.values() if each.live), key=lambda each: str(each.facts["startDate"])
        )

    def live_event(self, readable_event_id: str) -> Event | None:
        event = self.events.get(readable_event_id)
        return event if event and event.live else None

    def live_session(self, session_id: str) -> tuple[Event, Session] | None:
        """A live session of a live event, with that event."""
        found = self.sessions.get(session_id.lower())
        return found if found and found[0].live and found[1].live else None

    def public_track(self, track_id: str) -> tuple[Event, Track] | None:
        found = self.tracks.get(track_id.lower())
        return found if found and found[0].live and found[1].live and found[1].external else None

    def changed(self, event: Event) -> None:
        """To be called after the event's own facts changed."""
        event.revision += 1
        self.revision += 1

    def _add(self, event: Event) -> None:
        self.events[event.readable_id] = event
        for session in event.sessions:
            self.sessions[session.id] = (event, session)
            self.speakers.update((str(speaker.facts["id"]), speaker) for speaker in session.speakers)
        self.tracks.update((str(track.facts["id"]), (event, track)) for track in event.tracks)
        self.sponsorships.update((str(each.facts["id"]), each) for each in event.sponsorships)
