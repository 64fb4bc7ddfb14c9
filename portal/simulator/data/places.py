"""Invented buildings and rooms. Every Wi-Fi password is a marker that must never come out of the portal."""

from typing import Any

from portal.simulator.data.making import guid
from portal.simulator.records import Facts

WIFI_PASSWORD_MARKER = "WIFI-PASSWORD-MUST-NOT-LEAK"  # noqa: S105 -- a marker that tests search for

_TEXTS = (
    "description",
    "addressLine1",
    "addressLine2",
    "addressLine3",
    "city",
    "stateProvince",
    "postalCode",
    "country",
    "telephone1",
    "telephone2",
    "telephone3",
    "email",
    "website",
    "additionalFacilities",
    "wifiSSID",
    "wifiPassword",
)
_FACTS = ("accessibleToilets", "disabledAccess", "disabledParking", "publicTelephoneAvailable", "wifiAvailable")


def building(name: str, **facts: Any) -> Facts:
    """A building with every documented field; the composite address follows from its parts."""
    value: Facts = {"id": guid("building", name), "name": name}
    value |= dict.fromkeys(_TEXTS) | dict.fromkeys(_FACTS, False) | {"customFields": {}} | facts
    town = " ".join(filter(None, (value["city"], value["stateProvince"], value["postalCode"])))
    lines = (value["addressLine1"], value["addressLine2"], value["addressLine3"], town, value["country"])
    # Dynamics gives blanks for an address without parts (events-api/outbound-v2.md §4.8).
    value["addressComposite"] = "\n".join(filter(None, lines)) or " " * 6
    return value


def room(house: Facts, name: str, description: str | None = None, *, accessible: bool = True) -> Facts:
    return {
        "id": guid("room", house["name"], name),
        "name": name,
        "description": description,
        "disabledAccess": accessible,
        "customFields": {},
    }


QUAYSIDE_HALLS = building(
    "Quayside Halls",
    description="Six halls in two brick warehouses of 1888, joined by a glass gallery above the water.",
    addressLine1="Am Lotsenkai 12",
    addressLine2="Entrance B, opposite the tide gauge",
    city="Hamburg",
    postalCode="20457",
    country="Germany",
    telephone1="+49 40 5550 1200",
    telephone2="+49 40 5550 1299",
    email="welcome@quayside-halls.example",
    website="https://quayside-halls.example",
    additionalFacilities="Cloakroom, prayer room, parent-and-child room, hearing loops in all halls",
    accessibleToilets=True,
    disabledAccess=True,
    disabledParking=True,
    wifiAvailable=True,
    wifiSSID="Quayside Guest",
    wifiPassword=WIFI_PASSWORD_MARKER,
)
GREAT_HALL = room(QUAYSIDE_HALLS, "Great Hall", "Ground floor, 420 seats, hearing loop, live captions on two screens.")
TIDE_ROOM = room(QUAYSIDE_HALLS, "Tide Room", "First floor, 120 seats.")
BEACON_ROOM = room(QUAYSIDE_HALLS, "Beacon Room", "First floor, 90 seats.")
CAPSTAN_STUDIO = room(QUAYSIDE_HALLS, "Capstan Studio", "Ground floor, tables for 40.")
ROPE_LOFT = room(
    QUAYSIDE_HALLS, "Rope Loft", "Third floor, 60 seats, reached by a historic staircase only.", accessible=False
)
CHART_ROOM = room(QUAYSIDE_HALLS, "Chart Room")

WAREHOUSE_NINE = building(
    "Warehouse Nine",
    description="A former banana warehouse with a roof terrace.",
    addressLine1="9 Pier Approach",
    city="Brooklyn",
    stateProvince="NY",
    postalCode="11231",
    country="United States",
    telephone1="+1 718 555 0146",
    website="https://warehouse-nine.example",
    accessibleToilets=True,
    disabledAccess=True,
    publicTelephoneAvailable=True,
    wifiAvailable=True,
    wifiSSID="W9-Visitors",
    wifiPassword=WIFI_PASSWORD_MARKER,
)
PIER_HALL = room(WAREHOUSE_NINE, "Pier Hall", "The main floor.")
LOADING_DOCK = room(WAREHOUSE_NINE, "Loading Dock", "Workshop space with a ramp.")

SUMIDA_HOUSE = building(
    "Sumida Sound House",
    addressLine1="3-14-7 Komagata",
    addressLine2="Sumida-ku",
    city="Tokyo",
    postalCode="130-0005",
    country="Japan",
    telephone1="+81 3 5550 2214",
    additionalFacilities="Induction loop at reception",
    accessibleToilets=True,
    disabledAccess=True,
)
LISTENING_ROOM = room(SUMIDA_HOUSE, "Listening Room", "Carpeted; shoes off, please.")

BAGMATI_CENTRE = building(
    "Bagmati Learning Centre",
    description="A courtyard house between the river and the ring road.",
    addressLine1="Teku Dobhan 5",
    city="Kathmandu",
    postalCode="44600",
    country="Nepal",
    email="hello@bagmati-centre.example",
    wifiAvailable=True,
    wifiSSID="bagmati",
    wifiPassword=WIFI_PASSWORD_MARKER,
)
COURTYARD = room(BAGMATI_CENTRE, "Courtyard", "Under a roof, with two steps at the door.", accessible=False)

CREEK_HOUSE = building(
    "بيت الخور",
    description="مبنى تراثي مرمم على ضفة الخور.",
    addressLine1="شارع الشندغة 21",
    city="دبي",
    country="الإمارات العربية المتحدة",
    telephone1="+971 4 555 0182",
    accessibleToilets=True,
    disabledAccess=True,
    disabledParking=True,
    wifiAvailable=True,
)
DHOW_HALL = room(CREEK_HOUSE, "قاعة السفن", "القاعة الرئيسية في الطابق الأرضي.")

OLD_LIGHTHOUSE = building(
    "Old Lighthouse at Westersand",
    description="A working light until 1978; 173 steps, no lift.",
    addressLine1="Leuchtturmweg 1",
    city="Westersand",
    postalCode="25999",
    country="Germany",
    disabledParking=True,
)
PILOT_STATION = building("Pilot Station Seven")  # nothing but its name is known

WAVE_BASIN = building(
    "Wave Basin Hall",
    addressLine1="Strömungsstraße 40",
    addressLine2="Building 7",
    addressLine3="Gate South",
    city="Hannover",
    stateProvince="Lower Saxony",
    postalCode="30419",
    country="Germany",
    telephone1="+49 511 5550 77",
    telephone2="+49 511 5550 78",
    telephone3="+49 511 5550 79",
    accessibleToilets=True,
    disabledAccess=True,
    disabledParking=True,
    publicTelephoneAvailable=True,
)
FLUME_FLOOR = room(WAVE_BASIN, "Flume Floor", "Gallery and floor level; safety shoes are lent.")
