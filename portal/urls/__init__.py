"""The public addresses (design/urls.md): pages, which differ by language, and files, which do not."""

from django.urls import register_converter

from portal.services import languages

MAX_EVENT_ID = 500  # characters; longer ones the API does not have


class EventIdConverter:
    """A readable event id: opaque, in one part of the path.

    An id with a slash has no page, since servers decode ``%2F`` before Django sees it; but it can be linked without
    breaking the page that lists it.
    """

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        if len(value) > MAX_EVENT_ID or value in {".", ".."}:  # browsers take those two for folders
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        return value.replace("/", "%2F")


class RespeltPrefixConverter:
    """The prefix of a language that has none, or in capitals; becomes the language."""

    regex = r"[A-Za-z-]+"

    def to_python(self, value: str) -> languages.Language:
        language = languages.respelt(value)
        if language is None:
            raise ValueError
        return language

    def to_url(self, value: languages.Language) -> str:
        return value.code


register_converter(EventIdConverter, "event")
register_converter(RespeltPrefixConverter, "respelt_prefix")
