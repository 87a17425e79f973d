"""Formulas become MathML; what is not known stops the build."""

import json
import re
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed import mathml, policy
from widgets.embed.mathml import UnknownMacro, to_mathml

LESSON = Path(__file__).parents[3] / "docs" / "index.md"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mathml, "KEPT", tmp_path / "formulas.json")
    return tmp_path / "formulas.json"


def _convert(text: str) -> str:
    extensions = ["pymdownx.arithmatex", "widgets.embed.mathml"]
    return Markdown(extensions=extensions, extension_configs={"pymdownx.arithmatex": {"generic": True}}).convert(text)


def test_inline_and_block_formulas_become_mathml() -> None:
    made = _convert("The loss $L$ is\n\n$$L = -\\ln p$$\n")
    assert made.count("<math") == 2
    assert '<math alttext="L">' in made
    assert re.search(r'<math (?=[^>]*display="block")[^>]*alttext="L = -\\ln p"', made)
    assert "\\(" not in made
    assert "xmlns" not in made


def test_a_logarithm_stands_apart_from_its_argument_and_a_sign_binds_to_what_follows() -> None:
    (made,) = re.findall(r"<math.*</math>", _convert("$L = -\\ln p$"))
    assert '<mo form="prefix" stretchy="false">−</mo><mrow><mi>ln</mi>' in made
    assert re.search(r'<mspace width="0\.1667em"[^>]*(?:></mspace>|/>)</mrow><mi>p</mi>', made)
    assert made.count("−") == 1


def test_a_logarithm_without_an_argument_leaves_no_hole_in_the_sentence() -> None:
    assert "mspace" not in _convert("Here $\\ln$ is the natural logarithm.")


def test_a_quantity_has_its_color_by_a_class_and_no_formula_has_an_inline_style() -> None:
    made = _convert(
        "$$\\class{q-loss}{L} = \\begin{cases} a & b \\\\ c & -\\ln \\class{q-probability}{p} \\end{cases}$$"
    )
    assert '<mi class="q-loss">L</mi>' in made
    assert '<mi class="q-probability">p</mi>' in made
    assert "tml-" not in made
    assert policy.blocked(made) == []


@pytest.mark.parametrize(
    "latex",
    [
        r"\nope x",
        r"a + \undefined{b}",
        "{",
        r"\text{a} \qqq",
        r"\color{red} x",
        r"\class{q-lost}{L}",
        r"\href{https://example.org}{x}",
    ],
)
def test_an_unknown_macro_or_a_broken_formula_is_named(latex: str) -> None:
    with pytest.raises(UnknownMacro, match="the formula") as raised:
        to_mathml([("x", False), (latex, True)])
    assert repr(latex) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_it_stops_the_page() -> None:
    with pytest.raises(UnknownMacro):
        _convert("$\\nope$")


def test_a_page_asks_node_once_and_a_second_build_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    made = mathml._made
    monkeypatch.setattr(mathml, "_made", lambda formulas: asked.append(len(formulas)) or made(formulas))
    first = _convert("$a$ and $b$, then $a$\n\n$$a$$\n")
    assert asked == [3]
    assert _convert("$a$ and $b$, then $a$\n\n$$a$$\n") == first
    assert asked == [3]


def test_what_is_kept_and_cannot_be_read_is_made_anew(kept: Path) -> None:
    kept.write_text("{broken")
    assert "<math" in _convert("$a$")
    assert json.loads(kept.read_text())


def test_every_formula_of_the_lesson_reads_its_source_aloud() -> None:
    text = re.sub(r"\{\{.*?\}\}", "", LESSON.read_text(encoding="utf-8"))
    sources = re.findall(r"\$\$(.+?)\$\$", text)
    assert sources
    assert [math.get("alttext") for math in to_mathml([(source, True) for source in sources])] == sources
