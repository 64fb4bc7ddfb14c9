"""What a failure of the events API means for whoever set the connection up, in plain words: what happened, what to do.

Nothing here shows a token, an address with its query, or text that came from the API.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from portal.events_api.errors import EventsAPIError


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``detail``: what happened. ``advice``: what to do about it."""

    detail: str
    advice: str


def explain(error: EventsAPIError, *, host: str, origin: str) -> Explanation:
    """Explain any error of the family. ``host`` and ``origin`` are the configured ones."""
    detail, advice = _texts(error)
    return Explanation(
        detail=detail % {"host": host, "status": error.status},
        advice=advice % {"host": host, "origin": origin},
    )


def _texts(error: EventsAPIError) -> tuple[str, str]:
    match error.kind:
        case "tls":
            return _tls(error.reason)
        case "unavailable":
            return _unavailable(error.status)
        case "auth" if error.status == 403:
            return (
                gettext("The API refused this origin (HTTP 403)."),
                gettext(
                    "Compare the origin %(origin)s with the one in the web application record, character by character: "
                    "https, with or without www, no slash at the end. If they are equal, the token belongs to another "
                    "web application: copy it again."
                ),
            )
    return _others().get(error.kind) or (
        gettext("The API answered in a way the portal does not know (HTTP %(status)s)."),
        gettext("Check that the endpoint is the one of the web application record."),
    )


def _tls(reason: str | None) -> tuple[str, str]:
    match reason:
        case "expired":
            return (
                gettext("The certificate of %(host)s has expired."),
                gettext("Check this server's clock. If it is right, the operator of the endpoint has to act."),
            )
        case "not_yet_valid":
            return (
                gettext("The certificate of %(host)s is not valid yet."),
                gettext("This server's clock is probably wrong. Set it, best by a time service."),
            )
        case "self_signed" | "unknown_issuer":
            return (
                gettext("The certificate of %(host)s is signed by an authority this server does not know."),
                gettext(
                    "Somebody may be reading along: a proxy of your own network that inspects traffic, or an attacker. "
                    "If it is your own proxy, name its certificate file in EVENTS_API_CA_BUNDLE."
                ),
            )
        case "wrong_host":
            return (
                gettext("The certificate was made for another host than %(host)s."),
                gettext("Compare the endpoint with the one in the web application record, letter by letter."),
            )
        case "certificate":
            return (
                gettext("The certificate of %(host)s is not acceptable."),
                gettext("Check the endpoint. If it is right, its operator has to act."),
            )
    return (
        gettext("%(host)s does not offer a secure connection the portal accepts (TLS 1.2 or newer)."),
        gettext("Check the endpoint, and that no proxy between this server and the internet interferes."),
    )


def _unavailable(status: int | None) -> tuple[str, str]:
    if status == 429:
        return (
            gettext("The API was asked too often and wants a pause (HTTP 429)."),
            gettext("The connection itself works. Wait five minutes and test again."),
        )
    return (
        gettext("The API has a fault of its own (HTTP %(status)s)."),
        gettext("Try again in a few minutes. If it stays, look at the service health of Dynamics 365."),
    )


def _others() -> dict[str, tuple[str, str]]:
    return {
        "bad_url": (
            gettext("The portal may not connect to this endpoint."),
            gettext("The endpoint must begin with https:// and a host name, without a port."),
        ),
        "forbidden_address": (
            gettext("%(host)s leads into a private network, and the portal connects to public addresses only."),
            gettext(
                "Compare the endpoint with the one in the web application record. If it is right, the name resolution "
                "(DNS) of this server gives a wrong answer."
            ),
        ),
        "dns": (
            gettext("The host name %(host)s was not found."),
            gettext(
                "Compare the endpoint with the one in the web application record, letter by letter. If it is right, "
                "check the name resolution (DNS) of this server."
            ),
        ),
        "unreachable": (
            gettext("%(host)s does not accept connections from this server."),
            gettext("Check that your firewall lets this server connect to %(host)s by https (port 443)."),
        ),
        "timeout": (
            gettext("%(host)s did not answer in time."),
            gettext(
                "Try again. If it stays, check that your firewall lets this server connect to %(host)s by https "
                "(port 443), and the service health of Dynamics 365."
            ),
        ),
        "broken": (
            gettext("The connection broke off before the answer was complete."),
            gettext("Try again. If it stays, a proxy or firewall between this server and %(host)s may interfere."),
        ),
        "auth": (
            gettext("The API refused the token, or the origin it is used with (HTTP %(status)s)."),
            gettext(
                "Copy the token again from the web application record, whole and without blanks. Compare the origin "
                "%(origin)s with the record too, character by character: https, with or without www, no slash at the "
                "end. The API answers the same to a wrong token and to a wrong origin, so check both."
            ),
        ),
        "refused": (
            gettext("The API says that the token or the origin did not arrive (HTTP 400)."),
            gettext(
                "The portal sends both with every request. Copy the token again from the web application record, and "
                "check that no proxy on the way removes the address's parameters or the header “Origin”."
            ),
        ),
        "not_found": (
            gettext("There is no events API at this address (HTTP %(status)s)."),
            gettext(
                "Copy the endpoint again from the web application record. A wrong region in the host name, a wrong "
                "organization id or a wrong path all give this answer."
            ),
        ),
        "redirect": (
            gettext("The API wants to send the portal to another address (HTTP %(status)s), which it never follows."),
            gettext("Copy the endpoint again from the web application record; this one has moved or needs a log-in."),
        ),
        "not_json": (
            gettext("A web page came instead of data."),
            gettext("The endpoint leads to a website or a log-in page. Copy it again from the web application record."),
        ),
        "empty": (
            gettext("The answer was empty."),
            gettext("Check the endpoint. If it is right, try again in a few minutes."),
        ),
        "bad_json": (
            gettext("The answer is not what the events API sends."),
            gettext("Check the endpoint, and whether the generation of the API is forced to the wrong one."),
        ),
        "too_big": (
            gettext("The answer is larger than the portal accepts."),
            gettext("Check the endpoint. If it is right, unpublish events that are long past."),
        ),
        "rejected": (
            gettext("The API refused the request (HTTP %(status)s)."),
            gettext("Check the endpoint, and whether the generation of the API is forced to the wrong one."),
        ),
    }
