"""The time zones that the simulated events use (events-api/codes.md §3)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Zone:
    """A Dataverse time-zone code with its IANA zone and the label that the API shows (standard-time offset)."""

    code: int
    iana: str
    label: str


BERLIN = Zone(110, "Europe/Berlin", "(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna")
NEW_YORK = Zone(35, "America/New_York", "(GMT-05:00) Eastern Time (US & Canada)")
TOKYO = Zone(235, "Asia/Tokyo", "(GMT+09:00) Osaka, Sapporo, Tokyo")
KATHMANDU = Zone(193, "Asia/Kathmandu", "(GMT+05:45) Kathmandu")
DUBAI = Zone(165, "Asia/Dubai", "(GMT+04:00) Abu Dhabi, Muscat")
UTC_ZONE = Zone(92, "Etc/UTC", "(GMT) Coordinated Universal Time")

_BY_CODE = {zone.code: zone for zone in (BERLIN, NEW_YORK, TOKYO, KATHMANDU, DUBAI, UTC_ZONE)}


def zone_of(code: Any) -> str:
    """The IANA zone of a code; UTC for any other value."""
    return _BY_CODE.get(code, UTC_ZONE).iana if isinstance(code, int) else UTC_ZONE.iana
