"""Colours, read from the stylesheet itself: legible on every ground, and told apart by every eye."""

import itertools
import re
from pathlib import Path

import pytest

STYLES = Path("docs/stylesheets")
SITE = (STYLES / "site.css").read_text(encoding="utf-8")
QUANTITIES = ("probability", "loss", "gradient", "weight", "rate", "validation")
# Machado, Oliveira and Fernandes, 2009, severity 1, on linear light.
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
SCHEMES = ("default", "slate")
Color = tuple[float, float, float]


def _scheme(name: str) -> dict[str, Color]:
    """Every variable of a scheme that is a colour, as linear light."""
    block = SITE.split(f'[data-md-color-scheme="{name}"] {{', 1)[1].split("}", 1)[0]
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6});", block)
    return {key: _linear(value) for key, value in found}


def _linear(value: str) -> Color:
    r, g, b = (int(value[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return _light(r), _light(g), _light(b)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _luminance(color: Color) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def _contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _seen(color: Color, eye: str) -> Color:
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, color, strict=True)))) for row in EYES[eye])
    return r, g, b


def _lab(color: Color) -> Color:
    r, g, b = color
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _distance(one: Color, other: Color) -> float:
    """CIE76: 2 can just be told apart."""
    return float(sum((a - b) ** 2 for a, b in zip(_lab(one), _lab(other), strict=True)) ** 0.5)


def test_black_on_white_is_the_most_there_is() -> None:
    assert _contrast(_linear("000000"), _linear("ffffff")) == pytest.approx(21)
    assert _distance(_linear("000000"), _linear("ffffff")) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_names_every_colour(scheme: str) -> None:
    named = {"paper", "ink", "soft", "rule", "panel", *(f"q-{name}" for name in QUANTITIES)}
    assert named | {f"ground-{n}" for n in range(1, 8)} == set(_scheme(scheme))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize("text", ["ink", "soft", *(f"q-{name}" for name in QUANTITIES)])
def test_text_can_be_read(scheme: str, ground: str, text: str) -> None:
    colors = _scheme(scheme)
    assert _contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", ["paper", "panel"])
def test_text_on_a_dark_button_can_be_read(scheme: str, text: str) -> None:
    colors = _scheme(scheme)
    assert _contrast(colors[text], colors["ink"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eye", EYES)
def test_quantities_are_told_apart(scheme: str, eye: str) -> None:
    colors = _scheme(scheme)
    pairs = itertools.combinations(QUANTITIES, 2)
    least = min(
        (_distance(_seen(colors[f"q-{a}"], eye), _seen(colors[f"q-{b}"], eye)), f"{a} and {b}") for a, b in pairs
    )
    assert least[0] >= 15, least[1]


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_colours_are_named_in_one_file_alone(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    # Ink on real paper is black, whatever a screen shows.
    others = {"#000", "#999"} if path.name == "print.css" else set()
    found = set(re.findall(r":[^;{}]*?(#[0-9a-fA-F]{3,8})\b", text))
    assert path.name == "site.css" or found <= others
