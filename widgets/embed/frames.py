"""Frames: answers of a widget made at build time by its own view, so that a first touch needs no Python.

A widget names its controls that have them by a function `frames(state)`: to a Range, of which every position has a
frame, or to the values that each can send. A frame answers the State as the fence has it, with that one control moved;
it is what then differs from the page as built (leaves.py). Controls that answer together are named as a tuple, to a
tuple of what each can send: every combination has a frame.
"""

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from widgets.embed.checked import write
from widgets.embed.host import first_view, settle
from widgets.embed.leaves import Columns, leaves
from widgets.embed.places import DOCS, sha256
from widgets.embed.published import models
from widgets.embed.shares import digest_of
from widgets.embed.vendor import CACHE
from widgets.engine import Event, Plain, Range, Session, load

# What a control can send: every position of a Range, or these values.
Sent: TypeAlias = Range | tuple[str, ...]

PAGES = DOCS
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


def build() -> dict[str, Path]:
    """The frames of every fence of the pages, by the name of their file; made anew where what they show was edited.

    Raises:
        MissingModel: if a widget needs a model that was never published.
    """
    made = {}
    own = "".join(sha256(Path(__file__).with_name(name)) for name in ("frames.py", "leaves.py"))
    for widget, fields in fences():
        name = name_of(widget, fields)
        if name is None:
            continue
        stem = Path(name).stem
        shown = hashlib.sha256(f"{own} {digest_of(widget)} {models()}".encode()).hexdigest()
        path = CACHE / "frames" / f"{stem}.{shown[:16]}.json"
        if not path.is_file():
            for old in path.parent.glob(f"{stem}.*.json"):
                old.unlink(missing_ok=True)
            write(path, json.dumps(frames(widget, fields), ensure_ascii=False, separators=(",", ":")).encode())
        made[name] = path
    return made


def fences() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fence of the pages that names a widget, with its fields; a wrong one stops the build at the fence."""
    for page in sorted(PAGES.rglob("*.md")):
        for info, body, _ in blocks(page.read_text(encoding="utf-8")):
            kind, _, name = info.partition(" ")
            if kind == "widget" and (fields := _fields(name, body)) is not None:
                yield name, fields


def _fields(name: str, body: str) -> dict[str, Any] | None:
    """What a fence sets; None if anything is wrong with it, which the fence says itself, with page and line."""
    try:
        load(name)
        fields = tomllib.loads(body)
    except Exception:
        return None
    fields.pop("id", None)
    return fields


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Fenced blocks as (what stands behind the fence, body, the text before without its fenced blocks).

    One inside another is its text.
    """
    opened, info, body, before = "", "", "", ""
    for line in text.splitlines():
        mark = _FENCE.fullmatch(line)
        if not opened and mark:
            (opened, info), body = mark.groups(), ""
        elif opened and mark and mark[1].startswith(opened) and not mark[2]:
            yield info, body, before
            opened = ""
        elif opened:
            body += f"{line.strip()}\n"
        else:
            before += f"{line}\n"


def frames(widget: str, fields: Mapping[str, object]) -> dict[str, Any]:
    """The frames by control, or by the names of those that answer together with a space between.

    Each is {"built": [value of each control, ...], "columns": [values of each control, ..., other values, ...],
    "leaves": [(where, what, template), ...]}.

    Raises:
        ValueError: if of controls that answer together one has no choice, or was built with a value that has no frame.
    """
    mounted = first_view(widget, fields)
    named: Mapping[Any, Any] = load(widget).frames(mounted.state)  # type: ignore[attr-defined]
    made = {}
    for names, given in named.items():
        together = isinstance(names, tuple)
        sent: tuple[Sent, ...] = given if together else (given,)
        if math.prod(map(_count, sent)) > MOST_FRAMES:
            continue
        controls: tuple[str, ...] = names if together else (names,)
        made[" ".join(controls)] = _frames_of(mounted, controls, [_values(one) for one in sent])
    return made


def _count(sent: Sent) -> float:
    return (sent.high - sent.low) / sent.step + 1 if isinstance(sent, Range) else len(sent)


def _values(sent: Sent) -> tuple[str, ...]:
    return sent.values() if isinstance(sent, Range) else sent


def _frames_of(mounted: Session[Plain], controls: tuple[str, ...], values: list[tuple[str, ...]]) -> dict[str, Any]:
    built = [_sent(getattr(mounted.state, control)) for control in controls]
    # Two columns that are equal would be one, and a control that is not moved stands as built.
    for control, ones, one in zip(controls, values, built, strict=True):
        if len(controls) > 1 and (len(ones) < 2 or one not in ones):
            raise ValueError(f"{control!r} answers together with others, so it needs a frame for {one} and another")
    rows = list(product(*values))
    views = []
    for row in rows:
        session = Session(mounted.widget, mounted.state)
        for control, value in zip(controls, row, strict=True):
            settle(session, session.dispatch(Event(control, value)), most=MOST_ROUNDS)
        views.append(session.element())
    columns = Columns(*zip(*rows, strict=True))
    found = leaves(mounted.element(), views, columns)
    return {"built": built, "columns": columns.lists(), "leaves": found}


def _sent(value: object) -> str:
    """A field as its control sends it: 3 and not 3.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
