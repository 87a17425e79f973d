"""What axe-core finds wrong for readers with assistive technology: nothing, on any page, in any phase of a widget."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import all_live

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted("" if path.stem == "index" else f"{path.stem}/" for path in (ROOT / "docs").glob("*.md"))
LIVE = ("", "laboratory/", "review/", "teaching/", "widget/next_token/")
# What stands around a widget alone; the widgets themselves are on the other pages.
ALONE = ("widget/cross_entropy/", "widget/journey/", "widget/think_first/")
SCHEMES = ("default", "slate")
# What is far away is drawn for the look alone, and what folds is open, so that all of it is judged.
OPEN = """() => {
  const near = document.createElement('style');
  near.textContent = 'live-widget { content-visibility: visible !important }';
  document.head.append(near);
  document.querySelectorAll('article details').forEach(one => one.open = true);
}"""
RUN = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ['violations']});
  const said = ({html, failureSummary}) => `${html.slice(0, 300)} ${failureSummary}`;
  return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${said(node)}`));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page into which a test may put a script of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _violations(page: Page) -> dict[str, list[str]]:
    """What is found by width and scheme."""
    page.add_script_tag(path=AXE)
    page.evaluate(OPEN)
    found: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        page.evaluate("name => { document.body.dataset.mdColorScheme = name; }", scheme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if said := page.evaluate(RUN):
                found[f"{width} {scheme}"] = said
    return found


def _without_python(page: Page) -> None:
    page.context.route(re.compile(r"python-worker|python_stdlib"), lambda route: route.abort())


@pytest.mark.parametrize("address", [*PAGES, *ALONE])
def test_no_page_as_built_has_a_violation(page: Page, site: str, address: str) -> None:
    _without_python(page)
    page.goto(f"{site}{address}")
    assert _violations(page) == {}


@pytest.mark.parametrize("address", LIVE)
def test_no_live_widget_has_a_violation(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}{address}")
    all_live(page)
    assert _violations(page) == {}


def test_no_widget_that_failed_has_a_violation(page: Page, site: str) -> None:
    _without_python(page)
    page.goto(site)
    page.evaluate(
        "document.querySelectorAll('live-widget').forEach(one => one.dispatchEvent(new Event('pointerdown')))"
    )
    expect(page.locator("live-widget:not([data-phase=failed])")).to_have_count(0, timeout=60_000)
    assert _violations(page) == {}


def test_no_widget_that_waits_for_the_model_has_a_violation(page: Page, site: str) -> None:
    page.route("**/ort.wasm.*", lambda _: None)
    page.goto(site)
    page.locator("#next_token textarea[name=prompt]").fill("The dog")
    expect(page.locator("#next_token .candidates-box[aria-busy=true] .candidate-p").first).to_be_visible()
    assert _violations(page) == {}
