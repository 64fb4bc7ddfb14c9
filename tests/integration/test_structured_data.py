"""What search engines read in pages: equal to what people read there, and inert."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from portal.services import catalogue
from tests.served_site import ServedSite
from tests.simulation import FORUM, HOSTILE, ORIGIN

EVENT = f"/events/{FORUM}/"


def blocks(html: str) -> dict[str, Any]:
    """The data blocks of a page, by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    parsed = [json.loads(text) for text in found]
    assert all(item["@context"] == "https://schema.org" for item in parsed)
    assert len({item["@type"] for item in parsed}) == len(parsed)
    return {item["@type"]: item for item in parsed}


def meta(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html))


def test_an_event_says_to_machines_what_it_says_to_people(served: ServedSite) -> None:
    served.warm(EVENT)
    html = served.page(EVENT)
    event = catalogue.load_event(served.site, FORUM).event
    data = blocks(html)["Event"]
    assert (data["name"], data["url"]) == (event.event_name, f"{ORIGIN}{EVENT}")
    assert f'datetime="{data["startDate"][:10]}"' in html
    assert {"name", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode"} <= set(data)
    assert {item["url"].startswith(f"{ORIGIN}{EVENT}sessions/") for item in data["subEvent"]} == {True}
    for item in (data["subEvent"][0], data["performer"][0]):
        assert served.get(item["url"].removeprefix(ORIGIN)).status_code == 200


def test_the_trail_of_a_page_leads_through_pages_that_exist(served: ServedSite) -> None:
    served.warm(EVENT)
    data = blocks(served.page(EVENT))["Event"]
    for address in (data["subEvent"][0]["url"], data["performer"][0]["url"]):
        trail = blocks(served.page(address.removeprefix(ORIGIN)))["BreadcrumbList"]["itemListElement"]
        assert trail[-1]["item"] == address
        assert len(trail) == 4
        assert [served.get(step["item"].removeprefix(ORIGIN)).status_code for step in trail] == [200] * 4


def test_the_list_names_the_events_it_shows_in_their_order(served: ServedSite) -> None:
    html = served.page("/events/")
    items = blocks(html)["ItemList"]["itemListElement"]
    shown = [unescape(path) for path in re.findall(r'class="event-card-title"><a href="([^"]+)"', html)]
    assert [item["url"] for item in items] == [f"{ORIGIN}{path}" for path in shown]
    assert len(shown) > 5
    assert blocks(served.page("/events/?format=webinar")) == {}


def test_each_language_names_its_own_pages(served: ServedSite) -> None:
    served.warm(EVENT)
    assert blocks(served.page(f"/de{EVENT}"))["Event"]["url"] == f"{ORIGIN}/de{EVENT}"


def test_a_site_that_is_not_to_be_listed_describes_nothing(served: ServedSite) -> None:
    served.row.allow_indexing = False
    served.row.save()
    for path in (EVENT, "/events/"):
        assert blocks(served.page(path)) == {}


def test_hostile_content_stays_data(served: ServedSite) -> None:
    served.simulator.publish(HOSTILE)
    served.warm(f"/events/{HOSTILE}/")
    html = served.page(f"/events/{HOSTILE}/")
    event = catalogue.load_event(served.site, HOSTILE).event
    assert blocks(html)["Event"]["name"] == event.event_name
    assert html.count("<script") == html.count("</script>")


@pytest.mark.parametrize("kind", ["sessions", "speakers"])
def test_previews_are_complete_and_absolute(served: ServedSite, kind: str) -> None:
    served.warm(EVENT, f"{EVENT}speakers/", EVENT)
    whole = catalogue.load_event(served.site, FORUM)
    speaker = next(item for item in whole.speakers if whole.picture("speaker", item.id) and whole.sessions_of(item))
    data = blocks(served.page(EVENT))["Event"]
    address = next(item["url"] for item in data["performer"] if item["name"] == speaker.name)
    html = served.page(address.removeprefix(ORIGIN))
    if kind == "sessions":
        path = next(path for path in re.findall(r'href="([^"]+)"', html) if path.startswith(f"{EVENT}sessions/"))
        html, address = served.page(path.partition("#")[0]), f"{ORIGIN}{path.partition('#')[0]}"
    tags = meta(html)
    assert tags["og:url"] == address
    assert tags["og:image"].startswith(f"{ORIGIN}/img/speaker/")
    assert tags["og:image:alt"]
    assert tags["og:title"]
    assert tags["twitter:card"] == "summary"
    assert served.get(tags["og:image"].removeprefix(ORIGIN)).status_code == 200
