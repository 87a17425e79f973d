"""What happens to a page besides its files: a widget that raises, a worker that is killed or runs out of memory, a
browser that translates, an extension that marks or restyles. The rest goes on, and what was hit comes back."""

import re

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser.conftest import all_live, one_live

LAB = "live-widget#training_lab"

# Every text of a page as a browser's translation leaves it: in two <font>, the old node thrown away or kept inside.
TRANSLATE = """(keeps) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  const left = "script, style, textarea, option, svg, math, [translate=no]";
  for (const text of texts) {
    if (!text.data.trim() || text.parentElement.closest(left)) continue;
    const [outer, inner] = [0, 1].map(() => document.createElement("font"));
    outer.append(inner);
    text.replaceWith(outer);
    inner.append(keeps ? text : `${text.data}`);
  }
}"""
# As a search of words leaves them: a text is cut in three, and its middle marked.
MARK = """() => {
  const walk = document.createTreeWalker(document.querySelector("#cross_entropy form"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts) {
    if (text.data.length < 3 || text.parentElement.closest("svg, option")) continue;
    const middle = text.splitText(1);
    middle.splitText(1);
    const mark = document.createElement("mark");
    middle.replaceWith(mark);
    mark.append(middle);
  }
}"""
# As an extension for dark pages leaves it: attributes and styles on whatever has a color, and classes.
RESTYLE = """() => {
  for (const one of document.querySelectorAll("#cross_entropy, #cross_entropy *")) {
    one.setAttribute("data-restyled", "");
    one.style.setProperty("--restyled-fill", "#123");
    one.classList.add("restyled");
  }
}"""
# What the widget shows, without what was done to it.
SHOWN = """(id) => document.querySelector(`#${id} form`).textContent.replace(/\\s+/g, " ")"""


def _model(page: Page) -> Worker:
    (found,) = [worker for worker in page.workers if worker.evaluate("typeof ort") != "undefined"]
    return found


def _moved(page: Page, p: str) -> str:
    page.locator("#cross_entropy input[name=p]").fill(p)
    loss = {"0.9": "0.11", "0.5": "0.69", "0.3": "1.20"}[p]
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text(loss)
    shown: str = page.evaluate(SHOWN, "cross_entropy")
    return shown


@pytest.mark.parametrize("how", ["replaced", "wrapped", "marked", "restyled"])
def test_texts_that_others_rebuilt_are_drawn_once_and_right(page: Page, site: str, how: str) -> None:
    page.goto(site)
    one_live(page, "cross_entropy")
    # As often as it takes for the page to know its places by heart.
    right = {p: _moved(page, p) for p in ("0.5", "0.9", "0.3")}
    rebuilt = {"replaced": (TRANSLATE, False), "wrapped": (TRANSLATE, True), "marked": (MARK,), "restyled": (RESTYLE,)}
    for p in ("0.9", "0.5", "0.3"):
        page.evaluate(*rebuilt[how])
        assert _moved(page, p) == right[p]


def test_a_page_translated_before_python_is_awake_comes_to_life(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_function("() => [...document.querySelectorAll('[data-frames]')].every(widget => widget.framed)")
    page.evaluate(TRANSLATE, False)
    _moved(page, "0.9")
    all_live(page)
    # Python's own words, once each, whatever stood there.
    expect(page.locator("#cross_entropy form font")).to_have_count(0)
    page.locator("#next_token textarea[name=prompt]").fill("The dog")
    expect(page.locator("#next_token .tokens")).to_have_text(re.compile("The.*dog"))
    expect(page.locator("#next_token .candidates li")).to_have_count(10)


def test_an_exception_in_any_widget_leaves_all_others_alive(page: Page, site: str) -> None:
    page.goto(site)
    all_live(page)
    ids = page.locator("live-widget").evaluate_all("widgets => widgets.map(widget => widget.id)")
    assert len(ids) > 20
    for number, name in enumerate(ids):
        # A file needs no control that is still there.
        page.evaluate("id => document.getElementById(id).machine.send({name: 'nothing', value: '', file: true})", name)
        failure = page.locator(f"#{name} > .widget-failure")
        expect(failure).to_contain_text("This widget stopped: ")
        assert page.locator("live-widget[data-phase=live]").count() == len(ids) - 1, name
        p, loss = (("0.9", "0.11"), ("0.5", "0.69"))[number % 2]
        if name != "cross_entropy":
            page.locator("#cross_entropy input[name=p]").fill(p)
            expect(page.locator("#cross_entropy output[name=loss]")).to_have_text(loss)
        failure.get_by_role("button", name="Try again").click()
        expect(page.locator(f"#{name}")).to_have_attribute("data-phase", "live")


def test_the_model_that_goes_away_without_a_word_is_missed_and_comes_back(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "cross_entropy")
    one_live(page, "next_token")
    prompt = page.locator("#next_token textarea[name=prompt]")
    prompt.fill("The dog")
    expect(page.locator("#next_token .candidates-box[data-basis]:not([aria-busy])")).to_have_count(1, timeout=60_000)
    _model(page).evaluate("self.close()")
    prompt.fill("Once upon a")
    expect(page.locator("#next_token")).to_contain_text("The language model does not answer any more", timeout=20_000)
    # Python and its widgets never noticed.
    _moved(page, "0.9")
    expect(page.locator("live-widget[data-phase=failed]")).to_have_count(0)
    prompt.fill("Once upon a ")
    prompt.fill("Once upon a")
    expect(page.locator("#next_token .candidates li").first).to_have_attribute("data-token", " time", timeout=60_000)


def test_a_laboratory_that_runs_out_of_memory_says_so_and_trains_again(page: Page, site: str) -> None:
    page.goto(f"{site}laboratory/")
    one_live(page, "training_lab")
    page.locator(f"{LAB} input[name=steps]").fill("400")
    page.locator(f"{LAB} button[name=start]").click()
    step = page.locator(f"{LAB} output[name=step]")
    # The published run, which stands there before, has 3,000.
    expect(step).to_have_attribute("data-value", re.compile(r"^\d\d$"), timeout=120_000)
    _model(page).evaluate("""() => {
      const Tensor = class { constructor() { throw new RangeError("Array buffer allocation failed"); } };
      self.ort = Object.create(ort, { Tensor: { value: Tensor } });
    }""")
    full = "needs more memory than the browser gives it; close other pages and try again."
    expect(page.locator(LAB)).to_contain_text(full, timeout=60_000)
    assert page.locator(LAB).get_attribute("data-phase") == "live"
    page.locator(f"{LAB} input[name=steps]").fill("20")
    page.locator(f"{LAB} button[name=reset]").click()
    page.locator(f"{LAB} button[name=start]").click()
    expect(page.locator(f"{LAB} output[name=verdict]")).to_contain_text("Done", timeout=120_000)
