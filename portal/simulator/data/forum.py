"""The Harbour Forum: three days, six rooms, five tracks, a custom agenda and all four kinds of questions."""

# ruff: noqa: E501 -- a text per line reads and compares better than one cut into pieces

from datetime import date, timedelta

from portal.simulator.data import making, places
from portal.simulator.data.forum_programme import DAYS, TRACKS, Slot
from portal.simulator.data.making import at, make_event, make_field, make_session, make_sponsorship, make_track
from portal.simulator.data.people import people
from portal.simulator.records import Event, Facts, Session, Sponsorship

READABLE_ID = "Harbour_Forum418820377"

ROOMS = {
    "great": places.GREAT_HALL,
    "tide": places.TIDE_ROOM,
    "beacon": places.BEACON_ROOM,
    "chart": places.CHART_ROOM,
    "rope": places.ROPE_LOFT,
    "capstan": places.CAPSTAN_STUDIO,
}
CAPACITY = {"great": 420, "tide": 120, "beacon": 90, "chart": 80, "rope": 60, "capstan": 40}

DESCRIPTION = """\
<p>For three days, the people who run ports, live beside them, study them and argue with them meet under one roof in Hamburg.</p>
<h3>What to expect</h3>
<ul>
<li>More than sixty sessions in six rooms, from keynotes to labs with rope, card and mud</li>
<li>Five tracks: water, work, trade, the city and the machines</li>
<li>An evening on three museum ships</li>
</ul>
<h3>Your own programme</h3>
<p>Choose your sessions when you register; you can come to the plenary sessions without choosing. Places in the labs are few. \
Everything is explained on the <a href="https://lanternquay.example/forum">forum's own page</a>.</p>
<p><strong>Admission is free</strong>, thanks to our partners.</p>"""

KEYNOTE_DETAIL = """\
Ports promise depth to ships, work to towns and safety to whoever lives behind the wall.

This opening looks at three such promises. One was kept for two hundred years, one was broken in an afternoon, and one is \
being renegotiated while we meet.

There will be time for questions, and Clara Hohenstein will ask the first."""

_DETAILS: dict[str, Facts] = {
    "Opening: A harbour is a promise": {"detailedDescription": KEYNOTE_DETAIL, "recordingsPermitted": making.YES},
    "Walls that give way": {
        "detailedDescription": "<p>With film of:</p><ol><li>a wall that folds</li><li>a wall that floats</li>"
        "<li>a wall that was never there</li></ol>",
        "sessionObjectives": "Know when a planned failure is the safer choice.",
    },
    "Lab: Read a tide gauge": {
        "sessionObjectives": "Find a shifted datum, a stuck float and a clock error in a real series.",
        "sessionPreRequisites": "None. School arithmetic is enough.",
        "recordingsPermitted": making.NO,
    },
    "Lab: Berth planning by hand": {"sessionPreRequisites": "Bring a soft pencil."},
    "Waiting for a ship to be sold": {"camerasPermitted": making.NO, "recordingsPermitted": making.NO},
    "Parks that may drown": {"language": making.FRENCH},
    "Moving a fish market": {"sessionObjectives": "A checklist for moving what people love."},
    "Walk: The old customs line": {"camerasPermitted": None, "language": making.GERMAN},
}

# Registered before the simulator started; the named ones are full. Others follow from the capacity.
_FULL = (
    "Lab: Splice a mooring line",
    "Lab: Hear your own harbour",
    "Listening from below",
    "The port without computers",
)


def forum(today: date) -> Event:
    """About six weeks ahead, Tuesday to Thursday."""
    first = today + timedelta(days=38)
    first += timedelta(days=(1 - first.weekday()) % 7)
    sessions = [(slot, _session(first + timedelta(days=day), slot)) for day, slots in enumerate(DAYS) for slot in slots]
    draft = _session(
        first + timedelta(days=1),
        Slot("18:00", "19:00", "Draft: a session nobody has agreed to yet", None, None, (), None),
    )
    draft.live = False
    tracks = [
        make_track(READABLE_ID, name, about, [session for slot, session in sessions if slot.track == name])
        for name, about in TRACKS.items()
    ]
    tracks.append(make_track(READABLE_ID, "Stage crew", "Internal: for the crew only.", [], external=False))
    return make_event(
        "Harbour Forum",
        at(first, "08:15"),
        at(first + timedelta(days=2), "17:00"),
        readableEventId=READABLE_ID,
        description=DESCRIPTION,
        showWaitlist=True,
        allowCustomAgenda=True,
        setRegistrationEndDate=True,
        stopRegistrationDate=making.wall(at(first - timedelta(days=4), "18:00")),
        websiteMessage="Registration for the Harbour Forum has closed. A few places are kept at the door each morning.",
        image="https://assets.example.org/banners/harbour-forum.jpg",
        building=places.QUAYSIDE_HALLS,
        registered=287,
        sessions=[*(session for _, session in sessions), draft],
        tracks=tracks,
        sponsorships=_sponsorships(),
        fields=_fields(),
        customFields={
            "lq_topic": {
                "Id": making.guid("topic", "ports"),
                "LogicalName": "lq_topic",
                "Name": "Ports",
                "KeyAttributes": [],
                "RowVersion": None,
            },
            "lq_private": False,
        },
    )


def _session(day: date, slot: Slot) -> Session:
    start, end = at(day, slot.start), at(day, slot.end)
    if end <= start:
        end += timedelta(days=1)
    capacity = CAPACITY.get(slot.room or "", 0) if slot.track else 0
    registered = capacity if slot.name in _FULL else len(slot.name) * 17 % max(1, capacity * 4 // 5)
    facts: Facts = {
        "sessionSummary": slot.summary,
        "sessionType": _kind(slot),
        "building": places.QUAYSIDE_HALLS if slot.room else None,
        "room": ROOMS[slot.room] if slot.room else None,
        "maxCapacity": capacity,
        "isCapacityRestricted": capacity > 0,
        "speakers": people(*slot.speakers),
        "registered": registered if capacity else 0,
    }
    return make_session(READABLE_ID, slot.name, start, end, **facts | _DETAILS.get(slot.name, {}))


def _kind(slot: Slot) -> int | None:
    if slot.is_break:
        return making.BREAK
    if slot.name.startswith("Lab:"):
        return making.HANDS_ON
    if slot.name.startswith(("Opening", "Keynote", "Closing")):
        return making.KEYNOTE
    if slot.name.startswith("Debate"):
        return making.BRAINSTORMING
    if slot.track:
        return making.BREAKOUT
    return making.GENERAL if slot.speakers else None


def _sponsorships() -> list[Sponsorship]:
    partners = (
        ("Meridian Dredging Group", "Platinum", "Keeps the fairway to the museum ships open for the forum's evening."),
        ("Northlight Terminals", "Platinum", None),
        ("Kestrel Marine Software", "Gold", "Lends the tablets in the Capstan Studio."),
        ("Bluewater Mutual", "Gold", None),
        ("Tern & Tide Ropeworks", "Silver", "Gives every rope that is spliced in the lab."),
        ("Elbe Shore Power", "Silver", None),
        ("Saltmarsh Bank", "Silver", None),
        ("Harbour Radio 87.6", "Media partner", "Broadcasts the debate."),
        ("The Lightship", "Media partner", None),
        ("Capstan Coffee Roasters", None, "Coffee, all day."),
    )
    without_logo = {"Capstan Coffee Roasters", "Saltmarsh Bank"}
    named = [
        make_sponsorship(READABLE_ID, name, topic, about, logo=name not in without_logo)
        for name, topic, about in partners
    ]
    return [
        *named,
        make_sponsorship(READABLE_ID, None, "Supporters", "A donor who wishes not to be named.", logo=False),
    ]


def _fields() -> list[Facts]:
    return [
        make_field(READABLE_ID, "Which organisation do you come from?", making.TEXT),
        make_field(
            READABLE_ID,
            "How did you hear of the forum?",
            making.SINGLE_CHOICE,
            required=True,
            choices=("A colleague", "Newsletter", "Radio", "At last year's forum, of course", "Somewhere else"),
        ),
        make_field(
            READABLE_ID,
            "What should the kitchen know?",
            making.MULTIPLE_CHOICE,
            choices=("Vegetarian", "Vegan", "No gluten", "No nuts, peanuts or sesame", "Halal", "Kosher"),
        ),
        make_field(READABLE_ID, "Will you join the evening on the museum ships?", making.BOOLEAN, required=True),
    ]
