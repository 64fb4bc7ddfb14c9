"""The personal calendar file of v2.0, with the properties of Microsoft's sample (events-api/outbound-v2.md §3.18)."""

import json
from typing import Any

from portal.simulator.exchange import MalformedBody
from portal.simulator.records import Facts
from portal.simulator.world import World

LINE_OCTETS = 75


def personal(world: World, data: str) -> str | None:
    """The file for the `data` parameter, None when an event or session in it is unknown. Raises MalformedBody."""
    try:
        wishes = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MalformedBody("The parameter data is not valid JSON.") from error
    if not isinstance(wishes, list) or not wishes or not all(isinstance(wish, dict) for wish in wishes):
        raise MalformedBody("The parameter data must be a list of at least one object.")
    entries = [_entry(world, wish) for wish in wishes]
    if None in entries:
        return None
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:Events"]
    lines += [line for entry in entries if entry for line in entry]
    return "".join(_fold(line) for line in [*lines, "END:VCALENDAR"])


def _entry(world: World, wish: dict[str, Any]) -> list[str] | None:
    event = world.live_event(str(wish.get("readableEventId")))
    if event is None:
        return None
    if not wish.get("sessionId"):
        return _vevent(event.facts["eventName"], event.facts["startDateUTC"], event.facts["endDateUTC"], event.facts)
    found = world.live_session(str(wish["sessionId"]))
    if found is None or found[0] is not event:
        return None
    facts = found[1].facts
    return _vevent(facts["name"], facts["startTimeUTC"], facts["endTimeUTC"], facts)


def _vevent(name: str, start: str, end: str, facts: Facts) -> list[str]:
    places = [place["name"] for place in (facts["room"], facts["building"]) if place]
    about = facts.get("description") or facts.get("sessionSummary") or ""
    return [
        "BEGIN:VEVENT",
        f"DTSTART:{_compact(start)}",
        f"DTEND:{_compact(end)}",
        f"SUMMARY:{_escape(name)}",
        f"LOCATION:{_escape(', '.join(places))}",
        f"X-ALT-DESC;FMTTYPE=text/html:{_escape(about)}",
        "PRIORITY:3",
        "END:VEVENT",
    ]


def _compact(moment: str) -> str:
    return moment.replace("-", "").replace(":", "")


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Lines of at most 75 octets, never split within a character (RFC 5545 §3.1)."""
    folded, room = "", LINE_OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            folded += "\r\n "
            room = LINE_OCTETS - 1
        folded += letter
        room -= size
    return folded + "\r\n"
