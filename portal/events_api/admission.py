"""Which endpoints an administrator may enter, judged by their form alone: nothing is contacted.

Facts: design/faults.md §4 (endpoint, when saved) and §10 E11.
"""

from __future__ import annotations

from collections.abc import Collection

from portal.events_api.addresses import HTTPS_PORT, AddressPolicy, NotConnected
from portal.events_api.dialects import EndpointError, base_url
from portal.events_api.endpoint import Endpoint
from portal.events_api.marking import gettext_noop

DYNAMICS_DOMAIN = ".dynamics.com"

_NO_HTTPS = gettext_noop("The endpoint begins with https://; anything else would show the token on the way.")
_PORT = gettext_noop("The endpoint has no port.")
_IP_ADDRESS = gettext_noop("The endpoint has a host name, not an IP address.")
_NO_HOST_NAME = gettext_noop("This is not a host name.")
_FOREIGN_HOST = gettext_noop(
    "The endpoint's host name ends with .dynamics.com. The token would be sent to any other host, so whoever runs this "
    "server has to permit that host first, in EVENTS_API_ALLOWED_HOSTS."
)


def admit(
    endpoint: str,
    *,
    policy: AddressPolicy,
    further_hosts: Collection[str] = (),
    dialect: str | None = None,
    api_version: str = "v2.0",
) -> None:
    """Do nothing for an endpoint the token may be sent to.

    ``policy`` decides on scheme, port and form of the host; ``further_hosts``, in lower case, may be entered besides
    those of Dynamics; dialect and version as in ``dialects.base_url``.

    Raises EndpointError, whose text is a sentence for an administrator.
    """
    parsed = Endpoint.parse(base_url(endpoint, dialect=dialect, api_version=api_version))
    if parsed is None:
        raise EndpointError(_NO_HOST_NAME)
    problem: str | None = None
    try:
        policy.check(parsed.scheme, parsed.host, parsed.port)
    except NotConnected as error:
        problem = _why_refused(parsed, error.kind)
    if problem is None and not parsed.host.endswith(DYNAMICS_DOMAIN) and parsed.host not in further_hosts:
        problem = _FOREIGN_HOST
    if problem is not None:
        raise EndpointError(problem)


def _why_refused(endpoint: Endpoint, kind: str) -> str:
    if kind == "forbidden_address":
        return _IP_ADDRESS
    if endpoint.scheme != "https":
        return _NO_HTTPS
    return _PORT if endpoint.port != HTTPS_PORT else _NO_HOST_NAME
