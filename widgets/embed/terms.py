"""The glossary's terms explain themselves in the lesson: the first of each under every heading of a concept.

A page that has a line `<!-- glossary -->` takes part. What is explained is what docs/glossary.md says; links, code,
formulas, headings and notes stay as they are.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from widgets.embed.places import DOCS, stamp

GLOSSARY = DOCS / "glossary.md"
LINE = "<!-- glossary -->"
_KEPT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "a", "abbr", "code", "pre", "sup", "figure", "script", "math"})
_SECTION = "h2"


def terms() -> dict[str, str]:
    """What each term means, by its forms in small letters: of "Parameter (weight)" both."""
    return _terms(*stamp(GLOSSARY))


@lru_cache(maxsize=1)
def _terms(page: Path, saved: int, size: int) -> dict[str, str]:
    found = {}
    for head, meaning in re.findall(r"^(\w.*)\n:   (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        said = re.sub(r" In \[[^]]*\]\([^)]*\)\.", "", meaning)
        said = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", said).replace("*", "")
        for form in re.findall(r"[^()]+", head):
            found[form.strip().lower()] = said
    return found


@lru_cache(maxsize=1)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(s?)(?![\w-])", re.IGNORECASE)


class _Terms(Treeprocessor):
    def run(self, root: Element) -> None:
        if self.md.__dict__.pop("explains_terms", False):
            self._seen: set[str] = set()
            self._explain(root)

    def _explain(self, element: Element) -> None:
        if element.tag == _SECTION:
            self._seen = set()
        if element.tag in _KEPT or element.get("class") in ("footnote", "arithmatex"):
            return
        before, element.text = element.text, None
        children = list(element)
        for child in children:
            element.remove(child)
        self._put(element, before)
        for child in children:
            tail, child.tail = child.tail, None
            self._explain(child)
            element.append(child)
            self._put(element, tail)

    def _put(self, parent: Element, text: str | None) -> None:
        """Add a text behind what the element has so far, its new terms explained."""
        for piece, meaning in self._cut(text or ""):
            if meaning:
                SubElement(parent, "abbr", title=meaning).text = piece
            elif len(parent):
                parent[-1].tail = (parent[-1].tail or "") + piece
            else:
                parent.text = (parent.text or "") + piece

    def _cut(self, text: str) -> Iterator[tuple[str, str]]:
        done, known = 0, terms()
        for found in _pattern(tuple(known)).finditer(text):
            meaning = known[found[1].lower()]
            if meaning not in self._seen:
                self._seen.add(meaning)
                yield text[done : found.start()], ""
                yield found[0], meaning
                done = found.end()
        yield text[done:], ""


class _Line(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        self.md.__dict__["explains_terms"] = LINE in lines
        return [line for line in lines if line != LINE]


class TermsExtension(Extension):
    """Explains terms when the inline markup is there, so that links and code are known."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register both processors."""
        md.preprocessors.register(_Line(md), "terms", 101)
        md.treeprocessors.register(_Terms(md), "terms", 15)


def makeExtension(**configuration: Any) -> TermsExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.terms` be named in mkdocs.yml."""
    return TermsExtension(**configuration)
