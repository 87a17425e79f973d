"""A reader finds which way a weight moves the loss, and why, by mouse, by finger and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import asleep, one_live

EDGE = "#backprop .graph-reach[data-at={}]"


def _press(page: Page, key: str) -> tuple[float, float]:
    """A place on an edge, clear of what crosses it."""
    edge = page.locator(EDGE.format(key))
    edge.evaluate("edge => edge.scrollIntoView({block: 'center'})")
    x, y = edge.evaluate("""edge => {
      const at = edge.getPointAtLength(0.75 * edge.getTotalLength());
      const { a, d, e, f } = edge.getScreenCTM();
      return [a * at.x + e, d * at.y + f];
    }""")
    return x, y


def test_an_edge_pressed_asks_and_the_call_is_answered(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "backprop")
    page.mouse.click(*_press(page, "h2_hat"))
    expect(page.locator("#backprop select[name=weight]")).to_have_value("h2_hat")
    expect(page.locator("#backprop output")).to_have_count(0)
    page.locator("#backprop button[value=lowers]").click()
    expect(page.locator("#backprop .task")).to_have_text("Right: raising it lowers the loss.")
    gradient = page.locator("#backprop output[name=gradient]")
    tried = page.locator("#backprop output[name=finite_difference]")
    exact = float(gradient.get_attribute("data-value") or "nan")
    assert exact == pytest.approx(float(tried.get_attribute("data-value") or "nan"), abs=1e-8)
    page.locator("#backprop input[name=nudge]").fill("0.1")
    expect(page.locator("#backprop output[name=change]")).to_have_attribute("data-value", re.compile(r"^-0\.0"))


def test_a_finger_traces_the_path_before_python_is_there(phone: Page) -> None:
    handle = phone.locator("#backprop .chart-handle .chart-mark")
    handle.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    box, loss = handle.bounding_box(), phone.locator("#backprop .graph-node").last.bounding_box()
    assert box
    assert loss
    session = phone.context.new_cdp_session(phone)
    start = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    for part in range(1, 11):
        point = {axis: start[axis] + part / 10 * (loss[axis] - start[axis]) for axis in ("x", "y")}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        phone.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    traced = phone.locator("#backprop input[name=at]")
    expect(traced).not_to_have_value("5")
    at = int(traced.input_value())
    assert at < 2
    expect(phone.locator("#backprop td", has_text="·")).to_have_count(5 - at)


def test_the_keyboard_alone_chooses_calls_and_traces(page: Page, site: str) -> None:
    asleep(page, site)
    page.locator("#backprop select[name=path]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#backprop .chart-table strong").first).to_have_text("mat")
    page.unroute_all()
    page.reload()
    one_live(page, "backprop")
    page.locator("#backprop select[name=weight]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#backprop .task")).to_contain_text("Raise the weight x₁ → h₂")
    page.locator("#backprop button[value=lowers]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#backprop .task")).to_contain_text("Right")
