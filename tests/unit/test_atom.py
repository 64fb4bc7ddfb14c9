"""The Atom feed as feed readers see it."""

from __future__ import annotations

from xml.etree import ElementTree

from portal.formats.atom import AtomEntry, atom_feed, entry_id
from tests.unit.records import utc

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(*entries: AtomEntry) -> ElementTree.Element:
    return ElementTree.fromstring(
        atom_feed(
            entries,
            title="Events\x00 & more",
            author="Contoso",
            address="https://a/events.atom?q=1&format=webinar",
            page_address="https://a/events/",
            language="de",
            changed_at=utc("2027-06-10 08:00"),
        )
    )


def test_a_feed_has_what_the_standard_asks_for_even_when_it_is_empty() -> None:
    root = feed()
    assert root.findtext(f"{ATOM}id") == "https://a/events.atom?q=1&format=webinar"
    assert root.findtext(f"{ATOM}title") == "Events & more"
    assert root.findtext(f"{ATOM}updated") == "2027-06-10T08:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Contoso"
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"


def test_an_entry_is_known_by_what_never_changes() -> None:
    entry = AtomEntry(
        id=entry_id("5f0c", "events.example.org"),
        title="Summit <1>",
        address="https://a/events/x/",
        changed_at=utc("2027-06-10 08:00"),
        summary="10 June 2027",
        html="<p>Fish &amp; chips</p>",
        language="en",
        categories=("Conference",),
    )
    made = feed(entry).find(f"{ATOM}entry")
    assert made is not None
    assert made.findtext(f"{ATOM}id") == "tag:events.example.org,2026:5f0c"
    assert made.findtext(f"{ATOM}title") == "Summit <1>"
    content = made.find(f"{ATOM}content")
    assert content is not None
    assert (content.get("type"), content.text) == ("html", "<p>Fish &amp; chips</p>")
    assert [item.get("term") for item in made.findall(f"{ATOM}category")] == ["Conference"]
