"""Microsoft's own registration form: what may be shown of the snippet the API delivers.

The snippet is HTML with scripts of somebody else's making. Nothing of it reaches a page but four checked attributes and
the address of the loader, and only for hosts of Dynamics. Facts: events-api/realtime-v1.md §8.3, outbound-v2.md §5.9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from portal.domain.links import safe_url

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DYNAMICS = re.compile(r"(?:[a-z0-9-]+\.)+dynamics\.com")
_LOADER_HOST_BEFORE = "cxppusa1formui01cdnsa01-endpoint.azureedge.net"  # where the loader was until 2024
_LOADER_PATH = re.compile(r"/[\w/.-]+\.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrosoftForm:
    """A form placeholder. Addresses are https, without a port, at hosts of Dynamics."""

    form_id: str
    api_url: str
    cached_form_url: str
    readable_event_id: str
    loader_url: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host the form needs, the loader's first."""
        addresses = (self.loader_url, self.api_url, self.cached_form_url)
        return tuple(dict.fromkeys(urlsplit(address).netloc.lower() for address in addresses))


def read_snippet(snippet: str, *, readable_event_id: str) -> MicrosoftForm | None:
    """Return the form of a snippet; None where it is not exactly a placeholder for this event and its loader."""
    parts = _Parts()
    parts.feed(snippet)
    parts.close()
    found = parts.placeholder
    if found is None or found.get("data-readable-event-id") != readable_event_id:
        return None
    form_id = found.get("data-form-id") or ""
    api_url = _dynamics_url(found.get("data-form-api-url"))
    cached_form_url = _dynamics_url(found.get("data-cached-form-url"))
    loader_url = next((url for url in map(_loader_url, parts.scripts) if url), None)
    if not (_GUID.fullmatch(form_id) and api_url and cached_form_url and loader_url):
        return None
    return MicrosoftForm(
        form_id=form_id,
        api_url=api_url,
        cached_form_url=cached_form_url,
        readable_event_id=readable_event_id,
        loader_url=loader_url,
    )


class _Parts(HTMLParser):
    """The first element that names a form, and the addresses of scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.placeholder: dict[str, str | None] | None = None
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script":
            self.scripts.append(values.get("src") or "")
        elif "data-form-id" in values and self.placeholder is None:
            self.placeholder = values


def _dynamics_url(value: str | None) -> str | None:
    url = safe_url(value, schemes=("https",))
    if url is None:
        return None
    parts = urlsplit(url)
    fits = _DYNAMICS.fullmatch(parts.netloc.lower()) and not parts.query and not parts.fragment
    return url if fits else None


def _loader_url(value: str) -> str | None:
    url = safe_url(value, schemes=("https",))
    if url is None:
        return None
    parts = urlsplit(url)
    host = parts.netloc.lower()
    if not (re.fullmatch(r"[a-z0-9-]+\.mkt\.dynamics\.com", host) or host == _LOADER_HOST_BEFORE):
        return None
    return url if _LOADER_PATH.fullmatch(parts.path) and not parts.query and not parts.fragment else None
