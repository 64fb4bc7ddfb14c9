"""The time zone a visitor names in an address (``?tz=Asia/Tokyo``), in force while one response is made.

It is Django's current time zone for that time. Where nobody chose, that is the default one, and pages show the event's
own time alone. Source: design/urls.md §4.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.domain import zones

PARAMETER = "tz"
MAX_TYPED = 100  # characters that are shown again


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """``typed``: what the address says, "" where it says nothing; ``name``: the zone meant, ``None`` where none is."""

    typed: str
    name: str | None

    @property
    def is_unknown(self) -> bool:
        """Whether there is no such zone."""
        return bool(self.typed) and self.name is None

    def in_force(self) -> AbstractContextManager[object]:
        """Everything inside shows times in that zone as well."""
        return timezone.override(ZoneInfo(self.name)) if self.name else nullcontext()


def read(query: Mapping[str, str]) -> ZoneChoice:
    """Return the choice a query makes."""
    typed = query.get(PARAMETER, "").strip()
    return ZoneChoice(typed[:MAX_TYPED], zones.find(typed))


def chosen() -> str | None:
    """Return the IANA name of the zone in force; ``None`` where nobody chose one."""
    current = timezone.get_current_timezone()
    return None if current is timezone.get_default_timezone() else timezone.get_current_timezone_name()


def carried(address: str) -> str:
    """Return the address of another page of the portal with the choice in it. For addresses without fragment."""
    zone = chosen()
    if zone is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={quote(zone, safe='/')}"
