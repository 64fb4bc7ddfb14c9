"""Log lines as JSON, with tokens masked as the second line of defence.

The first line is that nothing logs an address with its query (events_api/transport.py).
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_TOKEN = re.compile(r"(emApplicationtoken=)[^&\s\"']+", re.IGNORECASE)


class RedactingFilter(logging.Filter):
    """Masks the value of ``emApplicationtoken`` wherever it stands in a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "emapplicationtoken" in message.lower():
            record.msg, record.args = _TOKEN.sub(r"\1***", message), None
        return True


class JSONFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = _TOKEN.sub(r"\1***", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
