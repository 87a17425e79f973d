"""The first screen at every width and under a finger: nothing runs into anything, no sheet lies on the trail."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.test_handles import Place
from tests.browser.test_journey import Trail, at_of, cold, place_of, trail, walker_of

__all__ = ["cold", "trail"]


def _tops(page: Page, *parts: str) -> list[float]:
    return [page.locator(part).first.evaluate("part => part.getBoundingClientRect().top") for part in parts]


def test_on_a_phone_title_map_timeline_and_bets_follow_each_other_and_nothing_is_wider_than_it(phone: Page) -> None:
    tops = _tops(phone, ".opening h1", ".journey-map", ".journey-timeline", ".journey-bets")
    assert tops == sorted(tops)
    assert tops[2] + 100 < 844, "the timeline is on the first screen"
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [320, 390])
def test_numbers_under_the_timeline_do_not_touch(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    boxes = phone.locator(".milestones text").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(({left, right}) => [left, right])"
    )
    assert all(right + 3 < left for (_, right), (left, _) in pairwise(boxes))
    assert boxes[-1][1] <= width


@pytest.mark.parametrize("width", [1100, 1200, 1280, 1440, 1600, 1920])
def test_on_a_desk_no_sheet_lies_on_the_trail(cold: Page, width: int, trail: Trail) -> None:
    cold.set_viewport_size({"width": width, "height": 800})
    sheets = [cold.locator(f".journey-{name}").bounding_box() for name in ("bets", "timeline")]
    for at in range(len(trail)):
        x, y = place_of(cold, at)
        assert 0 < x < width
        for box in sheets:
            assert box
            within = box["x"] - 4 < x < box["x"] + box["width"] + 4 and box["y"] - 4 < y < box["y"] + box["height"] + 4
            assert not within, f"place {at} lies under a sheet at {width} px"
    assert cold.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 768, 1024, 1100, 1280, 1600])
def test_words_of_the_first_screen_do_not_run_into_each_other(cold: Page, width: int) -> None:
    cold.set_viewport_size({"width": width, "height": 900})
    parts = (".opening h1", ".lead", ".look-for", ".journey-meaning", ".journey-bets", ".journey-timeline")
    boxes = {
        part: cold.locator(f".opening {part}".replace(".opening .opening", ".opening")).bounding_box() for part in parts
    }
    for one, here in boxes.items():
        for other, there in boxes.items():
            assert here
            assert there
            apart = (
                here["x"] + here["width"] <= there["x"] + 1
                or there["x"] + there["width"] <= here["x"] + 1
                or here["y"] + here["height"] <= there["y"] + 1
                or there["y"] + there["height"] <= here["y"] + 1
            )
            assert one == other or apart, f"{one} and {other} at {width} px"


def test_a_finger_beside_the_walker_scrolls_and_on_it_walks(phone: Page) -> None:
    session = phone.context.new_cdp_session(phone)

    def swipe(start: Place, end: Place) -> None:
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]}
        )
        for part in range(1, 11):
            x, y = (start[index] + part / 10 * (end[index] - start[index]) for index in (0, 1))
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
            phone.wait_for_timeout(20)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        phone.wait_for_timeout(200)

    x, y = walker_of(phone)
    swipe((x + 9, y + 9), place_of(phone, 39))
    assert abs(at_of(phone) - 39) <= 1
    assert phone.evaluate("scrollY") == 0
    x, y = place_of(phone, 30)
    swipe((x, y), (x, y - 200))
    assert phone.evaluate("scrollY") > 100
    assert abs(at_of(phone) - 39) <= 1
