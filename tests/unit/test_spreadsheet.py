"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats.spreadsheet import escape_formula, to_csv


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 901820", "'+49 30 901820"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠A", "'＠A"),
        ('=HYPERLINK("https://example.org";"x")', '\'=HYPERLINK("https://example.org";"x")'),
        ("'=1", "'=1"),
        ("1+1=2", "1+1=2"),
        ("O'Brien", "O'Brien"),
        ("ada@example.org", "ada@example.org"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str, escaped: str) -> None:
    assert escape_formula(text) == escaped


def test_headings_are_escaped_too() -> None:
    assert to_csv([["=heading"], ["value"]]) == b'\xef\xbb\xbf"\'=heading"\r\n"value"\r\n'


def test_nul_and_lone_surrogates_do_not_break_the_file() -> None:
    assert to_csv([["a\0b", "\ud800c"]]) == b'\xef\xbb\xbf"ab","?c"\r\n'


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1), min_size=1))
def test_every_text_is_read_back_whole(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(rows).decode("utf-8-sig"), newline="")))
    assert read == [[escape_formula(cell) for cell in row] for row in rows]
