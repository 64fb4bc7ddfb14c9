"""The brand colour's shades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.colour import (
    DARK_PAPER,
    LIGHT_PAPER,
    OKLCH,
    Use,
    contrast,
    corrections,
    ramp,
    to_hex,
    to_oklch,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_black_on_white_is_the_greatest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_contrast_equals_the_known_value_of_a_middle_grey() -> None:
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_oklch_of_red_equals_the_published_value() -> None:
    red = to_oklch("#ff0000")

    assert (round(red.lightness, 3), round(red.chroma, 3), round(red.hue, 3)) == (0.628, 0.258, 0.51)


@given(colours)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    there_and_back = to_hex(to_oklch(colour))

    for at in (1, 3, 5):
        assert abs(int(colour[at : at + 2], 16) - int(there_and_back[at : at + 2], 16)) <= 1


def test_a_colour_no_screen_shows_loses_chroma_and_keeps_its_lightness() -> None:
    shown = to_oklch(to_hex(OKLCH(lightness=0.5, chroma=0.4, hue=2.5)))

    assert shown.lightness == pytest.approx(0.5, abs=0.01)
    assert shown.chroma < 0.3


@given(colours)
def test_every_shade_is_readable_in_light_and_dark(colour: str) -> None:
    shades = ramp(colour)

    for theme, paper in ((shades.light, LIGHT_PAPER), (shades.dark, DARK_PAPER)):
        assert contrast(theme.text, paper) >= 4.5
        assert contrast(theme.text, theme.tint) >= 4.5
        assert contrast(theme.on_fill, theme.fill) >= 4.5
        assert contrast(theme.fill, paper) >= 3
        assert contrast(theme.on_plate, theme.plate) >= 4.5


def test_a_readable_brand_colour_is_used_as_it_is() -> None:
    shades = ramp("#005a70")

    assert (shades.light.text, shades.light.fill, shades.light.on_fill) == ("#005a70", "#005a70", "#ffffff")
    assert not shades.corrected


def test_a_pale_brand_colour_is_darkened_as_text_and_says_so() -> None:
    shades = ramp("#ffcc00")

    assert shades.corrected
    assert to_oklch(shades.light.text).hue == pytest.approx(to_oklch("#ffcc00").hue, abs=0.05)
    assert shades.dark.text == "#ffcc00"


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "#123456\n", "rgb(0,0,0)"])
def test_anything_but_six_hexadecimal_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        ramp(text)


def test_each_use_in_which_a_colour_is_replaced_is_reported_with_both_contrasts() -> None:
    yellow = {(item.is_dark, item.use): item for item in corrections("#FFCC00")}
    assert set(yellow) == {(False, Use.TEXT), (False, Use.EDGE)}
    links = yellow[False, Use.TEXT]
    assert (links.given, links.shown) == ("#ffcc00", ramp("#ffcc00").light.text)
    assert links.given_contrast == pytest.approx(contrast("#ffcc00", LIGHT_PAPER))
    assert links.given_contrast < 4.5 <= links.shown_contrast

    navy = {(item.is_dark, item.use) for item in corrections("#001133")}
    assert navy == {(True, Use.TEXT), (True, Use.EDGE)}


@given(colours)
def test_what_is_reported_is_what_is_shown(colour: str) -> None:
    replaced = {(item.is_dark, item.use is Use.TEXT) for item in corrections(colour)}
    for is_dark, shades in ((False, ramp(colour).light), (True, ramp(colour).dark)):
        assert ((is_dark, True) in replaced) == (shades.text != colour)
        assert ((is_dark, False) in replaced) == (shades.fill != colour)
