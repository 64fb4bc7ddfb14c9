"""The time zones a visitor may choose, by IANA name, and how a zone is called at an instant.

The names are those of the ``tzdata`` package, so that they are the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby

# Of the package's names: a placeholder for a zone that nobody has set.
_NO_ZONE = "Factory"
# Django's own zone is "UTC"; a visitor's choice of it has a name of its own.
_UTC = {"utc": "Etc/UTC"}


@dataclass(frozen=True, slots=True)
class Zone:
    """``name``: "America/Argentina/Buenos_Aires"; ``city``: "Buenos Aires (Argentina)"."""

    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Region:
    """The zones of one part of the world, by city."""

    name: str
    zones: tuple[Zone, ...]


def find(typed: str) -> str | None:
    """Return the IANA name somebody typed in whatever letter case; ``None`` where there is no such zone.

    Former names are zones too: browsers still call Asia/Kolkata "Asia/Calcutta".
    """
    folded = typed.strip().lower()
    return _UTC.get(folded) or _names().get(folded)


@cache
def regions() -> tuple[Region, ...]:
    """Return the zones of today's countries, by region: what a visitor is offered to choose from."""
    table = _read("zoneinfo/zone.tab").splitlines()
    names = sorted(line.split("\t")[2] for line in table if line and not line.startswith("#"))
    return tuple(
        Region(region, tuple(sorted((Zone(name, _city(name)) for name in group), key=lambda zone: zone.city)))
        for region, group in groupby(names, key=lambda name: name.partition("/")[0])
    )


def short_name(local: datetime, *, certain: bool = True) -> str:
    """Return "CEST", or "UTC+05:45" where the zone has no letters for it or is not certain."""
    letters = local.tzname() or ""
    if certain and letters.isalpha():
        return letters
    offset_s = round((local.utcoffset() or timedelta()).total_seconds())
    if not offset_s:
        return "UTC"
    hours, minutes = divmod(abs(offset_s) // 60, 60)
    return f"UTC{'+' if offset_s > 0 else '−'}{hours:02d}:{minutes:02d}"


def full_name(local: datetime, zone: str, *, certain: bool = True) -> str:
    """Return "CEST (Europe/Berlin)", or "UTC+05:45" where only the offset is known."""
    short = short_name(local, certain=certain)
    return short if not certain or zone.startswith("Etc/") else f"{short} ({zone})"


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in _read("zones").split() if name != _NO_ZONE}


def _city(name: str) -> str:
    *wider, city = name.replace("_", " ").split("/")[1:]
    return f"{city} ({', '.join(wider)})" if wider else city


def _read(file: str) -> str:
    return files("tzdata").joinpath(file).read_text(encoding="utf-8")
