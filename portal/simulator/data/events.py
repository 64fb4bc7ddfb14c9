"""The other events of the Lantern Quay Institute, dated relative to a day."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from portal.simulator.data import making, places
from portal.simulator.data.making import (
    at,
    guid,
    make_event,
    make_field,
    make_session,
    make_speaker,
    make_sponsorship,
    make_track,
    wall,
    working_day,
)
from portal.simulator.data.people import people
from portal.simulator.records import Event, Pass, Session
from portal.simulator.timezones import DUBAI, KATHMANDU, NEW_YORK, TOKYO


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


def coastal_data_summit(today: date) -> Event:
    """Paid, with passes, one of them sold out. New York."""
    key = "Coastal Data Summit"
    day = working_day(today + timedelta(days=52))
    hall = {"building": places.WAREHOUSE_NINE, "room": places.PIER_HALL}
    dock = {"building": places.WAREHOUSE_NINE, "room": places.LOADING_DOCK}
    keynote = make_session(
        key,
        "Who owns a tide?",
        at(day, "09:30"),
        at(day, "10:30"),
        NEW_YORK,
        **hall,
        sessionType=making.KEYNOTE,
        speakers=people("Priya Raghunathan"),
        sessionSummary="Measurements are public, predictions are sold. Where the line is, and who drew it.",
    )
    sensors = make_session(
        key,
        "Sensors that survive a winter",
        at(day, "11:00"),
        at(day, "12:00"),
        NEW_YORK,
        **hall,
        speakers=people("Lukas Brandvold", "Ingrid Solheim"),
        sessionSummary="Ice, birds, boat hooks: a field guide to losing instruments, and to losing fewer.",
    )
    workshop = make_session(
        key,
        "Workshop: a flood map in a day",
        at(day, "11:00"),
        at(day, "16:00"),
        NEW_YORK,
        **dock,
        sessionType=making.HANDS_ON,
        speakers=people("Sofia Lindqvist", "Baraka Mwangi"),
        maxCapacity=30,
        isCapacityRestricted=True,
        registered=30,
        sessionPreRequisites="A laptop with a browser. No programming.",
    )
    models = make_session(
        key,
        "Forecasts people act on",
        at(day, "13:30"),
        at(day, "14:30"),
        NEW_YORK,
        **hall,
        speakers=people("Chidi Eze"),
        sessionSummary="A forecast is only as good as the door that gets closed because of it.",
    )
    panel = make_session(
        key,
        "Panel: open data, closed gates",
        at(day, "15:00"),
        at(day, "16:15"),
        NEW_YORK,
        **hall,
        speakers=people("Clara Hohenstein", "Grace Tan Wei Ling", "Zeynep Arslan"),
    )
    sessions = [keynote, sensors, workshop, models, panel]
    talks = [keynote, sensors, models, panel]
    return make_event(
        key,
        at(day, "09:00"),
        at(day, "17:00"),
        NEW_YORK,
        description="One day about the numbers that coastal towns live by.\n\n"
        "Bring a question that your own data could not answer. Lunch is included in every pass.\n\n"
        "Students pay the student price on showing a card at the door.",
        maxCapacity=260,
        isCapacityRestricted=True,
        registered=214,
        building=places.WAREHOUSE_NINE,
        room=places.PIER_HALL,
        image="https://assets.example.org/banners/coastal-data-summit.jpg",
        sessions=sessions,
        tracks=[make_track(key, "Talks", None, talks), make_track(key, "Workshops", "Hands on.", [workshop])],
        passes=[
            _pass(key, "Standard", 240, 150, 121, talks),
            _pass(key, "Student", 65.5, 40, 38, talks),
            _pass(key, "Workshop day", 320, 30, 30, sessions),
            _pass(key, "Supporter", 500, 20, 3, sessions),
        ],
        sponsorships=[
            make_sponsorship(key, "Kestrel Marine Software", "Gold", "Pays for the student places."),
            make_sponsorship(key, "Bluewater Mutual", "Silver"),
        ],
        fields=[make_field(key, "Name on the badge, if it differs", making.TEXT)],
    )


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


def quiet_harbours(today: date) -> Event:
    """Hybrid. Tokyo."""
    key = "Quiet Harbours"
    day = working_day(today + timedelta(days=31))
    place = {"building": places.SUMIDA_HOUSE, "room": places.LISTENING_ROOM, "sessionFormat": making.HYBRID}
    return make_event(
        key,
        at(day, "13:00"),
        at(day, "18:00"),
        TOKYO,
        description="<h2>Sound under water</h2><p>An afternoon of listening, in Tokyo and online.</p>"
        "<blockquote>The loudest thing in the bay is the thing we no longer hear.</blockquote>",
        eventFormat=making.HYBRID,
        eventLanguage=making.JAPANESE,
        maxCapacity=60,
        isCapacityRestricted=True,
        registered=47,
        showWaitlist=True,
        autoregisterWaitlistItems=True,
        publicEventUrl="https://events.example.org/quiet-harbours",
        building=places.SUMIDA_HOUSE,
        room=places.LISTENING_ROOM,
        image="https://assets.example.org/banners/quiet-harbours.jpg",
        sessions=[
            make_session(
                key,
                "A year at berth four",
                at(day, "13:00"),
                at(day, "14:30"),
                TOKYO,
                **place,
                language=making.JAPANESE,
                speakers=people("Yuki Hanazawa"),
            ),
            make_session(
                key,
                "静かな港をつくる",
                at(day, "15:00"),
                at(day, "16:15"),
                TOKYO,
                **place,
                language=making.JAPANESE,
                speakers=people("Kenji Morita"),
                sessionSummary="防音壁、速度制限、そして忍耐。三つの港の記録から。",
            ),
            make_session(key, "Open listening", at(day, "16:30"), at(day, "18:00"), TOKYO, **place),
        ],
    )


def rivers_dialogue(today: date) -> Event:
    """Kathmandu, a quarter of an hour off the rest of the world."""
    key = "Himalayan Rivers Dialogue"
    day = working_day(today + timedelta(days=45))
    place = {"building": places.BAGMATI_CENTRE, "room": places.COURTYARD}
    return make_event(
        key,
        at(day, "10:15"),
        at(day + timedelta(days=1), "16:45"),
        KATHMANDU,
        description="Two days beside the Bagmati with hydrologists, boat builders and river communities.",
        eventFormat=making.HYBRID,
        maxCapacity=70,
        isCapacityRestricted=True,
        registered=33,
        building=places.BAGMATI_CENTRE,
        sessions=[
            make_session(
                key,
                "From ice to estuary",
                at(day, "10:15"),
                at(day, "11:45"),
                KATHMANDU,
                **place,
                speakers=people("Sunita Gurung"),
            ),
            make_session(key, "Boat builders' round", at(day, "13:00"), at(day, "14:30"), KATHMANDU, **place),
            make_session(
                key,
                "River walk",
                at(day + timedelta(days=1), "07:30"),
                at(day + timedelta(days=1), "09:30"),
                KATHMANDU,
                speakers=people("Sunita Gurung", "Marisol Quispe"),
                sessionSummary="Down to the confluence before the traffic starts.",
            ),
        ],
    )


def arab_ports_forum(today: date) -> Event:
    """In Arabic. Dubai."""
    key = "Arab Ports Forum"
    day = working_day(today + timedelta(days=60))
    place = {"building": places.CREEK_HOUSE, "room": places.DHOW_HALL, "language": None}
    speaker = make_speaker(
        "د. ليلى المنصوري",
        "مديرة التخطيط، ميناء الخليج",
        "تعمل ليلى على تطوير الموانئ الصغيرة منذ خمسة عشر عاما.",
        email="speaker-email-must-not-leak+ar@example.org",
    )
    return make_event(
        "ملتقى الموانئ العربية",
        at(day, "09:00"),
        at(day, "15:00"),
        DUBAI,
        readableEventId="Arab_Ports_Forum527104386",
        description="يجمع الملتقى العاملين في الموانئ والباحثين وأهل المدن الساحلية ليوم واحد في دبي.\n\n"
        "يشمل البرنامج ثلاث جلسات وغداء خفيفا. الدخول مجاني والتسجيل مطلوب.",
        eventLanguage=None,
        maxCapacity=120,
        isCapacityRestricted=True,
        registered=58,
        building=places.CREEK_HOUSE,
        room=places.DHOW_HALL,
        sessions=[
            make_session(
                key,
                "كلمة الافتتاح",
                at(day, "09:00"),
                at(day, "09:45"),
                DUBAI,
                **place,
                sessionType=making.KEYNOTE,
                speakers=[speaker],
            ),
            make_session(
                key,
                "الموانئ الصغيرة والتجارة الكبيرة",
                at(day, "10:15"),
                at(day, "11:30"),
                DUBAI,
                **place,
                speakers=[speaker, *people("Noor al-Hashimi")],
                sessionSummary="كيف تبقى الموانئ الصغيرة جزءا من سلاسل الإمداد؟",
            ),
            make_session(key, "حوار مفتوح", at(day, "12:00"), at(day, "13:15"), DUBAI, **place),
        ],
        fields=[
            make_field(key, "الجهة التي تمثلها", making.TEXT, required=True),
            make_field(key, "لغة المتابعة", making.SINGLE_CHOICE, choices=("العربية", "الإنجليزية")),
        ],
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
    place = {"building": places.OLD_LIGHTHOUSE}
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
        web_application_id=None,
        business_unit_id=guid("business unit", "members"),
    )


def breakwater_review(today: date) -> Event:
    """Past, with sessions."""
    key = "Breakwater Review"
    day = working_day(today - timedelta(days=41))
    place = {"building": places.QUAYSIDE_HALLS, "room": places.TIDE_ROOM}
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


def _pass(key: str, name: str, price: float, allocated: int, sold: int, sessions: list[Session]) -> Pass:
    facts = {
        "passId": guid("pass", key, name),
        "passName": name,
        "price": price,
        "currencySymbol": "$",
        "customFields": {},
    }
    return Pass(facts, allocated, sold, sessions)
