"""Dataverse time-zone codes, and the time zone of an event or a session.

A zone is named by its IANA name or, where only an offset is known, by a fixed offset written "UTC+05:45". The bare name
"UTC" means that nothing is known and the wall clock was read as UTC; code 92 is "Etc/UTC".

A wall clock that happens twice or never (a clock change) is settled by its UTC twin. Without one, the first of two
hours is taken, and a skipped hour is read with the offset before the change (``fold=0``).

Facts: events-api/codes.md §3, events-api/differences.md U2.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from portal.events_api.types import Session

UNKNOWN = "UTC"

IANA_NAMES: dict[int, str] = {
    0: "Etc/GMT+12",
    1: "Pacific/Apia",
    2: "Pacific/Honolulu",
    3: "America/Anchorage",
    4: "America/Los_Angeles",
    5: "America/Tijuana",
    6: "Etc/GMT+11",
    7: "America/Adak",
    8: "Pacific/Marquesas",
    9: "Etc/GMT+9",
    10: "America/Denver",
    11: "Etc/GMT+8",
    12: "America/Mazatlan",
    13: "America/Mazatlan",
    15: "America/Phoenix",
    20: "America/Chicago",
    25: "America/Regina",
    29: "America/Mexico_City",
    30: "America/Mexico_City",
    33: "America/Guatemala",
    34: "Pacific/Easter",
    35: "America/New_York",
    40: "America/Indiana/Indianapolis",
    43: "America/Port-au-Prince",
    44: "America/Havana",
    45: "America/Bogota",
    47: "America/Caracas",
    50: "America/Halifax",
    51: "America/Grand_Turk",
    55: "America/La_Paz",
    56: "America/Santiago",
    58: "America/Cuiaba",
    59: "America/Asuncion",
    60: "America/St_Johns",
    65: "America/Sao_Paulo",
    69: "America/Argentina/Buenos_Aires",
    70: "America/Cayenne",
    71: "America/Bahia",
    72: "America/Miquelon",
    73: "America/Nuuk",
    74: "America/Montevideo",
    75: "Etc/GMT+2",
    76: "Etc/GMT+2",
    77: "America/Araguaina",
    80: "Atlantic/Azores",
    83: "Atlantic/Cape_Verde",
    84: "Africa/Casablanca",
    85: "Europe/London",
    90: "Atlantic/Reykjavik",
    92: "Etc/UTC",
    95: "Europe/Budapest",
    100: "Europe/Warsaw",
    105: "Europe/Paris",
    110: "Europe/Berlin",
    113: "Africa/Lagos",
    115: "Europe/Chisinau",
    120: "Africa/Cairo",
    125: "Europe/Kyiv",
    129: "Asia/Amman",
    130: "Europe/Bucharest",
    131: "Asia/Beirut",
    133: "Asia/Damascus",
    134: "Europe/Istanbul",
    135: "Asia/Jerusalem",
    140: "Africa/Johannesburg",
    141: "Africa/Windhoek",
    142: "Asia/Hebron",
    145: "Europe/Moscow",
    150: "Asia/Riyadh",
    151: "Europe/Minsk",
    155: "Africa/Nairobi",
    158: "Asia/Baghdad",
    159: "Europe/Kaliningrad",
    160: "Asia/Tehran",
    165: "Asia/Dubai",
    169: "Asia/Baku",
    170: "Asia/Yerevan",
    172: "Indian/Mauritius",
    173: "Asia/Tbilisi",
    174: "Europe/Samara",
    175: "Asia/Kabul",
    176: "Europe/Astrakhan",
    180: "Asia/Yekaterinburg",
    184: "Asia/Karachi",
    185: "Asia/Tashkent",
    190: "Asia/Kolkata",
    193: "Asia/Kathmandu",
    195: "Asia/Bishkek",
    196: "Asia/Dhaka",
    197: "Asia/Omsk",
    200: "Asia/Colombo",
    201: "Asia/Novosibirsk",
    203: "Asia/Yangon",
    205: "Asia/Bangkok",
    207: "Asia/Krasnoyarsk",
    208: "Asia/Barnaul",
    209: "Asia/Hovd",
    210: "Asia/Shanghai",
    211: "Asia/Tomsk",
    215: "Asia/Singapore",
    220: "Asia/Taipei",
    225: "Australia/Perth",
    227: "Asia/Irkutsk",
    228: "Asia/Ulaanbaatar",
    229: "Asia/Pyongyang",
    230: "Asia/Seoul",
    231: "Australia/Eucla",
    235: "Asia/Tokyo",
    240: "Asia/Yakutsk",
    241: "Asia/Chita",
    245: "Australia/Darwin",
    250: "Australia/Adelaide",
    251: "Australia/Adelaide",
    255: "Australia/Sydney",
    256: "Australia/Sydney",
    260: "Australia/Brisbane",
    265: "Australia/Hobart",
    266: "Australia/Hobart",
    270: "Asia/Vladivostok",
    274: "Australia/Lord_Howe",
    275: "Pacific/Port_Moresby",
    276: "Pacific/Bougainville",
    277: "Pacific/Norfolk",
    278: "Asia/Sakhalin",
    279: "Asia/Srednekolymsk",
    280: "Pacific/Guadalcanal",
    281: "Asia/Magadan",
    284: "Etc/GMT-12",
    285: "Pacific/Fiji",
    290: "Pacific/Auckland",
    295: "Asia/Kamchatka",
    299: "Pacific/Chatham",
    300: "Pacific/Tongatapu",
    301: "America/Cancun",
    302: "Africa/Khartoum",
    303: "America/Punta_Arenas",
    304: "Europe/Volgograd",
}

_FIXED_OFFSET = re.compile(r"UTC([+-])([0-9]{2}):([0-9]{2})")
_LABEL_OFFSET = re.compile(r"\((?:GMT|UTC)(?:([+-])([0-9]{1,2}):([0-9]{2}))?\)")
_LARGEST_OFFSET = timedelta(hours=14)  # Kiribati


@cache
def zone(name: str) -> tzinfo:
    """Return the zone of an IANA name, of a fixed offset "UTC+05:45", or of "UTC".

    Raises ValueError for any other name.
    """
    if name == UNKNOWN:
        return UTC
    fixed = _FIXED_OFFSET.fullmatch(name)
    if fixed:
        return timezone(_offset(*fixed.groups()), name)
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError; a folder's name gives an OSError
        raise ValueError(f"There is no time zone {name!r}.") from error


def resolve(code: int | None, local: datetime | None, utc: datetime | None, label: str | None) -> tuple[str, bool]:
    """Return the name of the zone and whether it is certain.

    ``local`` is the naive wall clock, ``utc`` its aware twin, ``label`` the API's ``timeZoneName``. In this order: the
    zone of the code, unless the twin contradicts it; the offset between the two clocks; the label's offset, which is
    the zone's standard time; "UTC". Only the first is certain.
    """
    name = IANA_NAMES.get(code) if code is not None else None
    offset = None if local is None or utc is None else offset_between(local, utc)
    if name is not None and (offset is None or local is None or agrees(local, offset, name)):
        return name, True
    if offset is not None:
        return _offset_name(offset), False
    labelled = _LABEL_OFFSET.search(label) if label else None
    if labelled:
        sign, hours, minutes = labelled.groups(default="0")
        from_label = _offset(sign, hours, minutes)
        if abs(from_label) <= _LARGEST_OFFSET:
            return _offset_name(from_label), False
    return UNKNOWN, False


def offset_between(local: datetime, utc: datetime) -> timedelta | None:
    """Return how far a naive wall clock is ahead of its UTC twin; None if no place on Earth has that offset."""
    offset = local - utc.astimezone(UTC).replace(tzinfo=None)
    plausible = abs(offset) <= _LARGEST_OFFSET and offset % timedelta(minutes=1) == timedelta(0)
    return offset if plausible else None


def agrees(local: datetime, offset: timedelta, name: str) -> bool:
    """Tell whether a wall clock can have this offset in that zone, either side of a clock change."""
    place = zone(name)
    return any(local.replace(tzinfo=place, fold=fold).utcoffset() == offset for fold in (0, 1))


def in_event_zone(session: Session, event_zone: str, event_zone_certain: bool) -> Session:
    """Return the session in the time zone of its event where it has none of its own.

    Servers before October 2020 send sessions without zone or UTC twin: their wall clocks are read anew in the event's
    zone. A session that came with a twin keeps its instants, and takes the zone if the offsets agree.
    """
    if session.time_zone_certain:
        return session
    named = replace(session, time_zone=event_zone, time_zone_certain=event_zone_certain)
    place = zone(event_zone)
    starts_at, ends_at = session.starts_at, session.ends_at
    if session.time_zone == UNKNOWN:
        starts_at = starts_at and to_utc(starts_at.replace(tzinfo=None), event_zone)
        ends_at = ends_at and to_utc(ends_at.replace(tzinfo=None), event_zone)
        if starts_at and ends_at and ends_at < starts_at:  # the start fell into a skipped hour
            ends_at = None
        return replace(named, starts_at=starts_at, ends_at=ends_at)
    if (
        starts_at
        and starts_at.astimezone(zone(session.time_zone)).utcoffset() == starts_at.astimezone(place).utcoffset()
    ):
        return named
    return session


def to_utc(local: datetime, name: str) -> datetime:
    """Return the instant of a naive wall clock in a zone, with the rule of this module for clock changes."""
    return local.replace(tzinfo=zone(name), fold=0).astimezone(UTC)


def _offset(sign: str, hours: str, minutes: str) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if sign == "-" else size


def _offset_name(offset: timedelta) -> str:
    minutes = int(offset / timedelta(minutes=1))
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
