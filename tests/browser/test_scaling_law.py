"""The guess is dragged or moved by keys, and stands once the largest is shown."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import one_live
from tests.browser.test_handles import control_of, place_of


def test_a_guess_is_dragged_down_to_the_line_and_then_judged(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "scaling_law")
    x, y = place_of(page, "scaling_law", "guess")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=5)
    page.mouse.up()
    assert control_of(page, "scaling_law", "guess") < 2.7
    slider = page.locator("#scaling_law input[name=guess]")
    slider.focus()
    slider.fill("2.52")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#scaling_law output[name=guessed]")).to_have_text("2.54")
    page.locator("#scaling_law button[name=show]").click()
    expect(page.locator("#scaling_law output[name=measured]")).to_have_text("2.541")
    expect(page.locator("#scaling_law .challenge")).to_contain_text("Met.")
    expect(page.locator("#scaling_law [data-handle=guess]")).to_have_count(0)


def test_the_largest_joins_the_line_once_it_is_shown(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "scaling_law")
    page.locator("#scaling_law button[name=show]").press("Enter")
    page.locator("#scaling_law input[name=through]").fill("5")
    page.locator("#scaling_law input[name=count][value=inside]").check()
    expect(page.locator("#scaling_law output[name=exponent]")).to_have_text("0.077")
