"""Footnotes are read where they are called, and nobody is thrown to the end of the page."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

SHEET = ".note-sheet:popover-open"


@pytest.fixture
def call(page: Page, site: str) -> Locator:
    """The call of a footnote with a link, in the middle of the view."""
    page.goto(site)
    found = page.locator("a.footnote-ref[href='#fn:kaplan2020']").first
    found.evaluate("call => call.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.wait_for_timeout(300)
    return found


def _place(page: Page) -> float:
    place: float = page.evaluate("scrollY")
    return place


def _from_the_keyboard(call: Locator) -> None:
    """The focus comes by Tab, from what stands before."""
    call.evaluate("""call => {
      const all = [...document.querySelectorAll('a[href], button, input, textarea, summary, abbr')];
      all[all.indexOf(call) - 1].focus({preventScroll: true});
    }""")
    # What stands before may be another call, through whose note the way leads.
    for _ in range(3):
        call.page.keyboard.press("Tab")
        if call.evaluate("call => call === document.activeElement"):
            break
    expect(call).to_be_focused()


def test_a_pointer_that_rests_on_a_call_reads_the_note_and_leaving_closes_it(call: Locator, page: Page) -> None:
    before = _place(page)
    call.hover()
    sheet = page.locator(SHEET)
    expect(sheet).to_contain_text("Scaling Laws for Neural Language Models")
    expect(sheet.locator("a")).to_have_attribute("href", re.compile("arxiv.org"))
    expect(sheet.locator(".footnote-backref, [id]")).to_have_count(0)
    sheet.locator("a").hover()
    page.wait_for_timeout(500)
    expect(sheet).to_have_count(1)
    page.mouse.move(5, 5)
    expect(sheet).to_have_count(0)
    assert _place(page) == before


def test_a_click_keeps_the_note_until_a_click_elsewhere_and_the_page_does_not_move(call: Locator, page: Page) -> None:
    before = _place(page)
    call.click()
    sheet = page.locator(SHEET)
    expect(sheet).to_have_count(1)
    page.mouse.move(5, 300)
    page.wait_for_timeout(600)
    expect(sheet).to_have_count(1)
    page.mouse.click(5, 300)
    expect(sheet).to_have_count(0)
    assert _place(page) == before
    assert "#" not in page.url


def test_the_keyboard_comes_to_the_note_goes_into_its_link_and_back_by_escape(call: Locator, page: Page) -> None:
    _from_the_keyboard(call)
    sheet = page.locator(SHEET)
    expect(sheet).to_have_count(1)
    expect(call).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(sheet.locator("a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(call).to_be_focused()
    expect(call).to_have_attribute("aria-expanded", "false")


def test_enter_moves_the_focus_to_the_note_and_tab_leads_out_of_it(call: Locator, page: Page) -> None:
    _from_the_keyboard(call)
    before = _place(page)
    page.keyboard.press("Enter")
    sheet = page.locator(SHEET)
    expect(sheet).to_be_focused()
    expect(sheet).to_have_attribute("role", "note")
    assert _place(page) == before
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    # What comes next may be another call, whose own note is then open.
    expect(call).to_have_attribute("aria-expanded", "false")
    expect(sheet.filter(has_text="Scaling Laws")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_a_tap_opens_a_sheet_under_the_line_within_the_screen(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site)
    for name in ("brown2020", "mccandlish2018"):
        call = page.locator(f"a.footnote-ref[href='#fn:{name}']").first
        # What comes near is laid out only then: the second look finds it at rest.
        for _ in range(2):
            call.evaluate("call => call.scrollIntoView({block: 'center', behavior: 'instant'})")
            page.wait_for_timeout(300)
        before = _place(page)
        call.tap()
        sheet = page.locator(SHEET)
        expect(sheet).to_have_count(1)
        box, line = sheet.bounding_box(), call.bounding_box()
        assert box
        assert line
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        # Under the whole line, not under the raised call.
        assert box["y"] >= line["y"] + line["height"] + 3
        assert _place(page) == before
        page.touchscreen.tap(5, 100)
        expect(sheet).to_have_count(0)
    context.close()


def test_without_scripts_a_call_is_a_link_to_its_note(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.locator("a.footnote-ref[href='#fn:kaplan2020']").first.click()
    assert page.url.endswith("#fn:kaplan2020")
    context.close()
