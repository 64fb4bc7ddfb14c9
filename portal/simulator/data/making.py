"""Builders for invented records: every documented field is there, null unless said otherwise."""

import hashlib
import re
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.simulator.records import Event, Facts, Session, Speaker, Sponsorship, Track
from portal.simulator.timezones import BERLIN, Zone

NAMESPACE = uuid.UUID("6d0f5a1e-2f0b-5c57-9a83-3f1c5a2be7d4")

ON_SITE, WEBINAR, HYBRID = 100000001, 100000002, 100000003
BRIEFING, CONFERENCE, DEMONSTRATION, TRAINING, WEBCAST = range(100000001, 100000006)
HANDS_ON, KEYNOTE, GENERAL, BRAINSTORMING, BREAKOUT, SESSION_TRAINING = range(100000000, 100000006)
BREAK = 100000006  # not one of Dynamics: the organiser added it to the option set
ENGLISH, FRENCH, GERMAN, SPANISH, JAPANESE = 100000000, 100000001, 100000002, 100000003, 100000010
YES, NO = 100000001, 100000002
TEXT, BOOLEAN, MULTIPLE_CHOICE, SINGLE_CHOICE = range(100000000, 100000004)

EVENT_TEXTS = ("description", "publicEventUrl", "image", "registrationForm", "stopRegistrationDate", "websiteMessage")
SESSION_TEXTS = ("sessionSummary", "detailedDescription", "sessionObjectives", "sessionPreRequisites")
SPEAKER_TEXTS = ("title", "about", "email", "accomplishments", "publications", "website", "blog", "linkedin", "twitter")

ORGANISER_WEB_APPLICATION = "5d3be0a4-7c11-4f0e-8b1f-9d6a2c4e8f10"
BUSINESS_UNIT = "8a4c7f52-1e9d-4b36-a7d0-3c5b6e9f2d41"


def guid(*parts: object) -> str:
    """The same id for the same parts, in every run."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


def readable_id(name: str) -> str:
    """As Dynamics makes it: punctuation dropped, blanks to underscores, a number at once behind."""
    words = re.sub(r"[^\w\s-]", "", name).replace("-", " ").split()
    number = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 900_000_000 + 100_000_000
    return f"{'_'.join(words)}{number}"


def at(day: date, clock: str) -> datetime:
    """The wall clock "HH:MM" on that day."""
    return datetime.combine(day, time.fromisoformat(clock))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def instant(moment: datetime, zone: Zone) -> str:
    """The UTC twin of a wall clock."""
    return wall(moment.replace(tzinfo=ZoneInfo(zone.iana)).astimezone(UTC)) + "Z"


def make_event(name: str, start: datetime, end: datetime, zone: Zone = BERLIN, **facts: Any) -> Event:
    """An event with the defaults of the Dynamics tables; `facts` override by wire name, or by a name of `Event`."""
    own = {key: facts.pop(key) for key in Event.__dataclass_fields__ if key in facts}
    defaults: Facts = {
        "eventId": guid("event", facts.get("readableEventId", name)),
        "readableEventId": readable_id(name),
        "eventName": name,
        "eventFormat": ON_SITE,
        "eventType": CONFERENCE,
        "eventLanguage": ENGLISH,
        "startDate": wall(start),
        "endDate": wall(end),
        "startDateUTC": instant(start, zone),
        "endDateUTC": instant(end, zone),
        "timeZone": zone.code,
        "timeZoneName": zone.label,
        "maxCapacity": 0,
        "isCapacityRestricted": False,
        "showWaitlist": False,
        "autoregisterWaitlistItems": False,
        "showAutomaticRegistrationCheckbox": False,
        "allowAnonymousRegistrations": True,
        "allowCustomAgenda": False,
        "enableMultiAttendeeRegistration": True,
        "enableCaptcha": False,
        "setRegistrationEndDate": False,
        "building": None,
        "room": None,
        "customFields": {},
    }
    own = {"web_application_id": ORGANISER_WEB_APPLICATION, "business_unit_id": BUSINESS_UNIT} | own
    return Event(dict.fromkeys(EVENT_TEXTS) | defaults | facts, **own)


def make_session(
    event_key: str, name: str, start: datetime, end: datetime, zone: Zone = BERLIN, **facts: Any
) -> Session:
    """A session; `facts` override by wire name, or by a name of `Session`."""
    own = {key: facts.pop(key) for key in Session.__dataclass_fields__ if key in facts}
    defaults: Facts = {
        "id": guid("session", event_key, name, wall(start)),
        "name": name,
        "sessionFormat": ON_SITE,
        "sessionType": GENERAL,
        "language": ENGLISH,
        "camerasPermitted": YES,
        "recordingsPermitted": None,
        "startTime": wall(start),
        "endTime": wall(end),
        "startTimeUTC": instant(start, zone),
        "endTimeUTC": instant(end, zone),
        "timeZone": zone.code,
        "maxCapacity": 0,
        "isCapacityRestricted": False,
        "building": None,
        "room": None,
        "customFields": {},
    }
    return Session(dict.fromkeys(SESSION_TEXTS) | defaults | facts, **own)


def make_speaker(name: str, title: str | None = None, about: str | None = None, **facts: Any) -> Speaker:
    picture = facts.pop("picture", True)
    speaker_id = guid("speaker", name)
    defaults: Facts = {
        "id": speaker_id,
        "name": name,
        "title": title,
        "about": about,
        "image": None,
        "imageUrl": f"speakers/{speaker_id}/image",
        "customFields": {},
    }
    return Speaker(dict.fromkeys(SPEAKER_TEXTS) | defaults | facts, picture)


def make_track(event_key: str, name: str, description: str | None, sessions: list[Session], **own: bool) -> Track:
    facts: Facts = {"id": guid("track", event_key, name), "name": name, "description": description, "customFields": {}}
    return Track(facts, sessions, **own)


def make_sponsorship(
    event_key: str, sponsor: str | None, topic: str | None, description: str | None = None, *, logo: bool = True
) -> Sponsorship:
    facts: Facts = {
        "id": guid("sponsorship", event_key, sponsor, topic),
        "description": description,
        "sponsorshipTopic": topic,
        "sponsorId": guid("account", sponsor),
        "sponsorName": sponsor,
        "customFields": {},
    }
    return Sponsorship(facts, logo)


def make_field(event_key: str, text: str, kind: int, *, required: bool = False, choices: tuple[str, ...] = ()) -> Facts:
    return {
        "customRegistrationFieldId": guid("field", event_key, text),
        "text": text,
        "type": kind,
        "isRequired": required,
        "choices": "\n".join(choices) or None,
        "customFields": {},
    }
