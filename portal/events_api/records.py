"""JSON objects of the events API -> records: which wire name becomes which field.

Two things that arrive are never read: a building's ``wifiPassword`` and a speaker's ``email``. Leaving them out is no
loss, so they are not counted either. Every ``read_`` function raises ``fields.IdentityMissing`` for an object without
its identity.

Facts: events-api/outbound-v2.md §4, realtime-v1.md §5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from portal.events_api.codes import PERMITTED
from portal.events_api.fields import MISSING, IdentityMissing, Item, read_each
from portal.events_api.periods import read_instant, read_period
from portal.events_api.types import (
    Building,
    Captcha,
    CustomField,
    Event,
    Pass,
    Room,
    Session,
    Speaker,
    SpeakerReference,
    Sponsorship,
    Track,
    User,
)

T = TypeVar("T")

UNKNOWN_OPTION = "unknown option"


def read_event(item: Item) -> Event:
    event_id = item.identity("eventId")
    readable_event_id = item.identity("readableEventId")
    period = read_period(item, "startDate", "endDate")
    if period.starts_at is None:
        if not item.present("startDate"):
            item.lose("startDate", MISSING)
        raise IdentityMissing
    return Event(
        event_id=event_id,
        readable_event_id=readable_event_id,
        event_name=item.text("eventName") or "",
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        time_zone=period.time_zone,
        time_zone_certain=period.certain,
        description=item.text("description"),
        event_format=item.integer("eventFormat"),
        event_type=item.integer("eventType"),
        event_language=item.integer("eventLanguage"),
        max_capacity=item.integer("maxCapacity", minimum=0),
        is_capacity_restricted=item.flag("isCapacityRestricted"),
        show_waitlist=item.flag("showWaitlist"),
        autoregister_waitlist_items=item.flag("autoregisterWaitlistItems", default=True),
        show_automatic_registration_checkbox=item.flag("showAutomaticRegistrationCheckbox"),
        allow_anonymous_registrations=item.flag("allowAnonymousRegistrations", default=True),
        allow_custom_agenda=item.flag("allowCustomAgenda"),
        enable_multi_attendee_registration=item.flag("enableMultiAttendeeRegistration", default=True),
        enable_captcha=item.flag("enableCaptcha"),
        set_registration_end_date=item.flag("setRegistrationEndDate"),
        stop_registration_at=read_instant(item, "stopRegistrationDate", period.time_zone),
        website_message=item.text("websiteMessage"),
        registration_form=item.text("registrationForm"),
        public_event_url=item.text("publicEventUrl"),
        image=item.text("image"),
        building=_optional(item.item("building"), _building),
        room=_optional(item.item("room"), _room),
        custom_fields=item.custom_fields(),
    )


def read_session(item: Item) -> Session:
    session_id = item.identity("id")
    name = item.name("name")
    period = read_period(item, "startTime", "endTime")
    return Session(
        id=session_id,
        name=name,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        time_zone=period.time_zone,
        time_zone_certain=period.certain,
        session_summary=item.text("sessionSummary"),
        detailed_description=item.text("detailedDescription"),
        session_objectives=item.text("sessionObjectives"),
        session_prerequisites=item.text("sessionPreRequisites"),
        session_format=item.integer("sessionFormat"),
        session_type=item.integer("sessionType"),
        language=item.integer("language"),
        cameras_permitted=_permitted(item, "camerasPermitted"),
        recordings_permitted=_permitted(item, "recordingsPermitted"),
        max_capacity=item.integer("maxCapacity", minimum=0),
        is_capacity_restricted=item.flag("isCapacityRestricted"),
        registration_count=item.integer("registrationCount", minimum=0),
        user_eligible_to_register=item.flag("userEligibleToRegister"),
        already_registered=item.flag("alreadyRegistered"),
        building=_optional(item.item("building"), _building),
        room=_optional(item.item("room"), _room),
        speakers=read_each(item.items("speakers"), _speaker_reference, identity="id"),
        custom_fields=item.custom_fields(),
    )


def read_track(item: Item) -> Track:
    return Track(
        id=item.identity("id"),
        name=item.name("name"),
        description=item.text("description"),
        custom_fields=item.custom_fields(),
    )


def read_pass(item: Item) -> Pass:
    return Pass(
        pass_id=item.identity("passId"),
        pass_name=item.name("passName"),
        price=item.decimal("price"),
        currency_symbol=item.text("currencySymbol"),
        number_of_passes_left=item.integer("numberOfPassesLeft"),
        number_of_passes_sold=item.integer("numberOfPassesSold"),
        description=item.text("description"),
        session_ids=_session_ids(item),
        custom_fields=item.custom_fields(),
    )


def read_speaker(item: Item) -> Speaker:
    return Speaker(
        id=item.identity("id"),
        name=item.name("name"),
        title=item.text("title"),
        about=item.text("about"),
        accomplishments=item.text("accomplishments"),
        publications=item.text("publications"),
        website=item.text("website"),
        blog=item.text("blog"),
        linkedin=item.text("linkedin"),
        twitter=item.text("twitter"),
        image_url=item.text("imageUrl"),
        session_ids=_session_ids(item),
        custom_fields=item.custom_fields(),
    )


def read_sponsorship(item: Item) -> Sponsorship:
    return Sponsorship(
        id=item.identity("id"),
        sponsor_id=item.text("sponsorId"),
        sponsor_name=item.text("sponsorName"),
        sponsorship_topic=item.text("sponsorshipTopic"),
        description=item.text("description"),
        custom_fields=item.custom_fields(),
    )


def read_custom_field(item: Item) -> CustomField:
    choices = (choice.strip() for choice in (item.text("choices") or "").split("\n"))
    return CustomField(
        id=item.identity("customRegistrationFieldId"),
        text=item.name("text"),
        type=item.integer("type"),
        is_required=item.flag("isRequired"),
        choices=tuple(dict.fromkeys(choice for choice in choices if choice)),
        custom_fields=item.custom_fields(),
    )


def read_captcha(item: Item) -> Captcha:
    return Captcha(
        flow_id=item.identity("FlowId"),
        hip_url=item.text("HipUrl"),
        object_name=item.text("ObjectName"),
        function_name=item.text("FunctionName"),
    )


def read_user(item: Item) -> User:
    return User(
        id=item.text("id"),
        first_name=item.text("firstName"),
        last_name=item.text("lastName"),
        email=item.text("email"),
        is_anonymous=item.flag("isAnonymous", default=True),
    )


def _building(item: Item) -> Building:
    return Building(
        id=item.identity("id"),
        name=item.name("name"),
        description=item.text("description"),
        address_composite=item.text("addressComposite"),
        address_line1=item.text("addressLine1"),
        address_line2=item.text("addressLine2"),
        address_line3=item.text("addressLine3"),
        city=item.text("city"),
        state_province=item.text("stateProvince"),
        postal_code=item.text("postalCode"),
        country=item.text("country"),
        telephone1=item.text("telephone1"),
        telephone2=item.text("telephone2"),
        telephone3=item.text("telephone3"),
        email=item.text("email"),
        website=item.text("website"),
        additional_facilities=item.text("additionalFacilities"),
        accessible_toilets=item.boolean("accessibleToilets"),
        disabled_access=item.boolean("disabledAccess"),
        disabled_parking=item.boolean("disabledParking"),
        public_telephone_available=item.boolean("publicTelephoneAvailable"),
        wifi_available=item.boolean("wifiAvailable"),
        wifi_ssid=item.text("wifiSSID"),
        custom_fields=item.custom_fields(),
    )


def _room(item: Item) -> Room:
    return Room(
        id=item.identity("id"),
        name=item.name("name"),
        description=item.text("description"),
        disabled_access=item.boolean("disabledAccess"),
        custom_fields=item.custom_fields(),
    )


def _speaker_reference(item: Item) -> SpeakerReference:
    return SpeakerReference(id=item.identity("id"), name=item.name("name"), title=item.text("title"))


def _session_ids(item: Item) -> tuple[str, ...]:
    return read_each(item.items("sessions"), lambda session: session.identity("id"), identity="id")


def _permitted(item: Item, name: str) -> bool | None:
    option = item.integer(name)
    if option is not None and option not in PERMITTED:
        item.lose(name, UNKNOWN_OPTION)
    return PERMITTED.get(option) if option is not None else None


def _optional(item: Item | None, read: Callable[[Item], T]) -> T | None:
    if item is None:
        return None
    try:
        return read(item)
    except IdentityMissing:
        return None
