"""Dates as each language writes them, and that they keep their order in pages from right to left."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import override

from portal.services.readings import day_heading, isolated
from portal.templatetags.portal_times import event_dates, moment
from tests.unit.records import make_event


def dates(start: str, end: str) -> str:
    parsed = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (f"{start}T08:00", f"{end}T15:00")]
    return strip_tags(event_dates(make_event(starts_at=parsed[0], ends_at=parsed[1], time_zone="Europe/Berlin")))


@pytest.mark.parametrize(
    ("language", "start", "end", "expected"),
    [
        ("en", "2027-05-03", "2027-05-05", "3–5 May 2027"),
        ("en", "2027-06-30", "2027-07-02", "30 June – 2 July 2027"),
        ("en", "2027-12-31", "2028-01-01", "31 December 2027 – 1 January 2028"),
        ("en", "2027-05-03", "2027-05-03", "3 May 2027"),
        ("de", "2027-05-01", "2027-05-03", "1.–3. Mai 2027"),
        ("de", "2027-06-30", "2027-07-02", "30. Juni – 2. Juli 2027"),
        ("de", "2027-12-31", "2028-01-01", "31. Dezember 2027 – 1. Januar 2028"),
        ("de", "2027-05-03", "2027-05-03", "3. Mai 2027"),
        ("fr", "2027-06-10", "2027-06-12", "10–12 juin 2027"),
        ("es", "2027-06-10", "2027-06-12", "10–12 de junio de 2027"),
        ("it", "2027-06-10", "2027-06-12", "10–12 giugno 2027"),
        ("nl", "2027-06-10", "2027-06-12", "10–12 juni 2027"),
        ("pl", "2027-06-10", "2027-06-12", "10–12 czerwca 2027"),
        ("pt-br", "2027-06-10", "2027-06-12", "10–12 de junho de 2027"),
        ("sv", "2027-06-10", "2027-06-12", "10–12 juni 2027"),
        ("ja", "2027-06-10", "2027-06-12", "2027年6月10日–12日"),
    ],
)
def test_days_of_an_event_are_written_as_the_language_writes_them(
    language: str, start: str, end: str, expected: str
) -> None:
    with override(language):
        assert dates(start, end) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Donnerstag, 10. Juni 2027"),
        ("it", "Giovedì 10 giugno 2027"),
        ("pl", "Czwartek, 10 czerwca 2027"),
        ("pt-br", "Quinta-feira, 10 de junho de 2027"),
    ],
)
def test_a_heading_begins_with_a_capital_and_has_no_other_the_language_does_not_want(
    language: str, expected: str
) -> None:
    with override(language):
        assert day_heading(date(2027, 6, 10)) == expected


def test_a_moment_is_written_as_the_language_writes_it() -> None:
    one = make_event(time_zone="Europe/Berlin")
    with override("de"):
        assert strip_tags(moment(datetime(2027, 6, 10, 10, tzinfo=UTC), one)) == (
            "10. Juni 2027, 12:00 CEST (Europe/Berlin)"
        )


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("09:00–17:00", "ltr"),
        ("10 June 2027, 12:00", "ltr"),
        ("10 يونيو 2027, 12:00", "auto"),
        ("10 ביוני 2027", "auto"),
    ],
)
def test_digits_read_from_left_to_right_and_words_decide_for_themselves(text: str, direction: str) -> None:
    assert isolated(SafeString(text)).startswith(f'<bdi dir="{direction}">')


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "10 June 2027, 12:00 CEST (Europe/Berlin)"),
        ("ar", "10 يونيو 2027، 12:00 CEST (Europe/Berlin)"),
        ("ja", "2027年6月10日 12:00 CEST (Europe/Berlin)"),
    ],
)
def test_a_date_and_a_time_are_joined_as_the_language_joins_them(language: str, expected: str) -> None:
    event = make_event(time_zone="Europe/Berlin")
    with override(language):
        assert strip_tags(moment(datetime(2027, 6, 10, 10, tzinfo=UTC), event)) == expected
