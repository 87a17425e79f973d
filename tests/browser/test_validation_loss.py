"""A reader stops a run before its future is shown and names it: by mouse, by touch and by keyboard."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live
from tests.browser.test_handles import place_of

VEIL = "#validation_loss .chart .chart-veil"


def _live(page: Page, site: str) -> None:
    """The widget live, and the runs that it asked for there."""
    page.goto(site)
    one_live(page, "validation_loss")
    expect(page.locator("#validation_loss [aria-busy]")).to_have_count(0)
    page.wait_for_timeout(300)


def _edge(page: Page) -> float:
    return float(page.locator(VEIL).get_attribute("x") or 0)


def test_by_mouse_the_veil_is_drawn_forward_and_never_back_and_the_turn_is_found(page: Page, site: str) -> None:
    _live(page, site)
    x, y = place_of(page, "validation_loss", "until")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=6)
    slider, step = (
        page.locator("#validation_loss input[name=until]"),
        page.locator("#validation_loss output[name=step]"),
    )
    reached = slider.input_value()
    expect(step).to_have_attribute("data-value", str(round(1200 ** (int(reached) / 36))))
    before = _edge(page)
    page.mouse.move(x - 100, y, steps=6)
    page.mouse.up()
    expect(step).not_to_have_attribute("data-value", str(round(1200 ** (int(reached) / 36))))
    assert _edge(page) == before
    for _ in range(3):
        page.locator("#validation_loss button[name=go_on]").click()
    page.locator("#validation_loss button[name=stop]").click()
    expect(page.locator(VEIL)).to_have_count(0)
    page.locator("#validation_loss input[value=overfitting]").check()
    expect(page.locator("#validation_loss output[name=diagnosis]")).to_have_attribute("data-value", "overfitting")


def test_by_touch_a_run_is_chosen_and_uncovered_to_its_end(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    _live(page, site)
    page.locator("#validation_loss button[name=run]").nth(0).tap()
    expect(page.locator("#validation_loss button[name=run]").nth(0)).to_have_attribute("aria-pressed", "true")
    page.locator("#validation_loss button[name=go_on]").tap()
    expect(page.locator("#validation_loss output[name=step]")).not_to_have_text("28")
    page.locator("#validation_loss input[name=until]").fill("36")
    expect(page.locator("#validation_loss output[name=points]")).to_have_text("10 of 10")
    context.close()


def test_by_keyboard_alone_a_run_is_uncovered_stopped_and_named(page: Page, site: str) -> None:
    _live(page, site)
    page.locator("#validation_loss input[name=until]").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#validation_loss output[name=step]")).to_have_text("93")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#validation_loss output[name=points]")).not_to_have_text("none yet")
    assert page.evaluate("document.activeElement.name") == "stop"
    page.locator("#validation_loss input[value=healthy]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#validation_loss output[name=diagnosis]")).to_have_attribute("data-value", "overfitting")
