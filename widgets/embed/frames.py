"""Frames: answers of a widget made at build time by its own view, so that a first touch needs no Python.

A widget names its controls that have them by a function `frames(state)`: to a Range, of which every position has a
frame, or to the values that each can send. A frame answers the State as the fence has it, with that one control moved;
it is what then differs from the page as built (leaves.py).
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from widgets.embed.checked import ROOT, write
from widgets.embed.host import first_view, settle
from widgets.embed.leaves import Columns, leaves
from widgets.embed.vendor import CACHE
from widgets.engine import Event, Plain, Range, Session, load

PAGES = ROOT / "docs"
MOST_ROUNDS = 20
# A control with more positions waits for Python: its frames would weigh more than they are worth.
MOST_FRAMES = 2_000
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(.*?)\s*")


def name_of(widget: str, fields: Mapping[str, object]) -> str | None:
    """The file of a widget's frames for a fence with these fields; None if it has none."""
    if not hasattr(load(widget), "frames"):
        return None
    key = json.dumps([widget, fields], sort_keys=True)
    return f"frames/{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"


def build(sources: str) -> dict[str, Path]:
    """The frames of every fence of the pages, by the name of their file; `sources` is a digest of the Python they show.

    Raises:
        MissingModel: if a widget needs a model that was never published.
    """
    made = {}
    own = hashlib.sha256(b"".join(Path(__file__).with_name(name).read_bytes() for name in ("frames.py", "leaves.py")))
    for widget, fields in fences():
        name = name_of(widget, fields)
        if name is None:
            continue
        stem = Path(name).stem
        path = CACHE / "frames" / f"{stem}.{sources[:12]}.{own.hexdigest()[:12]}.json"
        if not path.is_file():
            for old in path.parent.glob(f"{stem}.*.json"):
                old.unlink(missing_ok=True)
            write(path, json.dumps(frames(widget, fields), ensure_ascii=False, separators=(",", ":")).encode())
        made[name] = path
    return made


def fences() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fence of the pages that names a widget, with its fields; a wrong one stops the build at the fence."""
    for page in sorted(PAGES.rglob("*.md")):
        for info, body in _blocks(page.read_text(encoding="utf-8")):
            kind, _, name = info.partition(" ")
            if kind != "widget":
                continue
            try:
                fields = tomllib.loads(body)
                load(name)
            except ValueError:
                continue
            fields.pop("id", None)
            yield name, fields


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Fenced blocks as (what stands behind the fence, body); one inside another is its text."""
    opened, info, body = "", "", ""
    for line in text.splitlines():
        mark = _FENCE.fullmatch(line)
        if not opened and mark:
            (opened, info), body = mark.groups(), ""
        elif opened and mark and mark[1].startswith(opened) and not mark[2]:
            yield info, body
            opened = ""
        else:
            body += f"{line.strip()}\n"


def frames(widget: str, fields: Mapping[str, object]) -> dict[str, Any]:
    """The frames by control: {"columns": [the control's values, ...], "leaves": [(where, what, template), ...]}."""
    mounted = first_view(widget, fields)
    controls: Mapping[str, Range | tuple[str, ...]] = load(widget).frames(mounted.state)  # type: ignore[attr-defined]
    made = {}
    for control, given in controls.items():
        if isinstance(given, Range) and (given.high - given.low) / given.step >= MOST_FRAMES:
            continue
        made[control] = _frames_of(mounted, control, given.values() if isinstance(given, Range) else given)
    return made


def _frames_of(mounted: Session[Plain], control: str, values: tuple[str, ...]) -> dict[str, Any]:
    views = []
    for value in values:
        session = Session(mounted.widget, mounted.state)
        settle(session, session.dispatch(Event(control, value)), most=MOST_ROUNDS)
        views.append(session.element())
    columns = Columns(values)
    found = leaves(mounted.element(), views, columns)
    return {"columns": columns.lists(), "leaves": found}
