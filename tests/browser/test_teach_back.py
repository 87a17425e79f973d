"""A reader has an explanation marked in the page: nothing comes before it is asked for, and it can be stopped."""

import json

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import SITE, one_live

LISTED = sorted((SITE / "vendor").glob("assets*.json"))
PUBLISHED = bool(LISTED) and "models/tutor/marker.onnx" in json.loads(LISTED[0].read_text(encoding="utf-8"))
pytestmark = pytest.mark.skipif(not PUBLISHED, reason="no marker is published yet")

BOX = "#teach_back textarea"
MARK = "#teach_back button[name=mark]"
VERDICT = "#teach_back output[name=verdict]"
OWN = (
    "The model bets on every word that might come next, and the word that really comes next is the answer. "
    "Each knob is turned a little against its slope, so the loss goes down. "
    "Bigger batches wobble less, because you average many opinions."
)
COPIED = "Before training, a model is given exactly one job: predict the next token."


def _asked(page: Page) -> list[str]:
    """Files of the marker that the page fetches from now on."""
    names: list[str] = []

    def hear(request: Request) -> None:
        if "/models/tutor/" in request.url:
            names.append(request.url.rsplit("/", 1)[1].split(".")[0])

    page.on("request", hear)
    return names


def test_a_text_is_marked_where_it_stands_and_its_files_come_only_then(page: Page, site: str) -> None:
    asked = _asked(page)
    page.goto(site)
    one_live(page, "teach_back")
    page.locator(BOX).fill(f"{OWN} {COPIED}")
    expect(page.locator("#teach_back .marker-size")).to_contain_text("MB")
    assert set(asked) <= {"manifest"}
    page.locator(MARK).click()
    expect(page.locator(VERDICT)).to_contain_text("of 10 points seen", timeout=120_000)
    assert set(asked) >= {"marker", "tokenizer"}
    marked = page.locator("#teach_back .marked-text")
    expect(marked).to_contain_text(COPIED)
    expect(marked.locator("mark").first).to_be_visible()
    expect(page.locator("#teach_back .findings > li")).to_have_count(10)
    expect(page.locator("#teach_back .aside")).to_have_text(COPIED)
    expect(page.locator("#teach_back .trust")).to_contain_text("A machine read this")
    # A second attempt is held against the first.
    page.locator(BOX).fill(OWN + " Warmup starts with tiny steps, since big ones early on can blow the training up.")
    expect(page.locator(VERDICT)).to_contain_text("changed since")
    page.locator(MARK).click()
    expect(page.locator("#teach_back output[name=scores]")).to_have_attribute("data-value", "2", timeout=60_000)
    page.reload()
    one_live(page, "teach_back")
    expect(page.locator("#teach_back .findings > li")).to_have_count(10)
    expect(page.locator("#teach_back output[name=scores]")).to_have_attribute("data-value", "2")


def test_a_marking_is_stopped_with_its_download_and_begun_again(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "teach_back")
    page.locator(BOX).fill(OWN)
    held: list[object] = []
    page.route("**/models/tutor/marker.onnx*", lambda route: held.append(route))
    page.locator(MARK).click()
    page.locator("#teach_back button[name=stop]").click()
    expect(page.locator(VERDICT)).to_have_text("Stopped; nothing was marked.")
    expect(page.locator(".nudge-status")).to_be_hidden()
    page.unroute("**/models/tutor/marker.onnx*")
    page.locator(MARK).click()
    expect(page.locator(VERDICT)).to_contain_text("of 10 points seen", timeout=120_000)


def test_whoever_marks_first_compares_then_and_other_texts_are_answered(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "teach_back")
    page.locator("#teach_back input[name=first][value=reader]").check()
    for text, why in (
        ("", "at least a sentence"),
        ("Das Modell rät das nächste Wort im Text und lernt daraus.", "English"),
    ):
        page.locator(BOX).fill(text)
        page.locator(MARK).click()
        expect(page.locator(VERDICT)).to_contain_text(why)
    page.locator(BOX).fill(OWN + " <img src=x onerror=alert(1)> 👩‍👩‍👧")
    page.locator("#teach_back .rubric summary").click()
    page.locator("#teach_back input[name=point_update]").check()
    page.locator(MARK).click()
    expect(page.locator("#teach_back output[name=agree]")).to_contain_text("of 10", timeout=120_000)
    expect(page.locator("#teach_back .yours")).to_have_count(10)
    expect(page.locator("#teach_back .marked-text")).to_contain_text("<img src=x onerror=alert(1)>")
