"""The first screen: the walker is moved by hand, by key, by itself, and every answer is there before any Python."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live
from tests.browser.test_frames import SAME, asleep
from tests.browser.test_handles import Place
from widgets.embed import published
from widgets.embed.host import first_view
from widgets.engine import Event, Session

Trail = list[dict[str, Any]]


@pytest.fixture
def cold(page: Page, site: str) -> Page:
    """The lesson, its frames there, and a Python that never comes."""
    asleep(page, site)
    return page


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    asleep(page, site)
    yield page
    context.close()


@pytest.fixture(scope="module")
def trail() -> Trail:
    made: Trail = published.contents("demo", "landscape.json")["trail"]
    return made


def _python(at: int, sentence: int) -> str:
    built = first_view("journey", {})
    session = Session(built.widget, built.state)
    session.dispatch(Event("sentence", str(sentence)))
    session.dispatch(Event("at", str(at)))
    return session.html()


def _at(page: Page) -> int:
    return int(page.locator("#journey input[name=at]").input_value())


def _move(page: Page, at: int) -> None:
    # Without the focus, which the theme marks in the form.
    page.locator("#journey input[name=at]").evaluate(
        """(control, at) => {
          control.value = at;
          control.dispatchEvent(new Event('input', {bubbles: true}));
        }""",
        str(at),
    )


def _walker(page: Page) -> Place:
    box = page.locator("#journey .walker-dot").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _place(page: Page, at: int) -> Place:
    """Where a place of the trail is on the screen."""
    x, y = page.evaluate(
        """(at) => {
          const walker = document.querySelector('#journey [data-handle=at]');
          const [x, y] = walker.dataset.path.split(' ')[at].split(',').map(Number);
          const point = new DOMPoint(x, y).matrixTransform(walker.ownerSVGElement.getScreenCTM());
          return [point.x, point.y];
        }""",
        at,
    )
    return x, y


def _pull(page: Page, *through: Place) -> None:
    page.mouse.move(*_walker(page))
    page.mouse.down()
    for place in through:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def test_the_ground_the_trail_and_the_walker_lie_on_each_other(cold: Page) -> None:
    for at in (0, 28, 49):
        _move(cold, at)
        assert _walker(cold) == pytest.approx(_place(cold, at), abs=1)
    ring = cold.locator("#journey .trail-ring[data-at='49']").bounding_box()
    assert ring
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx(_walker(cold), abs=1)


def test_place_and_sentence_answer_together_without_python_to_the_letter(cold: Page) -> None:
    for sentence, at in ((0, 3), (4, 3), (4, 49), (1, 25)):
        cold.locator("#journey select[name=sentence]").select_option(str(sentence))
        _move(cold, at)
        assert cold.evaluate(SAME, ["journey", _python(at, sentence)]), (sentence, at)
    assert cold.locator("#journey .widget-waiting").count() == 0
    assert cold.evaluate("document.documentElement.dataset.runtime") != "ready"


def test_a_first_touch_is_answered_within_50_ms(cold: Page) -> None:
    took = cold.evaluate("""() => {
      const at = document.querySelector('#journey input[name=at]');
      const started = performance.now();
      at.value = '49'; at.dispatchEvent(new Event('input', {bubbles: true}));
      document.querySelector('#journey').getBoundingClientRect();
      return performance.now() - started;
    }""")
    assert took < 50
    expect(cold.locator("#journey output[name=step]")).to_have_text("5,000")


def test_the_walker_is_pulled_along_the_trail_and_no_farther_than_it_leads(cold: Page, trail: Trail) -> None:
    _pull(cold, _place(cold, 40))
    assert _at(cold) == 40
    expect(cold.locator("#journey output[name=loss]")).to_have_text(f"{trail[40]['val_loss']:.2f}")
    assert _walker(cold) == pytest.approx(_place(cold, 40), abs=1)
    x, y = _place(cold, 40)
    _pull(cold, (x + 30, y - 60))
    assert abs(_at(cold) - 40) <= 2, "beside the trail it is the nearest place"


def test_every_one_of_the_first_steps_is_reached_though_they_lie_on_each_other(cold: Page) -> None:
    x, y = _place(cold, 0)
    cold.mouse.move(*_walker(cold))
    cold.mouse.down()
    met = set()
    for place in ((x, y - 60), (x - 30, y + 140)):
        for part in range(41):
            from_x, from_y = (x, y - 60) if place != (x, y - 60) else _walker(cold)
            cold.mouse.move(from_x + part / 40 * (place[0] - from_x), from_y + part / 40 * (place[1] - from_y))
            met.add(_at(cold))
    cold.mouse.up()
    assert set(range(13)) <= met
    assert _at(cold) == 0


def test_a_press_on_the_trail_or_on_a_ring_moves_there(cold: Page) -> None:
    cold.mouse.click(*_place(cold, 35))
    assert _at(cold) == 35
    cold.mouse.click(*_place(cold, 49))
    assert _at(cold) == 49
    cold.mouse.click(*_place(cold, 0))
    assert _at(cold) == 0
    assert cold.evaluate("document.activeElement.name") == "at"


def test_keys_walk_on_from_where_the_hand_let_go(cold: Page) -> None:
    _pull(cold, _place(cold, 38))
    cold.keyboard.press("ArrowRight")
    assert _at(cold) == 39
    cold.keyboard.press("Home")
    expect(cold.locator("#journey output[name=step]")).to_have_text("0")


def test_it_plays_once_when_asked_and_never_before(cold: Page) -> None:
    cold.wait_for_timeout(500)
    assert _at(cold) == 28
    cold.locator("#journey button[name=play]").click()
    expect(cold.locator("#journey button[name=play]")).to_have_attribute("aria-pressed", "true")
    expect(cold.locator("#journey output[name=step]")).to_have_text("5,000")
    expect(cold.locator("#journey button[name=play]")).not_to_have_attribute("aria-pressed", "true")
    cold.wait_for_timeout(500)
    assert _at(cold) == 49
    cold.locator("#journey button[name=play]").click()
    assert _at(cold) < 5, "at the end it begins again"


@pytest.mark.parametrize("touch", ["again", "key", "hand"])
def test_a_touch_stops_the_play(cold: Page, touch: str) -> None:
    play = cold.locator("#journey button[name=play]")
    play.click()
    cold.wait_for_timeout(600)
    if touch == "again":
        play.click()
    elif touch == "key":
        cold.locator("#journey select[name=sentence]").press("ArrowDown")
    else:
        cold.mouse.click(*_place(cold, 44))
    stopped = _at(cold)
    assert 28 < stopped < 49
    cold.wait_for_timeout(700)
    assert _at(cold) == stopped
    assert play.get_attribute("aria-pressed") is None


def test_where_motion_is_unwelcome_the_play_shows_the_published_moments(cold: Page) -> None:
    cold.emulate_media(reduced_motion="reduce")
    _move(cold, 0)
    seen = cold.evaluate("""() => new Promise((done) => {
      const seen = [];
      const at = document.querySelector('#journey input[name=at]');
      at.addEventListener('input', () => seen.push(Number(at.value)));
      at.addEventListener('change', () => done(seen));
      document.querySelector('#journey button[name=play]').click();
    })""")
    moments = {one["step"] for one in published.manifest("demo")["moments"]}
    kept = [
        at for at, one in enumerate(published.contents("demo", "landscape.json")["trail"]) if one["step"] in moments
    ]
    assert seen == kept[1:]


def test_python_takes_over_and_plays_and_drags_on(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "journey")
    _pull(page, _place(page, 40))
    expect(page.locator("#journey output[name=step]")).to_have_text("1,209")
    page.evaluate("document.activeElement.blur()")
    page.locator("#journey button[name=play]").click()
    expect(page.locator("#journey output[name=step]")).to_have_text("5,000")


def test_where_the_reader_was_shows_at_once_after_a_reload_and_without_python(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "journey")
    _move(page, 44)
    page.locator("#journey select[name=sentence]").select_option("1")
    expect(page.locator("#journey .candidate-token").first).to_have_text("boy")
    page.wait_for_timeout(1500)
    asleep(page, site)
    page.wait_for_function("() => document.querySelector('#journey input[name=at]').value === '44'")
    expect(page.locator("#journey output[name=step]")).to_have_text("2,272")
    _move(page, 45)
    assert page.evaluate(SAME, ["journey", _python(45, 1)])


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
        x, y = _place(cold, at)
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

    x, y = _walker(phone)
    swipe((x + 9, y + 9), _place(phone, 39))
    assert abs(_at(phone) - 39) <= 1
    assert phone.evaluate("scrollY") == 0
    x, y = _place(phone, 30)
    swipe((x, y), (x, y - 200))
    assert phone.evaluate("scrollY") > 100
    assert abs(_at(phone) - 39) <= 1
