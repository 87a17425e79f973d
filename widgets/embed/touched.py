"""Which pages an edit changes: those that are built at once, and those that can wait until somebody asks for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from widgets.embed import editing
from widgets.embed.needs import reached
from widgets.embed.places import DOCS, homes

# What every page may quote: its terms and its prose.
QUOTED = frozenset({"glossary.md", "index.md"})
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[ \t]*([a-z-]+)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Touched:
    """Pages by their names from docs/ on."""

    now: frozenset[str]
    later: frozenset[str]


def pages() -> dict[str, str]:
    """The text of every page by its name."""
    return {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}


def touched(edited: Iterable[Path]) -> Touched | None:
    """What an edit of these files changes, whose modules are forgotten; None if it may be anything."""
    texts, now, later, sources = pages(), set[str](), set[str](), list[Path]()
    for path in edited:
        if not path.is_file() or not (home := _room(path)):
            return None
        if home == "widgets":
            sources.append(path)
        elif home == "page":
            now.add(path.relative_to(DOCS).as_posix())
    if now & QUOTED:
        later |= set(texts)
    if sources:
        modules = editing.forget(sources)
        for page, text in texts.items():
            fences = set(_FENCE.findall(text))
            shown = {name for kind, name in fences if kind == "widget"}
            if any(modules & reached(f"widgets.{name}") for name in shown):
                now.add(page)
            elif any(kind != "widget" for kind, _ in fences):
                later.add(page)
    return Touched(frozenset(now), frozenset(later - now))


def _room(path: Path) -> str:
    """What a file is to the site: a page, a file that is copied, Python and its data; "" if it may change anything."""
    if path.is_relative_to(DOCS):
        room = path.relative_to(DOCS).parts[0]
        return "" if room in ("models", "measured") else "page" if path.suffix == ".md" else "copied"
    home = next((home for home in homes() if path.is_relative_to(home)), None)
    return "widgets" if home and path.relative_to(home).parts[0] != "embed" else ""
