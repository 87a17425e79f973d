"""By mouse, finger and keyboard a reader teaches the model a sentence, sees what that costs, and forgets it again."""

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import one_live
from widgets.embed.host import first_view
from widgets.one_step import OTHERS


def _losses(page: Page) -> tuple[float, float]:
    before, after = (page.locator(f"#one_step output[name=loss_{when}]") for when in ("before", "after"))
    return float(before.get_attribute("data-value") or "nan"), float(after.get_attribute("data-value") or "nan")


@pytest.fixture
def taught(page: Page, site: str) -> Page:
    """The lesson, in which this widget is awake."""
    page.goto(site)
    one_live(page, "one_step")
    return page


def test_waking_takes_no_step_and_pressing_takes_the_one_that_python_takes(taught: Page) -> None:
    steps = taught.locator("#one_step .bar-label").nth(1)
    expect(steps).to_contain_text("after 1 step")
    built = first_view("one_step", {})
    assert _losses(taught) == pytest.approx((built.state.before[0], built.state.after[0]), abs=1e-9)
    taught.locator("#one_step button[name=step]").click()
    expect(steps).to_contain_text("after 2 steps", timeout=60_000)
    assert _losses(taught)[1] == pytest.approx(0.073, abs=2e-3)
    assert taught.locator("#one_step .shifts li").filter(has_text="worse by").count() >= 2


def test_a_keyboard_alone_wrecks_the_model_and_brings_it_back(taught: Page) -> None:
    verdict = taught.locator("#one_step output[name=verdict]")
    taught.locator("#one_step button[name=forget]").press("Enter")
    expect(verdict).to_have_attribute("data-value", "untouched")
    rate = taught.locator("#one_step input[name=learning_rate]")
    rate.press("ControlOrMeta+a")
    rate.press_sequentially("0.3")
    rate.press("Tab")
    taught.locator("#one_step button[name=step]").press("Enter")
    expect(verdict).to_have_attribute("data-value", "wrecked", timeout=60_000)
    expect(verdict).to_contain_text("a blind guess")
    taught.locator("#one_step button[name=forget]").press("Enter")
    expect(verdict).to_have_attribute("data-value", "untouched")
    # The published weights were never touched: what was there before is there again.
    expect(taught.locator("#one_step .shifts li").filter(has_text=OTHERS[0])).to_contain_text("3.62")


def test_a_finger_teaches_a_sentence_of_the_readers_own(phone: Page, site: str) -> None:
    phone.unroute("**/pyodide.asm.wasm.*")
    phone.goto(site)
    one_live(phone, "one_step")
    box = phone.locator("#one_step textarea")
    box.tap()
    box.fill("The princess lived in a big tree")
    expect(phone.locator("#one_step .bar-label").first).to_contain_text("␣tree")
    phone.locator("#one_step button[name=step]").tap()
    p = phone.locator("#one_step output[name=p_after]")
    expect(p).to_have_attribute("data-value", re.compile("0."), timeout=60_000)
    built = first_view("one_step", {"text": "The princess lived in a big tree"})
    assert float(p.get_attribute("data-value") or "0") == pytest.approx(math.exp(-built.state.after[-1]), abs=0.02)
