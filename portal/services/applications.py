"""Which web application serves this request, and its client.

The request's host picks the row; one row is the default. The environment fills what the default row leaves empty, and
where neither knows an endpoint the simulator that ``make run`` started serves demonstration data.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from functools import lru_cache, partial
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from portal.events_api.addresses import AddressPolicy
from portal.events_api.client import EventsClient
from portal.events_api.dialects import EndpointError, find_dialect
from portal.events_api.endpoint import Endpoint
from portal.events_api.secret import Secret
from portal.models import CannotDecrypt, SitePicture, WebApplication
from portal.services import call_budget, legal, shown, states
from portal.services.look import Look, look_of
from portal.services.site_pictures import PictureLink


class NotConfigured(Exception):
    """No endpoint, token or origin is known, or the stored token cannot be decrypted. The text is for operators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Everything a client needs. ``problem`` says, for an operator, why there is none."""

    endpoint: str
    token: Secret | None
    origin: str
    dialect: str | None
    api_version: str
    webapp_id: str | None
    business_unit_id: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A web application as one request sees it: the row, what the environment adds, and where its answers are kept."""

    row: WebApplication
    connection: Connection
    source: str  # names this API in Snapshot, Picture, Tombstone and Upstream; 32 characters
    is_demonstration: bool

    @property
    def title(self) -> str:
        return self.row.site_title or gettext("Events")

    @property
    def origin(self) -> str:
        """The public address of the site, without a slash at the end; "" when not configured."""
        return self.connection.origin

    @property
    def enforces_sign_in(self) -> bool:
        """Whether the API obeys ``allowAnonymousRegistrations``: outbound does, real-time has no sign-in."""
        try:
            return find_dialect(self.connection.endpoint, forced=self.connection.dialect).enforces_sign_in
        except EndpointError:
            return False

    @property
    def look(self) -> Look:
        """Labels, tiers of sponsors and pictures."""
        return look_of(self.row)

    @property
    def logo(self) -> PictureLink | None:
        """The organisation's logo; its alternative text is the title."""
        return self.look.pictures.get(SitePicture.Kind.LOGO)

    @property
    def logo_dark(self) -> PictureLink | None:
        """The logo for dark pages; None: the one logo serves both."""
        return self.look.pictures.get(SitePicture.Kind.LOGO_DARK)

    @property
    def icon(self) -> PictureLink | None:
        """The organisation's icon for tabs and bookmarks."""
        return self.look.pictures.get(SitePicture.Kind.ICON)

    @property
    def preview_picture(self) -> PictureLink | None:
        """What link previews show of pages that have no picture of their own."""
        return self.look.pictures.get(SitePicture.Kind.PREVIEW)

    @property
    def legal_links(self) -> tuple[legal.LegalLink, ...]:
        """Imprint, privacy, cookies, accessibility: those that exist."""
        return legal.links(self.row)

    @property
    def privacy_url(self) -> str:
        """Where the privacy notice is, here or elsewhere; "" without one."""
        link = legal.link_to(self.row, legal.LegalPage.PRIVACY)
        return link.url if link else ""

    @property
    def content_language(self) -> str:
        """The language of what the organisation wrote here, as a language tag."""
        return self.row.content_language or settings.LANGUAGE_CODE

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages the site offers, in the order of the settings; the default is among them."""
        chosen = {*self.row.languages, settings.LANGUAGE_CODE}
        every = [code for code, _name in settings.LANGUAGES]
        return tuple(code for code in every if code in chosen) if self.row.languages else tuple(every)

    @property
    def embed_hosts(self) -> tuple[str, ...]:
        """Lower-case names of the hosts whose pages may show lists and schedules of this site; empty: none may."""
        return tuple(self.row.embed_hosts.lower().split())

    @property
    def banner_hosts(self) -> tuple[str, ...]:
        """Lower-case names of the hosts whose banners are shown."""
        return tuple(host.strip().lower() for host in self.row.banner_hosts.split() if host.strip())


def site_for_host(host: str) -> Site:
    """The site that serves ``host`` (a Host header, with or without port). One database query."""
    rows = list(WebApplication.objects.all())
    found = next((row for row in rows if row.origin and urlsplit(row.origin).netloc.lower() == host.lower()), None)
    row = found or next((row for row in rows if row.is_default), None)
    if row is None:
        return resolve(WebApplication(name="default", is_default=True))
    shown.site(row.pk, states.of_sites(map(states.row_of, rows))[row.pk])
    return resolve(_as_before(row))


def all_sites() -> list[Site]:
    """Every web application that has a connection. One database query."""
    rows = list(WebApplication.objects.all()) or [WebApplication(name="default", is_default=True)]
    return [site for site in map(resolve, rows) if not site.connection.problem]


def resolve(row: WebApplication) -> Site:
    """Join a row with the environment. Pure but for decrypting the token."""
    connection = _connection(row)
    demonstration = connection is None
    if connection is None:
        connection = Connection(
            endpoint=settings.SIMULATOR_ENDPOINT,
            token=Secret(settings.SIMULATOR_TOKEN),
            origin=settings.SIMULATOR_ORIGIN,
            dialect=None,
            api_version=row.api_version or settings.EVENTS_API_VERSION,
            webapp_id=None,
            business_unit_id=None,
        )
    identity = "\n".join(
        str(part)
        for part in (
            row.pk,
            connection.endpoint.rstrip("/"),
            connection.origin,
            connection.dialect,
            connection.api_version,
            connection.webapp_id,
            connection.business_unit_id,
        )
    )
    source = hashlib.sha256(identity.encode()).hexdigest()[:32]
    return Site(row=row, connection=connection, source=source, is_demonstration=demonstration)


def client_for(site: Site) -> EventsClient:
    """The client of a site, made once per process and connection.

    Raises NotConfigured.
    """
    connection = site.connection
    if connection.problem or connection.token is None:
        raise NotConfigured(connection.problem)
    try:
        with _clients_lock:
            return _client(connection, _permitted_loopback(connection.endpoint), site.source)
    except EndpointError as error:
        raise NotConfigured(endpoint_problem(error)) from error
    except OSError as error:  # certificates that cannot be read
        raise NotConfigured(str(error)) from error


def endpoint_problem(error: EndpointError) -> str:
    """What is wrong with an endpoint, for an administrator, in their language."""
    sentence = gettext(error.sentence)
    return sentence % error.values if error.values else sentence


def address_policy(endpoint: str) -> AddressPolicy:
    """What may be contacted for this endpoint: public addresses, and the one loopback address of the environment."""
    return AddressPolicy(loopback_exception=_permitted_loopback(endpoint))


def _permitted_loopback(endpoint: str) -> tuple[str, str, int] | None:
    if not (settings.EVENTS_API_ALLOW_LOOPBACK or settings.SIMULATOR_ENDPOINT):
        return None
    permitted = urlsplit(settings.EVENTS_API_ENDPOINT or settings.SIMULATOR_ENDPOINT)
    try:
        asked = urlsplit(endpoint)
    except ValueError:  # no address at all; the client says so
        return None
    if not permitted.hostname or (asked.scheme, asked.netloc) != (permitted.scheme, permitted.netloc):
        return None
    return permitted.scheme, permitted.hostname, permitted.port or (443 if permitted.scheme == "https" else 80)


def _connection(row: WebApplication) -> Connection | None:
    """The configured connection; None when nothing is configured and the simulator stands in."""
    environment = row.is_default
    endpoint = row.endpoint or (settings.EVENTS_API_ENDPOINT if environment else "")
    if not endpoint and environment and settings.SIMULATOR_ENDPOINT:
        return None
    problem = ""
    token: Secret | None = None
    try:
        token = row.token()
    except CannotDecrypt:
        problem = gettext("The stored token cannot be decrypted: a key is missing from FIELD_ENCRYPTION_KEYS.")
    if token is None and not problem and environment and settings.EVENTS_API_TOKEN:
        token = Secret(settings.EVENTS_API_TOKEN)
    origin = row.origin or (settings.EVENTS_API_ORIGIN if environment else "")
    if not problem:
        missing = [
            label
            for label, value in (
                (gettext("endpoint"), endpoint),
                (gettext("token"), token),
                (gettext("origin"), origin),
            )
            if not value
        ]
        if missing:
            problem = gettext("Not configured yet: %(fields)s.") % {"fields": ", ".join(missing)}
    if not problem and settings.DEBUG and not ((parsed := Endpoint.parse(endpoint)) and parsed.is_loopback):
        # The environment's own endpoint is refused at the start; this one stands in the row.
        problem = gettext("DEBUG is on, and its error pages show secrets. Real endpoints are used without it only.")
    return Connection(
        endpoint=endpoint,
        token=token,
        origin=origin.rstrip("/"),
        dialect=row.dialect or None,
        api_version=row.api_version or settings.EVENTS_API_VERSION,
        webapp_id=str(row.webapp_id) if row.webapp_id else None,
        business_unit_id=str(row.business_unit_id) if row.business_unit_id else None,
        problem=problem,
    )


_rows: dict[int, WebApplication] = {}


def _as_before(row: WebApplication) -> WebApplication:
    """The row of an earlier request, unless something in it changed: what pages keep of a site is found by it."""
    earlier = _rows.get(row.pk)
    if earlier is None or vars(earlier) | {"_state": None} != vars(row) | {"_state": None}:
        earlier = _rows[row.pk] = row
    return earlier


_clients_lock = threading.Lock()


@lru_cache(maxsize=32)
def _client(connection: Connection, loopback: tuple[str, str, int] | None, source: str) -> EventsClient:
    assert connection.token is not None  # noqa: S101 -- client_for asks only then
    return EventsClient(
        endpoint=connection.endpoint,
        token=connection.token,
        origin=connection.origin,
        dialect=connection.dialect,
        api_version=connection.api_version,
        webapp_id=connection.webapp_id,
        business_unit_id=connection.business_unit_id,
        policy=AddressPolicy(loopback_exception=loopback),
        ca_bundle=settings.EVENTS_API_CA_BUNDLE,
        on_call=partial(call_budget.note, source),
    )
