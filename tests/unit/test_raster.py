"""What a picture file is, by its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.raster import Raster, read
from tests.pictures import ico, jpeg, png, webp

PNG, JPEG, WEBP, ICON = "image/png", "image/jpeg", "image/webp", "image/x-icon"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (png(240, 80), Raster(media_type=PNG, width=240, height=80)),
        (png(4, 4, animated=True), Raster(media_type=PNG, width=4, height=4, is_animated=True)),
        (jpeg(1200, 630), Raster(media_type=JPEG, width=1200, height=630)),
        (webp(300, 20), Raster(media_type=WEBP, width=300, height=20)),
        (webp(300, 20, "lossless"), Raster(media_type=WEBP, width=300, height=20)),
        (webp(300, 20, "extended"), Raster(media_type=WEBP, width=300, height=20)),
        (webp(3, 2, "extended", animated=True), Raster(media_type=WEBP, width=3, height=2, is_animated=True)),
        (ico(16, 32), Raster(media_type=ICON, width=32, height=32)),
        (ico(256), Raster(media_type=ICON, width=256, height=256)),
    ],
)
def test_a_picture_tells_its_kind_and_size(body: bytes, found: Raster) -> None:
    assert read(body) == found


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a" + bytes(20),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<!DOCTYPE html><title>x</title>",
        png(0, 8),
        png(8, 8)[:20],
        jpeg(8, 8)[:30],
        b"\xff\xd8\xff\xd9",
        webp(8, 8)[:24],
        webp(8, 8, "extended")[:28],
        ico(16)[:-4],
        b"\x00\x00\x01\x00\x00\x00",
    ],
    ids=[
        "empty", "gif", "svg", "html", "no width", "png cut", "jpeg cut", "jpeg of nothing", "webp cut",
        "extended webp cut", "icon cut", "icon of nothing",
    ],
)  # fmt: skip
def test_anything_else_is_nothing(body: bytes) -> None:
    assert read(body) is None


@given(st.sampled_from([png(8, 8), jpeg(8, 8), webp(8, 8), webp(8, 8, "extended"), ico(16)]), st.data())
def test_a_spoilt_picture_never_breaks_the_reader(body: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(body[: data.draw(st.integers(0, len(body)))])
    for _ in range(data.draw(st.integers(0, 4))):
        if spoilt:
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    found = read(bytes(spoilt))
    assert found is None or (found.width > 0 and found.height > 0)
