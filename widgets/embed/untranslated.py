"""Code and formulas are the same in every language: a browser that translates the page is told to leave them."""

import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

_OPENING = re.compile(r"<(code|kbd|math|pre|samp)\b(?![^>]*\stranslate=)")


class _Untranslated(Postprocessor):
    def run(self, text: str) -> str:
        return _OPENING.sub(r'<\1 translate="no"', text)


class UntranslatedExtension(Extension):
    """Marks the page's markup when all of it is there, what fences made included."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the postprocessor."""
        md.postprocessors.register(_Untranslated(md), "untranslated", 5)


def makeExtension(**configuration: Any) -> UntranslatedExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.untranslated` be named in mkdocs.yml."""
    return UntranslatedExtension(**configuration)
