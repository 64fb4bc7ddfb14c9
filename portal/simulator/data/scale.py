"""Many events, and one with many sessions, for load tests."""

from collections.abc import Iterator
from datetime import date, timedelta

from portal.simulator.data import making, places
from portal.simulator.data.making import at, make_event, make_session
from portal.simulator.data.people import PEOPLE
from portal.simulator.records import Event

MARATHON_ID = "Session_Marathon900000001"

_KINDS = ("Seminar", "Workshop", "Lecture", "Open day", "Round table", "Excursion")
_SUBJECTS = ("tides", "cranes", "ferries", "lighthouses", "customs", "pilots", "quays", "rivers", "dikes", "currents")
_HOUSES = (places.QUAYSIDE_HALLS, places.WAREHOUSE_NINE, places.WAVE_BASIN, None)


def many_events(today: date, number: int) -> Iterator[Event]:
    """`number` events around the day, and one more with `number` sessions."""
    if number <= 0:
        return
    for index in range(number):
        day = today + timedelta(days=index % 500 - 100)
        hour = f"{8 + index % 10:02}"
        house = _HOUSES[index % len(_HOUSES)]
        yield make_event(
            f"{_KINDS[index % 6]} {index + 1} on {_SUBJECTS[index // 6 % 10]}",
            at(day, f"{hour}:00"),
            at(day, f"{hour}:45"),
            description=f"Number {index + 1} of {number} events that were made up for a load test.",
            eventFormat=(making.ON_SITE, making.WEBINAR, making.HYBRID)[index % 3],
            eventType=making.BRIEFING + index % 5,
            maxCapacity=50,
            isCapacityRestricted=index % 2 == 0,
            registered=index % 50,
            building=house,
        )
    yield _marathon(today, number)


def _marathon(today: date, number: int) -> Event:
    first = today + timedelta(days=90)
    speakers = list(PEOPLE.values())
    halls = (
        places.GREAT_HALL,
        places.TIDE_ROOM,
        places.BEACON_ROOM,
        places.CHART_ROOM,
        places.ROPE_LOFT,
        places.CAPSTAN_STUDIO,
    )
    rooms = [(places.QUAYSIDE_HALLS, hall) for hall in halls]
    rooms += [(places.WAREHOUSE_NINE, hall) for hall in (places.PIER_HALL, places.LOADING_DOCK)]
    sessions = []
    for index in range(number):
        slot, room = divmod(index, len(rooms))
        day, hour = first + timedelta(days=slot // 10), 9 + slot % 10
        sessions.append(
            make_session(
                MARATHON_ID,
                f"Session {index + 1} on {_SUBJECTS[index % 10]}",
                at(day, f"{hour:02}:00"),
                at(day, f"{hour:02}:50"),
                sessionType=making.HANDS_ON + index % 5,
                building=rooms[room][0],
                room=rooms[room][1],
                speakers=[speakers[index % len(speakers)]],
            )
        )
    last = first + timedelta(days=max(0, number - 1) // (10 * len(rooms)))
    return make_event(
        "Session Marathon",
        at(first, "09:00"),
        at(last, "19:00"),
        readableEventId=MARATHON_ID,
        building=places.QUAYSIDE_HALLS,
        sessions=sessions,
    )
