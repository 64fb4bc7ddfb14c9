"""The connection test: each step from the settings to the first event, and what to do where one fails.

It goes the way of every call of the portal, through the same client, and waits for nothing longer than ``TOTAL_S``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from portal.events_api import probe
from portal.events_api.client import EventsClient
from portal.events_api.dialects import REALTIME_V1
from portal.events_api.endpoint import Endpoint
from portal.events_api.errors import EventsAPIError
from portal.events_api.types import Decoded, Event, Loss
from portal.services import applications
from portal.services.applications import NotConfigured, Site
from portal.services.connection_advice import explain

T = TypeVar("T")

TOTAL_S = 15.0
LOOK_UP_S = 4.0
CONNECT_S = 2.0  # for one address
GREET_S = 5.0
LIST_S = 10.0
ITEM_S = 4.0

KEYS = ("settings", "name", "tls", "token", "origin", "list", "event")
# The API looks at the token before the origin, and at both before it answers with data.
_FAILS_AT_TOKEN = {"refused", "auth"}
_PROVES_ACCESS = {"bad_json", "too_big", "empty"}


class State(StrEnum):
    """How a step went. A test without a failed step is passed."""

    OK = "ok"
    WARNING = "warning"  # it works, but look at this
    FAILED = "failed"
    SKIPPED = "skipped"  # not tried, or not to be found out


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the test, in words for an administrator. ``advice`` is "" where there is nothing to do."""

    key: str
    title: str
    state: State
    detail: str
    advice: str = ""

    @property
    def state_title(self) -> str:
        return {
            State.OK: gettext("Works"),
            State.WARNING: gettext("Look at this"),
            State.FAILED: gettext("Failed"),
            State.SKIPPED: gettext("Not tested"),
        }[self.state]


def test_connection(site: Site) -> tuple[Step, ...]:
    """Try the saved connection of a site. One step for each of ``KEYS``, in that order; takes up to ``TOTAL_S``."""
    steps = {step.key: step for step in _Test(site).steps()}
    return tuple(
        steps.get(key) or _step(key, State.SKIPPED, gettext("An earlier step has to work first.")) for key in KEYS
    )


def passed(steps: tuple[Step, ...]) -> bool:
    """Whether no step failed."""
    return all(step.state is not State.FAILED for step in steps)


class _Test:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._ends_at = time.monotonic() + TOTAL_S
        self._host = ""

    def steps(self) -> Iterator[Step]:
        """The steps up to the first that failed."""
        client: EventsClient | None = None
        problem = ""
        try:
            client = applications.client_for(self._site)
        except NotConfigured as error:
            problem = str(error)
            if isinstance(error.__cause__, OSError):
                problem = gettext("The file of certificates in EVENTS_API_CA_BUNDLE cannot be read.")
        endpoint = Endpoint.parse(client.base_url) if client is not None else None
        if client is None or endpoint is None:
            yield _step("settings", State.FAILED, problem, gettext("Fill in or correct these settings and save."))
            return
        self._host = endpoint.host
        yield self._settings(client)
        yield from self._reach(endpoint, client)

    def _settings(self, client: EventsClient) -> Step:
        connection = self._site.connection
        detail = f"{client.dialect.title}, {client.base_url}"
        if self._site.is_demonstration:
            return _step("settings", State.OK, gettext("Demonstration data of the simulator: %s") % client.base_url)
        public_host = urlsplit(connection.origin).hostname or ""
        if not validate_host(public_host, settings.ALLOWED_HOSTS):
            return _step(
                "settings",
                State.WARNING,
                detail,
                gettext("Visitors of %s are turned away until ALLOWED_HOSTS in the environment names that host.")
                % public_host,
            )
        if (connection.webapp_id or connection.business_unit_id) and not client.dialect.filters_list:
            return _step(
                "settings",
                State.WARNING,
                detail,
                gettext(
                    "This generation of the API knows no filters: web application id and business unit id are not used."
                ),
            )
        return _step("settings", State.OK, detail)

    def _reach(self, endpoint: Endpoint, client: EventsClient) -> Iterator[Step]:
        policy = applications.address_policy(self._site.connection.endpoint)
        found = self._try("name", lambda: probe.look_up(endpoint, policy, timeout_s=self._within(LOOK_UP_S)))
        if isinstance(found, Step):
            yield found
            return
        yield _step("name", State.OK, f"{endpoint.host} → {', '.join(found)}")
        greeting = self._try(
            "tls",
            lambda: probe.greet(
                endpoint,
                policy,
                ca_bundle=settings.EVENTS_API_CA_BUNDLE,
                connect_s=CONNECT_S,
                timeout_s=self._within(GREET_S),
            ),
        )
        if isinstance(greeting, Step):
            yield greeting
            return
        yield _tls(greeting)
        yield from self._read(client)

    def _read(self, client: EventsClient) -> Iterator[Step]:
        listed: Decoded[tuple[Event, ...]] | None = None
        try:
            listed = client.list_published_events(deadline_s=self._within(LIST_S))
        except EventsAPIError as error:
            refusal = error
        if listed is None:
            yield from self._refused(refusal)
            return
        yield _step("token", State.OK, gettext("The API accepts the token."))
        yield self._origin(client)
        yield _list(listed, client)
        if listed.value:
            yield self._event(client, _nearest(listed.value))

    def _refused(self, error: EventsAPIError) -> Iterator[Step]:
        """The steps from the token on, of a list that could not be read."""
        if error.kind in _FAILS_AT_TOKEN and error.status != 403:
            yield self._failed("token", error)
            yield _step("origin", State.SKIPPED, gettext("The API's answer does not tell; see the step before."))
            return
        if error.status == 403:
            yield _step("token", State.SKIPPED, gettext("The API's answer does not tell; see the next step."))
            yield self._failed("origin", error)
            return
        if error.kind in _PROVES_ACCESS:
            yield _step("token", State.OK, gettext("The API accepts the token."))
            yield _step("origin", State.OK, gettext("The API accepts %s.") % self._site.origin)
        else:
            unknown = gettext("The API's answer does not tell; see “%s”.") % _title("list")
            yield _step("token", State.SKIPPED, unknown)
            yield _step("origin", State.SKIPPED, unknown)
        yield self._failed("list", error)

    def _origin(self, client: EventsClient) -> Step:
        if client.dialect is REALTIME_V1:
            return _step(
                "origin",
                State.SKIPPED,
                gettext(
                    "%s was sent and not refused, which proves little: the real-time API also answers servers whose "
                    "origin it does not know."
                )
                % self._site.origin,
                gettext("Compare it with the web application record once, character by character."),
            )
        return _step("origin", State.OK, gettext("The API accepts %s.") % self._site.origin)

    def _event(self, client: EventsClient, event: Event) -> Step:
        event_id = event.readable_event_id
        whole = self._try("event", lambda: client.get_event(event_id, deadline_s=self._within(ITEM_S)))
        if isinstance(whole, Step):
            return whole
        sessions = self._try("event", lambda: client.list_sessions(event_id, deadline_s=self._within(ITEM_S)))
        if isinstance(sessions, Step):
            return sessions
        count = len(sessions.value)
        detail = ngettext("“%(name)s” with %(count)d session.", "“%(name)s” with %(count)d sessions.", count) % {
            "name": whole.value.event_name,
            "count": count,
        }
        return _read("event", detail, (*whole.losses, *sessions.losses))

    def _try(self, key: str, action: Callable[[], T]) -> T | Step:
        """The action's result, or the failed step."""
        failure: EventsAPIError
        try:
            return action()
        except EventsAPIError as error:
            failure = error
        return self._failed(key, failure)

    def _failed(self, key: str, error: EventsAPIError) -> Step:
        if key == "event" and error.kind == "not_found":
            return _step(
                key,
                State.FAILED,
                gettext("The API lists an event but does not know it when asked for it."),
                gettext("It may just have been withdrawn: test again in a minute."),
            )
        explanation = explain(error, host=self._host, origin=self._site.origin)
        return _step(key, State.FAILED, explanation.detail, explanation.advice)

    def _within(self, limit_s: float) -> float:
        """Seconds a step may take: its own limit, and what is left of the total."""
        return max(0.1, min(limit_s, self._ends_at - time.monotonic()))


def _tls(greeting: probe.Greeting) -> Step:
    if greeting.tls_version is None:
        return _step("tls", State.OK, gettext("Plain http, allowed for this address of this machine only."))
    detail = gettext("Connected by %s.") % greeting.tls_version
    if greeting.expires_at is not None:
        day = date_format(timezone.localtime(greeting.expires_at), "DATE_FORMAT")
        detail = gettext("Connected by %(version)s; the certificate is valid until %(day)s.") % {
            "version": greeting.tls_version,
            "day": day,
        }
    return _step("tls", State.OK, detail)


def _list(listed: Decoded[tuple[Event, ...]], client: EventsClient) -> Step:
    count = len(listed.value)
    if count == 0 and not listed.losses:
        advice = gettext("Set an event live in Dynamics 365.")
        if client.dialect.filters_list:
            advice = gettext(
                "In Dynamics 365, set an event live with the publishing destination for the events API. If it is live, "
                "leave the web application id and the business unit id here blank: they narrow the list."
            )
        return _step("list", State.WARNING, gettext("The API answers, and lists no events."), advice)
    return _read("list", ngettext("%d event.", "%d events.", count) % count, listed.losses)


def _read(key: str, detail: str, losses: tuple[Loss, ...]) -> Step:
    if not losses:
        return _step(key, State.OK, detail)
    lost = ngettext("%d value could not be read", "%d values could not be read", len(losses)) % len(losses)
    return _step(
        key,
        State.WARNING,
        gettext("%(detail)s %(lost)s, the first at %(path)s (%(reason)s).")
        % {"detail": detail, "lost": lost, "path": losses[0].path, "reason": losses[0].reason},
        gettext(
            "The pages leave these values out. Correct them in Dynamics 365, or report them to the portal's makers."
        ),
    )


def _nearest(events: tuple[Event, ...]) -> Event:
    """The next event to come, else the first one."""
    now = timezone.now()
    coming = [event for event in events if event.starts_at >= now]
    return min(coming, key=lambda event: event.starts_at) if coming else events[0]


def _step(key: str, state: State, detail: str, advice: str = "") -> Step:
    return Step(key=key, title=_title(key), state=state, detail=detail, advice=advice)


def _title(key: str) -> str:
    return {
        "settings": gettext("Settings complete"),
        "name": gettext("Host name found"),
        "tls": gettext("Secure connection"),
        "token": gettext("Token accepted"),
        "origin": gettext("Origin accepted"),
        "list": gettext("List of events read"),
        "event": gettext("First event read"),
    }[key]
