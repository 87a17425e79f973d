"""The fence that puts a widget on a page: a SuperFences custom fence, which any builder of Markdown extensions reads.

The body is the widget's initial State in TOML. A wrong name, field or value stops the build with page and line.
"""

import dataclasses
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.host import MissingModel, first_view
from widgets.engine import Element, WidgetError, h, load, make_state, render

PAGES = Path(__file__).parents[2] / "docs"


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Markdown
) -> bool:
    """Take whatever stands behind "widget" as its name; `format` complains with page and line."""
    options["words"] = tuple(inputs)
    return True


def format(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    **_: object,
) -> str:
    """The finished figure, with the widget's true first view.

    Raises:
        SuperFencesException: naming page, line and what was expected.
    """
    words = options["words"]
    name = words[0] if words else ""
    try:
        if len(words) != 1:
            raise WidgetError("a widget fence opens with ```widget NAME and nothing else")
        fields = tomllib.loads(source)
        state = make_state(load(name), fields)
        drawn = first_view(name, fields).element()
    # SuperFences would pass over any other exception and leave the fence as code, a hole in the page.
    except Exception as error:
        expected = isinstance(error, WidgetError | MissingModel | tomllib.TOMLDecodeError)
        reason = str(error) if expected else f"the widget raised {type(error).__name__}: {error}"
        raise SuperFencesException(f"{place(f'widget {name}'.strip(), source)}: {reason}") from error
    number = _count(md, name)
    return render(
        h.figure(class_="widget")[
            Element("live-widget")(
                name=name,
                id=name if number == 1 else f"{name}-{number}",
                data_phase="static",
                data_state=json.dumps(dataclasses.asdict(state)),
            )[drawn]
        ]
    )


def _count(md: Markdown, name: str) -> int:
    """How many times `name` now stands on this page; MkDocs makes a fresh Markdown for every page."""
    counts: dict[str, int] = md.__dict__.setdefault("widget_counts", {})
    counts[name] = counts.get(name, 0) + 1
    return counts[name]


def place(opening: str, source: str) -> str:
    """Where the fence stands, "docs/page.md, line 12": SuperFences passes neither, so the pages are searched."""
    body = source.rstrip("\n")
    pattern = re.compile(
        rf"^[ \t]*(?:`{{3,}}|~{{3,}})[ \t]*{re.escape(opening)}\b[^\n]*\n"
        + "".join(rf"[ \t]*{re.escape(line)}[ \t]*\n" for line in body.split("\n") if body),
        re.MULTILINE,
    )
    for page in sorted(PAGES.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            return f"{page.relative_to(PAGES.parent)}, line {line}"
    return f"a fence “{opening}”"
