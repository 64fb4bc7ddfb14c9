"""Follows every link of a running site: where each leads, whether its fragment is there, and by how many redirects."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from tests.product import Product

# Filters can be combined without end, and one page of each combination of them is like the next.
PAGES_OF_A_KIND = 3
PARAMETERS_FOLLOWED = 1
_LINKS = {
    "a": ("href",),
    "link": ("href",),
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "use": ("href",),
}


def kind_of(path: str) -> str:
    """The path with a star for each id: the same for pages of one kind."""
    return re.sub(r"(?<=/)(events|sessions|speakers)/[^/]+/", r"\1/*/", path)


@dataclass
class _Document(HTMLParser):
    """The links and ids of a page."""

    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif value and name in _LINKS.get(tag, ()):
                self.links += [each.split()[0] for each in value.split(",")] if name == "srcset" else [value]


@dataclass
class Crawl:
    """What was visited, and each fault with the first page that has the link."""

    product: Product
    visited: dict[str, set[str] | None] = field(default_factory=dict)  # the ids of a page; None of another file
    faults: list[str] = field(default_factory=list)
    _kinds: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)

    def follow(self, *starts: str) -> Crawl:
        """Go from these paths to everything that can be reached."""
        waiting = [("the start", urljoin(self.product.address, start)) for start in starts]
        fragments: dict[tuple[str, str], str] = {}
        while waiting:
            source, link = waiting.pop(0)
            address, fragment = urldefrag(link)
            if fragment:
                fragments.setdefault((address, fragment), source)
            if address in self.visited or self._is_more_of_the_same(address):
                continue
            path = address.removeprefix(self.product.address)
            answer = self.product.get(path)
            self.visited[address] = None
            if answer.status != 200:
                self.faults.append(
                    f"{source} links to {path}: {answer.status} {answer.headers.get('Location', '')}".strip()
                )
            elif answer.headers.get("Content-Type", "").startswith("text/html"):
                document = _Document()
                document.feed(answer.body.decode())
                self.visited[address] = document.ids
                if len(parse_qsl(urlsplit(address).query, keep_blank_values=True)) <= PARAMETERS_FOLLOWED:
                    waiting += [(path, target) for target in self._inside(address, document.links)]
            elif answer.headers.get("Content-Type", "").startswith("text/css"):
                found = re.findall(r"url\(['\"]?([^'\")]+)", answer.body.decode())
                waiting += [(path, target) for target in self._inside(address, found)]
        for (address, fragment), source in fragments.items():
            ids = self.visited.get(address)
            if ids is not None and fragment not in ids:
                self.faults.append(
                    f"{source} links to {address.removeprefix(self.product.address)}#{fragment}: not there"
                )
        return self

    def _inside(self, page: str, links: list[str]) -> list[str]:
        """The addresses of links that stay on the site."""
        targets = [urljoin(page, link) for link in links if not link.startswith("data:")]
        return [target for target in targets if target.startswith(f"{self.product.address}/")]

    def _is_more_of_the_same(self, address: str) -> bool:
        parts = urlsplit(address)
        names = tuple(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))
        if not names:
            return False
        kind = (kind_of(parts.path), names)
        self._kinds[kind] += 1
        return self._kinds[kind] > PAGES_OF_A_KIND
