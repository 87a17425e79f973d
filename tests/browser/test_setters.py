"""Numbers of the prose set their widget, a logarithmic slider sets its field, and nobody is scolded while typing."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import asleep, one_live
from widgets.learning_rate_schedule import PEAK

SEEN = """id => {
  const {top, bottom} = document.getElementById(id).getBoundingClientRect();
  return Math.min(bottom, innerHeight) - Math.max(top, 0) > 0.5 * Math.min(bottom - top, innerHeight);
}"""


def test_a_number_of_the_prose_sets_the_point_before_any_python_and_keeps_the_focus(page: Page, site: str) -> None:
    asleep(page, site)
    link = page.locator("a.sets[data-sets='p=0.1']").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("2.30")
    assert page.locator("#cross_entropy input[name=p]").input_value() == "0.1"
    assert page.evaluate("document.activeElement.dataset.sets") == "p=0.1"
    page.wait_for_function(SEEN, arg="cross_entropy")
    assert page.url.endswith("/nudge/"), "no step back was added"
    assert page.evaluate("document.documentElement.dataset.runtime") != "ready"


def test_a_widget_that_is_on_the_screen_stays_where_it_is(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 4000})
    asleep(page, site)
    page.locator("#cross_entropy").scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    page.evaluate("document.querySelector(`a.sets[data-sets='p=0.1']`).click()")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("2.30")
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == top


def test_without_scripts_such_a_number_leads_to_the_widget(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    links = page.locator("a.sets")
    assert links.count() > 1
    for index in range(links.count()):
        link = links.nth(index)
        target = link.get_attribute("href") or ""
        name = (link.get_attribute("data-sets") or "").split("=")[0]
        assert page.locator(f"live-widget{target} [name='{name}']").count() > 0, target
    context.close()


def test_a_logarithmic_slider_moves_its_field_through_round_rates_by_key(page: Page, site: str) -> None:
    asleep(page, site)
    field = page.locator("#learning_rate_schedule input[name=peak]")
    slider = page.locator("#learning_rate_schedule input[data-sets=peak]")
    slider.focus()
    for value in ("0.0053", "0.0056", "0.006"):
        page.keyboard.press("ArrowRight")
        assert field.input_value() == value
    page.keyboard.press("Home")
    assert field.input_value() == PEAK.rounds()[0]
    page.keyboard.press("End")
    assert field.input_value() == PEAK.rounds()[-1]
    assert page.evaluate("document.activeElement.dataset.sets") == "peak"
    expect(page.locator("#learning_rate_schedule .readout-value").nth(1)).to_have_text("1")
    assert page.evaluate("document.documentElement.dataset.runtime") != "ready"


@pytest.mark.parametrize("typed", ["7", ""])
def test_a_wrong_number_is_spoken_of_when_it_is_whole_and_by_its_label(page: Page, site: str, typed: str) -> None:
    page.goto(site)
    one_live(page, "learning_rate_schedule")
    field = page.locator("#learning_rate_schedule input[name=peak]")
    message = page.locator("#learning_rate_schedule form .widget-message")
    field.focus()
    field.fill(typed)
    page.wait_for_timeout(400)
    assert message.count() == 0, "nobody is scolded while typing"
    page.keyboard.press("Tab")
    expect(message).to_have_text("“Peak rate” takes a number from 0.00001 to 1.")
    field.fill("0.002")
    page.keyboard.press("Tab")
    expect(message).to_have_count(0)
