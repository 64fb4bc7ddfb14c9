"""What templates say: dates and times, words, addresses. Rendered as a page would, compared as a visitor reads it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import translation

from portal.domain.availability import Availability, State
from portal.domain.paging import paginate
from portal.domain.query import Problem
from portal.domain.search import EventQuery, Facet, Facets
from portal.events_api import codes
from portal.events_api.types import Event, Pass, Session, Speaker, Sponsorship
from portal.models import Tombstone, WebApplication
from portal.services.applications import Connection, Site
from portal.services.catalogue import EventList, Freshness
from portal.templatetags import portal_words
from tests.unit.records import make_building, make_event, make_room, make_session, utc

ENGINE = Engine(
    libraries={
        "portal_list": "portal.templatetags.portal_list",
        "portal_tags": "portal.templatetags.portal_tags",
        "portal_times": "portal.templatetags.portal_times",
        "portal_words": "portal.templatetags.portal_words",
    }
)


def html(source: str, **context: Any) -> str:
    template = ENGINE.from_string("{% load portal_list portal_tags portal_times portal_words %}" + source)
    return template.render(Context(context))


def text(source: str, **context: Any) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html(source, **context)))


def event_on(start: str, end: str | None = None, **fields: Any) -> Event:
    return make_event(starts_at=utc(start), ends_at=utc(end) if end else None, **fields)


def site(**fields: Any) -> Site:
    connection = Connection(
        endpoint="https://api.example.com",
        token=None,
        origin="https://events.example.org",
        dialect=None,
        api_version="v2.0",
        webapp_id=None,
        business_unit_id=None,
    )
    return Site(row=WebApplication(**fields), connection=connection, source="x" * 32, is_demonstration=False)


def available(state: State, *, few_places: bool = False) -> Availability:
    return Availability(
        state=state, paid=False, few_places=few_places, places_left=None, opens_at=None, closes_at=None, changes_at=None
    )


class TestDates:
    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2027-06-10 07:00", "2027-06-10 15:00", "10 June 2027"),
            ("2027-06-09 07:00", "2027-06-11 15:00", "9–11 June 2027"),
            ("2027-06-30 07:00", "2027-07-02 15:00", "30 June – 2 July 2027"),
            ("2027-12-31 20:00", "2028-01-01 02:00", "31 December 2027 – 1 January 2028"),
            ("2027-06-10 18:00", "2027-06-10 22:00", "10 June 2027"),  # until midnight in Berlin
            ("2027-06-10 07:00", None, "10 June 2027"),
        ],
    )
    def test_the_dates_of_an_event_always_carry_the_year(self, start: str, end: str | None, expected: str) -> None:
        assert text("{% event_dates event %}", event=event_on(start, end)) == expected

    def test_each_end_of_a_range_is_marked_up_for_machines(self) -> None:
        marked = html("{% event_dates event %}", event=event_on("2027-06-09 07:00", "2027-06-11 15:00"))

        assert marked == (
            '<bdi><time datetime="2027-06-09">9</time>–<time datetime="2027-06-11">11 June 2027</time></bdi>'
        )

    def test_months_follow_the_language_of_the_page(self) -> None:
        with translation.override("fr"):
            assert text("{% event_dates event %}", event=event_on("2027-06-30 07:00")) == "30 juin 2027"

    def test_the_big_date_of_a_card_names_the_first_month(self) -> None:
        block = "{% date_block event as big %}{{ big.day }} {{ big.month }} {{ big.weekday }}"

        assert text(block, event=event_on("2027-06-09 07:00", "2027-06-11 15:00")) == "9–11 Jun 2027 Wed–Fri"
        assert text(block, event=event_on("2027-06-30 07:00", "2027-07-02 15:00")) == "30 Jun 2027 Wed–Fri"


class TestTimes:
    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            (event_on("2027-06-10 07:00", "2027-06-10 08:00"), "09:00–10:00 CEST (Europe/Berlin)"),
            (event_on("2027-01-10 07:00", "2027-01-10 08:00"), "08:00–09:00 CET (Europe/Berlin)"),
            (event_on("2027-06-10 07:00"), "09:00 CEST (Europe/Berlin)"),
            (
                event_on("2027-06-10 03:15", "2027-06-10 04:15", time_zone="Asia/Kathmandu"),
                "09:00–10:00 UTC+05:45 (Asia/Kathmandu)",
            ),
            (
                event_on("2027-06-10 03:15", "2027-06-10 04:15", time_zone="UTC+05:45", time_zone_certain=False),
                "09:00–10:00 UTC+05:45",
            ),
            (
                event_on("2027-06-10 09:00", "2027-06-10 10:00", time_zone="UTC", time_zone_certain=False),
                "09:00–10:00 UTC",
            ),
            (
                event_on("2027-06-10 21:00", "2027-06-10 22:00", time_zone="Etc/GMT+12"),
                "09:00–10:00 UTC−12:00",
            ),
            (
                event_on("2027-06-09 07:00", "2027-06-11 15:00"),
                "Wed 9 June, 09:00 – Fri 11 June, 17:00 CEST (Europe/Berlin)",
            ),
            (  # the clocks go forward at 02:00
                event_on("2027-03-27 19:00", "2027-03-28 06:00"),
                "Sat 27 March, 20:00 CET – Sun 28 March, 08:00 CEST (Europe/Berlin)",
            ),
            (  # within one night's day
                event_on("2027-10-30 23:00", "2027-10-31 03:00"),
                "01:00 CEST – 04:00 CET (Europe/Berlin)",
            ),
        ],
    )
    def test_the_times_of_an_event_name_the_zone_in_visible_text(self, event: Event, expected: str) -> None:
        assert text("{% event_times event %}", event=event) == expected

    def test_a_time_carries_its_offset_for_machines(self) -> None:
        marked = html("{% event_times event %}", event=event_on("2027-06-10 07:00"))

        assert marked == (
            '<span class="when"><bdi dir="ltr"><time datetime="2027-06-10T09:00+02:00">09:00</time>'
            ' <span class="zone">CEST (Europe/Berlin)</span></bdi></span>'
        )

    def test_an_offset_with_seconds_is_written_in_utc(self) -> None:
        marked = html("{% event_times event %}", event=event_on("1880-06-10 07:00"))

        assert 'datetime="1880-06-10T07:00+00:00">07:53<' in marked

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2027-06-10 07:00", "2027-06-10 08:00", "09:00–10:00"),
            ("2027-06-10 21:30", "2027-06-10 23:00", "23:30–01:00 (next day)"),
            ("2027-06-10 07:00", None, "09:00"),
            (None, None, "Time to be announced"),
        ],
    )
    def test_the_time_of_a_session_stands_on_the_clock_of_its_event(
        self, start: str | None, end: str | None, expected: str
    ) -> None:
        session = make_session("Opening", start, end, time_zone="Asia/Tokyo")

        assert text("{% session_time session event %}", session=session, event=make_event()) == expected

    def test_a_session_page_says_day_time_and_zone(self) -> None:
        session = make_session("Party", "2027-06-10 21:30", "2027-06-10 23:00")

        assert text("{% session_when session event %}", session=session, event=make_event()) == (
            "Thursday, 10 June 2027, 23:30–01:00 CEST (Europe/Berlin) (next day)"
        )

    def test_a_list_across_days_says_the_day_of_each_session(self) -> None:
        session = make_session("Opening", "2027-06-10 07:00", "2027-06-10 08:00")

        assert text("{% session_moment session event %}", session=session, event=make_event()) == (
            "Thu 10 June 2027, 09:00–10:00 CEST"
        )

    def test_a_moment_is_complete(self) -> None:
        assert text("{% moment at event %}", at=utc("2027-06-05 10:00"), event=make_event()) == (
            "5 June 2027, 12:00 CEST (Europe/Berlin)"
        )

    def test_the_age_of_a_page_is_told_in_words(self, time_machine: Any) -> None:
        time_machine.move_to(utc("2027-06-10 10:00"), tick=False)
        freshness = Freshness(updated_at=utc("2027-06-10 07:50"), out_of_date=True)

        assert text("{{ freshness|age }}", freshness=freshness) == "2\N{NO-BREAK SPACE}hours"
        assert text("{{ freshness.updated_at|utc_moment }}", freshness=freshness) == "10 June 2027, 07:50 UTC"
        recent = Freshness(updated_at=utc("2027-06-10 09:59:30"), out_of_date=True)
        assert text("{{ freshness|age }}", freshness=recent) == "less than a minute"

    def test_what_departed_is_dated_on_its_own_clock(self) -> None:
        row = Tombstone(name="Party", starts_at=utc("2027-06-10 22:30"), time_zone="Europe/Berlin")

        assert text("{% departed_day row %}", row=row) == "11 June 2027"
        assert text("{% departed_day row %}", row=Tombstone(name="Party")) == ""


class TestWords:
    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            (make_event(event_name=""), "Untitled event"),
            (make_event(event_name=" Summit\n2027 "), "Summit 2027"),
            (make_session(""), "Untitled session"),
            (Speaker(id="1", name=" "), "Speaker"),
            (Sponsorship(id="1"), "Sponsor"),
            (Pass(pass_id="1", pass_name=""), "Pass"),
        ],
    )
    def test_a_record_without_a_name_is_called_something(self, record: object, expected: str) -> None:
        assert text("{{ record|name }}", record=record) == expected

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Ana Trujillo", "AT"),
            ("Ana Maria de Trujillo", "AT"),
            ("Cher", "C"),
            ("  ", ""),
            ("李 明", "李明"),
            ("3", ""),
        ],
    )
    def test_initials_stand_for_a_missing_picture(self, name: str, expected: str) -> None:
        assert text("{{ speaker|initials }}", speaker=Speaker(id="1", name=name)) == expected

    def test_every_label_of_a_code_can_be_translated(self) -> None:
        labels = {
            *codes.EVENT_FORMATS.values(),
            *codes.EVENT_TYPES.values(),
            *codes.SESSION_TYPES.values(),
            *codes.LANGUAGES.values(),
        }

        assert labels == set(portal_words.LABELS)

    def test_an_unknown_code_is_shown_as_nothing(self) -> None:
        page = "[{{ 7|event_type }}{{ none|event_format }}{{ 7|session_type }}{{ 7|language }}]"

        assert text(page, none=None) == "[]"

    def test_only_text_in_another_language_is_marked(self) -> None:
        assert html("<p{{ code|lang }}>", code=100000002) == '<p lang="de">'
        assert html("<p{{ code|lang }}>", code=100000000) == "<p>"
        assert html("<p{{ code|lang }}>", code=None) == "<p>"

    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            (make_event(building=make_building(city="Berlin")), "Berlin"),
            (make_event(building=make_building()), "Congress Centre"),
            (make_event(event_format=codes.WEBINAR, building=make_building(city="Berlin")), "Online"),
            (make_event(event_format=codes.HYBRID, building=make_building(city="Berlin")), "Berlin and online"),
            (make_event(event_format=codes.HYBRID), "Online"),
            (make_event(), ""),
        ],
    )
    def test_the_place_of_an_event(self, event: Event, expected: str) -> None:
        assert text("{{ event|place }}", event=event) == expected

    def test_a_session_without_a_room_says_so(self) -> None:
        assert text("{{ session|room }}", session=make_session(room="Hall")) == "Hall"
        assert text("{{ session|room }}", session=make_session()) == "Room to be announced"
        assert text("{{ session|room }}", session=make_session(session_format=codes.WEBINAR)) == "Online"

    @pytest.mark.parametrize(
        ("price", "symbol", "expected"),
        [
            (Decimal("1299.5"), "€", "€1,299.50"),
            (Decimal("99.00"), "€", "€99"),
            (Decimal("99"), "CHF", "CHF\N{NO-BREAK SPACE}99"),
            (Decimal("99"), None, "99"),
            (Decimal("0.00"), "€", "Free"),
            (None, "€", "Price to be announced"),
        ],
    )
    def test_prices(self, price: Decimal | None, symbol: str | None, expected: str) -> None:
        item = Pass(pass_id="1", pass_name="Regular", price=price, currency_symbol=symbol)

        assert text("{{ item|price }}", item=item) == expected

    @pytest.mark.parametrize(
        ("language", "symbol", "expected"),
        [
            ("de", "$", "65,50\N{NO-BREAK SPACE}$"),
            ("de", "CHF", "65,50\N{NO-BREAK SPACE}CHF"),
            ("nl", "€", "€\N{NO-BREAK SPACE}65,50"),
            ("ja", "$", "$65.50"),
        ],
    )
    def test_the_currency_stands_where_the_language_puts_it(self, language: str, symbol: str, expected: str) -> None:
        item = Pass(pass_id="1", pass_name="Regular", price=Decimal("65.5"), currency_symbol=symbol)
        with translation.override(language):
            assert text("{{ item|price }}", item=item) == expected

    def test_the_lowest_price_is_told_only_where_all_are_known(self) -> None:
        cheap = Pass(pass_id="1", pass_name="Student", price=Decimal(20), currency_symbol="€")
        dear = replace(cheap, price=Decimal(90))

        assert text("{{ passes|lowest_price }}", passes=[dear, cheap]) == "from €20"
        assert text("{{ passes|lowest_price }}", passes=[dear, dear]) == "€90"
        assert text("{{ passes|lowest_price }}", passes=[dear, replace(cheap, price=None)]) == ""
        assert text("{{ passes|lowest_price }}", passes=[dear, replace(cheap, currency_symbol="$")]) == ""
        assert text("{{ passes|lowest_price }}", passes=[]) == ""

    @pytest.mark.parametrize(
        ("availability", "event_word", "session_word"),
        [
            (available(State.OPEN), "open Registration open", ""),
            (available(State.OPEN, few_places=True), "few Few places left", "few Few places left"),
            (available(State.WAITLIST), "waitlist Full – waitlist open", "waitlist Full – waitlist open"),
            (available(State.FULL), "full Full", "full Full"),
            (available(State.CLOSED), "closed Registration is closed", ""),
            (available(State.NOT_OPEN), "closed Registration is not open yet", ""),
            (available(State.SIGN_IN), "closed Registration for this event needs an account", ""),
            (available(State.PAST), "past This event is over", "past This session is over"),
        ],
    )
    def test_every_state_has_a_word_and_a_shape(
        self, availability: Availability, event_word: str, session_word: str
    ) -> None:
        line = "{% if state %}{{ state.kind }} {{ state.word }}{% endif %}"

        assert text("{% with state=a|event_state %}" + line + "{% endwith %}", a=availability) == event_word
        assert text("{% with state=a|session_state %}" + line + "{% endwith %}", a=availability) == session_word

    @pytest.mark.parametrize(
        ("left", "expected"), [(None, ""), (11, ""), (10, "Few left"), (0, "Sold out"), (-2, "Sold out")]
    )
    def test_the_state_of_a_pass(self, left: int | None, expected: str) -> None:
        item = Pass(pass_id="1", pass_name="Regular", number_of_passes_left=left)

        assert (
            text("{% with s=item|pass_state:10 %}{% if s %}{{ s.word }}{% endif %}{% endwith %}", item=item) == expected
        )

    def test_every_problem_with_a_filter_says_what_to_do(self) -> None:
        said = {problem: text("{{ problem|problem }}", problem=problem) for problem in Problem}

        assert len(set(said.values())) == len(Problem)
        assert all(said.values())

    def test_descriptions_are_cleaned_and_marked_safe(self) -> None:
        description = "<p onclick='x'>Bring <b>boots</b></p><script>alert(1)</script>"

        assert html("{{ description|rich }}", description=description) == "<p>Bring <b>boots</b></p>"
        assert html("{{ description|excerpt:9 }}", description=description) == "Bring…"

    def test_what_visitors_may_record_is_told_in_words(self) -> None:
        page = "{{ value|permitted:'cameras' }}/{{ value|permitted:'recordings' }}"

        assert text(page, value=True) == "Photographs allowed/Recording allowed"
        assert text(page, value=False) == "No photographs/No recording"
        assert text(page, value=None) == "/"


class TestLinks:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("https://tickets.example.net/summit", "https://tickets.example.net/summit"),
            ("http://tickets.example.net/", ""),
            ("javascript:alert(1)", ""),
            ("https://events.example.org/events/x/", ""),  # this very site
            (None, ""),
        ],
    )
    def test_registration_elsewhere_needs_a_safe_foreign_address(self, address: str | None, expected: str) -> None:
        event = make_event(public_event_url=address)

        assert text("{% registration_url event site %}", event=event, site=site()) == expected

    def test_a_banner_is_shown_from_allowed_hosts_only(self) -> None:
        event = make_event(image="https://cdn.example.net/banner.png")

        assert text("{% banner event site %}", event=event, site=site(banner_hosts="CDN.example.net")) == event.image
        assert text("{% banner event site %}", event=event, site=site(banner_hosts="example.net")) == ""
        insecure = replace(event, image="http://cdn.example.net/banner.png")
        assert text("{% banner event site %}", event=insecure, site=site(banner_hosts="cdn.example.net")) == ""

    def test_profiles_show_where_they_lead_and_handles_as_text(self) -> None:
        speaker = Speaker(id="1", name="Ana", website="www.example.net/ana", blog="javascript:x", twitter="@ana")
        page = "{% profiles s as found %}{% for p in found %}{{ p.label }} {{ p.text }} {{ p.url }}|{% endfor %}"

        assert text(page, s=speaker) == ("Website example.net https://www.example.net/ana|Blog javascript:x |X @ana |")

    def test_an_event_keeps_its_ornament(self) -> None:
        ornaments = {text("{% pattern event %}", event=make_event(event_id=f"id-{n}")) for n in range(300)}

        assert ornaments == {f"pattern-{motif} tile-{size}" for motif in range(8) for size in range(3)}
        assert len({text("{% pattern event %}", event=make_event()) for _ in range(3)}) == 1

    def test_a_title_leaves_out_what_is_empty(self) -> None:
        page = "{% page_title 'Schedule' '' 'Summit' %}"

        assert text(page, site=site(site_title="Contoso")) == "Schedule – Summit – Contoso"
        assert text(page, site=None) == "Schedule – Summit"


class TestList:
    def page(self, query: EventQuery, number: int = 1, pages: int = 1) -> EventList:
        return EventList(
            query=query,
            cards=paginate([None] * pages, number, size=1),  # type: ignore[arg-type]
            former=(),
            facets=Facets(
                formats=(Facet(slug="hybrid", label="Hybrid", count=1),),
                types=(),
                places=(Facet(slug="zurich", label="Zürich", count=1), Facet(slug="online", label=None, count=1)),
            ),
            unknown={},
            empty_reason=None,
            upcoming_count=0,
            past_count=0,
            is_past=False,
            freshness=Freshness(updated_at=utc("2027-06-10 07:00"), out_of_date=False),
        )

    def test_each_active_filter_can_be_taken_away_alone(self) -> None:
        query = EventQuery.parse(
            {"q": ["port"], "format": ["hybrid", "gone"], "place": ["online"], "from": ["2027-06-10"], "page": ["3"]}
        )
        chips = text(
            "{% chips page as all %}{% for c in all %}{{ c.label }} {{ c.url }}\n{% endfor %}", page=self.page(query)
        )

        assert chips.splitlines() == [
            "“port” /events/?format=gone&format=hybrid&place=online&from=2027-06-10",
            "gone /events/?q=port&format=hybrid&place=online&from=2027-06-10",
            "Hybrid /events/?q=port&format=gone&place=online&from=2027-06-10",
            "Online /events/?q=port&format=gone&format=hybrid&from=2027-06-10",
            "From Thursday, 10 June 2027 /events/?q=port&format=gone&format=hybrid&place=online",
        ]

    def test_the_pager_keeps_the_filters(self) -> None:
        page = self.page(EventQuery.parse({"q": ["port"]}), number=2, pages=3)

        assert text("{% list_url page 3 %}", page=page) == "/events/?q=port&page=3"
        assert text("{% page_number page %}", page=page) == "page 2 of 3"
        assert text("{% page_number page %}", page=self.page(EventQuery())) == ""


def test_a_room_of_the_event_is_listed_once_and_first() -> None:
    class Whole:
        """As much of an EventWhole as the filter reads."""

        event = make_event(room=make_room("Yard"), building=make_building(id="home"))
        sessions: tuple[Session, ...] = (
            make_session("A", room="Yard", building=make_building(id="home")),
            make_session("B", room="Attic", building=make_building(id="away", name="Annex")),
        )

    page = "{% for e in w|rooms %}{{ e.room.name }} {{ e.building.name }}|{% endfor %}"

    assert text(page, w=Whole()) == "Yard |Attic Annex|"
