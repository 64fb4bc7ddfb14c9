"""Links that open a filled-in entry elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from portal.formats.add_to_calendar import LONGEST_LINK, calendar_links
from portal.formats.calendar import Entry
from tests.unit.records import utc

ADDRESS = "https://events.example.org/events/Summit123/"


def links(**fields: object) -> dict[str, dict[str, str]]:
    """What each link hands over, by the name of the calendar."""
    entry = Entry(
        **{
            "id": "one",
            "starts_at": utc("2027-06-10 08:00"),
            "ends_at": utc("2027-06-10 09:30"),
            "summary": "Fish & chips + more",
            "address": ADDRESS,
            "changed_at": utc("2027-01-01 00:00"),
            "location": "Hall 1, Lisbon",
        }
        | fields  # type: ignore[arg-type]
    )
    made = calendar_links(entry)
    assert all(link.address.startswith("https://") and len(link.address) <= LONGEST_LINK for link in made)
    assert all("+" not in link.address for link in made)  # Outlook shows it
    return {
        link.name: {key: values[0] for key, values in parse_qs(urlsplit(link.address).query).items()} for link in made
    }


def test_each_calendar_gets_the_time_in_utc() -> None:
    made = links()
    assert list(made) == ["Google", "Outlook.com", "Office 365"]
    assert made["Google"]["dates"] == "20270610T080000Z/20270610T093000Z"
    for name in ("Outlook.com", "Office 365"):
        assert (made[name]["startdt"], made[name]["enddt"]) == ("2027-06-10T08:00:00Z", "2027-06-10T09:30:00Z")


def test_names_and_places_arrive_as_written() -> None:
    made = links()
    assert made["Google"]["text"] == made["Outlook.com"]["subject"] == "Fish & chips + more"
    assert made["Google"]["location"] == made["Office 365"]["location"] == "Hall 1, Lisbon"
    assert made["Google"]["details"] == ADDRESS


def test_a_long_description_is_cut_and_the_address_of_the_page_stays() -> None:
    for description in ("word " * 300, "Übung 🎉 " * 200):
        for name, values in links(description=description).items():
            text = values["details" if name == "Google" else "body"]
            assert text.endswith(f"…\n\n{ADDRESS}")
            assert len(text) > 100


def test_what_has_no_end_ends_when_it_begins() -> None:
    assert links(ends_at=None)["Google"]["dates"] == "20270610T080000Z/20270610T080000Z"
