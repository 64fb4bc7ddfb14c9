"""What the product of the browser tests shows, and the address of each type of page."""

from __future__ import annotations

import re

from tests.product import Product
from tests.simulation import ARABIC, FORUM, HOSTILE

FREE = "Long_Night_of_the_Lighthouse977402893"
PAID = "Coastal_Data_Summit406103517"
CLOSED = "Young_Mariners_Scholarship_Day616332270"
FULL = "Open_Deck_on_the_Pilot_Boat201723216"
WAITLIST = "Wave_Basin_Workshop415267846"
WEBINAR = "Shore_Power_in_Plain_Words678851631"
PAST = "Breakwater_Review211040730"
HYBRID = "Quiet_Harbours862764886"
RUNNING = "Harbour_Walks314286880"  # begins the day before and ends the day after, whatever the day


def prepare(product: Product) -> None:
    """Make it a site that an organisation has set up, every picture fetched."""
    product.configure(
        site_title="Lantern Quay Institute",
        introduction="Open days, talks and conferences about harbours and the people who work in them.",
        brand_colour="#0b6e6e",
        contact_name="Lantern Quay Institute",
        contact_email="events@lanternquay.example",
        contact_phone="+49 40 5550 112",
        contact_address="Am Lotsenkai 12\n20457 Hamburg",
        header_text="Harbours and the people who work in them",
        footer_text="Registered charity.",
        imprint_page="Lantern Quay Institute\nAm Lotsenkai 12, 20457 Hamburg\n\nRepresented by Ana Okonjo",
        privacy_page="<h2>What we keep</h2><p>What you enter when you register.</p><ul><li>your name</li></ul>",
        cookies_url="https://www.lanternquay.example/cookies",
        break_session_types="[100000006]",  # as the simulator marks coffee and lunch
    )
    _set_up_tiers(product)
    product.expire()
    for event in (FORUM, PAID, PAST):
        product.fetch_pictures(event)


def _set_up_tiers(product: Product) -> None:
    """Of sponsors; supporters are left without one."""
    product.execute("DELETE FROM portal_sponsortier")
    tiers = (
        ("Principal partners", "large", "Platinum"),
        ("Partners", "medium", "Gold"),
        ("Friends", "small", "Silver"),
    )
    for order, (name, size, topics) in enumerate(tiers):
        product.execute(
            'INSERT INTO portal_sponsortier (application_id, name, size, topics, "order") '
            "SELECT id, ?, ?, ?, ? FROM portal_webapplication WHERE is_default",
            *(name, size, topics, order),
        )
    product.execute("UPDATE portal_webapplication SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now')")


def pages(product: Product) -> dict[str, str]:
    """The path of each type of page, and of each state it can be in, by a name for it."""
    return ordinary_pages(product) | hostile_pages(product)


def ordinary_pages(product: Product) -> dict[str, str]:
    """`pages` without those about the hostile event."""
    forum, past = f"/events/{FORUM}/", f"/events/{PAST}/"
    speaker = _first_link(product, f"{forum}speakers/", f"{forum}speakers/")
    session = _first_link(product, speaker, f"{forum}sessions/")
    day = re.search(r"\?day=([0-9-]+)", product.page(forum))
    assert day
    return {
        "home": "/",
        "events": "/events/",
        "events, filtered": "/events/?q=harbour&format=on-site&access=step-free",
        "events, filters with errors": f"/events/?q={'x' * 300}&from=soon&to=1999-99-99",
        "events, nothing found": "/events/?q=nothing-is-called-this",
        "past events": "/events/past/",
        "event": forum,
        "event, paid": f"/events/{PAID}/",
        "event, full": f"/events/{FULL}/",
        "event, waitlist": f"/events/{WAITLIST}/",
        "event, closed": f"/events/{CLOSED}/",
        "event, past": past,
        "event, online": f"/events/{WEBINAR}/",
        "event, hybrid": f"/events/{HYBRID}/",
        "event, Arabic": f"/events/{ARABIC}/",
        "event, in another zone too": f"{forum}?tz=Asia/Tokyo",
        "event, unknown zone": f"{forum}?tz=Mars/Base",
        "schedule": f"{forum}schedule/",
        "schedule, in another zone too": f"{forum}schedule/?tz=Pacific/Honolulu",
        "schedule, one day": f"{forum}schedule/?day={day[1]}",
        "schedule by room": f"{forum}schedule/?view=grid",
        "schedule by track": f"{forum}schedule/?view=tracks",
        "schedule, empty day": f"{forum}schedule/?day=2001-01-01",
        "schedule, filter with error": f"{forum}schedule/?day=someday&places=maybe&q={'x' * 300}",
        "schedule, filtered": f"{forum}schedule/?q=ship&room=great-hall&room=tide-room",
        "schedule by room, filtered": f"{forum}schedule/?track=living-water&view=grid",
        "schedule, nothing found": f"{forum}schedule/?q=nothing-is-called-this",
        "schedule, unknown filter": f"{forum}schedule/?track=gone",
        "schedule, under way": f"/events/{RUNNING}/schedule/",
        "schedule, not published": f"/events/{CLOSED}/schedule/",
        "session": session,
        "speakers": f"{forum}speakers/",
        "speaker": speaker,
        "sponsors": f"{forum}sponsors/",
        "passes": f"/events/{PAID}/passes/",
        "venue": f"{forum}venue/",
        "imprint": "/imprint/",
        "privacy": "/privacy/",
        "accessibility statement": "/accessibility/",
        "not found": "/events/No_Such_Event/",
    }


def hostile_pages(product: Product) -> dict[str, str]:
    """The pages about the simulator's hostile event, which has to be published."""
    hostile = f"/events/{HOSTILE}/"
    return {
        "event, hostile": hostile,
        "schedule, hostile": f"{hostile}schedule/",
        "schedule by room, hostile": f"{hostile}schedule/?view=grid",
        "session, hostile": _first_link(product, f"{hostile}schedule/", f"{hostile}sessions/"),
        "speakers, hostile": f"{hostile}speakers/",
        "speaker, hostile": _first_link(product, f"{hostile}speakers/", f"{hostile}speakers/"),
        "sponsors, hostile": f"{hostile}sponsors/",
        "venue, hostile": f"{hostile}venue/",
    }


def _first_link(product: Product, path: str, prefix: str) -> str:
    match = re.search(rf'href="({re.escape(prefix)}[^"#?]+/)"', product.page(path))
    assert match, f"{path} links to nothing below {prefix}"
    return match[1]
