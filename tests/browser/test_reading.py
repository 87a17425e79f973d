"""The page before, without and while Python wakes."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import all_live, one_live
from widgets.embed.model import Model
from widgets.engine import Predict, Prediction
from widgets.ml.sampling import softmax


def test_without_javascript_the_lesson_is_whole(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.locator("h2").count() >= 10
    assert page.locator("live-widget svg.chart-picture").count() == 9
    assert page.locator("#cross_entropy output[name=loss]").get_attribute("data-value") == "0.6931471805599453"
    assert page.locator("#next_token .candidates li").count() == 10
    folded = page.locator("#quiz-2 details")
    folded.locator("summary").click()
    expect(folded.locator("input[name=answer]").first).to_be_visible()
    card = page.locator("#flashcards .cards details").first
    card.locator("summary").click()
    expect(card.locator("p")).to_be_visible()
    context.close()


def test_the_built_page_shows_the_models_predictions(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    candidates = page.locator("#next_token .candidates li")
    said = Model().perform(Predict("", "demo", "The cat sat on the"))
    assert isinstance(said, Prediction)
    probs = softmax(said.logits)
    assert [candidates.nth(i).get_attribute("data-token") for i in range(10)] == [token.text for token in said.best]
    shown = [float(candidates.nth(i).get_attribute("data-p") or 0) for i in range(10)]
    assert shown == pytest.approx([probs[token.id] for token in said.best], rel=1e-9)
    assert shown == sorted(shown, reverse=True)
    context.close()


def test_no_two_elements_share_an_id(lesson: Page) -> None:
    ids = lesson.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted(ids) == sorted(set(ids))


def test_nothing_jumps_when_widgets_turn_live(page: Page, site: str) -> None:
    boxes = """[...document.querySelectorAll('figure.widget')].map(f => {
      const b = f.getBoundingClientRect(); return [b.left, b.top + scrollY, b.width, b.height].map(Math.round) })"""
    page.goto(site)
    # With its own letters, which may come after the page.
    page.evaluate("document.fonts.ready.then(() => true)")
    before = page.evaluate(boxes)
    all_live(page)
    assert page.evaluate(boxes) == before


def test_an_untouched_page_wakes_nothing(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.dataset.runtime") == "asleep"
    assert page.locator("live-widget[data-phase=static]").count() == page.locator("live-widget").count()


def test_python_wakes_for_the_widgets_within_a_screen_of_a_reader_who_scrolls(page: Page, site: str) -> None:
    page.goto(site)
    page.mouse.wheel(0, 100)
    page.wait_for_selector("#journey[data-phase=live]", timeout=60_000)
    assert page.locator("#cross_entropy").get_attribute("data-phase") == "static"
    assert page.locator("#quiz").get_attribute("data-phase") == "static"


def test_python_says_that_it_wakes(page: Page, site: str) -> None:
    # On this machine the files come at once; one of them is late.
    page.route("**/pyodide.asm.wasm.*", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto(site)
    page.locator("#quiz").dispatch_event("pointerdown")
    page.wait_for_selector("html[data-runtime=waking]")
    page.wait_for_selector(".nudge-status:has-text('MB')")
    # A quiz has no frames: its answer waits, and says so at the hand.
    page.locator("#quiz input[name=answer]").first.check()
    expect(page.locator("#quiz .widget-waiting")).to_contain_text("2.8 MB to come")
    all_live(page)
    assert page.evaluate("document.documentElement.dataset.runtime") == "ready"
    expect(page.locator(".nudge-status")).to_be_hidden()


def test_on_a_data_saving_connection_python_wakes_at_a_touch_only(page: Page, site: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(site)
    page.mouse.wheel(0, 100)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.dataset.runtime") == "asleep"
    page.locator("#cross_entropy input[name=p]").focus()
    one_live(page, "cross_entropy")
    # The others, untouched, still sleep.
    assert page.locator("#quiz").get_attribute("data-phase") == "static"


def test_no_request_leaves_for_another_origin(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    all_live(page)
    page.locator("#next_token textarea").fill("Hello")
    page.wait_for_timeout(500)
    home = urlsplit(site).netloc
    foreign = [url for url in asked if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != home]
    assert asked
    assert not foreign


def test_events_made_before_python_is_awake_are_kept_and_answered(page: Page, site: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(site)
    # All in one go, so that Python cannot have been awake for any of them.
    page.evaluate("""() => {
      const p = document.querySelector('#cross_entropy input[name=p]');
      for (const value of ['0.2', '0.3', '0.9']) {
        p.value = value; p.dispatchEvent(new Event('input', {bubbles: true}));
      }
      document.querySelector('#flashcards button[name=flip]').click();
    }""")
    # The first may be a frame's answer; the card has none.
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11", timeout=60_000)
    expect(page.locator("#flashcards output[name=answer]")).to_contain_text("natural log", timeout=60_000)


def test_a_missing_runtime_file_is_said_in_one_sentence_and_the_page_stays(page: Page, site: str) -> None:
    page.route("**/python_stdlib.zip*", lambda route: route.fulfill(status=404))
    page.goto(site)
    page.locator("#cross_entropy").dispatch_event("pointerdown")
    page.wait_for_selector("live-widget[data-phase=failed]", timeout=60_000)
    failure = page.locator("#cross_entropy .widget-failure")
    expect(failure).to_contain_text("python_stdlib.zip is missing on the site's host (404); try again later.")
    expect(page.locator("#cross_entropy svg.chart-picture")).to_be_visible()
    page.unroute("**/python_stdlib.zip*")
    failure.locator("button").click()
    one_live(page, "cross_entropy")


@pytest.mark.parametrize(("missing", "word"), [("WebAssembly", "WebAssembly"), ("Worker", "workers")])
def test_an_old_browser_is_told_what_is_missing(page: Page, site: str, missing: str, word: str) -> None:
    page.add_init_script(f"delete window.{missing}")
    page.goto(site)
    page.locator("#quiz").dispatch_event("pointerdown")
    page.wait_for_selector("live-widget[data-phase=failed]")
    expect(page.locator("#quiz .widget-failure")).to_contain_text(word)


def test_a_missing_model_leaves_the_other_widgets_alone(page: Page, site: str) -> None:
    page.route("**/*.onnx*", lambda route: route.fulfill(status=404))
    page.goto(site)
    all_live(page)
    expect(page.locator("#next_token .widget-message")).to_contain_text("next.onnx")
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_never_scrolls_sideways(browser: Browser, site: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site)
    all_live(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    smallest = page.evaluate("""Math.min(...[...document.querySelectorAll('.chart-picture text')].map(t =>
      parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width / 480))""")
    assert smallest >= 9.5
    context.close()
