"""Typefaces are cut down to what the site uses, and keep what it needs."""

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from widgets.embed import vendor
from widgets.embed.fonts import characters, cut

PINNED = vendor.pins()
FONTS = PINNED["font"]
STYLES = Path("docs/stylesheets/fonts.css").read_text(encoding="utf-8")


def _font(name: str) -> TTFont:
    return TTFont(io.BytesIO((vendor.VENDOR / f"fonts/{name}.woff2").read_bytes()))


def test_ranges_are_read_as_they_are_written() -> None:
    assert characters("41-43 2212") == {0x41, 0x42, 0x43, 0x2212}
    assert characters("") == set()


@pytest.mark.parametrize("name", FONTS)
def test_a_cut_gives_the_same_bytes_again(name: str) -> None:
    data = vendor.font(name, FONTS[name], PINNED["characters"])
    assert data == (vendor.VENDOR / name).read_bytes()


def test_every_font_is_named_by_the_styles_and_the_styles_name_no_other() -> None:
    assert set(re.findall(r'url\("\.\./vendor/([^"]+)"\)', STYLES)) == set(FONTS)


@pytest.mark.parametrize("name", ["prose", "prose-italic", "labels", "tokens"])
def test_a_face_of_text_has_every_letter_and_every_weight_that_is_used(name: str) -> None:
    font = _font(name)
    assert {ord(letter) for letter in "AZaz09.,;:!?–—“”‘’…·×÷−°éüñ"} <= set(font.getBestCmap())
    (axis,) = font["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_labels_have_figures_of_one_width() -> None:
    features = {record.FeatureTag for record in _font("labels")["GSUB"].table.FeatureList.FeatureRecord}
    assert "tnum" in features


def test_the_face_of_formulas_knows_how_to_set_them() -> None:
    font = _font("mathematics")
    constants = font["MATH"].table.MathConstants
    assert constants.AxisHeight.Value > 0
    # A root and a sum come in sizes.
    sized = font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert {font.getBestCmap()[ord(sign)] for sign in "√∑("} <= set(sized)


def test_a_cut_leaves_out_what_was_not_asked_for() -> None:
    item = FONTS["fonts/tokens.woff2"]
    data = vendor.from_npm(item["from"], item["sha256"])
    small = TTFont(io.BytesIO(cut(data, characters("61-63"), ["kern"], (400, 500))))
    assert set(small.getBestCmap()) == {0x61, 0x62, 0x63}
    assert small["fvar"].axes[0].maxValue == 500
