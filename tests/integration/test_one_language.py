"""No page mixes languages: what the portal says on a German page is German."""

from __future__ import annotations

import pytest
from django.test import Client
from time_machine import Traveller as Clock

from portal.domain.identifiers import path_part
from portal.services import catalogue
from tests.form_filling import HOST, Page, Visitor
from tests.mixed_languages import left_in_english
from tests.registering import BRIEFING, LIGHTHOUSE, SUMMIT, WEBINAR, WORKSHOP
from tests.served_site import ServedSite
from tests.simulation import FORUM

PAST = "Breakwater_Review211040730"
OUTLINE = """<!DOCTYPE html><html lang="de"><body><h1>{}</h1></body></html>"""


class German(Visitor):
    """A visitor of the German pages, who looks for English on each."""

    def address(self, path: str = "") -> str:
        address = super().address(path)
        return address if address.startswith("/de/") else f"/de{address}"

    def _page(self, response: object) -> Page:
        page = super()._page(response)
        assert left_in_english(page.html, "de") == set(), self.at
        return page


def german(served: ServedSite, route: str) -> str:
    response = served.get(f"/de{route}")
    assert response["Content-Language"] == "de", route
    return response.content.decode()


def test_english_is_found_where_it_is_left() -> None:
    assert left_in_english(OUTLINE.format("Past events"), "de") == {"Past events"}
    assert left_in_english(OUTLINE.format("Register at example.org"), "de") == {"Register at example.org"}
    assert left_in_english(OUTLINE.format('<img alt="Past events">'), "de") == {"Past events"}
    assert left_in_english(OUTLINE.format('<bdi lang="en">Past events</bdi>'), "de") == set()
    assert left_in_english(OUTLINE.format("Vergangene Veranstaltungen"), "de") == set()


def test_every_public_page_is_in_one_language(served: ServedSite) -> None:
    events = [FORUM, SUMMIT, LIGHTHOUSE, WORKSHOP, WEBINAR, BRIEFING, PAST]
    served.warm("/events/", "/events/past/", *(f"/events/{event}/" for event in events))
    whole = catalogue.load_event(served.site, FORUM)
    session, speaker = whole.programme.sessions[1], whole.speakers[0]
    parts = [
        "",
        "schedule/",
        "schedule/?view=grid",
        "schedule/?view=tracks",
        "speakers/",
        "sponsors/",
        "passes/",
        "venue/",
    ]
    routes = [
        "/",
        "/events/",
        "/events/?q=nothing-has-this-name&access=step-free&from=2027-01-01&to=2020-01-01",
        "/events/?from=soon&page=x",
        "/events/past/",
        *(f"/events/{event}/{part}" for event in events for part in parts),
        f"/events/{FORUM}/schedule/?q=rope&places=1&type=no-such-type",
        f"/events/{FORUM}/schedule/?tz=Asia/Tokyo",
        f"/events/{FORUM}/sessions/{path_part(session.id, session.name)}/",
        f"/events/{FORUM}/speakers/{path_part(speaker.id, speaker.name)}/",
        *(f"/events/{event}/register/" for event in events),
        "/accessibility/",
        "/nothing/",
    ]
    found = {route: left_in_english(german(served, route), "de") for route in routes}
    assert {route: texts for route, texts in found.items() if texts} == {}


def test_what_cannot_be_shown_is_regretted_in_one_language(served: ServedSite) -> None:
    served.simulator.fault(status=503)
    assert left_in_english(german(served, "/events/"), "de") == set()


def test_a_registration_is_in_one_language(served: ServedSite, clock: Clock) -> None:
    visitor = German(served, SUMMIT, clock=clock)
    visitor.get()
    visitor.start()
    visitor.post("pass/", {})
    whole = catalogue.load_event(served.site, SUMMIT)
    visitor.post("pass/", {"pass": whole.passes[0].pass_id})
    visitor.person(email="no address")
    visitor.person()
    visitor.get("attendees/")
    receipt = visitor.send()
    assert receipt.status == 200


def test_a_request_for_the_waitlist_is_in_one_language(served: ServedSite, clock: Clock) -> None:
    visitor = German(served, WORKSHOP, clock=clock)
    visitor.start()
    visitor.person()
    assert visitor.get("check/").status == 200


@pytest.mark.parametrize(
    "route",
    [
        "",
        "portal/webapplication/",
        "portal/webapplication/{row}/change/",
        "portal/snapshot/",
        "portal/registration/",
        "portal/question/",
        "portal/question/add/",
        "portal/consenttext/add/",
    ],
)
def test_the_admin_is_in_one_language(served: ServedSite, admin_client: Client, route: str) -> None:
    served.warm("/events/")
    address = f"/admin/{route.format(row=served.row.pk)}"
    response = admin_client.get(address, headers={"host": HOST, "accept-language": "de"})
    assert response.status_code == 200
    of_django = {"Search"}  # the picture in its form of that name
    assert left_in_english(response.content.decode(), "de") - of_django == set()
