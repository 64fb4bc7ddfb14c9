"""QR codes as inline SVG, without a style: the Content-Security-Policy allows none, and dark pages colour them."""

from __future__ import annotations

import segno


def qr_code_svg(address: str, *, title: str) -> str:
    """Return an SVG element that shows an address. ``title`` is what it is called, for those who do not see it."""
    code = segno.make(address, error="m", micro=False)
    return str(
        code.svg_inline(border=4, unit="", omitsize=True, svgclass="qr-code", lineclass="qr-code-line", title=title)
    )
