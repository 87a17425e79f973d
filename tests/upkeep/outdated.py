"""Which pinned packages have a newer version: a table, and where each is pinned.

What the site carries from elsewhere comes from these packages too: after a change of package.json or requirements.lock
`make build` says which sums in widgets/embed/vendor.toml are to be moved with it.
"""

from collections.abc import Callable
from typing import Any

from tests.upkeep.tools import Unreachable, npm, python

# Another's package has our name, and pip comes with Python.
OTHERS = ("nudge", "pip")
ADVICE = "connect to a network and run again"


def main() -> int:
    """Print the table; 0 if both registries answered, else 2."""
    asks: dict[str, Callable[[], list[tuple[str, str, str]]]] = {
        "package.json": lambda: of_npm(npm("outdated")),
        "requirements.lock": lambda: of_python(python("pip", "list", "--outdated", "--format", "json")),
    }
    status, rows = 0, list[tuple[str, ...]]()
    for pinned, ask in asks.items():
        try:
            rows += [(*row, pinned) for row in ask()]
        except Unreachable as reason:
            print(f"outdated: nothing is known of {pinned} ({reason}): {ADVICE}")
            status = 2
    print("\n".join(table(rows)) if rows else "outdated: nothing newer is known" if not status else "")
    return status


def of_npm(told: Any) -> list[tuple[str, str, str]]:
    """(name, pinned, newest) of npm's packages that are behind."""
    return sorted((name, one["current"], one["latest"]) for name, one in told.items())


def of_python(told: Any) -> list[tuple[str, str, str]]:
    """(name, pinned, newest) of Python's packages that are behind."""
    return sorted((one["name"], one["version"], one["latest_version"]) for one in told if one["name"] not in OTHERS)


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows below a head, in columns."""
    whole = [("package", "pinned", "newest", "where"), *rows]
    widths = [max(len(row[column]) for row in whole) for column in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in whole]
