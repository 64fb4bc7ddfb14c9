"""Paths of pages in the active language. A page names dozens; asking the URL patterns is slow, so answers are kept."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

MAX_KEPT = 4096


def path_of(view_name: str, *arguments: str) -> str:
    """The path of a page: ``path_of("portal:event", readable_event_id)``.

    Raises NoReverseMatch.
    """
    return _path(view_name, arguments, get_language())


@lru_cache(maxsize=MAX_KEPT)
def _path(view_name: str, arguments: tuple[str, ...], _language: str | None) -> str:
    return reverse(view_name, args=arguments)
