"""Text that is composed, as with an input method, or comes at once, as dictated: none is lost, doubled or disturbed."""

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.browser.conftest import all_live

BOXES = "live-widget form :is(textarea, input[type=text])"
WORDS = "live-widget#{} form :is(textarea, input)[name={}]"
# Longer than a widget needs for its answer, so that patches come while the text is composed.
PATCHED = 150
LISTEN = """box => {
  box.heard = {begun: 0, ended: 0, input: 0};
  box.addEventListener("compositionstart", () => box.heard.begun += 1);
  box.addEventListener("compositionend", () => box.heard.ended += 1);
  box.addEventListener("input", () => box.heard.input += 1);
}"""
STANDS = "box => [box.value, box.selectionStart, box.selectionEnd, document.activeElement === box]"
# What Python has heard, by the field of the State that is called like the box.
HEARD = "([id, name, text]) => document.getElementById(id).machine.fields[name] === text"


def _boxes(page: Page) -> list[tuple[str, str]]:
    found: list[list[str]] = page.locator(BOXES).evaluate_all(
        "boxes => boxes.filter(b => !b.readOnly && b.name).map(b => [b.closest('live-widget').id, b.name])"
    )
    return [(widget, name) for widget, name in found]


@pytest.fixture(scope="module")
def laboratory(browser: Browser, site: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{site}laboratory/")
    all_live(page)
    return page


def _holds(box: Locator, text: str, caret: int) -> None:
    assert box.evaluate(STANDS) == [text, caret, caret, True]


def _composes(page: Page, keys: CDPSession, widget: str, name: str) -> None:
    """Compose, then dictate into the middle; the box always holds what was meant, and Python hears it once."""
    box = page.locator(WORDS.format(widget, name))
    box.fill("")
    box.focus()
    box.evaluate(LISTEN)
    keys.send("Input.insertText", {"text": "The "})
    page.wait_for_timeout(PATCHED)
    for stage in ("に", "にほ", "にほん", "日本"):
        keys.send("Input.imeSetComposition", {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)})
        page.wait_for_timeout(PATCHED)
        _holds(box, f"The {stage}", 4 + len(stage))
        assert box.evaluate("box => [box.heard.begun, box.heard.ended]") == [1, 0], "a patch disturbed the composing"
    keys.send("Input.insertText", {"text": "日本"})
    _holds(box, "The 日本", 6)
    assert box.evaluate("box => box.heard.ended") == 1
    page.wait_for_timeout(PATCHED)
    box.evaluate("box => box.setSelectionRange(4, 4)")
    before = box.evaluate("box => box.heard.input")
    keys.send("Input.insertText", {"text": "rain fell on "})
    _holds(box, "The rain fell on 日本", 17)
    assert box.evaluate("box => box.heard.input") == before + 1
    page.wait_for_timeout(PATCHED)
    _holds(box, "The rain fell on 日本", 17)
    expect(page.locator(f"live-widget#{widget}")).to_have_attribute("data-phase", "live")
    page.wait_for_function(HEARD, arg=[widget, name, "The rain fell on 日本"])


def test_every_box_of_the_lesson_takes_what_is_composed_and_dictated(lesson: Page) -> None:
    keys, boxes = lesson.context.new_cdp_session(lesson), _boxes(lesson)
    assert {"next_token", "sentence_loss", "one_step", "teacher_forcing", "blame", "teach_back"} <= {
        one for one, _ in boxes
    }
    for widget, name in boxes:
        _composes(lesson, keys, widget, name)


def test_so_does_every_box_of_the_laboratory(laboratory: Page) -> None:
    keys, boxes = laboratory.context.new_cdp_session(laboratory), _boxes(laboratory)
    assert {("training_lab", "text"), ("training_lab", "prompt"), ("training_lab", "name")} <= set(boxes)
    for widget, name in boxes:
        _composes(laboratory, keys, widget, name)


# Half a pair cannot be told to the browser but by its number.
TYPED = """([id, name, codes]) => {
  const box = document.querySelector(`#${id} form :is(textarea, input)[name=${name}]`);
  box.focus();
  box.value = String.fromCharCode(...codes);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CAME = """([id, name, codes]) => {
  const text = String.fromCharCode(...codes), widget = document.getElementById(id);
  return widget.dataset.phase === "live" && widget.machine.fields[name] === text
    && widget.querySelector(`form :is(textarea, input)[name=${name}]`).value === text;
}"""


@pytest.mark.parametrize(
    ("widget", "name"),
    [("next_token", "prompt"), ("sentence_loss", "text"), ("one_step", "text"), ("teach_back", "explanation")],
)
def test_half_a_pair_and_other_odd_texts_are_answered(lesson: Page, widget: str, name: str) -> None:
    for text in ("a\ud83d", "\udc00b", "👩\u200d👩\u200d👧 👍🏽", "שלום e\u0301", "\u202eabc", "\u200b", "\x00\x1b"):
        units = text.encode("utf-16-le", "surrogatepass")
        codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
        lesson.evaluate(TYPED, [widget, name, codes])
        lesson.wait_for_function(CAME, arg=[widget, name, codes])
