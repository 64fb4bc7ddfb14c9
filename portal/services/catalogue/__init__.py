"""Published events, one event with everything, pictures: what views read. Nothing here calls the API in the request."""

from portal.services.catalogue.event import EventWhole, load_event, session_at, speaker_at
from portal.services.catalogue.listing import EmptyReason, EventCard, EventList, Freshness, list_events
from portal.services.catalogue.problems import Departed, Gone, Moved, NothingKnownYet, Unknown
from portal.services.catalogue.programme import Programme

__all__ = [
    "Departed",
    "EmptyReason",
    "EventCard",
    "EventList",
    "EventWhole",
    "Freshness",
    "Gone",
    "Moved",
    "NothingKnownYet",
    "Programme",
    "Unknown",
    "list_events",
    "load_event",
    "session_at",
    "speaker_at",
]
