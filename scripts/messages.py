"""Brings the catalogues of portal/locale up to date with the strings of the source, and compiles them.

Run by ``make messages``; needs gettext (Debian: apt install gettext). The compiled catalogues are kept in the
repository, so that a site runs without it. Both are written in one way only: sorted, unwrapped, without dates and line
numbers, so that a difference between two versions shows what was translated.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "portal" / "locale"
IGNORED = ("tests/*", "scripts/*", "var/*", ".venv*", "node_modules/*", "static/*")

# Which number of things takes which form (https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html),
# for whole numbers below a million.
TWO_FORMS = "nplurals=2; plural=(n != 1);"
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "de": TWO_FORMS,
    "es": TWO_FORMS,
    "fr": "nplurals=2; plural=(n > 1);",
    "he": "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);",
    "it": TWO_FORMS,
    "ja": "nplurals=1; plural=0;",
    "nl": TWO_FORMS,
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
    "sv": TWO_FORMS,
}


def catalogue(locale: str, folder: Path = LOCALE) -> Path:
    """Where the translations into a language stand. ``locale`` is spelt as gettext does: "pt_BR"."""
    return folder / locale / "LC_MESSAGES" / "django.po"


def extract(locales: list[str], root: Path = ROOT) -> None:
    """Add the strings of the source to the catalogues, and drop those it has no more."""
    for locale in locales:
        catalogue(locale, root / "portal" / "locale").parent.mkdir(parents=True, exist_ok=True)
    chosen = [part for locale in locales for part in ("--locale", locale)]
    ignored = [part for pattern in IGNORED for part in ("--ignore", pattern)]
    needed = {
        "DJANGO_SETTINGS_MODULE": "events_site.settings",
        "SECRET_KEY": "nothing-is-signed-while-strings-are-collected",
        "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    }
    writing = ("--add-location", "file", "--no-wrap", "--no-obsolete", "--verbosity", "0")
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *writing, *chosen, *ignored],
        cwd=root,
        env=os.environ | needed,
        check=True,
    )


def tidy(path: Path) -> polib.POFile:
    """Write a catalogue in the one way it is written, and return it."""
    found = polib.pofile(str(path), wrapwidth=0)
    locale = path.parent.parent.name
    tidied = polib.POFile(wrapwidth=0)
    tidied.metadata = {
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[locale],
    }
    forms = int(PLURAL_FORMS[locale].removeprefix("nplurals=")[0])
    for entry in sorted(
        (item for item in found if not item.obsolete), key=lambda item: (item.msgid, item.msgctxt or "")
    ):
        entry.occurrences = sorted({(file, "") for file, _line in entry.occurrences})
        if entry.msgid_plural:
            entry.msgstr_plural = {number: entry.msgstr_plural.get(number, "") for number in range(forms)}
        tidied.append(entry)
    tidied.save(str(path))
    return tidied


def compiled(path: Path) -> bytes:
    """A catalogue as Django reads it; the same bytes on every machine."""
    return bytes(polib.pofile(str(path), wrapwidth=0).to_binary())


def main(locales: list[str]) -> None:
    """Bring the catalogues of these languages up to date; of all without any."""
    if shutil.which("xgettext") is None:
        sys.exit("This needs gettext (Debian: apt install gettext).")
    chosen = locales or sorted(PLURAL_FORMS)
    if unknown := set(chosen) - set(PLURAL_FORMS):
        sys.exit(f"No plural forms are known for {', '.join(sorted(unknown))}: add them to PLURAL_FORMS.")
    extract(chosen)
    for locale in chosen:
        path = catalogue(locale)
        found = tidy(path)
        path.with_suffix(".mo").write_bytes(compiled(path))
        missing = len(found.untranslated_entries()) + len(found.fuzzy_entries())
        print(f"{locale:6} {len(found)} strings, {f'{missing} to be translated' if missing else 'complete'}")


if __name__ == "__main__":
    main(sys.argv[1:])
