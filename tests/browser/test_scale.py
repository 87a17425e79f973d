"""On the rulers of `scale` ten times is one mark, by mouse, by finger and by key, and no Python is needed for it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import asleep, one_live
from tests.browser.test_handles import Place, place_of, scale_of
from widgets.engine.rulers import LEFT, RIGHT

DECADE = (RIGHT - LEFT) / 9


def _drag(page: Page, start: Place, end: Place) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def _swipe(page: Page, start: Place, end: Place) -> None:
    session = page.context.new_cdp_session(page)
    ways = [tuple(a + part / 8 * (b - a) for a, b in zip(start, end, strict=True)) for part in range(9)]
    for kind, places in (("touchStart", ways[:1]), *(("touchMove", [way]) for way in ways[1:]), ("touchEnd", [])):
        points = [{"x": x, "y": y} for x, y in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(20)
    page.wait_for_timeout(200)


def _number(page: Page, name: str) -> float:
    return float(page.locator(f"#scale output[name={name}]").get_attribute("data-value") or "nan")


def test_a_drag_of_one_mark_makes_years_and_work_ten_times_as_many_without_python(page: Page, site: str) -> None:
    asleep(page, site)
    years, flops = _number(page, "years"), _number(page, "flops")
    x, y = place_of(page, "scale", "tokens")
    _drag(page, (x, y), (x + DECADE * scale_of(page, "scale"), y + 20))
    expect(page.locator("#scale input[name=tokens]")).not_to_have_value("300000000000")
    assert _number(page, "years") / years == pytest.approx(10, rel=0.15)
    assert _number(page, "flops") / flops == pytest.approx(10, rel=0.15)
    expect(page.locator("#scale select[name=preset]")).to_have_value("own")


def test_a_finger_drags_the_parameters_and_the_page_stays(phone: Page) -> None:
    years, flops = _number(phone, "years"), _number(phone, "flops")
    x, y = place_of(phone, "scale", "parameters")
    top = phone.evaluate("scrollY")
    _swipe(phone, (x + 3, y + 3), (x + 3 - 3 * DECADE * scale_of(phone, "scale"), y - 10))
    assert flops / _number(phone, "flops") == pytest.approx(1000, rel=0.3)
    assert _number(phone, "years") == years
    assert phone.evaluate("scrollY") == top


def test_keys_move_a_factor_and_a_run_is_chosen_by_name(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "scale")
    page.locator("#scale select[name=preset]").select_option("llama-65b")
    expect(page.locator("#scale output[name=gpu_hours]")).to_have_text("1.02 million")
    slider = page.locator("#scale input[data-sets=words_per_minute]")
    slider.focus()
    years = _number(page, "years")
    # Ten round numbers a decade, and three of them a doubling.
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#scale input[name=words_per_minute]")).to_have_value("500")
    # Every key is answered, the last one last.
    page.wait_for_function(
        "half => Math.abs(document.querySelector('#scale output[name=years]').dataset.value / half - 1) < 1e-6",
        arg=years / 2,
    )
    page.locator("#scale input[name=tokens]").fill("1")
    page.locator("#scale input[name=tokens]").press("Enter")
    expect(page.locator("#scale")).to_contain_text("“Tokens” takes a number from 100,000 to 100,000,000,000,000")
