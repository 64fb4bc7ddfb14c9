"""Events that are over, yet still published."""

from datetime import date, timedelta

from portal.simulator.data import making, places
from portal.simulator.data.making import at, guid, make_event, make_session, make_sponsorship, wall, working_day
from portal.simulator.data.people import people
from portal.simulator.records import Event, Facts


def breakwater_review(today: date) -> Event:
    """Past, with sessions."""
    key = "Breakwater Review"
    day = working_day(today - timedelta(days=41))
    place: Facts = {"building": places.QUAYSIDE_HALLS, "room": places.TIDE_ROOM}
    return make_event(
        key,
        at(day, "09:30"),
        at(day, "16:30"),
        description="Five breakwaters, five years after. What held, what moved and what nobody had drawn.",
        maxCapacity=120,
        isCapacityRestricted=True,
        registered=112,
        setRegistrationEndDate=True,
        stopRegistrationDate=wall(at(day - timedelta(days=1), "12:00")),
        websiteMessage="Thank you for coming. The recordings will appear on our website.",
        **place,
        sessions=[
            make_session(
                key, "Five years on", at(day, "09:30"), at(day, "11:00"), **place, speakers=people("Mei-Lin Tsao")
            ),
            make_session(
                key, "What moved", at(day, "11:30"), at(day, "12:30"), **place, speakers=people("Rafael Monteiro")
            ),
        ],
        sponsorships=[make_sponsorship(key, "Meridian Dredging Group", "Monetary")],
    )


def dredging_myths(today: date) -> Event:
    """A past webinar with an embedded registration form."""
    day = working_day(today - timedelta(days=12))
    event_id = making.readable_id("Seven Myths about Dredging")
    return make_event(
        "Seven Myths about Dredging",
        at(day, "16:00"),
        at(day, "17:00"),
        description="Mud, money and misunderstandings, in one hour.",
        eventFormat=making.WEBINAR,
        eventType=making.WEBCAST,
        registered=203,
        registrationForm=f"<div data-form-id='{guid('form', event_id)}' data-readable-event-id='{event_id}'"
        " data-form-api-url='https://forms.example.org/api' data-cached-form-url='https://forms.example.org/form'></div>"
        "<script src='https://forms.example.org/FormLoader/FormLoader.bundle.js'></script>",
    )
