"""Addresses survive renames, other letter case and odd titles."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.identifiers import collisions, find, path_part, short_id, slug, split_path_part
from tests.unit.records import make_session

GUID = "a9d8f5c1-6f2e-4b7a-9d61-0f1c2b3a4d5e"


@pytest.mark.parametrize(
    "spelling",
    [GUID.upper(), "{" + GUID + "}", GUID.replace("-", ""), f" {GUID} "],
    ids=["capitals", "braces", "no hyphens", "blanks"],
)
def test_other_spellings_of_a_guid_give_the_same_short_id(spelling: str) -> None:
    assert short_id(spelling) == short_id(GUID)


def test_short_id_is_the_same_in_every_release() -> None:
    assert short_id(GUID) == "fpo4n7ca"


def test_guids_that_differ_in_one_digit_have_different_short_ids() -> None:
    assert len({short_id(GUID[:-1] + digit) for digit in "0123456789abcdef"}) == 16


@given(st.uuids())
def test_short_id_is_eight_base_32_characters(guid: object) -> None:
    assert re.fullmatch(r"[a-z2-7]{8}", short_id(str(guid)))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Opening keynote", "opening-keynote"),
        ("  C# & .NET:  what's new?  ", "c-net-what-s-new"),
        ("Größe, Ærø, Łódź, İstanbul", "grosse-aero-lodz-istanbul"),
        ("¿Qué pasó?", "que-paso"),
        ("日本語", ""),
        ("…", ""),
        ("", ""),
        ("x" * 80, "x" * 60),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text(max_size=200))
def test_slug_is_always_fit_for_an_address(title: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(title))
    assert len(slug(title)) <= 60
    assert slug(slug(title)) == slug(title)


def test_path_part_without_a_slug_is_the_short_id_alone() -> None:
    assert path_part(GUID, "日本語") == short_id(GUID)


@given(st.uuids(), st.text(max_size=100))
def test_short_id_can_be_read_back_from_every_path_part(guid: object, title: str) -> None:
    assert split_path_part(path_part(str(guid), title)) == short_id(str(guid))


@pytest.mark.parametrize("part", ["", "abc", "abcdefg1-x", "abcdefgh_x", "abcdefghi", "-opening", "../../etc"])
def test_other_path_parts_hold_no_short_id(part: str) -> None:
    assert split_path_part(part) is None


@pytest.mark.parametrize("tail", ["", "-", "-opening", "-an-older-title", "-ÖÄ%2f"])
def test_a_session_is_found_by_its_short_id_whatever_the_slug(tail: str) -> None:
    sessions = [make_session("Closing"), make_session("Opening")]
    assert find(sessions, short_id(sessions[1].id).upper() + tail) == sessions[1]


def test_nothing_is_found_under_an_unknown_short_id() -> None:
    assert find([make_session("Opening")], "aaaaaaaa-opening") is None


# Found by search: their hashes agree in the 40 bits that a short id keeps.
COLLIDING = ("00000000-0000-4000-8000-000000164ad9", "00000000-0000-4000-8000-00000018da52")


def test_collisions_name_the_guids_that_share_a_short_id() -> None:
    assert collisions([GUID, *COLLIDING]) == (COLLIDING,)


def test_one_guid_in_two_spellings_is_no_collision() -> None:
    assert collisions([GUID, GUID.upper(), GUID]) == ()


def test_the_slug_tells_colliding_sessions_apart() -> None:
    first, second = (make_session(name, id=guid) for name, guid in zip(["One", "Two"], COLLIDING, strict=True))
    assert find([first, second], path_part(second.id, "Two")) == second
    assert find([first, second], path_part(second.id, "Renamed")) == first
