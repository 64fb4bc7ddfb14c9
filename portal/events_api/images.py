"""Answers that are pictures -> ``Image``. Pure.

The type comes from the first bytes, never from a header: what is neither PNG, JPEG, GIF nor WebP is refused, SVG and
HTML above all.

Facts: design/architecture.md (Images), events-api/differences.md U7 and U8.
"""

from __future__ import annotations

import base64
import binascii

from portal.events_api.answers import Response, check_status, invalid, refuse_html, try_json
from portal.events_api.types import Image

_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def picture(operation: str, response: Response) -> Image:
    """Read a picture.

    Raises EventsAPIInvalidAnswer ("empty", "bad_image") and what ``answers.check_status`` raises.
    """
    check_status(operation, response)
    return _image(operation, response, response.body)


def qr_code(operation: str, response: Response) -> Image:
    """Read a QR code: a picture, or one in base64, bare or inside JSON (differences.md U8). Raises as ``picture``."""
    check_status(operation, response)
    body = response.body
    if media_type_of(body) is None:
        body = _from_base64(body) or body
    return _image(operation, response, body)


def _image(operation: str, response: Response, body: bytes) -> Image:
    if not body:
        invalid(operation, response, "empty")
    media_type = media_type_of(body)
    if media_type is None:
        refuse_html(operation, response)
        invalid(operation, response, "bad_image")
    return Image(body=body, media_type=media_type)


def media_type_of(body: bytes) -> str | None:
    """Return the media type that the first bytes tell, or None for anything but PNG, JPEG, GIF and WebP."""
    for signature, media_type in _SIGNATURES.items():
        if body.startswith(signature):
            return media_type
    return "image/webp" if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else None


def _from_base64(body: bytes) -> bytes | None:
    """Return the first picture among the texts of a JSON answer, or of a body that is text itself."""
    tree = try_json(body)
    texts = list(tree.values()) if isinstance(tree, dict) else [tree]
    for text in [*texts, body.decode("ascii", "ignore")]:
        if not isinstance(text, str):
            continue
        encoded = text.rpartition(",")[2] if text.startswith("data:") else text
        try:
            found = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue
        if media_type_of(found) is not None:
            return found
    return None
