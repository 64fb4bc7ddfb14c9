"""Why a page cannot be shown. ``middleware.ProblemPagesMiddleware`` turns each into its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Unknown(Exception):
    """There is no such event, session or speaker: 404."""


class Gone(Exception):
    """It was public once and is no longer listed: 410."""

    def __init__(self, departed: Departed) -> None:
        super().__init__()
        self.departed = departed


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """What a 410 page may say."""

    name: str
    readable_event_id: str
    is_session: bool  # the event itself may still be there
    starts_at: datetime | None
    took_place: bool  # it was over before it left the list
    time_zone: str


class Moved(Exception):
    """The event is known by another spelling of its id: 301 to that one."""

    def __init__(self, *, readable_event_id: str) -> None:
        super().__init__()
        self.readable_event_id = readable_event_id


class NothingKnownYet(Exception):
    """The API does not answer and nothing is stored: 503, worth trying again after ``retry_after_s``."""

    def __init__(self, retry_after_s: int = 5) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s
