"""What the browser must fetch before a widget can answer, of its own imports: numpy, fsrs, segno, or the model."""

import ast
from functools import lru_cache
from pathlib import Path
from typing import get_args

from widgets.embed.places import file_of, per_build, stamp
from widgets.engine import OfTheModel

# Effects that the model worker performs; a widget that imports one will ask for it.
OF_THE_MODEL = frozenset(kind.__name__ for kind in get_args(OfTheModel))
# Packages that Python's worker loads as a stage of their own (docs/javascripts/python-worker.js).
PACKAGES = ("numpy", "fsrs", "segno")


def needs(name: str) -> tuple[str, ...]:
    """Stages beyond Python's core that the widget `name` uses, of "numpy", "fsrs", "segno" and "model"."""
    others = {module.split(".")[0] for module in reached(f"widgets.{name}")}
    found = [package for package in PACKAGES if package in others]
    if OF_THE_MODEL & taken(f"widgets.{name}"):
        found.append("model")
    return tuple(found)


def taken(module: str) -> frozenset[str]:
    """The names that a module of ours takes from others."""
    return frozenset(name for _, names in _imports(module) for name in names)


@per_build
def reached(module: str) -> frozenset[str]:
    """All that importing a module of ours imports: ours with the packages that they are in, others' by name."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here.split(".")[0] != "widgets":
            continue
        waiting += [one for parent, names in _imports(here) for one in (parent, *(f"{parent}.{n}" for n in names))]
        waiting += [around] if (around := here.rpartition(".")[0]) else []
    return frozenset(seen)


@per_build
def _imports(module: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a module of ours imports, as (module, names); nothing if there is no such module."""
    file = file_of(module)
    return _read(*stamp(file)) if file else ()


@lru_cache(maxsize=4096)
def _read(file: Path, saved: int, size: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Import):
            found += [(alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, tuple(alias.name for alias in node.names)))
    return tuple(found)
