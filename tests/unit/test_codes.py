"""Option sets, language codes and error codes."""

import pytest

from portal.events_api import codes


@pytest.mark.parametrize(
    ("language", "tag", "label"),
    [
        (100000000, "en", "English"),
        (100000009, "zh-Hans", "Chinese (Simplified)"),
        (100000013, "zh-Hant", "Chinese (Traditional)"),
        (1033, "en-US", "English"),
        (1031, "de-DE", "German"),
        (2052, "zh-CN", "Chinese (Simplified)"),
        (1028, "zh-Hant", "Chinese (Traditional)"),
        (1030, "da-DK", None),
        (4096, None, None),
        (0, None, None),
        (-1, None, None),
        (None, None, None),
    ],
)
def test_a_language_is_an_option_or_an_lcid(language: int | None, tag: str | None, label: str | None) -> None:
    assert codes.language_tag(language) == tag
    assert codes.language_label(language) == label


def test_every_option_with_a_label_has_its_slug_or_tag() -> None:
    assert codes.EVENT_FORMATS.keys() == codes.EVENT_FORMAT_SLUGS.keys()
    assert codes.EVENT_TYPES.keys() == codes.EVENT_TYPE_SLUGS.keys()
    assert codes.LANGUAGES.keys() == codes.LANGUAGE_TAGS.keys()


def test_slugs_are_unique() -> None:
    for slugs in (codes.EVENT_FORMAT_SLUGS, codes.EVENT_TYPE_SLUGS):
        assert len(set(slugs.values())) == len(slugs)
