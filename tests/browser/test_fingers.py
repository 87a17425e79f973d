"""A finger takes the points of a picture, and only them: beside them it scrolls the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import one_live
from tests.browser.test_handles import Place, control_of, nearest_on_curve, place_of, scale_of
from widgets.engine.charts import LEFT, RIGHT
from widgets.learning_rate_schedule import State, plan_of


def _touch(page: Page) -> Callable[[str, Place | None], None]:
    session: CDPSession = page.context.new_cdp_session(page)

    def send(kind: str, place: Place | None) -> None:
        points = [{"x": place[0], "y": place[1]}] if place else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return send


def _swipe(page: Page, start: Place, end: Place) -> None:
    touch = _touch(page)
    touch("touchStart", start)
    for part in range(1, 11):
        touch("touchMove", (start[0] + part / 10 * (end[0] - start[0]), start[1] + part / 10 * (end[1] - start[1])))
        page.wait_for_timeout(20)
    touch("touchEnd", None)
    page.wait_for_timeout(200)


def test_a_finger_drags_the_point_and_the_page_stays_where_it_is(phone: Page) -> None:
    x, y = place_of(phone, "cross_entropy", "p")
    top = phone.evaluate("scrollY")
    # A thumb does not land exactly, and does not move straight.
    _swipe(phone, (x + 8, y + 8), (x - 52, y - 60))
    assert control_of(phone, "cross_entropy", "p") == pytest.approx(nearest_on_curve(phone, 0.5, -60, -68), abs=0.006)
    assert phone.evaluate("scrollY") == top
    assert phone.evaluate("getSelection().toString()") == ""


def test_a_finger_on_the_point_meets_the_challenge_of_the_schedule(phone: Page) -> None:
    phone.unroute("**/pyodide.asm.wasm.*")
    one_live(phone, "learning_rate_schedule")
    x, y = place_of(phone, "learning_rate_schedule", "at")
    # As it stands in docs/index.md.
    plan = plan_of(State(peak=0.005, steps=5000))
    half = next(t for t in range(plan.rising, plan.steps) if plan.rate(t) < plan.peak / 2)
    met = phone.locator("#learning_rate_schedule .challenge-met")
    touch = _touch(phone)
    touch("touchStart", (x, y))
    # A pixel is some fifteen steps here.
    way = (half - 1000) / plan.steps * (RIGHT - LEFT) * scale_of(phone, "learning_rate_schedule")
    for across in range(-10, 20):
        touch("touchMove", (x + way + across, y))
        phone.wait_for_timeout(100)
        if met.count():
            break
    touch("touchEnd", None)
    expect(met).to_have_count(1)


def test_a_finger_beside_the_point_scrolls_the_page_as_ever(phone: Page) -> None:
    x, y = place_of(phone, "cross_entropy", "p")
    top = phone.evaluate("scrollY")
    _swipe(phone, (x + 60, y), (x + 60, y - 140))
    assert phone.evaluate("scrollY") > top + 50
    assert control_of(phone, "cross_entropy", "p") == 0.5
