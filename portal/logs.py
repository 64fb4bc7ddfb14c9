"""Log lines as JSON, with tokens masked as the second line of defence.

The first line is that nothing logs an address with its query (events_api/transport.py).
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_TOKEN = re.compile(r"(emApplicationtoken=)[^&\s\"']+", re.IGNORECASE)


class JSONFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def masked(text: str) -> str:
    """The text with the value of every ``emApplicationtoken`` masked."""
    return _TOKEN.sub(r"\1***", text)
