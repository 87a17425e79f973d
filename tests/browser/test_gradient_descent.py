"""A reader comes down the hill by mouse, by finger and by keyboard, and the fog lifts where they have been."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import one_live

WIDGET = "#gradient_descent"


def _value(page: Page, name: str) -> float:
    return float(page.locator(f"{WIDGET} output[name={name}]").get_attribute("data-value") or "nan")


def _ring(page: Page) -> tuple[float, float]:
    ring = page.locator(f"{WIDGET} .fog-ring")
    ring.evaluate("ring => ring.scrollIntoView({block: 'center'})")
    box = ring.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_ring_pulled_by_mouse_lengthens_the_step_and_the_step_lands_there(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "gradient_descent")
    x, y = _ring(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 6):
        page.mouse.move(x + 12 * part, y)
    page.mouse.up()
    rate = page.locator(f"{WIDGET} input[name=learning_rate]")
    expect(rate).not_to_have_value("0.1")
    # Answers to the moves may still be on their way.
    before = ""
    while (now := rate.input_value()) != before:
        before = now
        page.wait_for_timeout(1000)
    longer, w, slope = float(now), _value(page, "w"), _value(page, "gradient")
    assert longer > 0.12
    page.locator(f"{WIDGET} button[name=step]").click()
    expect(page.locator(f"{WIDGET} output[name=steps]")).to_have_text("4")
    assert _value(page, "w") == pytest.approx(w - longer * slope)


def test_a_finger_pulls_the_ring_before_python_is_there(phone: Page) -> None:
    x, y = _ring(phone)
    session = phone.context.new_cdp_session(phone)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 8):
        point = {"x": x + 6 * part, "y": y + part}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        phone.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    rate = float(phone.locator(f"{WIDGET} input[name=learning_rate]").input_value())
    assert rate > 0.11
    expect(phone.locator(f"{WIDGET} .fog-rule .q-rate")).to_have_text(f"{rate:.4g}")


def test_the_keyboard_alone_reaches_the_valley_of_the_map_and_leaves_the_map(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "gradient_descent")
    page.locator(f"{WIDGET} select[name=ground]").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator(f"{WIDGET} .fog-meaning")).to_contain_text("normalised")
    page.locator(f"{WIDGET} input[name=momentum]").focus()
    page.keyboard.press("Space")
    page.locator(f"{WIDGET} input[name=learning_rate]").fill("0.02")
    page.locator(f"{WIDGET} button[name=run]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{WIDGET} output[name=verdict]")).to_have_text("in the valley")
    expect(page.locator(f"{WIDGET} .challenge")).to_contain_text("Met.")
    assert page.evaluate(f"document.querySelectorAll('{WIDGET} g[mask]').length") == 0
    page.locator(f"{WIDGET} button[name=reset]").focus()
    page.keyboard.press("Enter")
    page.locator(f"{WIDGET} input[name=learning_rate]").fill("1")
    page.locator(f"{WIDGET} button[name=step]").click()
    expect(page.locator(f"{WIDGET} output[name=verdict]")).to_have_text("off the measured map")
    expect(page.locator(f"{WIDGET} output[name=loss]")).to_have_text("unknown")
