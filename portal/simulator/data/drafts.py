"""Events that are not published at the start; the control interface can publish them."""

from datetime import date, timedelta

from portal.simulator.data import places
from portal.simulator.data.making import at, make_event, make_session, make_speaker, make_sponsorship, working_day
from portal.simulator.records import Event

HOSTILE_ID = "Hostile_Content100000001"

HOSTILE_DESCRIPTION = (
    '<h2>Hostile content</h2><script>window.pwned = 1</script><p onclick="window.pwned = 2">Text that stays.</p>'
    '<img src="x" onerror="window.pwned = 3"><a href="javascript:window.pwned = 4">link</a>'
    '<div style="position:fixed;inset:0" id="main" class="banner">cover</div><svg/onload="window.pwned = 5">'
    '<iframe srcdoc="<script>parent.pwned = 6</script>"></iframe><form><input name="attributes"></form>'
)


def drafts(today: date) -> list[Event]:
    return [next_forum(today), hostile_event(today)]


def next_forum(today: date) -> Event:
    day = working_day(today + timedelta(days=400))
    return make_event(
        "Harbour Forum Next Year",
        at(day, "09:00"),
        at(day + timedelta(days=2), "17:00"),
        description="Date and place to be confirmed.",
        building=places.QUAYSIDE_HALLS,
        live=False,
    )


def hostile_event(today: date) -> Event:
    """Markup, scripts and bad addresses in every text, for proving that nothing of it reaches a visitor's browser."""
    day = working_day(today + timedelta(days=20))
    attack = '"><script>window.pwned = 7</script>'
    speaker = make_speaker(
        f"Mallory {attack}",
        attack,
        HOSTILE_DESCRIPTION,
        website="javascript:window.pwned = 8",
        blog="//evil.example",
        linkedin="https:evil",
        twitter="data:text/html,<script>window.pwned = 9</script>",
    )
    return make_event(
        f"Hostile {attack}",
        at(day, "09:00"),
        at(day, "10:00"),
        readableEventId=HOSTILE_ID,
        description=HOSTILE_DESCRIPTION,
        publicEventUrl="javascript:window.pwned = 10",
        image="javascript:window.pwned = 11",
        websiteMessage=HOSTILE_DESCRIPTION,
        building=places.building(
            f"House {attack}", description=HOSTILE_DESCRIPTION, website="javascript:window.pwned = 12"
        ),
        sessions=[
            make_session(
                HOSTILE_ID,
                f"Session {attack}",
                at(day, "09:00"),
                at(day, "10:00"),
                sessionSummary=attack,
                detailedDescription=HOSTILE_DESCRIPTION,
                speakers=[speaker],
            )
        ],
        sponsorships=[make_sponsorship(HOSTILE_ID, f"Sponsor {attack}", attack, HOSTILE_DESCRIPTION)],
        live=False,
    )
