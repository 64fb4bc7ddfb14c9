"""Whatever happens in whatever order, a kept page is byte for byte the page that Django would make now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.models import OptionLabel, SponsorTier, WebApplication
from portal.services import states
from portal.services.catalogue import discarding, keeping
from tests.kept_pages import Pages
from tests.served_site import ServedSite
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
HOST, OTHER_HOST = "events.example.org", "other.example.org"
# Each visited with canonical queries, so that Django, asked directly, sees what the layer asks it for.
PATHS = (
    "/",
    "/events/",
    "/events/?q=harbour",
    "/events/?page=2",
    "/events/past/",
    EVENT,
    f"{EVENT}schedule/",
    f"{EVENT}schedule/?view=grid",
    f"{EVENT}schedule/?places=1",
    f"{EVENT}speakers/",
    f"{EVENT}sponsors/",
    f"{EVENT}venue/",
    "/robots.txt",
)
HOUR, DAY = 3600, 86400
Action = tuple[str, object]

visits = st.tuples(
    st.just("visit"),
    st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(["", "/de"]),
        st.sampled_from([HOST, OTHER_HOST, "testserver"]),
        st.sampled_from(["br", "gzip", ""]),
    ),
)
changes = st.tuples(
    st.just("api"),
    st.sampled_from(
        [
            {"eventName": "First name"},
            {"eventName": "Second <name> & more"},
            {"isCapacityRestricted": True, "maxCapacity": 300, "registrationCount": 295},
            {"isCapacityRestricted": True, "maxCapacity": 300, "registrationCount": 300},
            {"setRegistrationEndDate": True, "stopRegistrationDate": "2030-01-01T00:00:00"},
            {"setRegistrationEndDate": True, "stopRegistrationDate": "2020-01-01T00:00:00"},
            "unpublish",
            "publish",
            "down",
            "up",
        ]
    ),
)
renewals = st.tuples(st.just("renew"), st.sampled_from(["list", "event", "counts"]))
edits = st.tuples(
    st.just("edit"),
    st.sampled_from(
        [
            {"site_title": "Harbour days"},
            {"footer_text": "Since 1898"},
            {"brand_colour": "#1a5fb4"},
            {"banner_hosts": "assets.example.com"},
            {"events_per_page": 5},
            {"few_places_threshold": 0},
            {"allow_indexing": False},
            {"fresh_s": 5},
            {"languages": ["en"]},
            {"show_speakers": False},
            "tier",
            "label",
            "default",
        ]
    ),
)
clocks = st.tuples(st.just("clock"), st.sampled_from([1, 20, 61, 100, 601, HOUR, 9 * HOUR, DAY, 40 * DAY, 400 * DAY]))
purges = st.tuples(st.just("purge"), st.sampled_from([FORUM, None]))
other = st.one_of(changes, renewals, edits, clocks, purges)


@hypothesis_settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(actions=st.lists(st.one_of(visits, visits, other), min_size=6, max_size=20))
def test_a_kept_page_is_what_django_would_make_now(served: ServedSite, actions: list[Action]) -> None:
    with _world(served) as (pages, act):
        for action in actions:
            act(*action)
            served.settle()
            pages.a_second_later()
            served.settle()
            pages.watch.poll()


@contextmanager
def _world(served: ServedSite) -> Iterator[tuple[Pages, Callable[[str, object], None]]]:
    """A process with nothing kept, two web applications with a stored copy of everything, and the actions by name."""
    _reset(served)
    pages = Pages()
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:

        def act(name: str, what: object) -> None:
            match name, what:
                case "visit", (path, language, host, coding):
                    _visit(served, pages, f"{language}{path}", str(host), str(coding))
                case "api", dict():
                    served.simulator.patch_event(FORUM, **what)
                case "api", "unpublish" | "publish":
                    getattr(served.simulator, str(what))(FORUM)
                case "api", "down":
                    served.simulator.fault("*", status=503)
                case "api", "up":
                    served.simulator.clear_faults()
                case "renew", _:
                    _renew(served, str(what))
                case "edit", _:
                    _edit(what)
                case "clock", int():
                    clock.shift(what)
                case "purge", _:
                    discarding.purge(served.site.source, what if isinstance(what, str) else None)

        try:
            yield pages, act
        finally:
            served.settle()
            pages.watch.stop()


def _visit(served: ServedSite, pages: Pages, path: str, host: str, coding: str) -> None:
    """Compare the kept page with the made one; again where a copy that a visit had renewed arrived meanwhile."""
    for _ in range(6):
        before = states.now()
        kept = pages.get(path, host=host, accept_encoding=coding)
        again = pages.get(path, host=host, accept_encoding=coding)
        made = pages.uncached(path, host=host)
        served.settle()
        if states.now() == before:
            break
        pages.a_second_later()
        served.settle()
        pages.watch.poll()
    else:
        raise AssertionError("copies were renewed over and over")
    assert kept.status == again.status == made.status
    if made.status != 200:
        return
    for answer in (kept, again):
        assert answer.text == made.text
        for name in ("Content-Security-Policy", "Cache-Control", "Content-Type", "Content-Language"):
            assert answer.headers.get(name) == made.headers.get(name)


def _renew(served: ServedSite, what: str) -> None:
    """As another process does."""
    keys = [keeping.LIST_KEY] if what == "list" else keeping.keys_of(FORUM)
    if what == "counts":
        keys = [key for key in keys if key.endswith(("/count", "/passes"))]
    keeping.renew_now(served.site, keys, wait_s=20)


def _edit(what: object) -> None:
    row = WebApplication.objects.get(name="Other") if what == "default" else WebApplication.objects.get(is_default=True)
    match what:
        case "tier":
            SponsorTier.objects.create(application=row, name="Masters", topics="Gold")
        case "label":
            OptionLabel.objects.update_or_create(
                application=row, kind="event_type", number=100000000, defaults={"label": "Regatta"}
            )
        case "default":
            row.make_default()
        case dict():
            for name, value in what.items():
                setattr(row, name, value)
            row.save()


def _reset(served: ServedSite) -> None:
    served.simulator.reset()
    served.simulator.settings(wrong_origin="lenient")
    WebApplication.objects.all().delete()
    for name, host, is_default in (("Default", HOST, True), ("Other", OTHER_HOST, False)):
        row = WebApplication(name=name, origin=f"https://{host}", is_default=is_default, endpoint=served.row.endpoint)
        row.set_token(served.simulator.token)
        row.save()
    for host in (HOST, OTHER_HOST):
        served.host = host
        served.warm(EVENT, "/events/", "/events/past/")
    served.host = HOST
