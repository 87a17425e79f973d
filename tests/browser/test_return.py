"""A look at another page and back: all is as it was left, and nothing is fetched twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import one_live

SCRIPTS = sorted(Path("docs/javascripts").glob("*.js"))

# What came over the line for this document, in bytes; what a cache gave counts as nothing.
FETCHED = """() => performance.getEntriesByType("resource").reduce((sum, entry) => sum + entry.transferSize, 0)"""


def _leave(page: Page) -> None:
    """By the page's own link, as a reader does."""
    page.locator("nav a[href='glossary/']").first.click()
    page.wait_for_selector("h1:has-text('Glossary')")


def _use(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "cross_entropy")
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")


def test_a_return_is_live_again_and_as_it_was_left(page: Page, site: str) -> None:
    _use(page, site)
    first = page.evaluate(FETCHED)
    page.evaluate("window.sameDocument = true")
    _leave(page)
    # Another page of the visit starts no Python.
    expect(page.locator("html")).to_have_attribute("data-runtime", "asleep")
    assert page.evaluate("window.sameDocument") is None
    page.go_back()
    one_live(page, "cross_entropy")
    expect(page.locator("#cross_entropy input[name=p]")).to_have_value("0.9")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")
    page.locator("#cross_entropy input[name=p]").fill("0.5")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.69")
    assert first > 2_000_000
    assert page.evaluate(FETCHED) < 100_000


@pytest.fixture
def keeping(playwright: Playwright) -> Iterator[Page]:
    """A page of a browser that keeps pages that are left, as readers' browsers do and driven ones do not."""
    chromium = playwright.chromium.launch(
        executable_path=find(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield chromium.new_page()
    chromium.close()


def test_a_page_that_the_browser_kept_comes_back_whole(keeping: Page, site: str) -> None:
    page = keeping
    _use(page, site)
    page.evaluate("window.sameDocument = true")
    # The model of the widget nearby comes when nothing is moved; a page that still fetches is not kept.
    page.locator("#next_token").scroll_into_view_if_needed()
    page.mouse.wheel(0, 1)
    page.wait_for_selector("#next_token[data-phase=live]")
    expect(page.locator("#next_token .candidates-box")).to_have_attribute("data-basis", re.compile("."))
    page.wait_for_timeout(1000)
    expect(page.locator(".nudge-status")).to_be_hidden(timeout=30_000)
    _leave(page)
    # No load follows, for which Playwright would wait: the page is there as it was.
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_url(site, wait_until="commit")
    why = "JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"
    assert page.evaluate("window.sameDocument") is True, page.evaluate(why)
    assert page.locator("#cross_entropy").get_attribute("data-phase") == "live"
    page.locator("#cross_entropy input[name=p]").fill("0.5")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.69")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_of_ours_keeps_the_browser_from_keeping_the_page(path: Path) -> None:
    # `unload` and `beforeunload` do; `pagehide` says the same and does not.
    assert "unload" not in path.read_text(encoding="utf-8")
