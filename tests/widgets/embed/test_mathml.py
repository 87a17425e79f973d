"""Formulas become MathML; what is not known stops the build."""

import pytest
from markdown import Markdown

from widgets.embed.mathml import UnknownMacro, to_mathml


def _convert(text: str) -> str:
    extensions = ["pymdownx.arithmatex", "widgets.embed.mathml"]
    return Markdown(extensions=extensions, extension_configs={"pymdownx.arithmatex": {"generic": True}}).convert(text)


def test_inline_and_block_formulas_become_mathml() -> None:
    made = _convert("The loss $L$ is\n\n$$L = -\\ln p$$\n")
    assert made.count("<math") == 2
    assert '<math alttext="L = -\\ln p" display="block">' in made
    assert "\\(" not in made
    assert "xmlns" not in made


@pytest.mark.parametrize("latex", [r"\nope x", r"a + \undefined{b}", "{", r"\text{a} \qqq"])
def test_an_unknown_macro_or_a_broken_formula_is_named(latex: str) -> None:
    with pytest.raises(UnknownMacro, match="the formula"):
        to_mathml(latex, block=True)


def test_it_stops_the_page() -> None:
    with pytest.raises(UnknownMacro):
        _convert("$\\nope$")
