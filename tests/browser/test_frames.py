"""Before any Python is there the calculators answer from frames, to the letter what Python would draw."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import all_live, asleep, one_live
from widgets import gradient_noise, learning_rate_schedule
from widgets.cross_entropy import P
from widgets.embed import frames
from widgets.embed.host import first_view
from widgets.engine import Event, Session

# A widget as its page opens it.
FIELDS = dict(frames.fences())
FRAMED = {
    ("cross_entropy", "p"): P.values(),
    ("learning_rate_schedule", "warmup"): learning_rate_schedule.WARMUP.values(),
    ("learning_rate_schedule", "floor"): learning_rate_schedule.FLOOR.values(),
    ("gradient_noise", "batch_size"): tuple(str(size) for size in gradient_noise.SIZES),
    ("gradient_noise", "moment"): tuple("01234567"),
}
# Whether the form of a widget is the one that this markup makes.
SAME = """([widget, html]) => {
  const made = document.createElement('template');
  made.innerHTML = html;
  return document.querySelector(`#${widget} form`).isEqualNode(made.content.firstElementChild);
}"""


def _python(widget: str, control: str, value: str) -> str:
    built = first_view(widget, FIELDS[widget])
    session = Session(built.widget, built.state)
    session.dispatch(Event(control, value))
    return session.html()


def _move(page: Page, widget: str, control: str, value: str) -> None:
    page.evaluate(
        """([widget, name, value]) => {
          const form = document.querySelector(`#${widget} form`);
          const control = form.querySelector(`input[name=${name}]`);
          control.value = value;
          for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, {bubbles: true}));
        }""",
        [widget, control, value],
    )


@pytest.mark.parametrize(("widget", "control"), FRAMED)
def test_a_frame_is_to_the_letter_what_python_draws(page: Page, site: str, widget: str, control: str) -> None:
    asleep(page, site)
    values = FRAMED[widget, control]
    # A few dozen of them, both ends included, there and back.
    some = values[:: max(1, len(values) // 12)] + values[-1:] + values[:2]
    for value in some:
        _move(page, widget, control, value)
        assert page.evaluate(SAME, [widget, _python(widget, control, value)]), value
        shown = page.locator(f"#{widget} input[name={control}]").input_value()
        assert shown == value, "the control itself follows"
    assert page.evaluate("document.documentElement.dataset.runtime") != "ready"


def test_what_the_frames_showed_is_what_python_then_draws(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_function("() => [...document.querySelectorAll('[data-frames]')].every(widget => widget.framed)")
    moved = {"cross_entropy": ("p", "0.3"), "learning_rate_schedule": ("warmup", "0.25")}
    moved["gradient_noise"] = ("batch_size", "64")
    for widget, (control, value) in moved.items():
        _move(page, widget, control, value)
    assert page.evaluate("document.documentElement.dataset.runtime") != "ready"
    all_live(page)
    for widget, (control, value) in moved.items():
        # What a widget reads of the model may come after Python does.
        page.wait_for_function(SAME, arg=[widget, _python(widget, control, value)])


def test_a_second_control_waits_for_python_and_the_first_ones_frame_stays(page: Page, site: str) -> None:
    asleep(page, site)
    _move(page, "learning_rate_schedule", "warmup", "0.25")
    _move(page, "learning_rate_schedule", "floor", "0.5")
    assert page.locator("#learning_rate_schedule .widget-waiting").is_visible()
    html = _python("learning_rate_schedule", "warmup", "0.25")
    page.evaluate("document.querySelector('#learning_rate_schedule input[name=floor]').value = '0.1'")
    assert page.evaluate(SAME, ["learning_rate_schedule", html])


def test_frames_that_do_not_come_leave_a_widget_that_waits_for_python(page: Page, site: str) -> None:
    page.route("**/frames/*", lambda route: route.abort())
    page.goto(site)
    _move(page, "cross_entropy", "p", "0.9")
    page.wait_for_selector("#cross_entropy .widget-waiting, #cross_entropy[data-phase=live]")
    all_live(page)
    page.wait_for_function("() => document.querySelector('#cross_entropy output[name=loss]').textContent === '0.11'")


def test_a_page_that_somebody_translated_is_left_as_it_is_until_python_comes(page: Page, site: str) -> None:
    asleep(page, site)
    page.evaluate("""() => {
      const output = document.querySelector('#cross_entropy output[name=loss]');
      output.innerHTML = `<font>${output.textContent}</font>`;
    }""")
    before = page.locator("#cross_entropy form").inner_html()
    _move(page, "cross_entropy", "p", "0.9")
    assert page.locator("#cross_entropy form").inner_html() == before
    assert page.locator("#cross_entropy .widget-waiting").is_visible()


def test_the_first_touch_is_answered_before_any_python_is_there(page: Page, site: str) -> None:
    # It never comes.
    page.route("**/pyodide.asm.wasm.*", lambda route: None)
    page.goto(site)
    page.wait_for_function("() => document.querySelector('#cross_entropy').framed")
    took = page.evaluate("""() => {
      const started = performance.now();
      const p = document.querySelector('#cross_entropy input[name=p]');
      p.value = '0.9'; p.dispatchEvent(new Event('input', {bubbles: true}));
      return [performance.now() - started, document.querySelector('#cross_entropy output[name=loss]').textContent];
    }""")
    assert took[1] == "0.11"
    page.locator("#learning_rate_schedule input[name=warmup]").fill("0.2")
    expect(page.locator("#learning_rate_schedule .control-value").nth(1)).to_have_text("20.0%")
    # A frame answers only the page as built: the second control of a widget waits, and says so.
    page.locator("#learning_rate_schedule input[name=floor]").fill("0.5")
    expect(page.locator("#learning_rate_schedule .widget-waiting")).to_be_visible()


def test_python_takes_over_from_a_frame_without_a_jump(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_function("() => document.querySelector('#cross_entropy').framed")
    page.evaluate("""() => {
      const output = document.querySelector('#cross_entropy output[name=loss]');
      window.seen = [output.textContent];
      const all = {childList: true, characterData: true, subtree: true};
      new MutationObserver(() => seen.push(output.textContent)).observe(output, all);
    }""")
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    one_live(page, "cross_entropy")
    page.wait_for_timeout(300)
    assert set(page.evaluate("seen")) == {"0.69", "0.11"}
    framed = page.locator("#cross_entropy form").inner_html()
    page.locator("#cross_entropy input[name=p]").fill("0.5")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.69")
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")
    assert page.locator("#cross_entropy form").inner_html() == framed
