"""The speakers of the Harbour Forum and of the other events: invented people of invented organisations."""

# ruff: noqa: E501 -- a text per line reads and compares better than one cut into pieces

from portal.simulator.data.making import guid, make_speaker
from portal.simulator.records import Facts, Speaker

# Name, title, what they do. Every e-mail address is made from the name; it must never come out of the portal.
_FORUM = (
    ("Amara Okonjo", "Director, Lantern Quay Institute", "Amara has led the institute since its second year. Before that she ran night operations at three container terminals and still prefers a radio to a telephone."),
    ("Lukas Brandvold", "Harbour master, Port of Skarvik", "Lukas looks after a port where the ice decides the timetable. He keeps a paper logbook next to every digital one."),
    ("Mei-Lin Tsao", "Professor of coastal engineering, Formosa Delta University", "Mei-Lin builds sea walls that are allowed to fail in places, so that they hold where it matters."),
    ("Dr. Henrike Voss", "Head of hydrography, Elbe Survey Office", "Henrike and her crew measure the river bed every night. Her maps are out of date by breakfast, which is the point of them."),
    ("Tomás Arriaga", "Architect, Estudio Muelle", "Tomás turns quays into places where people sit. His studio works with a rule: nothing that a crane could not lift away again."),
    ("Priya Raghunathan", "Chief data officer, Coromandel Ports", "Priya joined the port as a tally clerk and taught herself statistics on the ferry home."),
    ("Samuel Adjei-Mensah", "Secretary, Dockworkers' Union of the Gulf of Guinea", "Samuel negotiates automation agreements. He has signed eleven, and walked out of nine."),
    ("Ingrid Solheim", "Marine biologist, Fjord Watch", "Ingrid counts what lives on pontoons. Her longest-running count is older than her students."),
    ("Karim Benyahia", "Pilot, Strait Pilots' Cooperative", "Karim has brought more than four thousand ships through the narrows, and remembers the weather of most of them."),
    ("Yuki Hanazawa", "Sound ecologist, Quiet Sea Project", "Yuki listens to harbours from below. She was the first to publish a full year of recordings from a working berth."),
    ("Eleanor Whitcombe", "Historian of trade, University of Severn", "Eleanor writes about the people who are missing from the ledgers."),
    ("Baraka Mwangi", "Founder, Dhow Digital", "Baraka's software runs on telephones that most companies no longer support, because those are the telephones that small traders have."),
    ("Sofia Lindqvist", "Climate adaptation lead, City of Örnvik", "Sofia moved a tram line, two schools and a fish market out of the flood plain, in that order."),
    ("Rafael Monteiro", "Dredging superintendent, Estuário Obras", "Rafael explains mud to ministers. He brings samples."),
    ("Noor al-Hashimi", "Logistics planner, Creek Free Zone", "Noor plans for the one week in the year when everything arrives at once."),
    ("Dmytro Kovalenko", "Grain terminal engineer", "Dmytro rebuilt a terminal's conveyors twice within a year and wrote the handbook in between."),
    ("Grace Tan Wei Ling", "Cyber security officer, Straits Harbour Authority", "Grace runs the exercise in which the port's computers are switched off for a day. It is not announced."),
    ("Olivier Marchetti", "Shore power engineer, Rade Électrique", "Olivier connects ships to sockets and has opinions about plugs."),
    ("Thandiwe Nkosi", "Lawyer for the law of the sea, Nkosi & Partners", "Thandiwe advises small island states on who pays when a ship sinks far away."),
    ("Jonas Feddersen", "Lock keeper and author", "Jonas kept a lock for thirty-one years and wrote a novel about the paperwork."),
    ("Aroha Ngata", "Coastal guardian, Te Kura Moana", "Aroha works where customary law and harbour law meet, which is usually at low tide."),
    ("Viktor Szabó", "Inland shipping, Danube Freight Lab", "Viktor is convinced that the most modern truck is a barge."),
    ("Camille Beaurepaire", "Landscape architect, Atelier Digue", "Camille designs parks that may be under water for forty days a year."),
    ("Hassan Jibril", "Fisheries cooperative manager", "Hassan represents eight hundred boats and one ice factory."),
    ("Lena Achterberg", "Timetable designer, Ferry Union North", "Lena draws ferry timetables by hand before any computer may see them."),
    ("Daniel Osei", "Crane operator and instructor", "Daniel trains remote operators after twenty years in the cabin, fifty metres above the quay."),
    ("Marisol Quispe", "River port planner, Alto Amazonas", "Marisol plans ports on a river that moves its banks by a street's width every year."),
    ("Fiona MacRae", "Lighthouse engineer, Northern Beacons", "Fiona maintains forty-two lights, reaches nine of them by rope, and has never missed an inspection."),
    ("Chidi Eze", "Economist, Lagoon School of Economics", "Chidi measures what congestion costs, one waiting lorry at a time."),
    ("Astrid Overgaard", "Wind installation coordinator, Offshore Base East", "Astrid's cargo is taller than the town it leaves from."),
    ("Kenji Morita", "Earthquake safety, Institute for Quay Walls", "Kenji shakes models of quay walls until they tell him something."),
    ("Zeynep Arslan", "Customs reform adviser", "Zeynep removed seventeen forms from a border crossing. Nobody has asked for one back."),
    ("Pieter van der Lely", "Tide gauge keeper, Waterstaat Zuid", "Pieter looks after a series of measurements that began in 1683."),
    ("Isabel Fonseca", "Social anthropologist, Casa do Cais", "Isabel lived for two years among seafarers waiting for abandoned ships to be sold."),
    ("Mohammed Lamin Ceesay", "Head of training, Atlantic Maritime College", "Mohammed Lamin rewrote the college's curriculum together with its graduates, ten years after they had left."),
    ("Ruth Abelman", "Accessibility consultant, Stepless", "Ruth tests ferries, terminals and gangways with people who use wheels, canes and prams."),
    ("Nils-Erik Dahl", "Battery ferry captain", "Nils-Erik commands the quietest ferry on the coast; the gulls have noticed."),
    ("Sunita Gurung", "Glacier hydrologist, Bagmati Learning Centre", "Sunita follows water from the glacier to the estuary, and the arguments about it all the way down."),
    ("Oluwaseun Adebayo", "Warehouse robotics, Lekki Works", "Oluwaseun builds robots that ask before they lift."),
    ("Clara Hohenstein", "Moderator and science journalist", "Clara asks the second question. Her programme on water and cities has run on public radio for twelve years."),
    ("Emeka Duru", "Emissions analyst, Clear Funnel", "Emeka reads exhaust plumes from a bicycle."),
    ("Halldóra Jónsdóttir", "Harbour pilot trainee", "Halldóra is in her last year of training and the first of her class to bring in a ship in winter."),
)  # fmt: skip

_NO_PICTURE = {"Viktor Szabó", "Hassan Jibril", "Zeynep Arslan"}
_NO_EMAIL = {"Pieter van der Lely", "Jonas Feddersen"}
_NO_PICTURE_ADDRESS = {"Emeka Duru"}
_LINKS = {
    "Amara Okonjo": {
        "website": "https://lanternquay.example/people/okonjo",
        "linkedin": "https://social.example.org/amara-okonjo",
        "accomplishments": "Night Shift Prize for port operations; member of two national port councils.",
    },
    "Mei-Lin Tsao": {
        "website": "https://meilintsao.example",
        "publications": "Walls That Give Way (2021); Forty Failures of Good Concrete (2017)",
    },
    "Priya Raghunathan": {"blog": "https://berthplan.example/blog", "linkedin": "https://social.example.org/priya-r"},
    "Yuki Hanazawa": {
        "website": "https://quietsea.example",
        "twitter": "https://short.example.org/@quietsea",
        "publications": "A Year at Berth Four (recording, 2024)",
    },
    "Eleanor Whitcombe": {"publications": "The Missing Hands: Ports Without Names (2019)"},
    "Jonas Feddersen": {"blog": "https://schleusenbuch.example", "publications": "Oberwasser. A Novel (2020)"},
    "Clara Hohenstein": {
        "website": "https://hohenstein.example",
        "blog": "https://hohenstein.example/notes",
        "twitter": "https://short.example.org/@clara",
        "linkedin": "https://social.example.org/clara-hohenstein",
        "accomplishments": "Prize of the Science Writers' Guild, twice",
    },
    "Fiona MacRae": {"accomplishments": "Keeper of the Northern Light medal", "website": "https://beacons.example"},
}
# Unknown in part: a speaker of whom only the name is known, and one whose text is HTML.
_HTML_ABOUT = {
    "Aroha Ngata": "<p>Aroha works where <em>customary law</em> and <strong>harbour law</strong> meet, which is usually"
    " at low tide.</p><p>Her team's maps are at <a href='https://tekura.example/maps'>Te Kura Moana</a>.</p>"
}
_NAME_ONLY = {"Halldóra Jónsdóttir"}


def _email(name: str) -> str | None:
    """A marker that tests search for, different for everybody."""
    if name in _NO_EMAIL:
        return None
    return f"speaker-email-must-not-leak+{guid('speaker', name)[:8]}@example.org"


def _speaker(name: str, title: str, about: str) -> Speaker:
    if name in _NAME_ONLY:
        return make_speaker(name, email=_email(name))
    facts: Facts = _LINKS.get(name, {}) | {
        "email": _email(name),
        "picture": name not in _NO_PICTURE | _NO_PICTURE_ADDRESS,
    }
    if name in _NO_PICTURE_ADDRESS:
        facts["imageUrl"] = None
    return make_speaker(name, title, _HTML_ABOUT.get(name, about), **facts)


PEOPLE = {name: _speaker(name, title, about) for name, title, about in _FORUM}


def people(*names: str) -> list[Speaker]:
    return [PEOPLE[name] for name in names]
