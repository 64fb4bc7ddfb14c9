"""The site as it will look, without saving: a public page in light, in dark and right-to-left beside each other.

Each is a whole document, rendered by the public templates as visitors get it, in a frame that holds it itself
(``srcdoc``), so that it has a width of its own. Pages that come from an address are never framed.
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

_HTML_TAG = re.compile(r"<html [^>]*>")
_HEAD_TAG = "<head>"
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)  # they would go by what the administrator chose as a visitor
_NO_COLOUR = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One rendering. ``document`` is to be escaped once more, as the value of ``srcdoc``."""

    key: str
    title: str
    document: str


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
            "is_unsaved": form is not None,
            "refused": [str(form.fields[name].label) for name in form.errors if name in form.fields] if form else [],
            "colours": colour_report.report(row.brand_colour) if row.brand_colour else None,
            "panes": [
                Pane(key="light", title=_("Light"), document=_document(request, site, "light", own)),
                Pane(key="dark", title=_("Dark"), document=_document(request, site, "dark", own)),
                Pane(
                    key="mirrored",
                    title=_("Right to left"),
                    document=_document(request, site, "light", mirrored, is_mirrored=True),
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


def _document(request: HttpRequest, site: Site, theme: str, language: str, *, is_mirrored: bool = False) -> str:
    """The sample page in one language and theme. Its links open elsewhere, since no page may be framed."""
    visitor: Any = copy.copy(request)  # of the home page, so that no address of the admin gets into the page
    visitor.path = visitor.path_info = "/"
    visitor.GET = QueryDict()
    visitor.site = site
    colour = site.row.brand_colour[1:] or _NO_COLOUR
    own = {"site": site, "style_url": reverse("admin:portal_webapplication_preview_style", args=[colour])}
    with translation.override(language), look.speaking_for(site):
        document = render_to_string("portal/preview.html", own | sample_context(site), visitor)
    direction = "rtl" if is_mirrored or translation.get_language_info(language)["bidi"] else "ltr"
    tag = f'<html lang="{language}" dir="{direction}" data-theme="{theme}">'
    document = _HTML_TAG.sub(tag, _SCRIPT.sub("", document), count=1)
    return document.replace(_HEAD_TAG, f'{_HEAD_TAG}<base target="_blank">', 1)
