"""The programme of the Harbour Forum: who speaks when, where and about what."""

# ruff: noqa: E501 -- a text per line reads and compares better than one cut into pieces

from typing import NamedTuple

WATER, WORK, TRADE, CITY, DATA = (
    "Living Water",
    "Work and People",
    "Trade and Routes",
    "City and Quay",
    "Data and Machines",
)

TRACKS = {
    WATER: "Rising seas, quiet ships, clean power, and what grows on a pontoon.",
    WORK: "Those who run ports, by day and by night.",
    TRADE: "Where goods go, who decides, and who waits.",
    CITY: "What becomes of quays when people move in.",
    DATA: None,
}


class Slot(NamedTuple):
    """A session of one day. `room` is a key of forum.ROOMS or None; `speakers` are surnames' full names."""

    start: str
    end: str
    name: str
    room: str | None
    track: str | None
    speakers: tuple[str, ...]
    summary: str | None
    is_break: bool = False


def _break(start: str, end: str, name: str, room: str | None = None, summary: str | None = None) -> Slot:
    return Slot(start, end, name, room, None, (), summary, is_break=True)


DAY_ONE = (
    _break("08:15", "09:00", "Registration and coffee", None, "In the glass gallery between the two warehouses."),
    Slot("09:00", "10:00", "Opening: A harbour is a promise", "great", None, ("Amara Okonjo", "Clara Hohenstein"), "Every quay wall is a bet on the next hundred years. Amara Okonjo opens the forum with three promises that ports have made, and the price of keeping them."),
    _break("10:00", "10:30", "Coffee"),
    Slot("10:30", "11:30", "Walls that give way", "great", WATER, ("Mei-Lin Tsao",), "A sea wall that fails where you planned it to fail saves the street behind it. What two decades of controlled collapse have taught, with film of the best ones."),
    Slot("10:30", "11:30", "Eleven agreements on automation", "tide", WORK, ("Samuel Adjei-Mensah", "Daniel Osei"), "What was in the agreements that held, and what was missing from those that did not. With the clauses to take home."),
    Slot("10:30", "11:30", "Seventeen forms fewer", "beacon", TRADE, ("Zeynep Arslan",), "How a border crossing lost seventeen forms without anybody noticing, and why the eighteenth had to stay."),
    Slot("10:30", "11:30", "Nothing a crane could not lift away", "chart", CITY, ("Tomás Arriaga",), "Temporary buildings on working quays: eight projects, two of which left on time."),
    Slot("10:30", "11:30", "Maps that are old by breakfast", "rope", DATA, ("Dr. Henrike Voss",), "Surveying a river bed every night and publishing before the first ship sails."),
    Slot("10:30", "12:45", "Lab: Read a tide gauge", "capstan", WATER, ("Pieter van der Lely",), "Take a series of measurements from 1683 to last night and find the three errors hidden in it. Paper and pencils are provided; bring a calculator if you trust it."),
    Slot("11:45", "12:45", "Who pays when a ship sinks far away", "great", TRADE, ("Thandiwe Nkosi",), "Wrecks, flags and insurers, told through one ship that has been lying on a reef for nine years."),
    Slot("11:45", "12:45", "Night work, daylight rules", "tide", WORK, ("Amara Okonjo", "Lena Achterberg"), "Rosters that let people sleep. Two operators compare what they changed and what the sick notes said afterwards."),
    Slot("11:45", "12:45", "Parks that may drown", "chart", CITY, ("Camille Beaurepaire",), "Benches, paths and playgrounds that are under water for forty days a year, and the cleaning bill."),
    Slot("11:45", "12:45", "Counting what lives on a pontoon", "beacon", WATER, ("Ingrid Solheim",), None),
    Slot("11:45", "12:45", "Software for telephones nobody supports", "rope", DATA, ("Baraka Mwangi",), "Freight booking that works over text messages, on a screen of four lines, with a battery at nine per cent."),
    _break("12:45", "14:00", "Lunch", None, "Soup, bread and fish in the courtyard; vegan and gluten-free dishes at the south end."),
    Slot("14:00", "15:00", "The week when everything arrives at once", "great", TRADE, ("Noor al-Hashimi", "Chidi Eze"), "Planning for the peak, seen from the gate and from the ledger. Includes the queue that was cheaper than the motorway built to avoid it."),
    Slot("14:00", "15:00", "Four thousand ships through the narrows", "tide", WORK, ("Karim Benyahia", "Halldóra Jónsdóttir"), "A pilot at the end of his career and one at the beginning of hers compare what can be taught."),
    Slot("14:00", "15:00", "The port without computers", "beacon", DATA, ("Grace Tan Wei Ling",), "What happened on the day when everything was switched off, on purpose and unannounced."),
    Slot("14:00", "15:00", "Moving a fish market", "chart", CITY, ("Sofia Lindqvist", "Hassan Jibril"), "Ten years, two mayors, one ice factory: how a city moved its market out of the flood plain and kept its customers."),
    Slot("14:00", "16:30", "Lab: Splice a mooring line", "capstan", WORK, ("Jonas Feddersen",), "An eye splice in three-strand rope, then one in plaited rope. You keep what you make. Sit near the window if you are left-handed."),
    Slot("14:00", "15:00", "Listening from below", "rope", WATER, ("Yuki Hanazawa",), "A year of recordings from a working berth, in one hour. Headphones are handed out at the door."),
    _break("15:00", "15:30", "Coffee"),
    Slot("15:30", "16:30", "Sockets for ships", "tide", WATER, ("Olivier Marchetti",), "Shore power, plug by plug: what fits, what does not, and who pays for the transformer."),
    Slot("15:30", "16:30", "The missing hands", "beacon", WORK, ("Eleanor Whitcombe",), "Dockers, cooks, washerwomen and clerks: reading ledgers for those who are not in them."),
    Slot("15:30", "16:30", "Barges before trucks", "chart", TRADE, ("Viktor Szabó",), None),
    Slot("16:45", "17:45", "Debate: Should ports grow at all?", "great", None, ("Clara Hohenstein", "Chidi Eze", "Ingrid Solheim", "Priya Raghunathan", "Samuel Adjei-Mensah"), "Four speakers, two sides, and a vote before and after. The audience asks first."),
    Slot("21:00", "00:45", "Evening on the museum ships", None, None, (), "Music on three decks, soup in the galley, last launch back at a quarter to one. Bring a warm coat."),
)  # fmt: skip

DAY_TWO = (
    Slot("09:00", "10:00", "Keynote: The quietest ferry on the coast", "great", None, ("Nils-Erik Dahl",), "What a battery did to a timetable, a crew, a village and a colony of gulls."),
    _break("10:00", "10:30", "Coffee"),
    Slot("10:30", "11:30", "Mud for ministers", "great", WATER, ("Rafael Monteiro",), "Sediment explained with jars. Where it comes from, where it wants to go, and what it costs to disagree."),
    Slot("10:30", "11:30", "Step-free from kerb to cabin", "tide", CITY, ("Ruth Abelman",), "Forty terminals tested with people who use wheels, canes and prams. The cheapest repairs are the ones nobody had asked about."),
    Slot("10:30", "11:30", "One waiting lorry at a time", "beacon", TRADE, ("Chidi Eze",), "Measuring congestion from the driver's seat instead of from the gate."),
    Slot("10:30", "11:30", "Fifty metres up, and then an office", "chart", WORK, ("Daniel Osei",), "Remote cranes from the operator's side: the neck, the nerves, the loneliness, and the chair."),
    Slot("10:30", "11:30", "Robots that ask before they lift", "rope", DATA, ("Oluwaseun Adebayo",), "Warehouse machines designed to be interrupted, with a live interruption."),
    Slot("10:30", "12:45", "Lab: Berth planning by hand", "capstan", DATA, ("Priya Raghunathan", "Lena Achterberg"), "Plan one week of a six-berth port on paper, then see what the optimiser would have done, then see who was right."),
    Slot("11:45", "12:45", "Law at low tide", "great", TRADE, ("Aroha Ngata", "Thandiwe Nkosi"), "Customary rights on a working foreshore: two lawyers, one beach, three centuries."),
    Slot("11:45", "12:45", "Shaking quay walls", "tide", WATER, ("Kenji Morita",), "What models say about the next earthquake, and why they whisper."),
    Slot("11:45", "12:45", "A curriculum written by its graduates", "beacon", WORK, ("Mohammed Lamin Ceesay",), "Ask those who left ten years ago what they needed. Then rewrite every course."),
    Slot("11:45", "12:45", "Taller than the town", "chart", TRADE, ("Astrid Overgaard",), "Moving wind turbine blades through streets that were laid out for carts."),
    Slot("11:45", "12:45", "The optimist's guide to bad data", "rope", DATA, ("Emeka Duru", "Dr. Henrike Voss"), "Missing positions, doubled containers, clocks that are an hour wrong twice a year. What can be repaired, and what must be thrown away."),
    _break("12:45", "14:00", "Lunch"),
    Slot("14:00", "15:00", "Water from the glacier, arguments all the way down", "great", WATER, ("Sunita Gurung", "Marisol Quispe"), "Two rivers on two continents, followed from ice to estuary."),
    Slot("14:00", "15:00", "Waiting for a ship to be sold", "tide", WORK, ("Isabel Fonseca",), "Two years among abandoned crews: who feeds them, who forgets them, and what a port can do before a court does."),
    Slot("14:00", "15:00", "A grain terminal, twice", "beacon", TRADE, ("Dmytro Kovalenko",), "Rebuilding conveyors under pressure of time, and the handbook that came out of it."),
    Slot("14:00", "15:00", "Forty-two lights", "chart", CITY, ("Fiona MacRae",), "Lighthouses after the keepers left: ropes, batteries, visitors, and one very stubborn goat."),
    Slot("14:00", "15:00", "Open berth data: a standard in one hour", "rope", DATA, ("Baraka Mwangi", "Dr. Henrike Voss"), None),
    Slot("14:00", "16:30", "Lab: Design a pontoon for everybody", "capstan", CITY, ("Ruth Abelman", "Camille Beaurepaire"), "Models in card and balsa at one to twenty, tested in the basin before the coffee gets cold."),
    _break("15:00", "15:30", "Coffee"),
    Slot("15:30", "16:30", "Reading exhaust from a bicycle", "tide", WATER, ("Emeka Duru",), "A cheap sensor, a patient rider, and the ship that changed its fuel after all."),
    Slot("15:30", "16:30", "Timetables drawn by hand", "beacon", CITY, ("Lena Achterberg",), "Why the best ferry timetable in the north starts with a pencil."),
    Slot("15:30", "16:30", "Rivers that move their banks", "chart", TRADE, ("Marisol Quispe",), "Planning a port where the shore shifts by a street's width every year."),
    Slot("16:45", "17:30", "Lightning round: ten ports, four minutes each", "great", None, ("Clara Hohenstein",), "Ten people, four slides, four minutes. A ship's bell keeps the time."),
)  # fmt: skip

DAY_THREE = (
    Slot("09:00", "10:00", "Keynote: What the ledger leaves out", "great", None, ("Eleanor Whitcombe", "Isabel Fonseca"), "A historian and an anthropologist read the same page of a port's books, two centuries apart."),
    _break("10:00", "10:30", "Coffee"),
    Slot("10:30", "11:30", "Plugs, prices and politics", "great", WATER, ("Olivier Marchetti", "Sofia Lindqvist"), "Why some ships stay dark at the quay. With figures from six ports that shared their bills."),
    Slot("10:30", "11:30", "Winter pilotage", "tide", WORK, ("Lukas Brandvold", "Karim Benyahia"), "Ice, darkness and a timetable nobody believes."),
    Slot("10:30", "11:30", "The small trader's harbour", "beacon", TRADE, ("Hassan Jibril", "Baraka Mwangi"), "Eight hundred boats, one ice factory, no credit cards."),
    Slot("10:30", "11:30", "Who may sit here?", "chart", CITY, ("Tomás Arriaga", "Ruth Abelman"), "Benches as politics: public seats on private quays."),
    Slot("10:30", "11:30", "Switching it off again", "rope", DATA, ("Grace Tan Wei Ling", "Oluwaseun Adebayo"), "After the exercise: which machines were never switched back on, and who was glad."),
    Slot("10:30", "12:30", "Lab: Hear your own harbour", "capstan", WATER, ("Yuki Hanazawa",), "Build a hydrophone for the price of a lunch and lower it off the pontoon."),
    Slot("11:45", "12:30", "Small islands, large ships", "great", TRADE, ("Thandiwe Nkosi", "Noor al-Hashimi"), "What a cruise ship leaves behind, in tonnes and in coins."),
    Slot("11:45", "12:30", "Mending things at sea", "tide", WORK, ("Fiona MacRae", "Dmytro Kovalenko"), "Two engineers, one rope, no spare parts."),
    Slot("11:45", "12:30", "Tram lines and tide lines", "chart", CITY, ("Sofia Lindqvist",), "The map that persuaded a council to move a tram."),
    Slot("11:45", "12:30", "Models you can argue with", "rope", DATA, ("Mei-Lin Tsao", "Kenji Morita"), "Making a simulation that a neighbour can check with a ruler."),
    _break("12:30", "13:30", "Lunch"),
    Slot("13:30", "14:30", "Closing: Promises to keep", "great", None, ("Amara Okonjo", "Clara Hohenstein"), "What was said, what was promised, who will ask about it next year."),
    Slot("15:00", "17:00", "Walk: The old customs line", None, CITY, ("Eleanor Whitcombe",), "Three kilometres at an easy pace along the wall that once cut the town in two. Step-free throughout; meet at entrance B."),
)  # fmt: skip

DAYS = (DAY_ONE, DAY_TWO, DAY_THREE)
