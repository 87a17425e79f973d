"""Formulas: what arithmatex marked becomes MathML during the build; an unknown macro stops it.

Temml does it, in Node, all new formulas of a page at once; what it made is kept in .cache/formulas.json, so that a
further build starts no Node at all.
"""

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from widgets.embed.checked import VendorError, write
from widgets.embed.places import ROOT
from widgets.embed.vendor import CACHE, node

KEPT = CACHE / "formulas.json"
SCRIPT = Path(__file__).with_name("formulas.mjs")
QUANTITIES = frozenset({"probability", "loss", "gradient", "weight", "rate", "validation"})
# What browsers do by themselves; any other inline style would carry meaning, and the page's policy drops it.
_SPARED = re.compile(r"display: ?block math;|(?:padding-(?:left|right): ?[\d.]+em;)+")

Formula = tuple[str, bool]


class UnknownMacro(ValueError):
    """A formula holds something that cannot be turned into MathML."""


def to_mathml(formulas: list[Formula]) -> list[Element]:
    """The <math> elements of some (source, whether it stands on a line of its own), the source kept as `alttext`.

    A quantity has its color by `\\class{q-loss}{L}`.

    Raises:
        UnknownMacro: if a macro is unknown or a formula is broken.
        VendorError: if there is no Node.js or no Temml, and a formula that was never made before.
    """
    kept, salt = _kept(), _salt()
    names = {formula: hashlib.sha256(json.dumps([salt, *formula]).encode()).hexdigest() for formula in formulas}
    missing = [formula for formula, name in names.items() if name not in kept]
    if missing:
        kept |= {names[formula]: made for formula, made in zip(missing, _made(missing), strict=True)}
        write(KEPT, json.dumps(kept, indent=0, sort_keys=True).encode())
    return [_element(kept[names[formula]], formula[0]) for formula in formulas]


def _salt() -> str:
    """What MathML follows from beside its source: the script and the version of Temml."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/temml"]["version"]) + SCRIPT.read_text(encoding="utf-8")


def _kept() -> dict[str, str]:
    try:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _made(formulas: list[Formula]) -> list[str]:
    asked = json.dumps([{"latex": latex, "block": block} for latex, block in formulas])
    done = subprocess.run([node(), str(SCRIPT)], input=asked, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise VendorError(f"Temml did not run: {done.stderr.strip()[-300:]}; `make` fetches it")
    answers = json.loads(done.stdout)
    for (latex, _), answer in zip(formulas, answers, strict=True):
        if "error" in answer:
            raise UnknownMacro(f"the formula {latex!r} cannot be set: {answer['error']}")
    return [str(answer["mathml"]) for answer in answers]


def _element(mathml: str, latex: str) -> Element:
    math = fromstring(mathml)  # noqa: S314 - our own formulas
    for element in math.iter():
        style = element.attrib.pop("style", "")
        if style and not _SPARED.fullmatch(style):
            raise UnknownMacro(f"the formula {latex!r} asks for the style {style!r}, which the site's policy drops")
        named = element.attrib.pop("class", "").split()
        for name in (name for name in named if not name.startswith("tml-")):
            if name.removeprefix("q-") not in QUANTITIES:
                raise UnknownMacro(f"the formula {latex!r} has the class {name!r}; known are q- and a quantity's name")
            element.set("class", name)
    _without_last_space(math)
    math.set("alttext", latex)
    return math


def _without_last_space(row: Element) -> None:
    """A function's name that ends a formula, as in "here ln is ...", has no argument to stand apart from."""
    if len(row) and row[-1].tag == "mspace":
        row.remove(row[-1])
    elif len(row) and row[-1].tag == "mrow":
        _without_last_space(row[-1])


class _Formulas(Treeprocessor):
    def run(self, root: Element) -> None:
        marked: list[tuple[Element, Formula]] = []
        for element in root.iter():
            if "arithmatex" in element.get("class", "").split() and element.text:
                found = re.fullmatch(r"\\([(\[])(.*)\\[)\]]", str(element.text).strip(), re.DOTALL)
                if found:
                    marked.append((element, (found[2].strip(), found[1] == "[")))
        for (element, _), math in zip(marked, to_mathml([formula for _, formula in marked]), strict=True):
            element.text = None
            element.append(math)


class MathMlExtension(Extension):
    """Adds the conversion after inline patterns have run, when arithmatex has marked every formula."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the tree processor."""
        md.treeprocessors.register(_Formulas(md), "mathml", 1)


def makeExtension(**configuration: Any) -> MathMlExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.mathml` be named in mkdocs.yml."""
    return MathMlExtension(**configuration)
