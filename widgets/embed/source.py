"""The fence `code ROOM`: the Python of a room of the house as it stands in the repository, highlighted.

`widgets` is every widget, in the order of the lesson, `ml` the mathematics; each file has its name as its anchor.
"""

import re
from pathlib import Path
from typing import Any

from markdown import Markdown
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.superfences import SuperFencesException

from widgets.embed.checked import ROOT
from widgets.embed.fence import place
from widgets.embed.frames import fences

ROOMS = {"widgets": ROOT / "widgets", "ml": ROOT / "widgets" / "ml"}


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
    text = path.read_text(encoding="utf-8")
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    # Its indents and comments are code to a translator too.
    code = re.sub("^<div ", '<div translate="no" ', highlight(text, PythonLexer(), formatter))
    name = path.relative_to(ROOT).as_posix()
    return f'<h3 id="{path.stem}"><code>{name}</code></h3>{code}'
