"""The institute's events at home and online, and the list of all but the forum; dated relative to a day."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from portal.simulator.data import making, places
from portal.simulator.data.abroad import arab_ports_forum, coastal_data_summit, quiet_harbours, rivers_dialogue
from portal.simulator.data.making import (
    at,
    guid,
    make_event,
    make_field,
    make_session,
    wall,
    working_day,
)
from portal.simulator.data.past import breakwater_review, dredging_myths
from portal.simulator.data.people import people
from portal.simulator.records import Event, Facts


def other_events(today: date) -> list[Event]:
    return [
        breakwater_review(today),
        dredging_myths(today),
        harbour_walks(today),
        scholarship_day(today),
        shore_power_webinar(today),
        open_deck_evening(today),
        wave_workshop(today),
        coastal_data_summit(today),
        quiet_harbours(today),
        rivers_dialogue(today),
        arab_ports_forum(today),
        clock_change_night(today),
        members_briefing(today),
        tide_tables_webinar(today),
    ]


def open_deck_evening(today: date) -> Event:
    """Full, without a waitlist."""
    day = working_day(today + timedelta(days=17))
    return make_event(
        "Open Deck on the Pilot Boat",
        at(day, "18:30"),
        at(day, "21:00"),
        description="Out to the roads and back with the pilots on duty. Places are few because the deck is small.",
        eventType=making.DEMONSTRATION,
        maxCapacity=24,
        isCapacityRestricted=True,
        registered=24,
        building=places.PILOT_STATION,
    )


def wave_workshop(today: date) -> Event:
    """Full, with a waitlist on which people choose whether to be registered by themselves."""
    key = "Wave Basin Workshop"
    day = working_day(today + timedelta(days=24))
    return make_event(
        key,
        at(day, "10:00"),
        at(day, "16:00"),
        description="<p>A day in the wave basin with <strong>your own</strong> breakwater, at one to fifty.</p>"
        "<p>We lend boots. You will get wet.</p>",
        eventType=making.TRAINING,
        maxCapacity=16,
        isCapacityRestricted=True,
        registered=16,
        showWaitlist=True,
        showAutomaticRegistrationCheckbox=True,
        building=places.WAVE_BASIN,
        room=places.FLUME_FLOOR,
        sessions=[
            make_session(
                key,
                "Building",
                at(day, "10:00"),
                at(day, "12:30"),
                sessionType=making.HANDS_ON,
                speakers=people("Kenji Morita"),
                building=places.WAVE_BASIN,
                room=places.FLUME_FLOOR,
            ),
            make_session(
                key,
                "Breaking",
                at(day, "13:30"),
                at(day, "16:00"),
                sessionType=making.HANDS_ON,
                speakers=people("Kenji Morita", "Mei-Lin Tsao"),
                building=places.WAVE_BASIN,
                room=places.FLUME_FLOOR,
            ),
        ],
        fields=[
            make_field(
                key, "Shoe size", making.SINGLE_CHOICE, required=True, choices=("35–37", "38–40", "41–43", "44–46")
            )
        ],
    )


def scholarship_day(today: date) -> Event:
    """Closed: its registration end date has passed."""
    day = working_day(today + timedelta(days=5))
    return make_event(
        "Young Mariners Scholarship Day",
        at(day, "09:00"),
        at(day, "15:30"),
        description="Applicants, tutors and former scholars meet at the Quayside Halls.",
        eventType=making.BRIEFING,
        maxCapacity=80,
        isCapacityRestricted=True,
        registered=61,
        setRegistrationEndDate=True,
        stopRegistrationDate=wall(at(today - timedelta(days=3), "18:00")),
        websiteMessage="Registration has closed so that we can prepare the interviews."
        " Write to scholars@lanternquay.example if you are a tutor.",
        building=places.QUAYSIDE_HALLS,
        room=places.CHART_ROOM,
    )


def shore_power_webinar(today: date) -> Event:
    key = "Shore Power in Plain Words"
    day = working_day(today + timedelta(days=9))
    return make_event(
        key,
        at(day, "16:00"),
        at(day, "17:15"),
        description="Why ships still run their engines in port, what a socket costs and who could pay for it.\n\n"
        "Forty minutes of talk, the rest for questions. The link comes by e-mail.",
        eventFormat=making.WEBINAR,
        eventType=making.WEBCAST,
        enableMultiAttendeeRegistration=False,
        registered=138,
        sessions=[
            make_session(
                key,
                "Shore power in plain words",
                at(day, "16:00"),
                at(day, "17:15"),
                sessionFormat=making.WEBINAR,
                speakers=people("Olivier Marchetti"),
                recordingsPermitted=making.YES,
            )
        ],
    )


def tide_tables_webinar(today: date) -> Event:
    day = working_day(today + timedelta(days=75))
    return make_event(
        "Reading Tide Tables",
        at(day, "18:00"),
        at(day, "19:00"),
        description="For sailors, walkers and everybody who has ever been cut off by the sea.",
        eventFormat=making.WEBINAR,
        eventType=making.TRAINING,
        eventLanguage=making.GERMAN,
        registered=4,
        fields=[make_field("Reading Tide Tables", "Do you sail?", making.BOOLEAN)],
    )


def next_clock_change(today: date, zone: str = "Europe/Berlin") -> date:
    """The next day, at least two days ahead, on which the zone changes its clocks."""
    local = ZoneInfo(zone)
    day = today + timedelta(days=2)
    while at(day, "00:00").replace(tzinfo=local).utcoffset() == at(day, "12:00").replace(tzinfo=local).utcoffset():
        day += timedelta(days=1)
    return day


def clock_change_night(today: date) -> Event:
    """From the evening before a clock change to the morning after it."""
    key = "Long Night of the Lighthouse"
    sunday = next_clock_change(today)
    saturday = sunday - timedelta(days=1)
    place: Facts = {"building": places.OLD_LIGHTHOUSE}
    return make_event(
        key,
        at(saturday, "20:00"),
        at(sunday, "08:00"),
        description="One night in the lantern room, with the clocks changing in the middle of it.\n\n"
        "Come for an hour or for all of them. There is soup at midnight and breakfast at seven.",
        eventType=making.DEMONSTRATION,
        maxCapacity=45,
        isCapacityRestricted=True,
        registered=19,
        **place,
        sessions=[
            make_session(
                key,
                "Lighting the lamp",
                at(saturday, "20:00"),
                at(saturday, "21:00"),
                **place,
                speakers=people("Fiona MacRae"),
            ),
            make_session(
                key,
                "Soup and stories",
                at(saturday, "23:30"),
                at(sunday, "01:00"),
                **place,
                speakers=people("Jonas Feddersen"),
            ),
            make_session(
                key,
                "The hour that comes or goes",
                at(sunday, "01:30"),
                at(sunday, "03:30"),
                **place,
                speakers=people("Pieter van der Lely"),
                sessionSummary="We watch the clock change, and count how long it took.",
            ),
            make_session(key, "Breakfast at the foot of the tower", at(sunday, "07:00"), at(sunday, "08:00"), **place),
        ],
    )


def harbour_walks(today: date) -> Event:
    """Going on now: since yesterday, until tomorrow."""
    key = "Harbour Walks"
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    walks = (
        (yesterday, "The warehouses"),
        (today, "The customs line"),
        (tomorrow, "The islands"),
    )
    return make_event(
        key,
        at(yesterday, "10:00"),
        at(tomorrow, "18:00"),
        description="<p>Three days, three walks. Each begins at the tide gauge at two in the afternoon.</p>",
        eventType=None,
        eventLanguage=making.GERMAN,
        registered=76,
        building=places.QUAYSIDE_HALLS,
        sessions=[
            make_session(key, name, at(day, "14:00"), at(day, "16:00"), speakers=people("Eleanor Whitcombe"))
            for day, name in walks
        ],
    )


def members_briefing(today: date) -> Event:
    """Everything that may be unknown is unknown. Only members who have signed in can register."""
    day = working_day(today + timedelta(days=66))
    return make_event(
        "Members' Briefing",
        at(day, "17:00"),
        at(day, "18:00"),
        eventFormat=None,
        eventType=None,
        eventLanguage=None,
        timeZone=None,
        timeZoneName=None,
        allowAnonymousRegistrations=False,
        sessions=[
            make_session(
                "Members' Briefing",
                "Questions to the board",
                at(day, "17:15"),
                at(day, "18:00"),
                timeZone=None,
                sessionFormat=None,
                sessionType=None,
                language=None,
            )
        ],
        web_application_id=None,
        business_unit_id=guid("business unit", "members"),
    )
