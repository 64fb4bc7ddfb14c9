"""Every string of the portal's own reaches translators."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.operating import REPOSITORY, manage_in


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_the_strings_can_be_extracted_and_hold_those_of_templates_views_and_problem_pages(tmp_path: Path) -> None:
    for name in ("events_site", "portal", "templates"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "manage.py", tmp_path)
    (tmp_path / "portal" / "locale").mkdir(exist_ok=True)
    result = manage_in(tmp_path, tmp_path / "var", "makemessages", "--locale", "de")
    assert (result.returncode, result.stderr) == (0, "")
    catalogue = (tmp_path / "portal" / "locale" / "de" / "LC_MESSAGES" / "django.po").read_text()
    found = set(re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE))
    assert found >= {"Something went wrong", "Untitled event", "Registration closes on %(moment)s.", "Test connection"}
