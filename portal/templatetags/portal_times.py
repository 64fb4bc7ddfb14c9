"""Dates and times as a visitor reads them: on the event's wall clock, with the year, the zone in visible text.

The offset is the one of the date itself, so summer and winter differ. ``<time datetime>`` carries it for machines.
Formats are Django date formats inside translatable strings: each language orders day, month and year its own way.

Where the visitor chose a zone (``services.zone_choice``), its time follows the event's wherever the two differ, with
the day if that is another one. ``local-times.js`` adds the same in the browser: it looks for ``.when``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.domain.event_times import days, wall_clock
from portal.events_api.types import Event, Session
from portal.models import Tombstone
from portal.services import readings
from portal.services.catalogue import Departed, Freshness
from portal.services.readings import (
    Form,
    Zoned,
    full_date,
    full_moment,
    isolated,
    marked,
    reading,
    written,
    zones_on_day,
)
from portal.services.readings import clock as clock_text

register = template.Library()

day_heading = register.filter(readings.day_heading)
short_day = register.filter(readings.short_day)


@register.simple_tag
def event_dates(event: Event) -> SafeString:
    """Return "9–11 June 2027", marked up; a single day for an event of one day."""
    first, last = days(event, event.time_zone)
    if first == last:
        return format_html("<bdi>{}</bdi>", marked(first, full_date(first)))
    first_text, joint, last_text = _date_range(first, last)
    return format_html("<bdi>{}{}{}</bdi>", marked(first, first_text), joint, marked(last, last_text))


@register.simple_tag
def event_times(event: Event) -> SafeString:
    """Return "09:00–17:00 CEST (Europe/Berlin)"; with both dates for an event of several days."""
    return reading(Form.BESIDE_DATES, event.starts_at, event.ends_at, event)


@register.simple_tag
def session_time(session: Session, event: Event) -> SafeString:
    """Return "09:00–10:00" on the event's clock, without the zone: the heading of its programme day says it."""
    return _of_session(Form.UNDER_DAY, session, event)


@register.simple_tag
def session_when(session: Session, event: Event) -> SafeString:
    """Return "Thursday, 10 June 2027, 09:00–10:00 CEST (Europe/Berlin)"."""
    return _of_session(Form.COMPLETE, session, event)


@register.simple_tag
def session_moment(session: Session, event: Event) -> SafeString:
    """Return "Thu 10 June 2027, 09:00–10:00 CEST": for lists across days."""
    return _of_session(Form.LISTED, session, event)


@register.simple_tag
def moment(instant: datetime, zoned: Zoned) -> SafeString:
    """Return "10 June 2027, 12:00 CEST (Europe/Berlin)"."""
    return reading(Form.MOMENT, instant, None, zoned)


@register.simple_tag
def beginning(instant: datetime, event: Event) -> SafeString:
    """Return "09:00", with the visitor's time where it differs."""
    return reading(Form.BEGINNING, instant, None, event)


@register.simple_tag
def clock(instant: datetime, event: Event) -> SafeString:
    """Return "09:00" on the event's clock alone: for the edge of a table or list whose entries say more."""
    local = wall_clock(instant, event.time_zone)
    return marked(local, clock_text(local))


@register.simple_tag
def day_zone(session: Session, event: Event) -> str:
    """Return "CEST (Europe/Berlin)" as it is at noon of a session's programme day: for the heading of the day.

    Where the visitor's zone differs then: "CEST (Europe/Berlin) · JST (Asia/Tokyo)".
    """
    return zones_on_day(session.starts_at or event.starts_at, event)


@register.simple_tag
def date_block(event: Event) -> dict[str, str]:
    """Return the parts of the big date of a card: ``day`` ("9", "9–11"), ``month`` ("Jun 2027"), ``weekday`` ("Wed").

    Of several days: both weekdays, and both days where they are in one month.
    """
    first, last = days(event, event.time_zone)
    same_month = (first.year, first.month) == (last.year, last.month)
    day = f"{first.day}–{last.day}" if same_month and first != last else str(first.day)
    weekdays = (written(first, "D"), written(last, "D"))
    return {
        "day": day,
        # Translators: a short month with its year, in Django's date format letters
        "month": written(first, pgettext("date format", "M Y")),
        "weekday": weekdays[0] if first == last else "–".join(weekdays),
    }


@register.simple_tag
def departed_day(departed: Departed | Tombstone) -> str:
    """Return "10 June 2027": when something that is no longer listed began; "" where that is not known."""
    return full_date(wall_clock(departed.starts_at, departed.time_zone).date()) if departed.starts_at else ""


@register.filter
def utc_moment(instant: datetime) -> SafeString:
    """Return "22 November 2026, 14:05 UTC": for what belongs to no event."""
    local = instant.astimezone(UTC)
    return isolated(marked(local, full_moment(local)), "UTC")


@register.filter
def age(freshness: Freshness) -> str:
    """Return "2 hours": how old what the page shows is."""
    now = timezone.now()
    if now - freshness.updated_at < timedelta(minutes=1):
        return _("less than a minute")
    return timesince(freshness.updated_at, now, depth=1)


def _date_range(first: date, last: date) -> tuple[str, str, str]:
    """Two days, each said as far as the other does not, and what stands between them."""
    if (first.year, first.month) == (last.year, last.month):
        # Translators: the "9" of "9–11 June 2027", in Django's date format letters
        first_format = pgettext("first day of a range within a month", "j")
        # Translators: the "11 June 2027" of "9–11 June 2027", in Django's date format letters
        last_format = pgettext("last day of a range within a month", "j F Y")
        return written(first, first_format), "–", written(last, last_format)
    if first.year == last.year:
        # Translators: the "30 June" of "30 June – 2 July 2027", in Django's date format letters
        first_format = pgettext("first day of a range within a year", "j F")
        # Translators: the "2 July 2027" of "30 June – 2 July 2027", in Django's date format letters
        last_format = pgettext("last day of a range within a year", "j F Y")
        return written(first, first_format), " – ", written(last, last_format)
    return full_date(first), " – ", full_date(last)


def _of_session(form: Form, session: Session, event: Event) -> SafeString:
    if session.starts_at is None:
        return SafeString(_("Time to be announced"))
    return reading(form, session.starts_at, session.ends_at, event)
