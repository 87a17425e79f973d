"""Pictures stay readable at every width, sliders stand under what they move; without scripts nothing looks alive."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live
from widgets.engine.charts import LEFT, RIGHT, WIDTH
from widgets.learning_rate_schedule import State, plan_of

# Words of an axis that lie on one another, as [picture, words, words].
OVERLAPS = """() => [...document.querySelectorAll("svg.chart-picture")].flatMap(picture => {
  const texts = [...picture.querySelectorAll(".chart-axes text")].map(text => [text, text.getBoundingClientRect()]);
  return texts.flatMap(([one, a], i) => texts.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom)
    .map(([other]) => [picture.querySelector("title").textContent, one.textContent, other.textContent]));
})"""
# The smallest letters of any chart or graph, in pixels of the screen.
SMALLEST = """() => Math.min(...[...document.querySelectorAll("svg.chart-picture text")]
  .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
# Where the middle of a slider's thumb stands at either end, and where the picture's axis ends.
ENDS = """([widget, name, left, right, wide]) => {
  const slider = document.querySelector(`#${widget} input[type=range]:is([name=${name}], [data-sets=${name}])`);
  const input = slider.getBoundingClientRect();
  const picture = document.querySelector(`#${widget} svg.chart-picture`).getBoundingClientRect();
  const thumb = 1.1 * parseFloat(getComputedStyle(document.documentElement).fontSize) / 2;
  const at = place => picture.left + picture.width * place / wide;
  return [[input.left + thumb, at(left)], [input.right - thumb, at(right)]];
}"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_word_of_an_axis_lies_on_another_and_none_leaves_the_page(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site)
    # What lies far off the screen is not laid out otherwise.
    page.evaluate("for (const one of document.querySelectorAll('live-widget')) one.style.contentVisibility = 'visible'")
    assert page.locator("svg.chart-picture").count() >= 3
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_words_in_pictures_can_be_read_and_stay_apart_on_the_narrowest_screen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site)
    page.evaluate("for (const one of document.querySelectorAll('live-widget')) one.style.contentVisibility = 'visible'")
    assert page.evaluate(SMALLEST) >= 8.7
    lines = page.locator("#scale svg.chart-picture > g > text:has(.chart-mark-label)").all()
    boxes = [box for line in lines if (box := line.bounding_box())]
    assert len(boxes) == 7
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert abs(a["y"] - b["y"]) > 5 or a["x"] + a["width"] < b["x"], "headlines of rulers lie on one another"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("widget", "name"), [("cross_entropy", "p"), ("learning_rate_schedule", "at"), ("gradient_noise", "batch_size")]
)
def test_a_slider_is_as_wide_as_the_axis_that_it_moves_along(
    page: Page, site: str, width: int, widget: str, name: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site)
    page.locator(f"#{widget}").scroll_into_view_if_needed()
    for thumb, axis in page.evaluate(ENDS, [widget, name, LEFT, RIGHT, WIDTH]):
        assert thumb == pytest.approx(axis, abs=1.5)


def test_a_mouse_on_a_narrow_slider_and_keys_meet_the_challenge_of_the_schedule(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site)
    one_live(page, "learning_rate_schedule")
    slider = page.locator("#learning_rate_schedule input[name=at]")
    # Waits until the page around it has come to rest.
    slider.hover()
    box = slider.bounding_box()
    assert box
    met = page.locator("#learning_rate_schedule .challenge-met")
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    seen = []
    for across in range(int(0.4 * box["width"]), int(0.7 * box["width"])):
        page.mouse.move(box["x"] + across, box["y"] + box["height"] / 2)
        page.wait_for_timeout(50)
        seen.append(met.count())
    page.mouse.up()
    # A pixel is some twenty steps here.
    assert sum(seen) >= 1
    # As it stands in docs/index.md.
    plan = plan_of(State(peak=0.005, steps=5000))
    half = next(t for t in range(plan.rising, plan.steps) if plan.rate(t) < 0.5 * plan.peak)
    slider.fill(str(half - 60))
    expect(met).to_have_count(0)
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    expect(met).to_have_count(1)


def test_without_scripts_there_are_pictures_of_a_state_and_no_dead_controls(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    for widget in ("cross_entropy", "learning_rate_schedule", "gradient_noise", "next_token"):
        page.locator(f"#{widget} .readouts").scroll_into_view_if_needed()
        assert page.locator(f"#{widget} :is(input, select, textarea):visible").count() == 0, widget
        assert page.locator(f"#{widget} .readouts:visible").count() == 1
        assert page.locator(f"#{widget} :is(.look-for, .challenge):visible").count() == 0
        picture = "svg.chart-picture" if widget != "next_token" else ".candidates"
        assert page.locator(f"#{widget} {picture}:visible").count() >= 1
    assert page.locator("#cross_entropy .readout-value").first.text_content() == "0.500"
    assert page.locator("#next_token .asks:visible").count() == 0
    context.close()
