"""The page the references answer: about 38 kB, an event with 50 sessions, as plain as can be."""

from __future__ import annotations

_SESSION = (
    '<li><h3><a href="/sessions/{0}/">Session {0} on tides and currents</a></h3><p>09:00–09:45 · Room {0}</p>'
    "<p>What the water does at the quay when nobody looks, told by those who measured it for forty years, with "
    "pictures, figures and the mistakes that were made on the way. No previous knowledge is needed; bring questions. "
    "A recording is made and can be seen by everybody who registered, from the evening of the same day on. There will "
    "be coffee. The talk repeats nothing that was said last year, and it ends in time for the train to the city, "
    "which leaves at ten minutes past the hour from the platform behind the house.</p></li>"
)
STYLE = (
    "body{font-family:system-ui;max-width:60rem;margin:auto;padding:1rem;line-height:1.5}li{border-top:1px solid}" * 8
)
HTML = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Event</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="stylesheet" href="/style.css"></head><body><h1>An event</h1><ul>'
    + "".join(_SESSION.format(number) for number in range(1, 51))
    + "</ul></body></html>"
).encode()
