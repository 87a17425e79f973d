"""Measure how fast the site wakes and answers here: `make bench-browser`.

Every round makes every visit once, so that a busy moment hits all alike. What is found goes to
docs/measured/browser.json. One round of one visit alone: OPTIONS="--rounds 1 --only first --way cold".
"""

import argparse
import contextlib
import datetime
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.bench import arrival, bare, editions, figures, slow, table
from tests.browser.bench.host import Host, serving
from tests.browser.bench.kinds import KINDS, kinds_of
from tests.browser.bench.visits import SLOW, Figures, Visit, is_sane
from tests.browser.chromium import FLAGS, find

ROOT = Path(__file__).parents[3]
SITE = ROOT / "site"
RESULTS = ROOT / "docs" / "measured" / "browser.json"
ROUNDS = 7


def visit(browser: Browser, host: Host, kind: str, way: str) -> Figures:
    """One visit with a cache of its own; a warm one after the same visit has filled it."""
    host.slow = False
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        if way == "warm":
            page = context.new_page()
            KINDS[kind].make(Visit(page, host))
            page.close()
        host.slow = way == SLOW
        with slow.slowed() if host.slow else contextlib.nullcontext():
            found = KINDS[kind].make(Visit(context.new_page(), host))
    finally:
        context.close()
    if not is_sane(found):
        raise ValueError(f"{kind}, {way}: {found}")
    return found


def main() -> int:
    """Measure, print, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", default=list(KINDS), choices=KINDS, help="kinds of visits", metavar="KIND")
    parser.add_argument("--way", nargs="+", choices=["cold", "warm", "slow cold"], help="caches and lines")
    parser.add_argument("--keep", action="store_true", help="write browser.json after fewer rounds too")
    given = parser.parse_args()
    if not (SITE / "index.html").is_file():
        print("bench-browser: site/ is not built; run make build", file=sys.stderr)
        return 2
    plan = [(kind, way) for kind in given.only for way in KINDS[kind].ways if way in (given.way or KINDS[kind].ways)]
    found: figures.Found = {one: [] for one in plan}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare.make(Path(folder))
        folders = {"/nudge/": SITE, "/bare/": Path(folder), arrival.THEME: arrival.make(Path(folder))}
        with serving(folders) as host, editions.unpacked() as index:
            host.disk = index
            version = ""
            for count in range(given.rounds):
                browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
                version = browser.version
                for kind, way in plan:
                    figure = visit(browser, host, kind, way)
                    found[kind, way].append(figure)
                    shown = {name: value for name, value in figure.items() if not isinstance(value, list)}
                    print(f"round {count + 1} of {given.rounds}: {kind}, {way}: {shown}", flush=True)
                browser.close()
    results = _described(found, version, given.rounds)
    print(table.markdown(results))
    if given.way is None and (given.rounds >= ROUNDS or given.keep):
        _keep(results, set(given.only))
    return 0


def _keep(results: dict[str, Any], measured: set[str]) -> None:
    """Replace the parts of which every visit was made."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for part, result in results.items():
        if kinds_of(part) <= measured:
            kept[part] = result
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _described(found: figures.Found, version: str, rounds: int) -> dict[str, Any]:
    where = {
        "machine": f"{os.cpu_count()} CPU cores ({platform.machine()}), {platform.system()}",
        "chromium": version.split(".")[0],
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "rounds": rounds,
    }
    return {part: where | make(found) for part, make in figures.PARTS.items()}


if __name__ == "__main__":
    sys.exit(main())
