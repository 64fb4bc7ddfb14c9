"""Translations are complete, lose nothing, and are what the site serves."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from gettext import c2py
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.dateformat import DateFormat
from django.utils.translation import to_locale

from scripts import messages
from tests.operating import REPOSITORY

SHIPPED = [to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]
EVERY = sorted(path.name for path in messages.LOCALE.iterdir())
# What a translation has to keep: placeholders of Python and of templates, tags, and addresses.
KEPT = re.compile(r"%\(\w+\)[sd]|%%s|(?<!%)%[sd]|\{\w*\}|</?\w+[^>]*>|https?://[^\s,;)]+")
LETTERS = re.compile(r"[^\W\d_]")

Text = tuple[str, str | None]  # the words and their context


def entries(locale: str) -> polib.POFile:
    return polib.pofile(str(messages.catalogue(locale)), wrapwidth=0)


def is_date_format(entry: polib.POEntry) -> bool:
    return entry.msgctxt is not None and (entry.msgctxt == "date format" or " day of a range " in entry.msgctxt)


@pytest.fixture(scope="module")
def strings_of_the_source(tmp_path_factory: pytest.TempPathFactory) -> set[Text]:
    """What xgettext finds, in a copy of the repository without translations."""
    if shutil.which("xgettext") is None:
        pytest.skip("gettext is not installed")
    root = tmp_path_factory.mktemp("source")
    for name in ("events_site", "portal", "templates"):
        ignored = shutil.ignore_patterns("__pycache__", "locale")
        shutil.copytree(REPOSITORY / name, root / name, ignore=ignored)
    shutil.copy(REPOSITORY / "manage.py", root)
    messages.extract(["de"], root)
    found = polib.pofile(str(messages.catalogue("de", root / "portal" / "locale")))
    return {(entry.msgid, entry.msgctxt) for entry in found}


def test_every_kind_of_place_is_searched_for_strings(strings_of_the_source: set[Text]) -> None:
    assert strings_of_the_source >= {
        ("Something went wrong", None),  # a problem page
        ("Untitled event", None),  # a tag
        ("Registration closes on %(moment)s.", None),  # a template
        ("Test connection", None),  # the admin
        ("site title", None),  # a field of a row
        ("Hands-on/lab", None),  # an option of Dynamics, in a room without Django
        ("The endpoint has no port.", None),  # a sentence from there
        ("Photographs allowed", "session"),
    }


@pytest.mark.parametrize("locale", SHIPPED)
def test_every_string_of_the_source_is_translated(locale: str, strings_of_the_source: set[Text]) -> None:
    translated = {(entry.msgid, entry.msgctxt) for entry in entries(locale).translated_entries()}
    assert strings_of_the_source - translated == set(), "run make messages, then translate"
    assert translated - strings_of_the_source == set(), "run make messages"


@pytest.mark.parametrize("locale", SHIPPED)
def test_no_translation_is_doubtful(locale: str) -> None:
    assert [entry.msgid for entry in entries(locale) if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("locale", EVERY)
def test_plural_forms_are_those_of_the_language(locale: str) -> None:
    found = entries(locale)
    rule = messages.PLURAL_FORMS[locale]
    assert found.metadata["Plural-Forms"] == rule
    match = re.fullmatch(r"nplurals=(\d); plural=(.+);", rule)
    assert match is not None
    forms = set(range(int(match[1])))
    form_of = c2py(match[2])
    assert {form_of(number) for number in range(1000)} == forms
    assert all(set(entry.msgstr_plural) == forms for entry in found if entry.msgid_plural)


@pytest.mark.parametrize("locale", SHIPPED)
def test_every_plural_form_is_written(locale: str) -> None:
    assert [
        entry.msgid for entry in entries(locale) if entry.msgid_plural and not all(entry.msgstr_plural.values())
    ] == []


@pytest.mark.parametrize("locale", EVERY)
def test_no_translation_loses_or_invents_a_placeholder_a_tag_or_an_address(locale: str) -> None:
    wrong = []
    for entry in entries(locale).translated_entries():
        if is_date_format(entry):
            continue
        for number, words in sorted(entry.msgstr_plural.items()) or [(None, entry.msgstr)]:
            expected = [Counter(KEPT.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
            found = Counter(KEPT.findall(words))
            # A form for one or two things alone may say the number as a word.
            spoken = number is not None and any(found == each - Counter(countable(each)) for each in expected)
            if found not in expected and not spoken:
                wrong.append((entry.msgid, words))
    assert wrong == []


def countable(placeholders: Counter[str]) -> list[str]:
    """The placeholder of the number, where there is only one that can be it."""
    return [next(iter(placeholders))] if len(placeholders) == 1 else []


@pytest.mark.parametrize("locale", EVERY)
def test_translations_begin_and_end_as_the_source_does(locale: str) -> None:
    """A blank at an edge is there because something follows; a translation without it runs into that."""
    for entry in entries(locale).translated_entries():
        for words in entry.msgstr_plural.values() or [entry.msgstr]:
            assert words == words.strip() or entry.msgid != entry.msgid.strip(), entry.msgid


@pytest.mark.parametrize("locale", EVERY)
def test_what_is_compiled_is_what_is_written(locale: str) -> None:
    path = messages.catalogue(locale)
    assert path.with_suffix(".mo").read_bytes() == messages.compiled(path), "run make messages"


@pytest.mark.parametrize("locale", EVERY)
def test_a_catalogue_is_written_in_the_one_way_it_is_written(locale: str, tmp_path: Path) -> None:
    copy = messages.catalogue(locale, tmp_path)
    copy.parent.mkdir(parents=True)
    shutil.copy(messages.catalogue(locale), copy)
    messages.tidy(copy)
    assert copy.read_text() == messages.catalogue(locale).read_text(), "run make messages"


@pytest.mark.parametrize("locale", SHIPPED)
def test_dates_are_written_with_letters_django_knows(locale: str) -> None:
    for entry in entries(locale):
        if is_date_format(entry):
            letters = LETTERS.findall(re.sub(r"\\.", "", entry.msgstr))
            assert letters
            assert all(hasattr(DateFormat, letter) for letter in letters), entry.msgstr


def test_scripts_hold_no_words() -> None:
    """What a script shows comes from the page, where it is translated."""
    for path in sorted((REPOSITORY / "static" / "portal" / "js").glob("*.js")):
        code = re.sub(r"^\s*//.*$|/\*.*?\*/", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
        texts = re.findall(r"""(?:textContent|innerText|title|ariaLabel)\s*=\s*(["'`])([^"'`$]*)\1""", code)
        assert [text for _quote, text in texts if LETTERS.search(text)] == [], path.name
