"""The style sheet: its parts, its discipline, and the colours it is made with."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from portal.domain.colour import DARK_PAPER, LIGHT_PAPER, ramp
from portal.services.style_sheet import PARTS, style_sheet

FOLDER = settings.BASE_DIR / "static" / "portal" / "css"
OF_THE_ADMIN = {"admin", "preview"}
LAYERS = "@layer reset, tokens, base, layout, components, utilities;"
BUDGET = 30 * 1024  # bytes over the wire, for the whole site
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Sides of the page and of the screen, where the side of the text is meant (WCAG 1.3.2, right-to-left).
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


def rules(name: str) -> str:
    return COMMENT.sub("", (FOLDER / f"{name}.css").read_text())


def test_every_file_of_the_public_pages_is_a_part_once() -> None:
    assert sorted(PARTS) == sorted(path.stem for path in FOLDER.glob("*.css") if path.stem not in OF_THE_ADMIN)


def test_the_layers_are_named_in_their_order_before_any_rule() -> None:
    assert style_sheet().content.decode().startswith(LAYERS)


@pytest.mark.parametrize("name", PARTS)
def test_every_rule_of_a_part_stands_in_a_known_layer(name: str) -> None:
    known = LAYERS.removeprefix("@layer ").removesuffix(";").split(", ")
    depth, layers, text = 0, [], ""
    for character in rules(name).replace(LAYERS, ""):
        if character == "{":
            if depth == 0:
                layers.append(text.strip())
            depth, text = depth + 1, ""
        elif character == "}":
            depth, text = depth - 1, ""
        else:
            text += character

    assert depth == 0
    assert layers
    assert {layer.removeprefix("@layer ") for layer in layers if not layer.startswith("@page")} <= set(known)


@pytest.mark.parametrize("name", PARTS)
def test_no_part_names_a_side_of_the_screen(name: str) -> None:
    text = re.sub(r"@media[^{]+\{", "{", rules(name))

    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize("name", PARTS)
def test_no_part_forces_a_rule_or_styles_an_id(name: str) -> None:
    selectors = [part.rpartition("}")[2].rpartition(";")[2] for part in rules(name).split("{")[:-1]]

    assert "!important" not in rules(name)
    assert [selector for selector in selectors if re.search(r"#[\w-]", selector)] == []


def test_the_whole_look_keeps_its_budget() -> None:
    sheet = style_sheet("#0b6e6e")

    assert len(sheet.encoded["gzip"]) < BUDGET
    assert len(sheet.encoded["br"]) < BUDGET


def test_the_sheet_prints_on_the_papers_the_contrast_was_computed_for() -> None:
    assert f"--paper: light-dark({LIGHT_PAPER}, {DARK_PAPER});" in rules("tokens")


def test_the_default_colours_are_the_ramp_of_the_default_brand() -> None:
    shades = ramp("#00566b")

    for name in ("text", "fill", "on_fill", "tint", "plate", "on_plate", "line"):
        pair = f"light-dark({getattr(shades.light, name)}, {getattr(shades.dark, name)})"
        assert f"--brand-{name.replace('_', '-')}: {pair};" in rules("tokens")


def test_a_brand_colour_follows_the_default_ones_in_their_layer() -> None:
    css = style_sheet("#005a70").content.decode()

    ours = css.index("@layer tokens{:root{--brand-text:light-dark(#005a70,")
    assert css.index("--brand-text: light-dark(#00566b") < ours < css.index("@layer base {")


def test_each_colour_has_a_digest_of_its_own() -> None:
    digests = {style_sheet(colour).digest for colour in ("", "#005a70", "#ffcc00")}

    assert len(digests) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", digest) for digest in digests)
