"""Every widget on a page of its own, `widget/NAME/`, for slides and for frames in other sites.

The widget stands there as its fence in the docs has it, the one that is called by the widget's name alone, else the
first, under the title and the description that its docstring gives ("Title: description."). MkDocs' hook adds these
pages to a build; they are in no navigation, search or sitemap. A line `<!-- widgets alone -->` becomes a list of them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from widgets.embed import frames
from widgets.engine import WidgetError, load

FOLDER = "widget/"
TEMPLATE = "widget.html"
LINE = "<!-- widgets alone -->"
# It reads what stands in another widget beside it, on the one page that may ask another origin.
NEVER = frozenset({"stronger_tutor"})
_DOCSTRING = re.compile(r"([^:\n]+): (.+)\.")
_HEADING = re.compile(r"^#+ (.+?)(?: +\{[^}]*\})?$", re.MULTILINE)
_WRAPPED = re.compile(r'<div class="([\w -]+)" markdown>|</div>')
_SCRIPTS = re.compile(r"\A---\n.*?^scripts: \[(.*?)\]$.*?^---$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Alone:
    """A widget's page: `page` is where it stands among others, under `heading`, and `id` its place there.

    `wrapped` is the class of the block that holds it there, and `scripts` what that page has besides.
    """

    name: str
    title: str
    description: str
    page: str
    heading: str
    id: str
    fence: str
    wrapped: str
    scripts: tuple[str, ...]

    @property
    def source(self) -> str:
        """The page's path among the docs."""
        return f"{FOLDER}{self.name}.md"

    def markdown(self) -> str:
        """The page as an author would write it."""
        head = {
            "template": TEMPLATE,
            "title": self.title,
            "description": self.description,
            "scripts": [*self.scripts, "javascripts/framed.js"],
            "search": {"exclude": True},
        }
        widget = f'<h1 class="alone-title">{self.title}</h1>\n\n{self.fence}'
        if self.wrapped:
            widget = f'<div class="{self.wrapped}" markdown>\n\n{widget}\n</div>\n'
        # JSON is YAML.
        lines = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items())
        link = f"From Nudge: [{self.heading}](../{self.page}#{self.id})\n{{ .alone-from }}\n"
        return f"---\n{lines}\n---\n\n{widget}\n{link}"


def pages() -> list[Alone]:
    """Every widget that stands on a page of the docs, in the order of the first fences, the lesson first.

    Raises:
        WidgetError: if the docstring of a widget gives no title and description.
    """
    found: dict[str, Alone] = {}
    for path in sorted(frames.PAGES.rglob("*.md"), key=lambda path: (path.name != "index.md", path)):
        for one in _of_page(path):
            known = found.setdefault(one.name, one)
            if known.id != one.name == one.id:
                found[one.name] = one
    return list(found.values())


def _of_page(path: Path) -> Iterator[Alone]:
    text = path.read_text(encoding="utf-8")
    scripts = _SCRIPTS.match(text)
    for info, body, before in frames.blocks(text):
        kind, _, name = info.partition(" ")
        if kind != "widget" or name in NEVER or not _is_widget(name):
            continue
        title, description = _told(name)
        wraps = _WRAPPED.findall(before)
        given = re.search(r'^id = "(.+)"$', body, re.MULTILINE)
        yield Alone(
            name,
            title,
            description,
            page=path.relative_to(frames.PAGES).as_posix(),
            heading=_HEADING.findall(before)[-1],
            id=given[1] if given else name,
            fence=f"```{info}\n{body}```\n",
            wrapped=wraps[-1] if wraps else "",
            scripts=tuple(scripts[1].split(", ")) if scripts else (),
        )


def _is_widget(name: str) -> bool:
    """Whether there is one; a wrong name stops the build at its fence."""
    return files("widgets").joinpath(f"{name}.py").is_file()


def _told(name: str) -> tuple[str, str]:
    told = _DOCSTRING.fullmatch(load(name).__doc__ or "")
    if not told:
        raise WidgetError(f'widgets/{name}.py: its docstring names its page, as in """Title: what it shows."""')
    return told[1], told[2][0].upper() + told[2][1:] + "."


def index() -> list[str]:
    """All pages as a list in Markdown, with links from a page at the root of the docs."""
    return [
        line
        for one in pages()
        for line in (f"[{one.title}]({one.source}) `{FOLDER}{one.name}/`", f":   {one.description}", "")
    ]


class _Index(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [made for line in lines for made in (index() if line == LINE else [line])]


class AloneExtension(Extension):
    """Puts the list in its place before anything else reads the page."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the preprocessor."""
        md.preprocessors.register(_Index(md), "alone", 102)


def makeExtension(**configuration: Any) -> AloneExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.single` be named in mkdocs.yml."""
    return AloneExtension(**configuration)
