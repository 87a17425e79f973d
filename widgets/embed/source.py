"""The fence `code ROOM`: the Python of a room of the house as it stands in the repository, highlighted.

`widgets` is every widget, in the order of the lesson, `ml` the mathematics; each file has its name as its anchor.
Marked is only what the stylesheet tells apart: marks on every name and bracket would weigh three times as much.
"""

import html
from itertools import groupby
from pathlib import Path
from typing import Any

from markdown import Markdown
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, String
from pymdownx.superfences import SuperFencesException

from widgets.embed.editing import once
from widgets.embed.fence import place
from widgets.embed.frames import fences
from widgets.embed.places import ROOT, sha256, within

# Kinds of token and the theme's classes for them.
_CLASSES = {Comment: "c1", String: "s", Keyword: "k", Name.Function: "nf", Name.Class: "nc", Name.Decorator: "nd"}
ROOMS = {
    "widgets": ROOT / "widgets",
    "laboratory": ROOT / "widgets" / "laboratory",
    "questions": ROOT / "widgets" / "questions",
    "deck": ROOT / "widgets" / "deck",
    "records": ROOT / "widgets" / "records",
    "ml": ROOT / "widgets" / "ml",
}


def format_code(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object) -> str:
    """The files of a room in HTML.

    Raises:
        SuperFencesException: naming page and line, if the room is none of these.
    """
    room = " ".join(options["words"])
    if room not in ROOMS:
        reason = f"a fence of code names one of {', '.join(ROOMS)}, not {room!r}"
        raise SuperFencesException(f"{place(f'code {room}'.strip(), source)}: {reason}")
    return "".join(map(_section, files(room)))


def files(room: str) -> list[Path]:
    """The Python of a room: widgets as the lesson has them, and those that it has not behind them; else by name."""
    found = sorted(path for path in ROOMS[room].glob("*.py") if path.stem != "__init__")
    order = list(dict.fromkeys(name for name, _ in fences()))
    return sorted(found, key=lambda path: order.index(path.stem) if path.stem in order else len(order))


def _section(path: Path) -> str:
    return once(("code", path, sha256(path)), lambda: _highlighted(path))


def _highlighted(path: Path) -> str:
    pieces = [(_class_of(kind), text) for kind, text in PythonLexer().get_tokens(path.read_text(encoding="utf-8"))]
    marked: list[str] = []
    for kind, run in groupby(pieces, key=lambda piece: piece[0]):
        text = html.escape("".join(text for _, text in run), quote=False)
        marked.append(f'<span class="{kind}">{text}</span>' if kind else text)
    # The theme measures every <pre><code> at once; this many cost a phone half a second.
    listing = f'<pre><span tabindex="0"><code>{"".join(marked)}</code></span></pre>'
    code = f'<div class="highlight listing" translate="no">{listing}</div>'
    return f'<h3 id="{path.stem}"><code>{within(path).as_posix()}</code></h3>{code}'


def _class_of(kind: Any) -> str:
    return next((name for parent, name in _CLASSES.items() if kind in parent), "")
