"""Initials tell little, whatever the script."""

from __future__ import annotations

import pytest

from portal.domain.initials import initials


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("Ada", "Example", "A.E."),
        ("ada", "o'Brien", "A.O."),
        ("  Ada  ", "Example", "A.E."),
        ("'t Hooft", "Ｅxample", "T.Ｅ."),
        ("e\u0301mile", "Zola", "É.Z."),
        ("李", "小明", "•小."),
        ("A", "B", "••"),
        ("\u202eAda", "Example", "A.E."),
        ("🙂", "Example", "•E."),
        ("محمد", "مثال", "م.م."),
        ("Ada", "", "A."),
        ("", "  ", ""),
        ("=Ada", "@Example", "A.E."),
    ],
)
def test_initials_are_first_letters_and_never_a_whole_name(first: str, last: str, expected: str) -> None:
    assert initials(first, last) == expected
