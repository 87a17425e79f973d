"""What axe-core finds wrong for readers with assistive technology: nothing, on any page, in any phase of a widget."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

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


def _violations(reader: Page) -> dict[str, list[str]]:
    """What is found by width and scheme."""
    reader.add_script_tag(path=AXE)
    reader.evaluate(OPEN)
    found: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        reader.evaluate("name => { document.body.dataset.mdColorScheme = name; }", scheme)
        for width in (1280, 390):
            reader.set_viewport_size({"width": width, "height": 900})
            if said := reader.evaluate(RUN):
                found[f"{width} {scheme}"] = said
    return found


def _without_python(reader: Page) -> None:
    reader.context.route(re.compile(r"python-worker|python_stdlib"), lambda route: route.abort())


@pytest.mark.parametrize("address", [*PAGES, *ALONE])
def test_no_page_as_built_has_a_violation(reader: Page, site: str, address: str) -> None:
    _without_python(reader)
    reader.goto(f"{site}{address}")
    assert _violations(reader) == {}


@pytest.mark.parametrize("address", LIVE)
def test_no_live_widget_has_a_violation(reader: Page, site: str, address: str) -> None:
    reader.goto(f"{site}{address}")
    all_live(reader)
    assert _violations(reader) == {}


def test_no_widget_that_failed_has_a_violation(reader: Page, site: str) -> None:
    _without_python(reader)
    reader.goto(site)
    reader.evaluate(
        "document.querySelectorAll('live-widget').forEach(one => one.dispatchEvent(new Event('pointerdown')))"
    )
    expect(reader.locator("live-widget:not([data-phase=failed])")).to_have_count(0, timeout=60_000)
    assert _violations(reader) == {}


def test_no_widget_that_waits_for_the_model_has_a_violation(reader: Page, site: str) -> None:
    reader.route("**/ort.wasm.*", lambda _: None)
    reader.goto(site)
    reader.locator("#next_token textarea[name=prompt]").fill("The dog")
    expect(reader.locator("#next_token .candidates-box[aria-busy=true] .candidate-p").first).to_be_visible()
    assert _violations(reader) == {}
