"""What a reader does is kept, comes back at the end, is handed in, and is read by a teacher who has never been here."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live

GUESS = "Try them one by one, perhaps?"
ANSWERS = [
    {"id": "q-1@1000", "at": 1.0, "question": "q-1", "option": "b", "right": False, "sure": 90},
    {"id": "q-2@2000", "at": 2.0, "question": "q-2", "option": "c", "right": True, "sure": 60},
]
# What the quiz adds, as it adds it.
ADD = """entries => new Promise(resolve => {
  nudgeKept.ledgers.follow("quiz", { add: entries, clear: false }, ({ entries }) => entries.length && resolve());
})"""


def _guess(page: Page) -> None:
    one_live(page, "think-opening")
    page.locator("#think-opening textarea").fill(GUESS)
    page.locator("#think-opening textarea").blur()


@pytest.fixture
def reader(page: Page, site: str) -> Page:
    """A reader who has guessed, met a challenge and answered two questions."""
    page.goto(site)
    _guess(page)
    one_live(page, "cross_entropy")
    page.locator("#cross_entropy input[name=p]").fill("0.368")
    expect(page.locator("#cross_entropy .challenge-met")).to_be_visible()
    page.evaluate(ADD, ANSWERS)
    return page


def test_a_first_thought_comes_back_beside_what_the_lesson_said_and_is_marked(reader: Page) -> None:
    one_live(reader, "looking_back")
    thought = reader.locator("#looking_back .looked")
    expect(thought).to_have_count(1)
    expect(thought.locator(".looked-guess")).to_contain_text(GUESS)
    expect(thought.locator(".looked-said")).to_contain_text("Backpropagation")
    thought.get_by_label("This changed").check()
    expect(reader.locator("#looking_back output[name=changed]")).to_have_text("1")


def test_progress_knows_what_was_done_on_the_lesson_and_goes_out_and_in_again(
    reader: Page, site: str, browser: Browser, tmp_path: Path
) -> None:
    reader.goto(f"{site}review/")
    one_live(reader, "progress")
    row = reader.locator("#progress tbody tr", has_text="Cross-entropy")
    expect(row).to_contain_text("1/2")
    expect(reader.locator("#progress output[name=met]")).to_have_attribute("data-value", "1")
    expect(row.locator("a")).to_have_attribute("href", re.compile(r"/nudge/index\.html#cross-entropy$"))
    with reader.expect_download() as download:
        reader.locator("#progress button[name=export]").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    other = browser.new_context()
    page = other.new_page()
    page.goto(f"{site}review/")
    one_live(page, "progress")
    page.locator("#progress input[name=import]").set_input_files(file)
    expect(page.locator("#progress output[name=met]")).to_have_attribute("data-value", "1")
    edited = tmp_path / "edited.json"
    edited.write_text(file.read_text().replace('"option": "b"', '"option": "a"'))
    page.locator("#progress input[name=import]").set_input_files(edited)
    expect(page.locator("#progress .widget-message")).to_contain_text("edited since it was saved")
    page.locator("#progress summary", has_text="Delete all").click()
    page.locator("#progress button[name=delete]").click()
    expect(page.locator("#progress output[name=met]")).to_have_attribute("data-value", "0")
    other.close()


def test_a_hand_in_is_read_by_a_teacher_in_a_browser_of_their_own(
    reader: Page, site: str, browser: Browser, tmp_path: Path
) -> None:
    reader.goto(f"{site}review/")
    one_live(reader, "hand_in")
    reader.locator("#hand_in input[name=name]").fill("Ada")
    with reader.expect_download() as download:
        reader.locator("#hand_in button[name=file]").click()
    file = tmp_path / "ada.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["name"] == "Ada"
    reader.locator("#hand_in input[name=name]").fill("Ada, by link")
    reader.locator("#hand_in button[name=code]").click()
    expect(reader.locator("#hand_in .hand-in-code")).to_be_visible()
    assert reader.locator("#hand_in .hand-in-code").evaluate("code => code.naturalWidth") > 40
    link = reader.locator("#hand_in output[name=link]").inner_text()
    assert link.startswith(f"{site}teaching/#hand-in=")
    assert len(link) < 2048

    other = browser.new_context()
    page = other.new_page()
    page.set_default_timeout(30_000)
    page.goto(link)
    expect(page.locator("#class_report output[name=count]")).to_have_attribute("data-value", "1", timeout=60_000)
    # What is in the address is read once: a reload does not hand in again.
    assert page.url.endswith("#class_report")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    page.locator("#class_report input[name=files]").set_input_files([file, broken])
    expect(page.locator("#class_report output[name=count]")).to_have_attribute("data-value", "2")
    expect(page.locator("#class_report .widget-message")).to_contain_text("damaged, or no file of this site")
    bars = page.locator("#class_report .bars li")
    expect(bars).to_have_count(2)
    expect(bars.first).to_contain_text("q-1")
    expect(bars.first).to_contain_text("2 of 2")
    other.close()
