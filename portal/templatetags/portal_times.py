"""Dates and times as a visitor reads them: on the event's wall clock, with the year, the zone in visible text.

The offset is the one of the date itself, so summer and winter differ. ``<time datetime>`` carries it for machines.
Formats are Django date formats inside translatable strings: each language orders day, month and year its own way.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.domain.event_times import days, wall_clock
from portal.events_api.types import Event, Session
from portal.models import Tombstone
from portal.services.catalogue import Departed, Freshness

register = template.Library()


@register.simple_tag
def event_dates(event: Event) -> SafeString:
    """Return "9–11 June 2027", marked up; a single day for an event of one day."""
    first, last = days(event, event.time_zone)
    first_text, last_text = _date_range(first, last)
    if first == last:
        return format_html("<bdi>{}</bdi>", _marked(first, last_text))
    joint = "–" if first_text.isdecimal() else " – "
    return format_html("<bdi>{}{}{}</bdi>", _marked(first, first_text), joint, _marked(last, last_text))


@register.simple_tag
def event_times(event: Event) -> SafeString:
    """Return "09:00–17:00 CEST (Europe/Berlin)"; with both dates for an event of several days."""
    start = wall_clock(event.starts_at, event.time_zone)
    if event.ends_at is None or event.ends_at <= event.starts_at:
        return _isolated(_time(start), _zone(start, event))
    end = wall_clock(event.ends_at, event.time_zone)
    if days(event, event.time_zone)[0] == days(event, event.time_zone)[1]:
        return _range(start, end, event, _clock(start), _clock(end), joint="–")
    return _range(start, end, event, _short_moment(start), _short_moment(end), joint=" – ")


@register.simple_tag
def session_time(session: Session, event: Event) -> SafeString:
    """Return "09:00–10:00" on the event's clock, without the zone: a heading nearby says it."""
    if session.starts_at is None:
        return SafeString(_("Time to be announced"))
    start = wall_clock(session.starts_at, event.time_zone)
    if session.ends_at is None or session.ends_at <= session.starts_at:
        return format_html('<bdi dir="ltr">{}</bdi>', _time(start))
    end = wall_clock(session.ends_at, event.time_zone)
    return format_html('<bdi dir="ltr">{}–{}</bdi>{}', _time(start), _time(end), _shift(start, end))


@register.simple_tag
def session_when(session: Session, event: Event) -> SafeString:
    """Return "Thursday, 10 June 2027, 09:00–10:00 CEST (Europe/Berlin)"."""
    if session.starts_at is None:
        return SafeString(_("Time to be announced"))
    start = wall_clock(session.starts_at, event.time_zone)
    day = _marked(start.date(), day_heading(start.date()))
    if session.ends_at is None or session.ends_at <= session.starts_at:
        return format_html("{}, {}", day, _isolated(_time(start), _zone(start, event)))
    end = wall_clock(session.ends_at, event.time_zone)
    return format_html("{}, {}{}", day, _range(start, end, event, _clock(start), _clock(end), "–"), _shift(start, end))


@register.simple_tag
def session_moment(session: Session, event: Event) -> SafeString:
    """Return "Thu 10 June 2027, 09:00–10:00 CEST": for lists across days."""
    if session.starts_at is None:
        return SafeString(_("Time to be announced"))
    start = wall_clock(session.starts_at, event.time_zone)
    # Translators: a date with its short weekday, in Django's date format letters
    day = date_format(start.date(), pgettext("date format", "D j F Y"))
    abbreviation = _abbreviation(start, event)
    return format_html('{}, {} <span class="zone">{}</span>', day, session_time(session, event), abbreviation)


@register.simple_tag
def moment(instant: datetime, zoned: Event) -> SafeString:
    """Return "10 June 2027, 12:00 CEST (Europe/Berlin)"."""
    local = wall_clock(instant, zoned.time_zone)
    text = f"{_date(local.date())}, {_clock(local)}"
    return _isolated(_marked(local, text), _zone(local, zoned))


@register.simple_tag
def clock(instant: datetime, event: Event) -> SafeString:
    """Return "09:00"."""
    return _time(wall_clock(instant, event.time_zone))


@register.simple_tag
def day_zone(session: Session, event: Event) -> str:
    """Return "CEST (Europe/Berlin)" as it is when a session starts: for the heading of its day."""
    return _zone(wall_clock(session.starts_at or event.starts_at, event.time_zone), event)


@register.filter
def day_heading(day: date) -> str:
    """Return "Thursday, 10 June 2027"."""
    # Translators: a date with its weekday, in Django's date format letters
    return date_format(day, pgettext("date format", "l, j F Y"))


@register.filter
def short_day(day: date) -> str:
    """Return "Thu 10 June": beside dates that carry the year."""
    # Translators: a day with its short weekday, without the year, in Django's date format letters
    return date_format(day, pgettext("date format", "D j F"))


@register.simple_tag
def date_block(event: Event) -> dict[str, str]:
    """Return the parts of the big date of a card: ``day`` ("9" or "9–11"), ``month`` ("Jun"), ``year``."""
    first, last = days(event, event.time_zone)
    same_month = (first.year, first.month) == (last.year, last.month)
    day = f"{first.day}–{last.day}" if same_month and first != last else str(first.day)
    return {"day": day, "month": date_format(first, "M"), "year": date_format(first, "Y")}


@register.simple_tag
def departed_day(departed: Departed | Tombstone) -> str:
    """Return "10 June 2027": when something that is no longer listed began; "" where that is not known."""
    return _date(wall_clock(departed.starts_at, departed.time_zone).date()) if departed.starts_at else ""


@register.filter
def utc_moment(instant: datetime) -> SafeString:
    """Return "22 November 2026, 14:05 UTC": for what belongs to no event."""
    local = instant.astimezone(UTC)
    return _isolated(_marked(local, f"{_date(local.date())}, {_clock(local)}"), "UTC")


@register.filter
def age(freshness: Freshness) -> str:
    """Return "2 hours": how old what the page shows is."""
    now = timezone.now()
    if now - freshness.updated_at < timedelta(minutes=1):
        return _("less than a minute")
    return timesince(freshness.updated_at, now, depth=1)


def _date(day: date) -> str:
    # Translators: a date with its year, in Django's date format letters
    return date_format(day, pgettext("date format", "j F Y"))


def _date_range(first: date, last: date) -> tuple[str, str]:
    if first == last:
        return "", _date(last)
    if (first.year, first.month) == (last.year, last.month):
        # Translators: the first of two days within a month: the "9" of "9–11 June 2027"
        return date_format(first, pgettext("date format", "j")), _date(last)
    if first.year == last.year:
        # Translators: the first of two days within a year: the "30 June" of "30 June – 2 July 2027"
        return date_format(first, pgettext("date format", "j F")), _date(last)
    return _date(first), _date(last)


def _clock(local: datetime) -> str:
    return _clock_in(get_language(), local.hour, local.minute)


@lru_cache(maxsize=2048)
def _clock_in(_language: str | None, hour: int, minute: int) -> str:
    # Translators: a time of day, in Django's date format letters
    return date_format(time(hour, minute), pgettext("date format", "H:i"))


def _short_moment(local: datetime) -> str:
    return f"{short_day(local.date())}, {_clock(local)}"


def _time(local: datetime) -> SafeString:
    return _marked(local, _clock(local))


def _range(start: datetime, end: datetime, event: Event, start_text: str, end_text: str, joint: str) -> SafeString:
    """Both ends with one zone, or each with its own where the clocks change in between."""
    zone = _zone(end, event)
    if start.utcoffset() != end.utcoffset():
        start_text = f"{start_text} {_abbreviation(start, event)}"
        joint = " – "
    both = format_html("{}{}{}", _marked(start, start_text), joint, _marked(end, end_text))
    return _isolated(both, zone)


def _shift(start: datetime, end: datetime) -> str:
    return "" if start.date() == end.date() else " " + _("(next day)")


def _zone(local: datetime, event: Event) -> str:
    """Return "CEST (Europe/Berlin)", or "UTC+05:45" where only the offset is known."""
    abbreviation = _abbreviation(local, event)
    if not event.time_zone_certain or event.time_zone.startswith("Etc/"):
        return abbreviation
    return f"{abbreviation} ({event.time_zone})"


def _abbreviation(local: datetime, event: Event) -> str:
    """Return "CEST", or the offset where the zone has no letters for it or is not certain."""
    name = local.tzname() or ""
    if event.time_zone_certain and name.isalpha():
        return name
    offset_s = round((local.utcoffset() or timedelta()).total_seconds())
    if not offset_s:
        return "UTC"
    hours, minutes = divmod(abs(offset_s) // 60, 60)
    return f"UTC{'+' if offset_s > 0 else '−'}{hours:02d}:{minutes:02d}"


def _isolated(times: SafeString, zone: str) -> SafeString:
    return format_html('<bdi dir="ltr">{} <span class="zone">{}</span></bdi>', times, zone)


def _marked(at: date | datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', _attribute(at), text)


def _attribute(at: date | datetime) -> SafeString:
    if not isinstance(at, datetime):
        return mark_safe(at.isoformat())  # noqa: S308 -- digits and hyphens
    if (offset := at.utcoffset()) and offset.seconds % 60:
        at = at.astimezone(UTC)  # local mean time of long ago: HTML knows no seconds in an offset
    return mark_safe(at.isoformat(timespec="minutes"))  # noqa: S308 -- digits, hyphens, colons
