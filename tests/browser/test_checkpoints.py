"""Eight moments side by side: a word is seen to arrive, and weights come only when a reader asks for them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live
from widgets.embed import published
from widgets.embed.model import Model
from widgets.engine import Predict, Prediction, Weights
from widgets.ml.sampling import softmax

WIDGET = "#checkpoints"
STEPS = [one["step"] for one in published.manifest("demo")["moments"]]
COLUMN = "step => [...document.querySelectorAll(`#checkpoints [data-part=bets-${step}] li`)].map(li => +li.dataset.p)"


def _on_the_curve(page: Page) -> None:
    page.locator(f"{WIDGET} select[name=picture]").select_option("curve")
    expect(page.locator(f"{WIDGET} .chart-picture")).to_be_visible()


def _stop(page: Page, index: int) -> tuple[float, float]:
    """Where a moment stands on the screen."""
    mark = page.locator(f"{WIDGET} .chart-stop[data-at='{STEPS[index]}'] .chart-mark")
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _shows(page: Page, index: int) -> None:
    """The moment is the one that is shown, and the field says its step."""
    seen = str(published.manifest("demo")["moments"][index]["tokens_seen"])
    expect(page.locator(f"{WIDGET} output[name=tokens_seen]")).to_have_attribute("data-value", seen)
    expect(page.locator(f"{WIDGET} input[name=checkpoint]")).to_have_value(str(STEPS[index]))
    expect(page.locator(f"{WIDGET} [data-part='bets-{STEPS[index]}'] li")).to_have_count(5)


@pytest.fixture(scope="module")
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose checkpoints is live, and which counts the files of weights that were fetched."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.fetched = []  # type: ignore[attr-defined]
    page.on("request", lambda request: "moments" in request.url and page.fetched.append(request.url))  # type: ignore[attr-defined]
    page.goto(site)
    one_live(page, "checkpoints")
    yield page
    context.close()


def test_a_finger_looks_at_another_moment_before_python_comes(phone: Page) -> None:
    head = phone.locator(f"{WIDGET} input[name=checkpoint][value='{STEPS[4]}']")
    head.scroll_into_view_if_needed()
    head.tap()
    seen = published.manifest("demo")["moments"][4]
    expect(phone.locator(f"{WIDGET} output[name=tokens_seen]")).to_have_attribute(
        "data-value", str(seen["tokens_seen"])
    )
    assert phone.locator(WIDGET).get_attribute("data-phase") != "live"


def test_arrows_walk_from_moment_to_moment(reader: Page) -> None:
    reader.locator(f"{WIDGET} input[name=checkpoint][value='{STEPS[-1]}']").focus()
    reader.keyboard.press("ArrowLeft")
    expect(reader.locator(f"{WIDGET} .multiple-chosen input")).to_have_attribute("value", str(STEPS[-2]))
    assert reader.evaluate("document.activeElement.value") == str(STEPS[-2])


def test_a_readers_text_is_put_to_all_moments_when_asked_and_nothing_is_fetched_before(reader: Page) -> None:
    prompt = "She could hardly believe her"
    reader.locator(f"{WIDGET} textarea").fill(prompt)
    expect(reader.locator(f"{WIDGET} .multiple-foot").first).to_have_text("not asked")
    assert reader.fetched == []  # type: ignore[attr-defined]
    reader.locator(f"{WIDGET} button[name=ask_all]").click()
    expect(reader.locator(f"{WIDGET} .challenge")).to_contain_text("Met.", timeout=90_000)
    assert len({*reader.fetched}) == len(STEPS)  # type: ignore[attr-defined]
    model = Model()
    for step in STEPS:
        model.perform(Weights("w", "own", "demo", step))
        said = model.perform(Predict("k", "demo", prompt, (), "own"))
        assert isinstance(said, Prediction)
        best = sorted(softmax(said.logits), reverse=True)[:5]
        assert reader.evaluate(COLUMN, step) == pytest.approx(best, abs=1e-3)
    reader.locator(f"{WIDGET} textarea").fill("Thank you very")
    expect(reader.locator(f"{WIDGET} [data-part='bets-{STEPS[-1]}'] li").first).to_have_attribute("data-token", " much")
    assert len({*reader.fetched}) == len(STEPS), "what is here is not fetched again"  # type: ignore[attr-defined]


def test_on_the_curve_the_point_is_dragged_from_moment_to_moment_and_others_are_pressed(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "checkpoints")
    _on_the_curve(page)
    x, y = _stop(page, -1)
    page.mouse.move(x, y)
    page.mouse.down()
    for index in (-2, -3, -4):
        page.mouse.move(*_stop(page, index), steps=3)
    page.mouse.up()
    _shows(page, -4)
    page.mouse.click(*_stop(page, 0))
    _shows(page, 0)
    page.locator(f"{WIDGET} input[data-sets=checkpoint]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    _shows(page, 2)
    page.locator(f"{WIDGET} input[name=checkpoint]").fill("300")
    page.keyboard.press("Tab")
    _shows(page, 5)


def test_a_finger_presses_a_moment_of_the_curve_and_no_keyboard_opens(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(site)
    one_live(page, "checkpoints")
    _on_the_curve(page)
    page.touchscreen.tap(*_stop(page, 4))
    _shows(page, 4)
    assert page.evaluate("document.activeElement.type") != "number"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_two_moments_go_on_from_a_readers_text_and_each_is_kept(reader: Page) -> None:
    _on_the_curve(reader)
    reader.locator(f"{WIDGET} textarea").fill("One day, a little girl")
    written = {}
    for index in (-1, -3):
        reader.mouse.click(*_stop(reader, index))
        expect(reader.locator(f"{WIDGET} input[name=checkpoint]")).to_have_value(str(STEPS[index]))
        reader.locator(f"{WIDGET} button[name=write]").click()
        expect(reader.locator(f"{WIDGET} .moment-line")).to_contain_text("same random numbers", timeout=90_000)
        written[index] = reader.locator(f"{WIDGET} output[name=sample]").inner_text()
    assert written[-1] != written[-3]
    reader.mouse.click(*_stop(reader, -1))
    expect(reader.locator(f"{WIDGET} output[name=sample]")).to_have_text(written[-1])
