"""Option sets and error codes of Dataverse, with their English labels.

Labels are plain English here, so that this room needs no Django; the pages translate them. An unknown number has no
label and is shown as nothing.

Facts: events-api/codes.md §1 and §2.
"""

from __future__ import annotations

import locale

from portal.events_api.marking import gettext_noop

ON_SITE = 100000001
WEBINAR = 100000002
HYBRID = 100000003

# Event format and session format.
EVENT_FORMATS: dict[int, str] = {
    ON_SITE: gettext_noop("On site"),
    WEBINAR: gettext_noop("Webinar"),
    HYBRID: gettext_noop("Hybrid"),
}
EVENT_FORMAT_SLUGS: dict[int, str] = {ON_SITE: "on-site", WEBINAR: "webinar", HYBRID: "hybrid"}

EVENT_TYPES: dict[int, str] = {
    100000001: gettext_noop("Executive briefing"),
    100000002: gettext_noop("Conference"),
    100000003: gettext_noop("Demonstration"),
    100000004: gettext_noop("Training"),
    100000005: gettext_noop("Webcast"),
}
EVENT_TYPE_SLUGS: dict[int, str] = {
    100000001: "executive-briefing",
    100000002: "conference",
    100000003: "demonstration",
    100000004: "training",
    100000005: "webcast",
}

SESSION_TYPES: dict[int, str] = {
    100000000: gettext_noop("Hands-on/lab"),
    100000001: gettext_noop("Keynote"),
    100000002: gettext_noop("General"),
    100000003: gettext_noop("Brainstorming"),
    100000004: gettext_noop("Breakout"),
    100000005: gettext_noop("Training"),
}

LANGUAGES: dict[int, str] = {
    100000000: gettext_noop("English"),
    100000001: gettext_noop("French"),
    100000002: gettext_noop("German"),
    100000003: gettext_noop("Spanish"),
    100000004: gettext_noop("Italian"),
    100000005: gettext_noop("Russian"),
    100000006: gettext_noop("Dutch"),
    100000007: gettext_noop("Turkish"),
    100000008: gettext_noop("Portuguese"),
    100000009: gettext_noop("Chinese (Simplified)"),
    100000010: gettext_noop("Japanese"),
    100000011: gettext_noop("Korean"),
    100000012: gettext_noop("Hebrew"),
    100000013: gettext_noop("Chinese (Traditional)"),
}
LANGUAGE_TAGS: dict[int, str] = {
    100000000: "en",
    100000001: "fr",
    100000002: "de",
    100000003: "es",
    100000004: "it",
    100000005: "ru",
    100000006: "nl",
    100000007: "tr",
    100000008: "pt",
    100000009: "zh-Hans",
    100000010: "ja",
    100000011: "ko",
    100000012: "he",
    100000013: "zh-Hant",
}
_OPTION_OF_TAG = {tag: option for option, tag in LANGUAGE_TAGS.items()}
# Windows names two scripts of Chinese by region; labels need the script.
_CHINESE_SCRIPTS = {
    "zh-CHS": "zh-Hans",
    "zh-CHT": "zh-Hant",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant",
}

SIMPLE_TEXT = 100000000
BOOLEAN = 100000001
MULTIPLE_CHOICE = 100000002
SINGLE_CHOICE = 100000003
CUSTOM_FIELD_TYPES: dict[int, str] = {
    SIMPLE_TEXT: "Simple text",
    BOOLEAN: "Boolean (yes/no)",
    MULTIPLE_CHOICE: "Multiple choice",
    SINGLE_CHOICE: "Single choice",
}

# Cameras permitted, recordings permitted.
PERMITTED: dict[int, bool] = {100000001: True, 100000002: False}

# What the server may answer to a registration. The spelling is the server's, slips included.
ERROR_CODES: dict[str, str] = {
    "EventNotFound": "No such event.",
    "EventNotLive": "The event does not accept registrations.",
    "SessionNotLive": "A chosen session does not accept registrations.",
    "RegistrationsClosed": "Registration has closed.",
    "AnonymousRegistrationNotAllowed": "An account and signing in are needed first.",
    "MaximumNoAttendeesReached": "The event is full.",
    "MaximumSessionCapacityReached": "A chosen session is full.",
    "WaitlistRegistrationNotAllowedErrorMessage": "The event or the session has no waitlist.",
    "MultiAttendeeRegistrationNotEnabled": "Only one attendee can be registered at a time.",
    "TooManyAttendees": "Too many attendees in one registration.",
    "AttendeePassIdNotValid": "A chosen pass is not valid.",
    "AttendeeSessionIdNotValid": "A chosen session is not valid.",
    "InsufficentNumberOfPasses": "There are not enough passes left.",
    "RequiredRegistrationFieldMissing": "A required answer is missing.",
    "InvalidValueForRequiredRegistrationField": "A required answer is not valid.",
    "RequestTimedOut": "Processing took too long.",
    "FinalizationNotAllowed": "The captcha does not match.",
    "FinalizationNotEnabled": "Demo payment confirmation is switched off.",
    "FinalizationAfterTimeLimit": "The purchase was not completed in time.",
}


def language_tag(language: int | None) -> str | None:
    """Return the BCP-47 tag of a language option or of a Windows LCID, or None when neither knows the number.

    The documented values are the option set; LCIDs are tolerated: 1033 is "en-US".
    """
    if language is None:
        return None
    if language in LANGUAGE_TAGS:
        return LANGUAGE_TAGS[language]
    name = locale.windows_locale.get(language)
    if name is None:
        return None
    tag = name.replace("_", "-")
    return _CHINESE_SCRIPTS.get(tag, tag)


def language_label(language: int | None) -> str | None:
    """Return the English name of a language option or LCID, or None.

    Only the languages of the option set have a name; Danish (LCID 1030) has a tag and no label.
    """
    tag = language_tag(language)
    if tag is None:
        return None
    primary = tag.partition("-")[0]
    option = _OPTION_OF_TAG.get(tag) or _OPTION_OF_TAG.get(primary)
    if option is None and primary == "zh":
        option = _OPTION_OF_TAG["zh-Hans"]
    return LANGUAGES[option] if option is not None else None
