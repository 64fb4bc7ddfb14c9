"""The pages that the law asks for: where each is, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import pgettext

from portal.models import WebApplication
from portal.services.paths import path_of
from portal.services.readings import full_date

if TYPE_CHECKING:
    from portal.services.applications import Site

# When the software was last checked for what the statement it offers says.
ASSESSED_ON = date(2026, 11, 22)


class LegalPage(StrEnum):
    """Each is a name of an address too: ``/imprint/``."""

    IMPRINT = "imprint"
    PRIVACY = "privacy"
    COOKIES = "cookies"
    ACCESSIBILITY = "accessibility"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalLink:
    """A link of the footer. ``is_external``: it leads to another site."""

    page: LegalPage
    label: str
    url: str
    is_external: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalText:
    """What a page says: plain text or limited HTML (domain/richtext.py). ``language``: a code such as "de"."""

    text: str
    language: str


def title(page: LegalPage) -> str:
    """The heading of a page and the text of its link."""
    match page:
        case LegalPage.IMPRINT:
            return pgettext("legal page", "Imprint")
        case LegalPage.PRIVACY:
            return pgettext("legal page", "Privacy")
        case LegalPage.COOKIES:
            return pgettext("legal page", "Cookies")
        case LegalPage.ACCESSIBILITY:
            return pgettext("legal page", "Accessibility")


def links(row: WebApplication) -> tuple[LegalLink, ...]:
    """The pages that exist, in the order of the footer."""
    return tuple(link for page in LegalPage if (link := link_to(row, page)) is not None)


def link_to(row: WebApplication, page: LegalPage) -> LegalLink | None:
    """Where a page is; None for one the organisation does not have."""
    elsewhere = external_url(row, page)
    if not elsewhere and not _own_text(row, page) and page is not LegalPage.ACCESSIBILITY:
        return None
    return LegalLink(
        page=page,
        label=title(page),
        url=elsewhere or path_of(f"portal:{page}"),
        is_external=bool(elsewhere),
    )


def external_url(row: WebApplication, page: LegalPage) -> str:
    """The https address of the page on another site; "" where it is written here or does not exist."""
    return str(getattr(row, f"{page}_url"))


def text_of(site: Site, page: LegalPage) -> LegalText | None:
    """What the page says. Without a statement of the organisation's own, accessibility has the software's."""
    own = _own_text(site.row, page)
    if own:
        return LegalText(text=own, language=site.content_language)
    if page is LegalPage.ACCESSIBILITY:
        return LegalText(text=accessibility_statement(site), language=translation.get_language() or "")
    return None


def accessibility_statement(site: Site) -> str:
    """The statement the software can make about itself, in the active language, with the contact of the site."""
    rendered = render_to_string(
        "portal/includes/_accessibility_statement.html", {"site": site, "day": full_date(ASSESSED_ON)}
    )
    return "\n".join(line.strip() for line in rendered.splitlines() if line.strip())


def accessibility_statement_to_edit(site: Site) -> str:
    """The same in the language of the organisation's texts, where the interface speaks it."""
    spoken = site.content_language if site.content_language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        return accessibility_statement(site)


def _own_text(row: WebApplication, page: LegalPage) -> str:
    return str(getattr(row, f"{page}_page")).strip()
