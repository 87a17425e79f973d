"""What the browser must fetch before a widget can answer, of its own imports: numpy, fsrs, segno, or the model."""

import ast
from functools import cache
from pathlib import Path
from typing import get_args

from widgets.engine import OfTheModel

ROOT = Path(__file__).parents[2]
# Effects that the model worker performs; a widget that imports one will ask for it.
OF_THE_MODEL = frozenset(kind.__name__ for kind in get_args(OfTheModel))
# Packages that Python's worker loads as a stage of their own (docs/javascripts/python-worker.js).
PACKAGES = ("numpy", "fsrs", "segno")


def needs(name: str) -> tuple[str, ...]:
    """Stages beyond Python's core that the widget `name` uses, of "numpy", "fsrs", "segno" and "model"."""
    others = {module.split(".")[0] for module in reached(f"widgets.{name}")}
    found = [package for package in PACKAGES if package in others]
    if OF_THE_MODEL & {name for _, names in _imports(f"widgets.{name}") for name in names}:
        found.append("model")
    return tuple(found)


@cache
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


@cache
def _imports(module: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a module of ours imports, as (module, names); nothing if there is no such module."""
    path = ROOT / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.is_file():
        return ()
    found: list[tuple[str, tuple[str, ...]]] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, tuple(alias.name for alias in node.names)))
    return tuple(found)
