"""What to copy into another site so that it shows the events of this one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import gettext, override

from portal.services import languages
from portal.services.applications import Site


def embed_snippet(site: Site) -> str:
    """The code for the list of events; a sentence where nothing can be embedded."""
    if not site.embed_hosts or not site.origin:
        return gettext("Name a site above and save. The code to copy appears here.")
    with override(languages.DEFAULT.code):  # not the administrator's: copies of it stay for years
        page, embed = reverse("portal:events"), reverse("portal:embed_events")
        schedule = reverse("portal:embed_schedule", args=["EVENT-ID"])
    code = format_html(
        '<a href="{origin}{page}" data-portal-embed="{origin}{embed}">{title}</a>\n'
        '<script src="{origin}{script}" async></script>',
        origin=site.origin,
        page=page,
        embed=embed,
        script=reverse("files:widget"),
        title=site.title,
    )
    return format_html(
        '<textarea class="vLargeTextField" rows="4" readonly aria-label="{label}">{code}</textarea><p>{help}</p>',
        label=gettext("Code for embedding"),
        code=escape(code),  # as text: it is markup already
        help=gettext("For the schedule of an event, replace %(list)s by %(schedule)s with the event's id in it.")
        % {"list": embed, "schedule": schedule},
    )
