"""What administrators set up beside the row of a web application: labels, tiers of sponsors, pictures.

Read once for each state of the row and process: every change of these rows moves ``WebApplication.updated_at``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.domain.labels import Labels, OptionSet
from portal.domain.sponsors import Tier, topic_key
from portal.models import OptionLabel, SitePicture, SponsorTier, WebApplication
from portal.services.site_pictures import PictureLink, link_to

if TYPE_CHECKING:
    from portal.services.applications import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The rows that belong to one web application."""

    labels: Labels = field(default_factory=Labels)
    tiers: tuple[Tier, ...] = ()  # in their order
    pictures: Mapping[str, PictureLink] = field(default_factory=dict)  # by SitePicture.Kind; those that exist


def look_of(row: WebApplication) -> Look:
    """The look of a web application. Three database queries after a change, none otherwise."""
    return _read(row.pk, row.updated_at) if row.pk else Look()


@lru_cache(maxsize=64)
def _read(application_id: int, _as_of: datetime) -> Look:
    labels = OptionLabel.objects.filter(application=application_id)
    tiers = SponsorTier.objects.filter(application=application_id)
    pictures = SitePicture.objects.filter(application=application_id).defer("body")
    return Look(
        labels=Labels({(OptionSet(row.kind), row.number): row.label for row in labels}),
        tiers=tuple(
            Tier(
                name=row.name,
                size=row.size,
                topics=frozenset(key for line in row.topics.splitlines() if (key := topic_key(line))),
            )
            for row in tiers
        ),
        pictures={row.kind: link_to(row) for row in pictures},
    )


# --- Where no site is at hand: in the words of templates and feeds ---------------------------------------------

_site: ContextVar[Site | None] = ContextVar("site", default=None)


@contextmanager
def speaking_for(site: Site) -> Iterator[None]:
    """Within, ``labels()`` and ``currency_code()`` are those of ``site``, which may be lazy."""
    token = _site.set(site)
    try:
        yield
    finally:
        _site.reset(token)


def labels() -> Labels:
    """The labels of the site that is served; the defaults outside of a request."""
    site = _site.get()
    return site.look.labels if site is not None else Labels()


def currency_code() -> str:
    """The currency of the site that is served, such as "EUR"; "" where none is set."""
    site = _site.get()
    return site.row.currency_code if site is not None else ""
