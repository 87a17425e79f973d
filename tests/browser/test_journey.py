"""The first screen: the walker is moved by hand, by key, by itself, and every answer is there before any Python."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import asleep, one_live
from tests.browser.test_frames import SAME
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


def at_of(page: Page) -> int:
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


def walker_of(page: Page) -> Place:
    box = page.locator("#journey .walker-dot").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place_of(page: Page, at: int) -> Place:
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
    page.mouse.move(*walker_of(page))
    page.mouse.down()
    for place in through:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def test_the_ground_the_trail_and_the_walker_lie_on_each_other(cold: Page) -> None:
    for at in (0, 28, 49):
        _move(cold, at)
        assert walker_of(cold) == pytest.approx(place_of(cold, at), abs=1)
    ring = cold.locator("#journey .trail-ring[data-at='49']").bounding_box()
    assert ring
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx(walker_of(cold), abs=1)


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
    _pull(cold, place_of(cold, 40))
    assert at_of(cold) == 40
    expect(cold.locator("#journey output[name=loss]")).to_have_text(f"{trail[40]['val_loss']:.2f}")
    assert walker_of(cold) == pytest.approx(place_of(cold, 40), abs=1)
    x, y = place_of(cold, 40)
    _pull(cold, (x + 30, y - 60))
    assert abs(at_of(cold) - 40) <= 2, "beside the trail it is the nearest place"


def test_every_one_of_the_first_steps_is_reached_though_they_lie_on_each_other(cold: Page) -> None:
    x, y = place_of(cold, 0)
    cold.mouse.move(*walker_of(cold))
    cold.mouse.down()
    met = set()
    for place in ((x, y - 60), (x - 30, y + 140)):
        for part in range(41):
            from_x, from_y = (x, y - 60) if place != (x, y - 60) else walker_of(cold)
            cold.mouse.move(from_x + part / 40 * (place[0] - from_x), from_y + part / 40 * (place[1] - from_y))
            met.add(at_of(cold))
    cold.mouse.up()
    assert set(range(13)) <= met
    assert at_of(cold) == 0


def test_a_press_on_the_trail_or_on_a_ring_moves_there(cold: Page) -> None:
    cold.mouse.click(*place_of(cold, 35))
    assert at_of(cold) == 35
    cold.mouse.click(*place_of(cold, 49))
    assert at_of(cold) == 49
    cold.mouse.click(*place_of(cold, 0))
    assert at_of(cold) == 0
    assert cold.evaluate("document.activeElement.name") == "at"


def test_keys_walk_on_from_where_the_hand_let_go(cold: Page) -> None:
    _pull(cold, place_of(cold, 38))
    cold.keyboard.press("ArrowRight")
    assert at_of(cold) == 39
    cold.keyboard.press("Home")
    expect(cold.locator("#journey output[name=step]")).to_have_text("0")


def test_it_plays_once_when_asked_and_never_before(cold: Page) -> None:
    cold.wait_for_timeout(500)
    assert at_of(cold) == 28
    cold.locator("#journey button[name=play]").click()
    expect(cold.locator("#journey button[name=play]")).to_have_attribute("aria-pressed", "true")
    expect(cold.locator("#journey output[name=step]")).to_have_text("5,000")
    expect(cold.locator("#journey button[name=play]")).not_to_have_attribute("aria-pressed", "true")
    cold.wait_for_timeout(500)
    assert at_of(cold) == 49
    cold.locator("#journey button[name=play]").click()
    assert at_of(cold) < 5, "at the end it begins again"


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
        cold.mouse.click(*place_of(cold, 44))
    stopped = at_of(cold)
    assert 28 < stopped < 49
    cold.wait_for_timeout(700)
    assert at_of(cold) == stopped
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
    _pull(page, place_of(page, 40))
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
