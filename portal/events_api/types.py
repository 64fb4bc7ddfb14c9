"""The records of the events API, as the portal uses them.

Frozen values with Python names; the wire names live in ``decode.py`` and ``encode.py`` only. Every nullable field of
the API is ``None`` when absent, null or of the wrong type (``decode.py`` counts what it had to drop).

Instants (``*_at``) are aware ``datetime`` values **in UTC**; the wall clock a visitor reads is
``instant.astimezone(timezones.zone(record.time_zone))``. Durations computed from UTC are right across a clock change.

Two fields arrive from the API and are dropped on reading, so that no page, export, log or stored copy can show them: a
building's Wi-Fi password and a speaker's e-mail address.

Facts: events-api/outbound-v2.md §4, realtime-v1.md §5, codes.md §1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

T = TypeVar("T")

CustomFieldValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A place events and sessions are held at. No coordinates exist in the API."""

    id: str
    name: str
    description: str | None = None
    address_composite: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    city: str | None = None
    state_province: str | None = None
    postal_code: str | None = None
    country: str | None = None
    telephone1: str | None = None
    telephone2: str | None = None
    telephone3: str | None = None
    email: str | None = None
    website: str | None = None
    additional_facilities: str | None = None
    accessible_toilets: bool | None = None
    disabled_access: bool | None = None
    disabled_parking: bool | None = None
    public_telephone_available: bool | None = None
    wifi_available: bool | None = None
    wifi_ssid: str | None = None
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room of a building."""

    id: str
    name: str
    description: str | None = None
    disabled_access: bool | None = None
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One live event. Identity: ``event_id``, ``readable_event_id`` and a start.

    ``ends_at`` is never before ``starts_at``: an impossible end is dropped.
    """

    event_id: str
    readable_event_id: str  # opaque, case-sensitive, up to 500 characters; the key of every other call
    event_name: str  # may be empty: pages say "Untitled event"
    starts_at: datetime
    ends_at: datetime | None = None
    time_zone: str = "UTC"  # IANA name, or a fixed offset written "UTC+05:45"
    time_zone_certain: bool = False  # False: taken from an offset or assumed; pages then show the offset, no zone name
    description: str | None = None  # plain text or HTML, untrusted
    event_format: int | None = None  # codes.EVENT_FORMATS
    event_type: int | None = None  # codes.EVENT_TYPES
    event_language: int | None = None  # codes.LANGUAGES
    max_capacity: int | None = None  # meaningful only if is_capacity_restricted; None or 0: no limit known
    is_capacity_restricted: bool = False
    show_waitlist: bool = False
    autoregister_waitlist_items: bool = True
    show_automatic_registration_checkbox: bool = False
    allow_anonymous_registrations: bool = True
    allow_custom_agenda: bool = False
    enable_multi_attendee_registration: bool = True
    enable_captcha: bool = False  # trust the detail call only
    set_registration_end_date: bool = False
    stop_registration_at: datetime | None = None  # read in the event's zone
    website_message: str | None = None  # shown once registration has closed; plain text or HTML, untrusted
    registration_form: str | None = None  # Microsoft's embed snippet, untrusted; never put into a page as it comes
    public_event_url: str | None = None  # untrusted
    image: str | None = None  # absolute address of the banner on another host, untrusted
    building: Building | None = None
    room: Room | None = None
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerReference:
    """A speaker as nested in a session: enough to name and link them."""

    id: str
    name: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One live session. Identity: ``id`` and ``name``; a session without a time is kept and listed last."""

    id: str
    name: str  # may be empty: pages say "Untitled session"
    starts_at: datetime | None = None
    ends_at: datetime | None = None  # never before starts_at
    time_zone: str = "UTC"  # as Event.time_zone; the event's where the session has none
    time_zone_certain: bool = False
    session_summary: str | None = None  # plain text or HTML, untrusted, like the three below
    detailed_description: str | None = None
    session_objectives: str | None = None
    session_prerequisites: str | None = None
    session_format: int | None = None  # codes.EVENT_FORMATS
    session_type: int | None = None  # codes.SESSION_TYPES
    language: int | None = None  # codes.LANGUAGES
    cameras_permitted: bool | None = None
    recordings_permitted: bool | None = None
    max_capacity: int | None = None
    is_capacity_restricted: bool = False
    registration_count: int | None = None  # None: unknown
    user_eligible_to_register: bool = False
    already_registered: bool = False
    building: Building | None = None
    room: Room | None = None
    speakers: tuple[SpeakerReference, ...] = ()
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A session track (only live external ones are served)."""

    id: str
    name: str
    description: str | None = None
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A paid admission. An event with at least one pass is a paid event."""

    pass_id: str
    pass_name: str
    price: Decimal | None = None  # in the unit of currency_symbol; None: unknown
    currency_symbol: str | None = None  # a symbol, not an ISO code
    number_of_passes_left: int | None = None  # None: unknown; <= 0: sold out
    number_of_passes_sold: int | None = None
    description: str | None = None  # not confirmed to exist in either dialect
    session_ids: tuple[str, ...] = ()  # the sessions this pass opens
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person who speaks at live sessions. Links are untrusted addresses."""

    id: str
    name: str  # may be blank: pages say "Speaker"
    title: str | None = None
    about: str | None = None  # plain text or HTML, untrusted
    accomplishments: str | None = None
    publications: str | None = None
    website: str | None = None
    blog: str | None = None
    linkedin: str | None = None
    twitter: str | None = None
    image_url: str | None = None  # relative to the API's base, or absolute
    session_ids: tuple[str, ...] = ()
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsorship:
    """A sponsor's engagement at one event. ``sponsorship_topic`` is a localised label, the only hint at a tier."""

    id: str
    sponsor_id: str | None = None
    sponsor_name: str | None = None
    sponsorship_topic: str | None = None
    description: str | None = None
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """A custom registration field: one question of the organiser's."""

    id: str  # GUID in v2.0; sent back as responses[].id
    text: str  # the label
    type: int | None = None  # codes.CUSTOM_FIELD_TYPES; an unknown number is kept and shown as text
    is_required: bool = False
    choices: tuple[str, ...] = ()  # split by newline, trimmed, blanks dropped
    custom_fields: dict[str, CustomFieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Captcha:
    """Microsoft's visual captcha (v2.0 only)."""

    flow_id: str
    hip_url: str | None = None  # address of a script, untrusted
    object_name: str | None = None
    function_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who the API believes is calling; anonymous without a bearer token."""

    id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    is_anonymous: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Bytes of a picture. ``media_type`` is found from the first bytes, never from a header: png, jpeg, gif or webp."""

    body: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeSession:
    """A session chosen by an attendee."""

    session_id: str
    waitlisted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An attendee's answer to one question. ``values`` only for multiple choice."""

    field_id: str
    value: str = field(repr=False)
    values: tuple[str, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One person of a registration. Personal data: never in a repr."""

    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)
    pass_id: str | None = None
    waitlisted: bool = False
    auto_register: bool = False
    answers: tuple[Answer, ...] = ()
    sessions: tuple[AttendeeSession, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptchaSolution:
    """What the captcha's script hands back (``hipObject``)."""

    solution: str = field(repr=False)
    token: str = field(repr=False)
    type: str
    flow_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A party to be registered for one event: registered people first, waitlisted after."""

    attendees: tuple[Attendee, ...]
    captcha: CaptchaSolution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationResult:
    """What the API said to a registration that it accepted.

    ``status`` is "Success", "Initiated" or "Redirect"; an empty 2xx answer counts as "Success".
    """

    status: str = "Success"
    redirect_url: str | None = None  # untrusted
    purchase_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One thing that could not be read. ``path`` is a JSON path such as ``$[3].timeZone``; the value is never kept."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded(Generic[T]):
    """A decoded answer and what was lost on the way."""

    value: T
    losses: tuple[Loss, ...] = ()
