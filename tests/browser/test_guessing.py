"""A guess is a reader's own: it is there again after a reload, and asking for it moves nothing on the page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import one_live
from tests.browser.keeping import saved

ID = "think-backpropagation"
BOX = f"#{ID} textarea"


def test_a_guess_is_kept_though_python_never_comes(sleeper: Page) -> None:
    sleeper.locator(BOX).fill("Ask the output first.")
    saved(sleeper, ID)
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("Ask the output first.")
    expect(sleeper.locator("#think-batches textarea")).to_have_value("")


def test_python_takes_the_guess_and_it_is_never_shown_twice(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(BOX).fill("Ask the output first.")
    one_live(page, ID)
    written = page.locator(f"#{ID} output[name=guess]")
    expect(written).to_have_attribute("data-value", "Ask the output first.", timeout=60_000)
    expect(written).to_be_hidden()


def test_the_questions_push_nothing_down_as_the_page_loads(page: Page, site: str) -> None:
    page.goto(site)
    lines = page.locator("live-widget[name=think_first] .widget-kept")
    expect(lines).to_have_text([re.compile(r"^$")] * lines.count())
    assert lines.count() >= 10
