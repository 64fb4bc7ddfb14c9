"""What differs between the two dialects of the events API, as tables.

Facts: events-api/differences.md §1 and §2, outbound-v2.md §2 and §3, realtime-v1.md §2 and §4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portal.events_api import encode
from portal.events_api.endpoint import Endpoint
from portal.events_api.marking import gettext_noop
from portal.events_api.types import Registration


class EndpointError(ValueError):
    """The endpoint is not an address of the events API.

    ``sentence`` says so to an administrator, in English, with named placeholders for ``values``.
    """

    def __init__(self, sentence: str, **values: str) -> None:
        self.sentence = sentence
        self.values = values
        super().__init__(sentence % values if values else sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One generation of the API.

    ``paths``             operation -> path template below the base; an operation that is missing is not offered
    ``filters_list``      takes ``webappId`` and ``businessUnitId`` on the list of events
    ``enforces_sign_in``  obeys ``allowAnonymousRegistrations``
    ``has_captcha``       asks for a captcha where the event says so
    ``declares_questions``  says for certain what an event asks people; where not, having no answer is normal
    ``registers_later``   answers success before the registration exists
    ``max_attendees``     of one registration; None: not known
    """

    name: str
    title: str
    paths: Mapping[str, str] = field(repr=False)
    filters_list: bool
    enforces_sign_in: bool
    has_captcha: bool
    declares_questions: bool
    registers_later: bool
    max_attendees: int | None
    encode_registration: Callable[[Registration], bytes] = field(repr=False)


_PATHS_OF_BOTH = {
    "list_published_events": "events/published",
    "get_event": "events/{readable_event_id}",
    "list_sessions": "events/{readable_event_id}/sessions",
    "list_tracks": "events/{readable_event_id}/tracks",
    "list_passes": "events/{readable_event_id}/passes",
    "list_speakers": "events/{readable_event_id}/speakers",
    "list_sponsorships": "events/{readable_event_id}/sponsorships",
    "list_custom_registration_fields": "events/{readable_event_id}/custom-registration-fields",
    "get_captcha": "events/{readable_event_id}/captcha",
    "get_event_registration_count": "events/{readable_event_id}/registrations/count",
    "get_session_registration_count": "sessions/{session_id}/registrations/count",
    "get_speaker_image": "speakers/{speaker_id}/image",
    "get_sponsorship_logo": "sponsorships/{sponsorship_id}/logo",
    "get_authenticated_user": "users/authenticated",
    "create_registration": "events/{readable_event_id}/registrations",
    "finalize_registration": "events/{readable_event_id}/registrations/finalize",
}

OUTBOUND_V2 = Dialect(
    name="outbound-v2",
    title="Outbound events API (v2.0)",
    paths=_PATHS_OF_BOTH | {"list_track_sessions": "tracks/{track_id}/sessions"},
    filters_list=False,
    enforces_sign_in=True,
    has_captcha=True,
    declares_questions=True,
    registers_later=False,
    max_attendees=50,
    encode_registration=encode.outbound_registration,
)
REALTIME_V1 = Dialect(
    name="realtime-v1",
    title="Real-time events API (v1.0)",
    paths=_PATHS_OF_BOTH
    | {"get_session": "sessions/{session_id}", "get_event_qr_code": "events/{readable_event_id}/qrcode"},
    filters_list=True,
    enforces_sign_in=False,
    has_captcha=False,
    declares_questions=False,
    registers_later=True,
    max_attendees=None,
    encode_registration=encode.realtime_registration,
)
DIALECTS = {dialect.name: dialect for dialect in (OUTBOUND_V2, REALTIME_V1)}

_OUTBOUND_PATH = re.compile(r".*/EvtMgmt/api/v[0-9]+\.[0-9]+/", re.IGNORECASE)
_OUTBOUND_FOLDER = re.compile(r"/(?:EvtMgmt/(?:api/)?)?", re.IGNORECASE)
_REALTIME_PATH = re.compile(r".*/api/v[0-9]+\.[0-9]+/orgs/[^/]+/eventmanagement/", re.IGNORECASE)
_REALTIME_HOST = re.compile(r"public-[a-z0-9-]+\.mkt(?:-[a-z]+)?\.dynamics\.com")
_API_VERSION = re.compile(r"v[0-9]+\.[0-9]+")

_NO_ADDRESS = gettext_noop(
    "This is not an address the portal can use. It starts with https:// and a host name, and has no user name, "
    "question mark or # in it."
)
_NO_ORGANISATION = gettext_noop(
    "The address of the real-time events API ends with /api/v1.0/orgs/, the organization id, and /eventmanagement. "
    "Copy the whole endpoint from the web application record."
)
_NO_DIALECT = gettext_noop("There is no generation of the events API called “%(name)s”.")
_NO_VERSION = gettext_noop("“%(version)s” is not an API version like v2.0.")
_NOT_KNOWN = gettext_noop(
    "This is neither an outbound endpoint (a host name alone, or ending with /EvtMgmt/api/v2.0) nor a real-time one "
    "(ending with /api/v1.0/orgs/, the organization id, and /eventmanagement)."
)


def find_dialect(endpoint: str, *, forced: str | None = None) -> Dialect:
    """Return the dialect an endpoint speaks, or the one of the forced name.

    Raises EndpointError when the endpoint is neither, or no dialect has that name.
    """
    if forced:
        if forced not in DIALECTS:
            raise EndpointError(_NO_DIALECT, name=forced)
        return DIALECTS[forced]
    parsed = _parse(endpoint)
    if _REALTIME_PATH.fullmatch(parsed.path):
        return REALTIME_V1
    if _REALTIME_HOST.fullmatch(parsed.host):
        raise EndpointError(_NO_ORGANISATION)
    if _OUTBOUND_PATH.fullmatch(parsed.path) or _OUTBOUND_FOLDER.fullmatch(parsed.path):
        return OUTBOUND_V2
    raise EndpointError(_NOT_KNOWN)


def base_url(endpoint: str, *, dialect: str | None = None, api_version: str = "v2.0") -> str:
    """Return the address below which the operations lie, with its slash at the end.

    ``endpoint`` is what Dynamics shows: a bare root, to which ``EvtMgmt/api/`` and ``api_version`` are added, or the
    whole address. With a forced dialect any other path is taken as it is, for an endpoint behind a gateway.

    Raises EndpointError.
    """
    parsed = _parse(endpoint)
    found = find_dialect(endpoint, forced=dialect)
    path = parsed.path
    if found is OUTBOUND_V2 and _OUTBOUND_FOLDER.fullmatch(path):
        if not _API_VERSION.fullmatch(api_version):
            raise EndpointError(_NO_VERSION, version=api_version)
        path = f"/EvtMgmt/api/{api_version}/"
    elif path == "/":
        raise EndpointError(_NO_ORGANISATION)
    return f"{parsed.origin}{path}"


def _parse(endpoint: str) -> Endpoint:
    parsed = Endpoint.parse(endpoint.strip())
    if parsed is None:
        raise EndpointError(_NO_ADDRESS)
    return parsed
