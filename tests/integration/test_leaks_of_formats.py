"""No format for programs shows the token, the Wi-Fi password, a speaker's e-mail address or a link for joining."""

from __future__ import annotations

import pytest

from portal.domain.identifiers import path_part
from portal.services import catalogue
from tests.leaks import secrets_in
from tests.served_site import ServedSite
from tests.simulation import FORUM, HOSTILE

EVENT_FORMATS = (
    "/events/{}.ics",
    "/events/{}/schedule.ics",
    "/events/{}/schedule.json",
    "/events/{}/schedule.xml",
    "/events/{}/schedule.csv",
    "/events/{}/schedule.txt",
    "/events/{}/qr.svg",
    "/embed/{}/schedule/",
    "/api/v1/events/{}.json",
    "/api/v1/events/{}/sessions.json",
    "/api/v1/events/{}/speakers.json",
)
SITE_FORMATS = ("/events.ics", "/events.atom", "/embed/events/", "/api/v1/events.json", "/sitemap.xml", "/widget.js")


@pytest.mark.parametrize("event_id", [FORUM, HOSTILE])
def test_no_format_shows_a_secret(served_by_each: ServedSite, event_id: str) -> None:
    served = served_by_each
    served.simulator.publish(HOSTILE)
    served.row.embed_hosts = "www.contoso.com"
    served.row.save()
    served.warm(f"/events/{event_id}/")
    whole = catalogue.load_event(served.site, event_id)
    paths = [*SITE_FORMATS, *(path.format(event_id) for path in EVENT_FORMATS)]
    paths += [f"/events/{event_id}/sessions/{path_part(item.id, item.name)}.ics" for item in whole.sessions[:10]]
    paths += [f"/events/{event_id}/speakers/{path_part(item.id, item.name)}.ics" for item in whole.speakers[:10]]
    for path in paths:
        response = served.get(path)
        assert response.status_code == 200, path
        shown = f"{response.headers!r}\n{response.content.decode()}"
        assert secrets_in(shown) == [], path
        assert "teams.microsoft.com" not in shown, path
        assert "custom_fields" not in shown, path
