"""Measure what a page holds while everything on it is used for ten minutes: `make bench-memory`.

Lesson, laboratory and review lie open in one browser. Every control is used once, at the most that it takes, and then
all of them by chance, one widget after the other; the first figure is taken four minutes later, when each has been used
some dozens of times, and the others every two minutes after it. What nobody holds any more is thrown away before each,
in the workers too.
OPTIONS="--minutes 2 --every 1" is a quicker look.
"""

import argparse
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.bench.host import serving
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import all_live
from tests.browser.heap import Heap, anonymous

SITE = Path(__file__).parents[3] / "site"
EVERYTHING = Path(__file__).parents[1] / "everything.js"
PAGES = ("", "laboratory/", "review/")
# Milliseconds after each thing done: as quick as a hand that drags, and for the first time long enough to fetch.
QUICK, SLOW = 60, 300
SETTLING = 4.0
# A browser gives pages back to the system a moment after it has tidied up.
REST = 2_000
MOST_GROWTH = 0.1


def main() -> int:
    """Use everything, print what is held, and whether it grew by less than a tenth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="of use after the first figure")
    parser.add_argument("--every", type=float, default=2.0, help="minutes between figures")
    given = parser.parse_args()
    if not (SITE / "index.html").is_file():
        print("bench-memory: site/ is not built; run make build", file=sys.stderr)
        return 2
    with sync_playwright() as playwright, serving({"/nudge/": SITE}) as host:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        pages, heaps = _opened(browser, f"{host.address}/nudge/")
        _use(pages, SETTLING)
        rows = [_row(browser, pages, heaps, 0.0)]
        while (spent := rows[-1][0]) < given.minutes:
            _use(pages, min(given.every, given.minutes - spent))
            rows.append(_row(browser, pages, heaps, spent + min(given.every, given.minutes - spent)))
        failed = [one for page in pages for one in page.evaluate("hands.failed()")]
        browser.close()
    grown = [last / first - 1 for first, last in zip(rows[0][1:], rows[-1][1:], strict=True)]
    print("grown by: " + ", ".join(f"{name} {share:+.1%}" for name, share in zip(_names(), grown, strict=True)))
    for one in failed:
        print(f"bench-memory: {one}", file=sys.stderr)
    return int(bool(failed) or max(grown) > MOST_GROWTH)


def _names() -> list[str]:
    return ["processes", *(f"{part} of /{path}" for path in PAGES for part in ("scripts", "workers"))]


def _opened(browser: Browser, site: str) -> tuple[list[Page], list[Heap]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    pages, heaps = [], []
    for path in PAGES:
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.goto(site + path)
        heaps.append(Heap(page))
        page.evaluate(EVERYTHING.read_text(encoding="utf-8"))
        all_live(page)
        page.evaluate("wait => hands.each(wait)", SLOW)
        print(f"bench-memory: every control of /{path} was used", flush=True)
        pages.append(page)
    return pages, heaps


def _use(pages: list[Page], minutes: float) -> None:
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        for page in pages:
            page.bring_to_front()
            page.evaluate("wait => hands.some(100, wait)", QUICK)


def _row(browser: Browser, pages: list[Page], heaps: list[Heap], minute: float) -> list[float]:
    held = [size for heap in heaps for size in (heap.scripts(), heap.workers())]
    pages[0].wait_for_timeout(REST)
    row = [minute, anonymous(browser), *held]
    said = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in zip(_names(), row[1:], strict=True))
    print(f"minute {minute:.0f}: {said}", flush=True)
    return row


if __name__ == "__main__":
    sys.exit(main())
