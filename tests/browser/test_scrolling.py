"""What is wider than the screen is reached and moved by keyboard; what fits is no stop on the way."""

from playwright.sync_api import Browser, expect

WIDE = "[...document.querySelectorAll('.md-typeset__scrollwrap')].filter(one => one.scrollWidth > one.clientWidth)"


def test_a_wide_table_is_a_stop_of_the_keyboard_and_moves_by_its_arrows(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{site}model-files/")
    frame = page.locator(".md-typeset__scrollwrap[tabindex='0']").first
    expect(frame).to_be_attached()
    assert page.evaluate(f"{WIDE}.every(one => one.tabIndex === 0)")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    page.close()


def test_on_a_wide_screen_a_table_that_fits_is_none(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1600, "height": 800})
    page.goto(f"{site}glossary/")
    page.wait_for_timeout(500)
    expect(page.locator(".md-typeset__scrollwrap[tabindex]")).to_have_count(0)
    page.close()
