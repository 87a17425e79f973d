"""Formulas: what arithmatex marked becomes MathML during the build; an unknown macro stops it."""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from latex2mathml.converter import convert
from latex2mathml.exceptions import NoAvailableTokensError
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class UnknownMacro(ValueError):
    """A formula holds something that cannot be turned into MathML."""


def to_mathml(latex: str, *, block: bool) -> Element:
    """The <math> element of a formula, with its source kept as `alttext`.

    Raises:
        UnknownMacro: if a macro is unknown or the formula is broken.
    """
    try:
        math = fromstring(convert(latex, display="block" if block else "inline"))  # noqa: S314 - our own formulas
    except (ParseError, NoAvailableTokensError, ValueError, IndexError, StopIteration) as error:
        raise UnknownMacro(f"the formula {latex!r} is broken: {error or type(error).__name__}") from error
    for element in math.iter():
        # Without its namespace the element is plain HTML5 MathML, and the serializer writes no prefixes.
        element.tag = element.tag.removeprefix(_NAMESPACE)
        if "\\" in (element.text or ""):
            # The library passes an unknown macro through as text.
            raise UnknownMacro(f"the formula {latex!r} holds a macro that is not known: {element.text}")
    math.set("alttext", latex)
    return math


class _Formulas(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if "arithmatex" in element.get("class", "").split() and element.text:
                found = re.fullmatch(r"\\([(\[])(.*)\\[)\]]", str(element.text).strip(), re.DOTALL)
                if found:
                    element.text = None
                    element.append(to_mathml(found[2].strip(), block=found[1] == "["))


class MathMlExtension(Extension):
    """Adds the conversion after inline patterns have run, when arithmatex has marked every formula."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the tree processor."""
        md.treeprocessors.register(_Formulas(md), "mathml", 1)


def makeExtension(**configuration: Any) -> MathMlExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.mathml` be named in mkdocs.yml."""
    return MathMlExtension(**configuration)
