"""What was done to the brand colour so that everybody can read it, in plain words and with figures."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portal.domain.colour import Correction, Use, corrections


def report(brand_colour: str) -> SafeString:
    """The corrections of a colour (``#rrggbb``) a line each, with both colours shown."""
    lines = ((_swatch(item.given), _swatch(item.shown), _sentence(item)) for item in corrections(brand_colour))
    return format_html(
        "{}{}",
        gettext("Your brand colour was adjusted where people could not read it otherwise:"),
        format_html_join("", "<br>{} {} {}", lines),
    )


def _sentence(item: Correction) -> str:
    return _words(item) % {
        "given": item.given,
        "before": number_format(item.given_contrast, 1),
        "shown": item.shown,
        "after": number_format(item.shown_contrast, 1),
    }


def _words(item: Correction) -> str:
    match item.use, item.is_dark:
        case Use.TEXT, False:
            return gettext(
                "Links on light pages: %(given)s has a contrast of %(before)s with the page. "
                "%(shown)s is used, with %(after)s."
            )
        case Use.TEXT, True:
            return gettext(
                "Links on dark pages: %(given)s has a contrast of %(before)s with the page. "
                "%(shown)s is used, with %(after)s."
            )
        case Use.EDGE, False:
            return gettext(
                "Buttons on light pages: %(given)s has a contrast of %(before)s with the page. "
                "%(shown)s is used, with %(after)s."
            )
        case Use.EDGE, True:
            return gettext(
                "Buttons on dark pages: %(given)s has a contrast of %(before)s with the page. "
                "%(shown)s is used, with %(after)s."
            )
        case Use.LETTERS, False:
            return gettext(
                "Buttons on light pages: no letters on %(given)s have a contrast of more than %(before)s. "
                "%(shown)s is used, with %(after)s."
            )
        case _:
            return gettext(
                "Buttons on dark pages: no letters on %(given)s have a contrast of more than %(before)s. "
                "%(shown)s is used, with %(after)s."
            )


def _swatch(colour: str) -> SafeString:
    """A square of a colour. A picture, since the Content-Security-Policy allows no inline style."""
    return format_html(
        '<svg class="portal-swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        '<rect width="16" height="16" rx="3" fill="{}"></rect></svg>',
        colour,
    )
