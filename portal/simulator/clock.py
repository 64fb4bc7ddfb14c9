"""The simulator's idea of now: real time, moved by whole days (`--today`) and by seconds (setting `clock_ahead_s`)."""

from datetime import UTC, date, datetime, timedelta


class Clock:
    def __init__(self, today: date | None = None) -> None:
        real = datetime.now(UTC)
        self._shift = timedelta(days=(today - real.date()).days) if today else timedelta()
        self.today = today or real.date()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The simulated instant, aware, in UTC."""
        return datetime.now(UTC) + self._shift + self._ahead

    def set_ahead(self, seconds: float) -> None:
        """Moves now to so many seconds after the simulated day's own course."""
        self._ahead = timedelta(seconds=seconds)
