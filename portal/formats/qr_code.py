"""QR codes as inline SVG, without a style: the Content-Security-Policy allows none, and dark pages colour them."""

from __future__ import annotations

import io

import segno


def qr_code_svg(address: str, *, title: str) -> str:
    """Return an SVG element that shows an address. ``title`` is what it is called, for those who do not see it."""
    code = segno.make(address, error="m", micro=False)
    return str(
        code.svg_inline(border=4, unit="", omitsize=True, svgclass="qr-code", lineclass="qr-code-line", title=title)
    )


def qr_code_file(address: str) -> bytes:
    """Return an SVG document that shows an address in black on white, for posters and slides."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="svg", border=4, scale=10, light="#fff", nl=False)
    return written.getvalue()
