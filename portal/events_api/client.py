"""The events API, one method per operation.

    client = EventsClient(endpoint=..., token=Secret(...), origin=..., policy=AddressPolicy())
    client.list_published_events().value

Everything a client needs is passed to it; it reads no settings. It may be shared between threads. Every method makes
one exchange and raises the ``EventsAPIError`` family: what the transport raises, what the status stands for, and
``OperationNotOffered`` where the dialect has no such operation. ``deadline_s`` bounds the whole call, in seconds.

Facts: events-api/outbound-v2.md §3, realtime-v1.md §4, differences.md §2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote

from portal.events_api import decode, encode, images
from portal.events_api.addresses import AddressPolicy
from portal.events_api.dialects import base_url, find_dialect
from portal.events_api.endpoint import Endpoint
from portal.events_api.errors import EventsAPIError, EventsAPINotFound, OperationNotOffered
from portal.events_api.responses import Response
from portal.events_api.secret import Secret
from portal.events_api.transport import (
    ANY,
    JSON,
    MAX_BODY_BYTES,
    MAX_LIST_BYTES,
    POST_DEADLINE_S,
    READ_DEADLINE_S,
    READ_TIMEOUT_S,
    Transport,
)
from portal.events_api.types import (
    Captcha,
    CaptchaSolution,
    CustomField,
    Decoded,
    Event,
    Image,
    Pass,
    Registration,
    RegistrationResult,
    Session,
    Speaker,
    Sponsorship,
    Track,
    User,
)

T = TypeVar("T")

_LARGE_LISTS = {"list_published_events", "list_sessions", "list_track_sessions"}
_CLIMBS = re.compile(r"(?:^|[/\\])\.{1,2}(?:$|[/\\])")


class EventsClient:
    """A connection to one web application of the events API.

    ``endpoint``     as Dynamics shows it, see ``dialects.base_url``
    ``dialect``      name of a dialect, or None to find it from the endpoint
    ``api_version``  added to an outbound endpoint that is only a host name
    ``webapp_id``, ``business_unit_id``  narrow the list of events; only real-time has such filters
    ``on_call``      told the title of the operation ("get event") at each request sent; may be called by any thread

    Raises dialects.EndpointError for an endpoint that is none, OSError for a certificate file that cannot be read.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        token: Secret,
        origin: str,
        policy: AddressPolicy,
        dialect: str | None = None,
        api_version: str = "v2.0",
        webapp_id: str | None = None,
        business_unit_id: str | None = None,
        ca_bundle: str | None = None,
        on_call: Callable[[str], None] | None = None,
    ) -> None:
        self.dialect = find_dialect(endpoint, forced=dialect)
        self.base_url = base_url(endpoint, dialect=dialect, api_version=api_version)
        self._transport = Transport(self.base_url, token, origin, policy, ca_bundle=ca_bundle or None, on_call=on_call)
        self._filters = encode.list_filters(webapp_id=webapp_id, business_unit_id=business_unit_id)

    def offers(self, operation: str) -> bool:
        """Tell whether the dialect has an operation, by the name of its method."""
        return operation in self.dialect.paths

    def list_published_events(self, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[tuple[Event, ...]]:
        """Return every live event, past ones too, in the server's order. May be empty."""
        query = self._filters if self.dialect.filters_list else None
        return self._get("list_published_events", decode.events, deadline_s, query=query)

    def get_event(self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[Event]:
        """Return one live event. Only here ``enable_captcha`` and ``registration_form`` can be trusted."""
        return self._get("get_event", decode.event, deadline_s, readable_event_id=readable_event_id)

    def list_sessions(
        self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S
    ) -> Decoded[tuple[Session, ...]]:
        """Return the live sessions of an event, in the server's order. May be empty.

        Old servers leave out the zone: see ``timezones.in_event_zone``.
        """
        return self._get("list_sessions", decode.sessions, deadline_s, readable_event_id=readable_event_id)

    def get_session(self, session_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[Session]:
        """Return one session. Real-time only."""
        return self._get("get_session", decode.session, deadline_s, session_id=session_id)

    def list_tracks(self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[tuple[Track, ...]]:
        """Return the live external tracks of an event. May be empty."""
        return self._get("list_tracks", decode.tracks, deadline_s, readable_event_id=readable_event_id)

    def list_track_sessions(
        self, track_id: str, *, deadline_s: float = READ_DEADLINE_S
    ) -> Decoded[tuple[Session, ...]]:
        """Return the live sessions of a track. Outbound only."""
        return self._get("list_track_sessions", decode.sessions, deadline_s, track_id=track_id)

    def list_passes(self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[tuple[Pass, ...]]:
        """Return the passes of an event; empty for a free one."""
        return self._get("list_passes", decode.passes, deadline_s, readable_event_id=readable_event_id)

    def list_speakers(
        self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S
    ) -> Decoded[tuple[Speaker, ...]]:
        """Return the speakers of an event's live sessions. May be empty."""
        return self._get("list_speakers", decode.speakers, deadline_s, readable_event_id=readable_event_id)

    def list_sponsorships(
        self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S
    ) -> Decoded[tuple[Sponsorship, ...]]:
        """Return the sponsorships of an event. May be empty."""
        return self._get("list_sponsorships", decode.sponsorships, deadline_s, readable_event_id=readable_event_id)

    def list_custom_registration_fields(
        self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S
    ) -> Decoded[tuple[CustomField, ...]]:
        """Return the organiser's questions in their order. May be empty, and may fail in real-time."""
        return self._get(
            "list_custom_registration_fields",
            decode.custom_registration_fields,
            deadline_s,
            readable_event_id=readable_event_id,
        )

    def get_captcha(self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[Captcha]:
        """Return a new captcha. Only for events with ``enable_captcha``, and only where outbound exists."""
        return self._get("get_captcha", decode.captcha, deadline_s, readable_event_id=readable_event_id)

    def get_event_registration_count(
        self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S
    ) -> Decoded[int]:
        """Return how many registrations an event has; whether waitlisted ones count is not known."""
        return self._get("get_event_registration_count", decode.count, deadline_s, readable_event_id=readable_event_id)

    def get_session_registration_count(self, session_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Decoded[int]:
        """Return how many registrations a session has."""
        return self._get("get_session_registration_count", decode.count, deadline_s, session_id=session_id)

    def get_speaker_image(
        self, speaker_id: str, *, image_url: str | None = None, deadline_s: float = READ_DEADLINE_S
    ) -> Image:
        """Return a speaker's picture.

        ``image_url`` is ``Speaker.image_url``. It is followed inside the API only; in place of any other address the
        picture is asked for by the speaker's id.
        """
        path = image_url if image_url and self._is_inside(image_url) else None
        return self._get("get_speaker_image", images.picture, deadline_s, path=path, accept=ANY, speaker_id=speaker_id)

    def get_sponsorship_logo(self, sponsorship_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Image:
        """Return a sponsor's logo."""
        return self._get("get_sponsorship_logo", images.picture, deadline_s, accept=ANY, sponsorship_id=sponsorship_id)

    def get_event_qr_code(self, readable_event_id: str, *, deadline_s: float = READ_DEADLINE_S) -> Image:
        """Return the QR code of an event's address. Real-time only."""
        return self._get(
            "get_event_qr_code", images.qr_code, deadline_s, accept=ANY, readable_event_id=readable_event_id
        )

    def get_authenticated_user(self, *, deadline_s: float = READ_DEADLINE_S) -> User:
        """Return who the API believes is calling. Never raises: any error means an anonymous user."""
        try:
            return self._get("get_authenticated_user", decode.user, deadline_s).value
        except EventsAPIError:
            return User()

    def create_registration(
        self, readable_event_id: str, registration: Registration, *, deadline_s: float = POST_DEADLINE_S
    ) -> RegistrationResult:
        """Send a registration. One POST, never repeated.

        An error with ``sent`` true, other than a refusal, leaves open whether the API acted.

        Raises EventsAPIRejected when the API says no.
        """
        return self._post(
            "create_registration",
            decode.registration_result,
            deadline_s,
            self.dialect.encode_registration(registration),
            readable_event_id,
        )

    def finalize_registration(
        self,
        readable_event_id: str,
        purchase_id: str,
        *,
        captcha: CaptchaSolution | None = None,
        deadline_s: float = POST_DEADLINE_S,
    ) -> RegistrationResult:
        """Confirm a demo payment. One POST, never repeated. Real payments are confirmed outside this API.

        Raises EventsAPIRejected unless the API answers "Success".
        """
        return self._post(
            "finalize_registration",
            decode.finalization_result,
            deadline_s,
            encode.finalization(purchase_id, captcha),
            readable_event_id,
        )

    def _get(
        self,
        operation: str,
        read: Callable[[str, Response], T],
        deadline_s: float,
        *,
        path: str | None = None,
        query: Mapping[str, str] | None = None,
        accept: str = JSON,
        **ids: str,
    ) -> T:
        title = _title(operation)
        response = self._transport.exchange(
            title,
            "GET",
            path or self._path(operation, ids),
            query=query,
            accept=accept,
            deadline_s=deadline_s,
            read_s=READ_TIMEOUT_S if deadline_s <= READ_DEADLINE_S else deadline_s,
            max_bytes=MAX_LIST_BYTES if operation in _LARGE_LISTS else MAX_BODY_BYTES,
        )
        return read(title, response)

    def _post(
        self,
        operation: str,
        read: Callable[[str, Response], RegistrationResult],
        deadline_s: float,
        body: bytes,
        readable_event_id: str,
    ) -> RegistrationResult:
        title = _title(operation)
        path = self._path(operation, {"readable_event_id": readable_event_id})
        response = self._transport.exchange(
            title, "POST", path, body=body, deadline_s=deadline_s, read_s=deadline_s, retry=False
        )
        return read(title, response)

    def _is_inside(self, address: str) -> bool:
        """Tell whether an address, relative or absolute, lies below the base."""
        endpoint = Endpoint.parse(self.base_url)
        return endpoint is not None and endpoint.target(address) is not None

    def _path(self, operation: str, ids: Mapping[str, str]) -> str:
        if not self.offers(operation):
            raise OperationNotOffered(_title(operation))
        if any(not value or _CLIMBS.search(value) for value in ids.values()):  # servers read such dots as folders
            raise EventsAPINotFound(_title(operation), "not_found", sent=False)
        quoted = {name: quote(value, safe="", errors="replace") for name, value in ids.items()}
        return self.dialect.paths[operation].format_map(quoted)


def _title(operation: str) -> str:
    """Return an operation for people: "list published events"."""
    return operation.replace("_", " ")
