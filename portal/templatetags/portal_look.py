"""What the organisation wrote and chose for its site, for templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.domain import richtext
from portal.services.applications import Site
from portal.services.legal import LegalText

register = template.Library()


@register.filter
def own_lang(source: Site | LegalText) -> SafeString:
    """Return `` lang="de"`` for the organisation's texts where they are in another language than the page, else ""."""
    tag = source.language if isinstance(source, LegalText) else source.content_language
    if tag.partition("-")[0] == (get_language() or "").partition("-")[0]:
        return SafeString("")
    return format_html(' lang="{}"', tag)


@register.filter
def own_text(text: str) -> SafeString:
    """Return what the organisation wrote as safe HTML: paragraphs, lists, headings from the second level on."""
    return mark_safe(richtext.to_html(text, first_heading=2, rel=richtext.OWN))  # noqa: S308 -- cleaned against an allow-list by domain.richtext


@register.filter
def sponsor_text(text: str | None, first_heading: int) -> SafeString:
    """Return what a sponsor says of itself as safe HTML; search engines are told that its links are paid for."""
    return mark_safe(richtext.to_html(text, first_heading=first_heading, rel=richtext.SPONSORED))  # noqa: S308 -- cleaned against an allow-list by domain.richtext
