"""Which pinned packages have a newer version: a table, and where each is pinned.

What the site carries from elsewhere comes from these packages too: after a change of package.json or requirements.lock
`make build` says which sums in widgets/embed/vendor.toml are to be moved with it.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.upkeep.audit import FOLDERS
from tests.upkeep.tools import Unreachable, npm, python
from widgets.embed.places import ROOT
from widgets.embed.vendor import pins

# Another's package has our name, and pip comes with Python.
OTHERS = ("nudge", "pip")
ADVICE = "connect to a network and run again"
NEWEST = "pip install --dry-run --ignore-installed --no-deps --ignore-requires-python --quiet --report -"
"""What pip would fetch if nothing were there: the newest of each, as a record."""


def main() -> int:
    """Print the table; 0 if all registries answered, else 2."""
    asks: dict[str, Callable[[], list[tuple[str, str, str]]]] = {"package.json": lambda: of_npm(npm("outdated"))}
    # What is not installed until its own command wants it is passed over by `npm outdated`.
    asks |= {f"{folder}/package.json": partial(apart, ROOT / folder) for folder in FOLDERS if folder != "."}
    asks["requirements.lock"] = lambda: of_python(python("pip", "list", "--outdated", "--format", "json"))
    asks["vendor.toml"] = lambda: of_index(carried(), python(*NEWEST.split(), *carried()))
    status, rows = 0, list[tuple[str, ...]]()
    for pinned, ask in asks.items():
        try:
            rows += [(*row, pinned) for row in ask()]
        except Unreachable as reason:
            print(f"outdated: nothing is known of {pinned} ({reason}): {ADVICE}")
            status = 2
    print("\n".join(table(rows)) if rows else "outdated: nothing newer is known" if not status else "")
    return status


def carried() -> dict[str, str]:
    """Versions that stand in vendor.toml itself, by the package of Python's index."""
    pinned = pins()
    requirements = [pinned["wheels"]["package"], *(one for stage in pinned["index"].values() for one in stage)]
    return dict(requirement.split("==") for requirement in requirements)


def of_npm(told: Any) -> list[tuple[str, str, str]]:
    """(name, pinned, newest) of npm's packages that are behind."""
    return sorted((name, one["current"], one["latest"]) for name, one in told.items())


def of_python(told: Any) -> list[tuple[str, str, str]]:
    """(name, pinned, newest) of Python's packages that are behind."""
    return sorted((one["name"], one["version"], one["latest_version"]) for one in told if one["name"] not in OTHERS)


def of_index(pinned: dict[str, str], told: Any) -> list[tuple[str, str, str]]:
    """(name, pinned, newest) of what is behind, by pip's record of what it would fetch."""
    newest = {one["metadata"]["name"].replace("_", "-"): one["metadata"]["version"] for one in told["install"]}
    rows = [(name, version, newest[name.replace("_", "-")]) for name, version in pinned.items()]
    return sorted(row for row in rows if row[1] != row[2])


def apart(folder: Path) -> list[tuple[str, str, str]]:
    """(name, pinned, newest) of what is behind in the package.json of a folder, installed or not."""
    pinned = json.loads((folder / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    rows = [(name, version, npm("view", name, "version")) for name, version in pinned.items()]
    return sorted(row for row in rows if row[1] != row[2])


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows below a head, in columns."""
    whole = [("package", "pinned", "newest", "where"), *rows]
    widths = [max(len(row[column]) for row in whole) for column in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in whole]
