"""A real Chromium before the built site, served from this machine."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.servers import Silent, at_a_port

SITE = Path(__file__).parents[2] / "site"
# Python may have to wake first, on a machine that runs other tests beside.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent.name == "browser":
            item.add_marker("browser")


class _Host(Silent, SimpleHTTPRequestHandler):
    """A plain host: files below one path as built, and the site's own page for what is missing."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".wasm": "application/wasm", ".js": "text/javascript"}

    def __init__(self, *args: Any, path: str, **named: Any) -> None:
        self.below = path
        super().__init__(*args, **named)

    def translate_path(self, path: str) -> str:
        """Nothing lies outside the site's own path."""
        inside = path.startswith(self.below)
        return super().translate_path(path[len(self.below) - 1 :] if inside else "/nothing-is-here")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            return super().send_error(code, message, explain)
        page = (SITE / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@contextmanager
def serving(path: str) -> Iterator[str]:
    """Address of the built site, served at `path` of a host."""
    if not (SITE / "index.html").is_file():
        pytest.fail("site/ is not built; run `make test`, or `make build` first")
    with at_a_port(partial(_Host, directory=str(SITE), path=path)) as address:
        yield f"{address}{path}"


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of the built site, below a folder as on a host that serves it at a path of its own."""
    with serving("/nudge/") as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if find() is None:
        pytest.fail("no Chromium; `make test` finds or installs one")
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=find(), args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    return opened


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page into which a test may put styles and scripts of its own."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    yield made.new_page()
    made.close()


@pytest.fixture
def sleeper(context: BrowserContext, site: str) -> Page:
    """The lesson in a browser in which Python never comes."""
    context.route(re.compile(r"python-worker|python_stdlib"), lambda route: route.abort())
    page = context.new_page()
    page.goto(site)
    return page


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """The lesson, Python asleep, on a small screen that is touched."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    asleep(page, site)
    yield page
    context.close()


@pytest.fixture(scope="module")
def lesson(browser: Browser, site: str) -> Iterator[Page]:
    """The lesson with every widget live, shared by the tests of a file."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = made.new_page()
    opened.goto(site)
    all_live(opened)
    yield opened
    made.close()


def asleep(page: Page, site: str) -> None:
    """The lesson with its frames, and a Python that never comes: neither answered nor refused."""
    page.route("**/pyodide.asm.wasm.*", lambda _: None)
    page.goto(site)
    page.wait_for_function("() => [...document.querySelectorAll('[data-frames]')].every(widget => widget.framed)")


def all_live(page: Page) -> None:
    """Touch every widget of the page, and wait until Python answers for each."""
    page.evaluate("document.querySelectorAll('live-widget').forEach(w => w.dispatchEvent(new Event('pointerdown')))")
    expect(page.locator("live-widget:not([data-phase=live])")).to_have_count(0, timeout=60_000)


def one_live(page: Page, name: str) -> None:
    """Touch one widget, and wait until Python answers for it."""
    page.locator(f"live-widget#{name}").dispatch_event("pointerdown")
    page.wait_for_selector(f"live-widget#{name}[data-phase=live]", timeout=60_000)
