"""Every table that is written in Markdown stands in a frame that scrolls where the screen is too narrow.

The theme does this in the browser, to tables without a class, and has the page styled anew for each.
"""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

# As the theme calls its own frames, so that both look alike.
FRAMES = ("md-typeset__scrollwrap", "md-typeset__table")


class _Tables(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table" and not child.get("class"):
                    parent[place] = _framed(child)


def _framed(table: Element) -> Element:
    table.set("class", "facts")
    made, table.tail, tail = table, None, table.tail
    for name in reversed(FRAMES):
        frame = Element("div", {"class": name})
        frame.append(made)
        made = frame
    made.tail = tail
    return made


class ScrolledExtension(Extension):
    """Frames tables once their cells are written."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the tree processor."""
        md.treeprocessors.register(_Tables(md), "scrolled", 5)


def makeExtension(**configuration: Any) -> ScrolledExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.scrolled` be named in mkdocs.yml."""
    return ScrolledExtension(**configuration)
