"""The site as it will look, without saving: the public pages' own templates and style sheet, in light, dark and
right-to-left beside each other.

The three are parts of one page, because pages of the portal are never framed. Each is a whole public page, rendered as
visitors get it, whose body is taken over.
"""

from __future__ import annotations

import base64
import copy
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.admin import colour_report
from portal.admin.look_settings import PICTURES
from portal.admin.preview_sample import sample_context
from portal.models import WebApplication
from portal.services import applications, look, site_pictures
from portal.services.applications import Site
from portal.services.look import Look
from portal.services.site_pictures import PictureLink
from portal.services.style_sheet import style_sheet as sheet_of_colour

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_SKIP_LINK = re.compile(r'<a class="skip-link".*?</a>')
# The document has one <main>, and each id once.
_MAIN = re.compile(r"(</?)main\b")
_IDS = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|aria-controls|href)="(#?)([^"/?:#]+)"')
_NO_COLOUR = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One rendering. ``theme``: "light" or "dark"; ``direction``: "ltr" or "rtl"."""

    key: str
    title: str
    theme: str
    direction: str
    language: str
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedSite(Site):
    """A site whose pictures are not all stored yet."""

    previewed: Look

    @property
    def look(self) -> Look:
        """What the form holds."""
        return self.previewed


def page(request: HttpRequest, row: WebApplication, form: forms.ModelForm | None) -> HttpResponse:
    """The preview of a row as it stands in memory. ``form``: the one it comes from; None for what is stored."""
    site = _site(row, form)
    own = translation.get_language() or settings.LANGUAGE_CODE
    mirrored = next((code for code in ("ar", "he") if code in dict(settings.LANGUAGES)), own)
    response = TemplateResponse(
        request,
        "admin/portal/webapplication/preview.html",
        {
            "row": row,
            "style": reverse("admin:portal_webapplication_preview_style", args=[row.brand_colour[1:] or _NO_COLOUR]),
            "is_unsaved": form is not None,
            "refused": [str(form.fields[name].label) for name in form.errors if name in form.fields] if form else [],
            "colours": colour_report.report(row.brand_colour) if row.brand_colour else None,
            "panes": [
                _pane(request, site, "light", _("Light"), theme="light", language=own),
                _pane(request, site, "dark", _("Dark"), theme="dark", language=own),
                _pane(
                    request, site, "mirrored", _("Right to left"), theme="light", language=mirrored, is_mirrored=True
                ),
            ],
        },
    )
    response.policy_additions = {"img-src": ["data:"]}  # type: ignore[attr-defined]  # pictures not stored yet
    return response


def style_sheet(request: HttpRequest, colour: str) -> HttpResponse:
    """The public style sheet in any colour (six hexadecimal digits), or "default"."""
    try:
        sheet = sheet_of_colour("" if colour == _NO_COLOUR else f"#{colour}")
    except ValueError:
        raise Http404 from None
    return HttpResponse(sheet.content, content_type="text/css; charset=utf-8")


def _site(row: WebApplication, form: forms.ModelForm | None) -> PreviewedSite:
    site = applications.resolve(row)
    pictures = dict(site.look.pictures)
    for name, kind in PICTURES.items() if form else ():
        chosen = form.cleaned_data.get(name) if form else None
        if isinstance(chosen, UploadedFile):
            pictures[kind] = _unsaved(kind, chosen)
        elif chosen is False:
            pictures.pop(kind, None)
    known = {item.name: getattr(site, item.name) for item in fields(Site)}
    return PreviewedSite(**known, previewed=replace(site.look, pictures=pictures))


def _unsaved(kind: site_pictures.Kind, file: UploadedFile) -> PictureLink:
    file.seek(0)
    body = file.read()
    found = site_pictures.check(kind, body)
    return PictureLink(
        url=f"data:{found.media_type};base64,{base64.b64encode(body).decode()}",
        media_type=found.media_type,
        width=found.width,
        height=found.height,
    )


def _pane(
    request: HttpRequest, site: Site, key: str, title: str, *, theme: str, language: str, is_mirrored: bool = False
) -> Pane:
    visitor: Any = copy.copy(request)  # of the home page, so that no address of the admin gets into the page
    visitor.path = visitor.path_info = "/"
    visitor.GET = QueryDict()
    visitor.site = site
    with translation.override(language), look.speaking_for(site):
        document = render_to_string("portal/preview.html", {"site": site, **sample_context(site)}, visitor)
    body = _BODY.search(document)
    assert body is not None  # noqa: S101 -- base.html has one
    inner = _MAIN.sub(r"\1div", _SKIP_LINK.sub("", body[1]))
    inner = _IDS.sub(lambda match: _told_apart(match, key), inner)
    return Pane(
        key=key,
        title=title,
        theme=theme,
        direction="rtl" if is_mirrored else "ltr",
        language=language,
        body=mark_safe(inner),  # noqa: S308 -- rendered by our own templates
    )


def _told_apart(match: re.Match[str], key: str) -> str:
    """An attribute that names an id of the page, or several, with the pane's key after each."""
    name, hash_sign, ids = match.groups()
    if name == "href" and not hash_sign:
        return match[0]
    return f'{name}="{hash_sign}{" ".join(f"{each}-{key}" for each in ids.split())}"'
