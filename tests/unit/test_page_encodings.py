"""Which content coding a visitor gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.encodings import PREFERRED, chosen, decode, encode


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=1.0", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0, br;q=0", "identity"),
        ("identity", "identity"),
        ("identity;q=0.5, gzip;q=0.1", "identity"),
        ("", "identity"),
        ("zstd", "identity"),
        ("br;q=2", "identity"),
        ("br;q=nan", "identity"),
        ("gzip;level=9", "identity"),
    ],
)
def test_a_visitor_gets_the_best_coding_they_take(header: str, coding: str) -> None:
    assert chosen(header) == coding


@given(st.text(max_size=400))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert chosen(header) in PREFERRED


def test_headers_too_long_to_be_a_browsers_are_not_read() -> None:
    assert chosen("br, " * 100) == "identity"


@given(st.binary(max_size=2000), st.sampled_from(PREFERRED))
def test_what_is_encoded_can_be_decoded(content: bytes, coding: str) -> None:
    assert decode(encode(content, coding), coding) == content
    assert encode(content, coding) == encode(content, coding)
