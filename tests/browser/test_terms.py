"""What a term of the glossary means is shown at the term, however a reader gets there, and never beside the page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import asleep

WORDS = "One of the adjustable numbers in the network that training changes."


@pytest.fixture
def lesson(page: Page, site: str) -> Page:
    asleep(page, site)
    return page


def test_a_pointer_shows_it_may_go_to_it_and_leaves_it(lesson: Page) -> None:
    term, note = lesson.locator("main abbr").first, lesson.get_by_role("tooltip")
    term.hover()
    expect(note).to_have_text(WORDS)
    expect(term).to_have_accessible_description(WORDS)
    note.hover()
    lesson.wait_for_timeout(400)
    expect(note).to_be_visible()
    lesson.mouse.move(640, 10)
    expect(note).to_be_hidden()
    expect(term).to_have_attribute("title", WORDS)


def test_the_keyboard_reaches_it_and_puts_it_away(lesson: Page) -> None:
    term, note = lesson.locator("main abbr").first, lesson.get_by_role("tooltip")
    lesson.locator("textarea").first.focus()
    for _ in range(8):
        lesson.keyboard.press("Tab")
        if term.evaluate("one => one === document.activeElement"):
            break
    expect(note).to_have_text(WORDS)
    lesson.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(term).to_be_focused()
    lesson.keyboard.press("Tab")
    assert lesson.locator("main abbr").nth(1).get_attribute("title") is None, "the next shows its own"
    expect(term).to_have_attribute("title", WORDS)


def test_a_finger_shows_every_term_whole_on_a_small_screen(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    asleep(page, site)
    note = page.get_by_role("tooltip")
    for term in page.locator("main abbr >> visible=true").all():
        # It may lie over the next.
        page.keyboard.press("Escape")
        words = term.get_attribute("title") or ""
        term.tap()
        expect(note).to_have_text(words)
        box, at = note.bounding_box(), term.bounding_box()
        assert box
        assert at
        assert 0 <= box["x"] <= 390 - box["width"], words
        assert 0 <= box["y"] <= 844 - box["height"], words
        assert box["y"] >= at["y"] + at["height"] - 1 or box["y"] + box["height"] <= at["y"] + 1, words
    page.locator(".md-footer").tap()
    expect(note).to_be_hidden()
    context.close()
