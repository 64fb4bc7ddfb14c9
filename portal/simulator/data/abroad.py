"""Events of the institute in other zones and languages: New York, Tokyo, Kathmandu, Dubai."""

from datetime import date, timedelta

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
    working_day,
)
from portal.simulator.data.people import people
from portal.simulator.records import Event, Pass, Session
from portal.simulator.timezones import DUBAI, KATHMANDU, NEW_YORK, TOKYO


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


def _pass(key: str, name: str, price: float, allocated: int, sold: int, sessions: list[Session]) -> Pass:
    facts = {
        "passId": guid("pass", key, name),
        "passName": name,
        "price": price,
        "currencySymbol": "$",
        "customFields": {},
    }
    return Pass(facts, allocated, sold, sessions)
