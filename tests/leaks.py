"""The search for what must never be shown: the API token, a building's Wi-Fi password, a speaker's e-mail address."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from tests.simulation import SPEAKER_EMAIL_MARKER, TOKEN, WIFI_PASSWORD_MARKER

TOKEN_MARKER = "LEAKMARKER"
SECRET_TOKEN = f"a&b=c#d e+f%20-{TOKEN_MARKER}-1234"  # every character that an address treats in its own way
MARKERS = (TOKEN, TOKEN_MARKER, WIFI_PASSWORD_MARKER, SPEAKER_EMAIL_MARKER)


def secrets_in(text: str | bytes) -> list[str]:
    """The secrets that stand in a text, in whatever letter case."""
    searched = (text.decode(errors="replace") if isinstance(text, bytes) else text).lower()
    return [marker for marker in MARKERS if marker.lower() in searched]


class SecretsInLogs(logging.Handler):
    """Listens to every record while it is entered and keeps those that show a secret."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        shown = [record.getMessage(), repr(record.args)]
        if record.exc_info and record.exc_info[1]:
            shown += traceback.format_exception(record.exc_info[1])
        if secrets_in("\n".join(shown)):
            self.records.append(record.getMessage())

    def __enter__(self) -> SecretsInLogs:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self)
