"""`make mutants`: the code is changed in thousands of small ways; how many does a quick test notice?

mutmut changes widgets/ (settings in pyproject.toml), Stryker the page's scripts, one by one (stryker.json). What was
tried is kept under mutants/, so an interrupted run goes on. Prints a table for README.md and ends with 1 if less than
LEAST of any room is noticed. Hours on two cores, so no part of CI. `python -m tests.mutants python` or `scripts` runs
one half, `table` prints what was found before.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from tests.newer_node import installed

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "mutants"
REPORT, SCRIPTS = RESULTS / "scripts.json", RESULTS / "scripts"
LEAST = 0.85
STRYKER_NEEDS = 22
# What mutmut and Stryker call changes that a test noticed, also by running on and on; the other words are for those
# that none did.
NOTICED = {"killed", "timeout", "segfault", "suspicious"}
NOT_COUNTED = {"not checked", "skipped", "ignored", "compileerror", "runtimeerror"}


def main(words: list[str]) -> int:
    """Run the halves named (both if none is) and print the table of all that is known."""
    if "python" in words or not words:
        mutmut()
    if "scripts" in words or not words:
        stryker()
    found = python_results() | script_results()
    print(table(found))
    return int(any(noticed(counts) < LEAST for counts in found.values()))


def mutmut() -> None:
    """Change the Python and run the tests on each change; goes on where an earlier run stopped."""
    # Each change runs in a process of its own, and a numeric library's threads do not survive its birth.
    quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, env={**os.environ, **quiet}, check=True)


def stryker() -> None:
    """Change the page's scripts and run the tests of Node on each change."""
    environment = installed(HERE, STRYKER_NEEDS)
    program = HERE / "node_modules/@stryker-mutator/core/bin/stryker.js"
    settings = HERE / "stryker.json"
    tests = max(path.stat().st_mtime for path in (ROOT / "tests/javascripts").glob("*.mjs"))
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    for script in json.loads(settings.read_text(encoding="utf-8"))["mutate"]:
        found = SCRIPTS / f"{Path(script).stem}.json"
        if found.is_file() and found.stat().st_mtime > max(tests, (ROOT / script).stat().st_mtime):
            continue
        command = ["node", str(program), "run", str(settings), "--mutate", script]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        REPORT.replace(found)


def python_results() -> dict[str, Counter[str]]:
    """How changes of the Python ended, by room; a widget is a room of its own."""
    if not (RESULTS / "widgets").is_dir():
        return {}
    command = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for module, status in re.findall(r"^\s*widgets\.(\w+)\S*: (.+)$", listed, re.MULTILINE):
        found[f"widgets/{module}" if module in ("engine", "ml") else f"widgets/{module}.py"][status] += 1
    return dict(found)


def script_results() -> dict[str, Counter[str]]:
    """How changes of the scripts ended, by file."""
    files = [json.loads(path.read_text(encoding="utf-8"))["files"] for path in sorted(SCRIPTS.glob("*.json"))]
    return {
        name: Counter(mutant["status"].lower() for mutant in file["mutants"])
        for one in files
        for name, file in one.items()
    }


def counted(counts: Counter[str]) -> int:
    """All changes that a test could have noticed."""
    return sum(count for status, count in counts.items() if status not in NOT_COUNTED)


def noticed(counts: Counter[str]) -> float:
    """The share of changes that a test noticed."""
    return sum(counts[status] for status in NOTICED) / max(1, counted(counts))


def table(found: dict[str, Counter[str]]) -> str:
    """The table in README.md."""
    lines = ["| changed | changes | noticed |", "| --- | --- | --- |"]
    lines += [f"| `{room}` | {counted(counts):,} | {noticed(counts):.0%} |" for room, counts in found.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
