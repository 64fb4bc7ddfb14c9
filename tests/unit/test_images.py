"""Pictures and QR codes: the type is found from the bytes."""

import base64
import json

import pytest

from portal.events_api import images
from portal.events_api.errors import EventsAPIConfigurationRefused, EventsAPIInvalidAnswer, EventsAPINotFound
from portal.events_api.types import Image
from tests.contract.samples import answer

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 16, "image/jpeg"),
        (b"GIF89a" + b"\x00" * 16, "image/gif"),
        (b"GIF87a" + b"\x00" * 16, "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
@pytest.mark.parametrize("declared", ["image/png", "application/octet-stream", "text/html", ""])
def test_the_type_comes_from_the_first_bytes(body: bytes, media_type: str, declared: str) -> None:
    assert images.picture("get speaker image", answer(body, media_type=declared)) == Image(
        body=body, media_type=media_type
    )


@pytest.mark.parametrize(
    "body", [b"not a picture", b"RIFF\x10\x00\x00\x00WAVEfmt ", b"\x89PN", b'{"image": 1}', b"\x00\x00\x01\x00"]
)
def test_other_bytes_are_no_picture(body: bytes) -> None:
    with pytest.raises(EventsAPIInvalidAnswer) as caught:
        images.picture("get speaker image", answer(body, media_type="image/png"))
    assert caught.value.kind == "bad_image"


def test_no_body_is_no_picture() -> None:
    with pytest.raises(EventsAPIInvalidAnswer) as caught:
        images.picture("get speaker image", answer(b"", status=204))
    assert caught.value.kind == "empty"


@pytest.mark.parametrize("body", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>log in</html>"])
def test_svg_and_html_are_refused(body: bytes) -> None:
    with pytest.raises(EventsAPIConfigurationRefused) as caught:
        images.picture("get speaker image", answer(body, media_type="image/svg+xml"))
    assert caught.value.kind == "not_json"


def test_a_missing_picture_is_not_found() -> None:
    with pytest.raises(EventsAPINotFound):
        images.picture("get speaker image", answer(b"", status=404))


ENCODED = base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PNG, id="bytes"),
        pytest.param(ENCODED.encode(), id="base64"),
        pytest.param(json.dumps(ENCODED).encode(), id="JSON text"),
        pytest.param(json.dumps({"name": "x", "image": ENCODED}).encode(), id="JSON object"),
        pytest.param(json.dumps({"image": f"data:image/png;base64,{ENCODED}"}).encode(), id="data address"),
    ],
)
def test_a_qr_code_may_be_wrapped(body: bytes) -> None:
    assert images.qr_code("get event qr code", answer(body)) == Image(body=PNG, media_type="image/png")


@pytest.mark.parametrize("body", [b"{}", b'"AAAA"', b"plain", b'{"image": null}'])
def test_a_wrapping_without_a_picture_is_refused(body: bytes) -> None:
    with pytest.raises(EventsAPIInvalidAnswer) as caught:
        images.qr_code("get event qr code", answer(body))
    assert caught.value.kind == "bad_image"
