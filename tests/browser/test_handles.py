"""The picture is the control: its points are dragged by mouse, finger and pen, and the native control follows."""

import math

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import asleep, one_live
from widgets.engine.charts import BOTTOM, LEFT, RIGHT, TOP, WIDTH

Place = tuple[float, float]


def place_of(page: Page, widget: str, name: str) -> Place:
    """Where a handle is on the screen."""
    mark = page.locator(f"#{widget} [data-handle={name}] .chart-mark").first
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def scale_of(page: Page, widget: str) -> float:
    """Pixels of the screen to a unit of the picture."""
    box = page.locator(f"#{widget} svg.chart-picture").first.bounding_box()
    assert box
    return box["width"] / WIDTH


def control_of(page: Page, widget: str, name: str) -> float:
    return float(page.locator(f"#{widget} input[name={name}]").input_value())


def nearest_on_curve(page: Page, p: float, right: float, down: float) -> float:
    """The probability whose place on the curve is nearest to a hand so many pixels from that of `p`."""
    scale = scale_of(page, "cross_entropy")

    def place(p: float) -> Place:
        return p * (RIGHT - LEFT), math.log(p) * (TOP - BOTTOM) / -12

    across, up = place(p)
    hand = across + right / scale, up + down / scale
    return min((i / 1000 for i in range(1, 1000)), key=lambda one: math.dist(place(one), hand))


def _drag(page: Page, start: Place, end: Place) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for part in (0.25, 0.5, 0.75, 1):
        page.mouse.move(start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
    page.mouse.up()


def test_dragging_the_point_along_its_curve_moves_its_slider_and_answers_without_python(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "cross_entropy", "p")
    quarter = 0.25 * (RIGHT - LEFT) * scale_of(page, "cross_entropy")
    up = math.log(2) / 12 * (BOTTOM - TOP) * scale_of(page, "cross_entropy")
    _drag(page, (x, y), (x - quarter, y - up))
    assert control_of(page, "cross_entropy", "p") == pytest.approx(0.25, abs=0.003)
    value = control_of(page, "cross_entropy", "p")
    expect(page.locator("#cross_entropy .control-value")).to_have_text(f"{value:.3f}")
    assert place_of(page, "cross_entropy", "p")[0] == pytest.approx(x - quarter, abs=2)
    assert page.evaluate("document.documentElement.dataset.runtime") != "ready"


def test_where_the_curve_is_steep_the_hand_moves_the_point_up_and_down(page: Page, site: str) -> None:
    asleep(page, site)
    page.locator("#cross_entropy input[name=p]").fill("0.01")
    x, y = place_of(page, "cross_entropy", "p")
    up = math.log(5) / 12 * (BOTTOM - TOP) * scale_of(page, "cross_entropy")
    _drag(page, (x, y), (x + 3, y - up))
    assert 0.001 < control_of(page, "cross_entropy", "p") < 0.004
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text(
        f"{-math.log(control_of(page, 'cross_entropy', 'p')):.2f}"
    )


def test_a_drag_selects_nothing_and_leaves_the_keys_to_the_slider(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "cross_entropy", "p")
    # Past the legend and into the text below.
    _drag(page, (x, y), (x + 60, y + 300))
    assert page.evaluate("getSelection().toString()") == ""
    before = control_of(page, "cross_entropy", "p")
    page.keyboard.press("ArrowRight")
    assert control_of(page, "cross_entropy", "p") == pytest.approx(before + 0.001)
    assert page.evaluate("document.activeElement.name") == "p"


def test_a_grip_taken_beside_its_middle_does_not_jump(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "cross_entropy", "p")
    _drag(page, (x + 9, y + 5), (x + 10, y + 5))
    assert control_of(page, "cross_entropy", "p") == pytest.approx(0.5, abs=0.003)
    x, y = place_of(page, "learning_rate_schedule", "at")
    _drag(page, (x + 5, y + 9), (x + 5, y - 30))
    assert control_of(page, "learning_rate_schedule", "at") == 1000


def test_beyond_the_ends_of_the_axis_the_control_stays_at_its_end(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "cross_entropy", "p")
    _drag(page, (x, y), (3, 3))
    assert control_of(page, "cross_entropy", "p") == 0.001
    _drag(page, place_of(page, "cross_entropy", "p"), (1270, 3))
    assert control_of(page, "cross_entropy", "p") == 0.999


def test_a_handle_of_the_upright_axis_is_dragged_up_and_down(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "learning_rate_schedule", "floor")
    # The axis ends at twice the peak.
    up = 0.4 * 0.5 * (BOTTOM - TOP) * scale_of(page, "learning_rate_schedule")
    _drag(page, (x, y), (x - 30, y - up))
    assert control_of(page, "learning_rate_schedule", "floor") == pytest.approx(0.5, abs=0.011)


def test_the_peak_is_dragged_up_through_round_rates_and_its_field_and_slider_follow(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "learning_rate_schedule", "peak")
    up = 0.2 * (BOTTOM - TOP) * scale_of(page, "learning_rate_schedule")
    _drag(page, (x, y), (x + 20, y - up))
    assert control_of(page, "learning_rate_schedule", "peak") == 0.0071
    slid = page.locator("#learning_rate_schedule input[data-sets=peak]")
    assert slid.get_attribute("data-values").split()[int(slid.input_value())] == "0.0071"  # type: ignore[union-attr]
    drawn = page.locator("#learning_rate_schedule [data-handle=peak]").get_attribute("transform")
    assert drawn == f"translate(64.2 {round(BOTTOM - 0.71 * (BOTTOM - TOP), 1):g})"
    # Beyond the frame the hand reaches the end of the axis, and the axis stays.
    _drag(page, place_of(page, "learning_rate_schedule", "peak"), (x, 3))
    assert control_of(page, "learning_rate_schedule", "peak") == 0.01
    assert page.evaluate("document.documentElement.dataset.runtime") != "ready"


def test_the_end_of_the_ramp_sets_a_share_of_the_steps(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "learning_rate_schedule", "warmup")
    right = 0.2 * (RIGHT - LEFT) * scale_of(page, "learning_rate_schedule")
    _drag(page, (x, y), (x + right, y))
    assert control_of(page, "learning_rate_schedule", "warmup") == pytest.approx(0.22, abs=0.006)
    expect(page.locator("#learning_rate_schedule output[name=warmup_steps]")).to_have_text("1,100")


def test_while_python_redraws_the_picture_the_drag_goes_on(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "cross_entropy")
    x, y = place_of(page, "cross_entropy", "p")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 21):
        page.mouse.move(x - 5 * step, y)
        page.wait_for_timeout(15)
    moved = page.locator("#cross_entropy [data-handle=p]")
    value = nearest_on_curve(page, 0.5, -100, 0)
    expect(page.locator("#cross_entropy .control-value")).to_have_text(f"{control_of(page, 'cross_entropy', 'p'):.3f}")
    assert control_of(page, "cross_entropy", "p") == pytest.approx(value, abs=0.003)
    assert page.evaluate("document.querySelector('#cross_entropy').dataset.held") == "p"
    page.mouse.up()
    assert page.evaluate("document.querySelector('#cross_entropy').dataset.held === undefined")
    before = moved.get_attribute("transform")
    page.mouse.move(x, y)
    page.wait_for_timeout(100)
    assert moved.get_attribute("transform") == before


def test_another_button_of_the_mouse_drags_nothing(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "cross_entropy", "p")
    page.mouse.move(x, y)
    page.mouse.down(button="right")
    page.mouse.move(x - 50, y)
    page.mouse.up(button="right")
    assert control_of(page, "cross_entropy", "p") == 0.5


def test_a_pen_drags_the_point(page: Page, site: str) -> None:
    asleep(page, site)
    x, y = place_of(page, "cross_entropy", "p")
    session = page.context.new_cdp_session(page)
    page.evaluate("addEventListener('pointerdown', event => (window.kind = event.pointerType))")

    def pen(kind: str, across: float) -> None:
        event = {"type": kind, "x": across, "y": y, "pointerType": "pen", "button": "left", "buttons": 1}
        session.send("Input.dispatchMouseEvent", event | {"clickCount": 1})

    pen("mousePressed", x)
    for step in range(1, 11):
        pen("mouseMoved", x + 6 * step)
    pen("mouseReleased", x + 60)
    assert page.evaluate("window.kind") == "pen"
    assert control_of(page, "cross_entropy", "p") == pytest.approx(nearest_on_curve(page, 0.5, 60, 0), abs=0.003)
