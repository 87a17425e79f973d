"""How fast the site wakes and answers on this machine: `make benchmarks`. Prints medians of several runs."""

import statistics
import sys
import threading
import time
from functools import partial
from http.server import ThreadingHTTPServer

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import SITE, _Quiet, all_live

RUNS = 5
DRAGS = 60


def _ready(page: Page, address: str) -> tuple[float, float]:
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html[data-runtime=ready]", timeout=60_000)
    awake = time.perf_counter() - started
    all_live(page)
    return awake, time.perf_counter() - started


def _drag(page: Page) -> list[float]:
    """Milliseconds from an input event to the changed page, for DRAGS values."""
    return page.evaluate(  # type: ignore[no-any-return]
        """async (count) => {
      const slider = document.querySelector('#cross_entropy input[name=p]');
      const output = document.querySelector('#cross_entropy output[name=loss]');
      const times = [];
      for (let i = 0; i < count; i++) {
        const started = performance.now();
        const changed = new Promise(done => new MutationObserver((_, o) => { o.disconnect(); done(); })
          .observe(output, {attributes: true, characterData: true, childList: true, subtree: true}));
        slider.value = 0.1 + 0.01 * i;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        await changed;
        times.push(performance.now() - started);
      }
      return times;
    }""",
        DRAGS,
    )


def main() -> int:
    """Measure and print."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    cold, warm, drags = [], [], []
    with sync_playwright() as playwright:
        for _ in range(RUNS):
            browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
            context = browser.new_context()
            cold.append(_ready(context.new_page(), address))
            page = context.new_page()
            warm.append(_ready(page, address))
            drags += _drag(page)
            browser.close()
    server.shutdown()
    for name, times in (("cold cache", cold), ("warm cache", warm)):
        awake, live = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name}: Python awake after {awake:.2f} s, every widget live after {live:.2f} s (medians of {RUNS})")
    drags.sort()
    print(f"slider to page: median {statistics.median(drags):.1f} ms, p95 {drags[int(0.95 * len(drags))]:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
