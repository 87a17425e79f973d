"""Known weaknesses of the pinned packages: pip-audit for Python's, `npm audit` for npm's.

Ends with 0 if all were looked up and none has one, 1 if some has, 2 if not all could be looked up: no news is no good
news.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.upkeep.tools import Unreachable, npm, python
from widgets.embed.checked import ROOT

FOUND, UNKNOWN = 1, 2
FOLDERS = (".", "tests/engines", "tests/lighthouse", "tests/mutants")
"""Where a package-lock.json stands."""


def main() -> int:
    """Look all of them up, and say what is known."""
    asked = ["pip_audit", "-r", "requirements.lock", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    results = [_tried("requirements.lock", lambda: of_python(python(*asked, "-f", "json")))]
    for folder in FOLDERS:
        where = ["--prefix", str(ROOT / folder)]
        results.append(_tried(f"{folder}/package-lock.json", partial(_npm, where)))
    for lines, _ in results:
        print("\n".join(lines))
    return max(result for _, result in results)


def of_python(told: Any) -> tuple[list[str], int]:
    """What pip-audit's record means: lines for people, and the status."""
    looked_up = [one for one in told["dependencies"] if "skip_reason" not in one]
    missing = len(told["dependencies"]) - len(looked_up)
    lines = [
        f"  {one['name']} {one['version']}: {weak['id']}, {_mended(weak['fix_versions'])}"
        for one in looked_up
        for weak in one["vulns"]
    ]
    if missing:
        lines.append(f"  {missing} of {len(told['dependencies'])} packages could not be looked up: {ADVICE}")
    return lines, FOUND if len(lines) > bool(missing) else UNKNOWN if missing else 0


def of_npm(told: Any) -> tuple[list[str], int]:
    """What npm's record means: lines for people, and the status."""
    lines = [
        f"  {name} {one['range']}: {one['severity']}, {'an' if one['fixAvailable'] else 'no'} update is there"
        for name, one in sorted(told["vulnerabilities"].items())
    ]
    return lines, FOUND if lines else 0


ADVICE = "connect to a network on which the package index answers with its record of weaknesses, and run again"


def _npm(where: list[str]) -> tuple[list[str], int]:
    return of_npm(npm(*where, "audit"))


def _mended(versions: list[str]) -> str:
    return f"mended in {', '.join(versions)}" if versions else "not mended yet"


def _tried(name: str, look: Callable[[], tuple[list[str], int]]) -> tuple[list[str], int]:
    try:
        lines, status = look()
    except Unreachable as reason:
        lines, status = [f"  nothing was checked ({reason}): {ADVICE}"], UNKNOWN
    return [f"audit: {name.removeprefix('./')}", *(lines or ["  all looked up, none has a known weakness"])], status
