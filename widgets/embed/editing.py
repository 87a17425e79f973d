"""What the development server (serve.py) keeps from one build to the next. Any other build keeps nothing.

While a house is edited, a build draws again what an edit may have changed. Whatever is kept here stands under a key
that changes when it may have: the digest of its sources, the text it was made of.
"""

import sys
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from widgets.embed.needs import reached
from widgets.embed.places import module_of
from widgets.embed.shares import readers

T = TypeVar("T")

# They run while the others are forgotten: an edit of these themselves needs another start.
_STAY = {"widgets", "widgets.embed"} | {
    f"widgets.embed.{name}" for name in ("editing", "faults", "needs", "places", "serve", "shares")
}


@dataclass
class Session:
    """A development server's own: what it has drawn, and the pages that a build is to write (None: all)."""

    kept: dict[Hashable, object] = field(default_factory=dict)
    wanted: frozenset[str] | None = None


# Set by the development server alone.
session: Session | None = None


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives; while a house is edited, what it gave under this key before."""
    if session is None:
        return make()
    if key not in session.kept:
        session.kept[key] = make()
    return cast(T, session.kept[key])


def wanted() -> frozenset[str] | None:
    """The pages that this build is to write, by their names from docs/ on; None: all."""
    return session.wanted if session else None


def forget(edited: Iterable[Path]) -> frozenset[str]:
    """Let Python import anew what was edited, and all that imports it; the names of the modules that were edited.

    `edited` are files of widgets, data beside them too, which count for the modules that read them.
    """
    touched = {name for path in edited for name in ({module_of(path)} if path.suffix == ".py" else readers(path))}
    _drop(name for name in _known() if touched & reached(name))
    return frozenset(touched)


def forget_all() -> None:
    """Let Python import everything of ours anew, and draw it."""
    _drop(_known())
    if session:
        session.kept.clear()


def _known() -> list[str]:
    return [name for name in sys.modules if name.split(".")[0] == "widgets" and name not in _STAY]


def _drop(names: Iterable[str]) -> None:
    for name in list(names):
        parent, _, child = name.rpartition(".")
        # Its package would hand out the old one.
        if parent in sys.modules:
            vars(sys.modules[parent]).pop(child, None)
        del sys.modules[name]
