"""The languages of the interface: which a site offers, which an address is in, and the same page in another one.

The address alone decides (design/urls.md §5): the default language has no prefix, the others have their code. Nothing
is negotiated and nothing remembered, so one address always gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from portal.services.applications import Site


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface. ``code`` stands in addresses ("pt-br"), ``name`` is what its speakers call it."""

    code: str
    name: str

    @property
    def tag(self) -> str:
        """As HTML and HTTP spell it: "pt-BR"."""
        language, _hyphen, region = self.code.partition("-")
        return f"{language}-{region.upper()}" if region else language

    @property
    def open_graph(self) -> str:
        """As link previews want it, with a country: "pt_BR". The English here is written as in Britain."""
        language, _hyphen, region = self.code.partition("-")
        country = region or {"en": "gb", "ja": "jp", "he": "il", "sv": "se"}.get(language, language)
        return f"{language}_{country.upper()}"


ALL = tuple(Language(code, name) for code, name in settings.LANGUAGES)
DEFAULT = next(language for language in ALL if language.code == settings.LANGUAGE_CODE)


def of_code(code: str | None) -> Language:
    """The language Django has active, say; the default for None and for what the portal does not speak."""
    return next((language for language in ALL if language.code == code), DEFAULT)


def offered(site: Site) -> tuple[Language, ...]:
    """The languages of a site, the default among them, in the order of the settings."""
    return tuple(language for language in ALL if language.code in site.languages)


def of_path(path: str) -> Language:
    """The language of an address, by its first part."""
    return of_code(path[1:].partition("/")[0])


def in_language(path: str, language: Language) -> str:
    """The address of the same page in another language. ``path`` may carry a query."""
    current = of_path(path)
    rest = path if current == DEFAULT else path.removeprefix(f"/{current.code}")
    return (rest if language == DEFAULT else f"/{language.code}{rest}") or "/"


def respelt(prefix: str) -> Language | None:
    """The language a prefix means that is spelt wrong: /en/ where English has none, /DE/, /pt-BR/. None for others."""
    language = next((language for language in ALL if language.code == prefix.lower()), None)
    return language if language == DEFAULT or prefix != prefix.lower() else None
