"""A tab that was left open overnight, and a computer that slept, come back alive, and on the day that it is then."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import all_live, one_live

EVENING = datetime.datetime(2026, 11, 27, 22, 0)
NIGHT = "10:00:00"
# Longer than a worker may be silent (docs/javascripts/link.js).
FROZEN = 12_000


def _answers(page: Page) -> None:
    """Calculators and the model answer, and nothing has been said about anything that would not."""
    assert page.evaluate("document.documentElement.dataset.runtime") == "ready"
    for p, loss in (("0.9", "0.11"), ("0.5", "0.69")):
        page.locator("#cross_entropy input[name=p]").fill(p)
        expect(page.locator("#cross_entropy output[name=loss]")).to_have_text(loss)
    for text, token in (("Once upon a", " time"), ("The dog wagged his", " tail")):
        page.locator("#next_token textarea").fill(text)
        expect(page.locator("#next_token .candidates li").first).to_have_attribute("data-token", token)
    expect(page.locator(".widget-failure")).to_have_count(0)


def test_a_computer_that_slept_for_ten_hours_goes_on(page: Page, site: str) -> None:
    page.clock.install(time=EVENING)
    page.goto(site)
    one_live(page, "cross_entropy")
    one_live(page, "next_token")
    _answers(page)
    for _ in range(3):
        # Every timer that was due in the night fires once, late.
        page.clock.fast_forward(NIGHT)
        _answers(page)


@pytest.mark.parametrize("nights", [1, 3])
def test_a_tab_that_the_browser_froze_goes_on(page: Page, site: str, nights: int) -> None:
    page.goto(site)
    one_live(page, "cross_entropy")
    one_live(page, "next_token")
    _answers(page)
    session = page.context.new_cdp_session(page)
    for _ in range(nights):
        session.send("Page.setWebLifecycleState", {"state": "frozen"})
        # The page cannot wait itself: it stands still.
        page.context.new_page().wait_for_timeout(FROZEN)
        session.send("Page.setWebLifecycleState", {"state": "active"})
        page.bring_to_front()
        _answers(page)
        page.wait_for_timeout(FROZEN)
        _answers(page)


def test_what_was_at_work_when_it_froze_is_taken_up_again(page: Page, site: str) -> None:
    page.goto(f"{site}laboratory/")
    one_live(page, "training_lab")
    page.locator("#training_lab input[name=steps]").fill("200")
    page.locator("#training_lab button[name=start]").click()
    step = page.locator("#training_lab output[name=step]")
    expect(step).not_to_have_attribute("data-value", "0", timeout=120_000)
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.context.new_page().wait_for_timeout(FROZEN)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    page.bring_to_front()
    expect(step).to_have_attribute("data-value", "200", timeout=120_000)
    expect(page.locator(".widget-failure")).to_have_count(0)


def test_what_is_due_is_that_of_the_day_on_which_a_reader_comes_back(page: Page, site: str) -> None:
    page.clock.install(time=EVENING)
    page.goto(f"{site}review/")
    all_live(page)
    due, flip = page.locator("#flashcards output[name=due]"), page.locator("#flashcards button[name=flip]")
    expect(due).not_to_have_attribute("data-value", "0")
    for _ in range(40):
        if due.get_attribute("data-value") == "0":
            break
        before = due.get_attribute("data-value")
        flip.click()
        page.locator("#flashcards button[name=easy]").click()
        expect(due).not_to_have_attribute("data-value", before or "")
    expect(due).to_have_attribute("data-value", "0")
    page.clock.fast_forward(NIGHT)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(due).not_to_have_attribute("data-value", "0")
    expect(page.locator("live-widget:not([data-phase=live])")).to_have_count(0)
    expect(page.locator(".widget-failure")).to_have_count(0)
