"""The page of reviews: cards come back on their day, in this browser, another tab and another browser."""

import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import all_live, one_live
from widgets.deck.cards import cards, deck
from widgets.deck.due import NEW_A_DAY

DAY = 86_400_000


def _open(page: Page, site: str, *, ahead: int = 0) -> Page:
    """The page of reviews, awake, `ahead` milliseconds from now."""
    if ahead:
        page.add_init_script(f"const now = Date.now; Date.now = () => now() + {ahead};")
    page.goto(f"{site}review/")
    all_live(page)
    expect(page.locator("#flashcards [data-part=deck]:not([aria-busy])")).to_be_visible()
    return page


def _due(page: Page, count: int) -> None:
    expect(page.locator("#flashcards output[name=due]")).to_have_attribute("data-value", str(count))


def _grade(page: Page, *keys: str) -> None:
    """Turn what is in sight, and grade it, by keys alone."""
    for key in keys:
        flip = page.locator("#flashcards button[name=flip]")
        before = flip.get_attribute("value")
        flip.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#flashcards .card-turned")).to_be_visible()
        page.keyboard.press(key)
        expect(page.locator(f"#flashcards button[name=flip][value='{before}']")).to_have_count(0)


@pytest.fixture
def review(page: Page, site: str) -> Page:
    return _open(page, site)


def test_cards_are_graded_by_keys_and_what_was_graded_outlives_a_reload(review: Page, site: str) -> None:
    _due(review, NEW_A_DAY)
    _grade(review, "4", "4")
    _due(review, NEW_A_DAY - 2)
    expect(review.locator("#flashcards output[name=next_due]")).to_have_attribute("data-value", re.compile(r"^\d+\."))
    expect(review.locator("#memory_curves button[value=cross-entropy]")).to_contain_text("100%")
    _open(review, site)
    _due(review, NEW_A_DAY - 2)
    # The lesson's own deck goes on where this one was left.
    review.goto(site)
    one_live(review, "flashcards")
    _due(review, NEW_A_DAY - 2)


def test_on_another_day_what_is_due_comes_back(context: BrowserContext, site: str) -> None:
    _grade(_open(context.new_page(), site), *"444444")
    later = _open(context.new_page(), site, ahead=9 * DAY)
    _due(later, NEW_A_DAY + 6)
    assert later.locator("#flashcards button[name=flip]").get_attribute("value") == cards()[0].id


def test_a_clock_that_was_set_back_loses_no_card(context: BrowserContext, site: str) -> None:
    _grade(_open(context.new_page(), site, ahead=400 * DAY), "4", "4")
    back = _open(context.new_page(), site)
    _due(back, NEW_A_DAY)
    expect(back.locator("#flashcards .widget-message")).to_contain_text("a clock was wrong: 2")
    _grade(back, "4")
    _due(back, NEW_A_DAY - 1)


def test_two_tabs_grade_at_the_same_time_and_lose_nothing_of_each_other(context: BrowserContext, site: str) -> None:
    one, other = (_open(context.new_page(), site) for _ in range(2))
    _grade(one, "4")
    _due(other, NEW_A_DAY - 1)
    _grade(other, "4", "4")
    _due(one, NEW_A_DAY - 3)
    assert one.locator("#flashcards button[name=flip]").get_attribute("value") == cards()[3].id


def test_reviews_go_to_a_fresh_browser_as_a_file_and_a_damaged_one_changes_nothing(
    review: Page, browser: Browser, site: str, tmp_path: Path
) -> None:
    _grade(review, "4", "1")
    with review.expect_download() as download:
        review.locator("#flashcards button[name=export]").click()
    file = tmp_path / "nudge-reviews.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())["reviews"]) == 2
    cut = tmp_path / "cut.json"
    cut.write_text(file.read_text()[:-9])
    context = browser.new_context()
    fresh = _open(context.new_page(), site)
    chooser = fresh.locator("#flashcards input[type=file]")
    chooser.set_input_files(cut)
    expect(fresh.locator("#flashcards .widget-message")).to_contain_text("This file is damaged")
    _due(fresh, NEW_A_DAY)
    chooser.set_input_files(file)
    expect(fresh.locator("#flashcards .widget-message")).to_contain_text("2 reviews came in.")
    _due(fresh, NEW_A_DAY - 2)
    context.close()


def test_where_a_browser_keeps_nothing_it_works_for_the_visit_and_says_so(page: Page, site: str) -> None:
    page.add_init_script("Object.defineProperty(self, 'indexedDB', { value: undefined })")
    _open(page, site)
    _grade(page, "4")
    _due(page, NEW_A_DAY - 1)
    expect(page.locator("#flashcards .widget-message")).to_contain_text("counts until you leave this page")


def test_the_deck_for_anki_is_there_to_be_taken(review: Page) -> None:
    with review.expect_download() as download:
        review.locator("a[href$='.apkg']").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


def test_on_paper_the_page_is_a_sheet_with_both_sides_of_every_card(page: Page, site: str) -> None:
    page.goto(f"{site}review/")
    page.wait_for_load_state("load")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    letters = [re.sub(r"\W+", "", sheet.extract_text()).casefold() for sheet in printed.pages]
    whole = "".join(letters).replace("ﬁ", "fi").replace("ﬂ", "fl")
    for card in (*cards(), *deck().waiting):
        for side in (card.front, card.back):
            assert re.sub(r"\W+", "", side).casefold() in whole, side
    assert "learnahead" not in whole
    assert len(letters) <= 5
    assert all(len(sheet) > 150 for sheet in letters)


def test_a_file_that_does_not_come_fails_the_cards_alone(page: Page, site: str) -> None:
    page.route("**/fsrs.zip.*", lambda route: route.fulfill(status=404))
    page.goto(site)
    page.locator("#flashcards").dispatch_event("pointerdown")
    expect(page.locator("#flashcards .widget-failure")).to_contain_text("fsrs.zip is missing", timeout=60_000)
    one_live(page, "cross_entropy")
    page.unroute("**/fsrs.zip.*")
    page.locator("#flashcards .widget-failure button").click()
    page.wait_for_selector("#flashcards[data-phase=live]", timeout=60_000)
