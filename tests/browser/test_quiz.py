"""The quiz as a reader meets it: by mouse, finger and key; wrong ideas lead out, cards come in, nothing jumps."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import one_live
from widgets.questions.asked import Option, misconceptions, questions

FIRST, SECOND = questions(2)[:2]
WRONG = next(option for option in FIRST.option if not option.correct)
LEDGER = """(name) => new Promise((resolve, reject) => {
  const asked = indexedDB.open("nudge " + NAME);
  asked.onerror = reject;
  asked.onsuccess = () => {
    const [store] = asked.result.objectStoreNames;
    const got = asked.result.transaction(store).objectStore(store).get("* ledger " + name);
    got.onsuccess = () => { asked.result.close(); resolve(got.result ? got.result.entries : []); };
  };
})"""


def _ledger(page: Page, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = page.evaluate(LEDGER.replace("NAME", "new URL('.', location).pathname"), name)
    return entries


def _open(page: Page) -> Locator:
    quiz = page.locator("#quiz-2")
    quiz.scroll_into_view_if_needed()
    quiz.locator("summary").click()
    one_live(page, "quiz-2")
    return quiz


def _answer(quiz: Locator, option: Option, sure: int) -> None:
    quiz.locator(f"input[name=answer][value={option.id}]").check()
    quiz.locator(f"input[name=confidence][value='{sure}']").check()
    quiz.locator("button[name=check]").click()
    expect(quiz.locator(".explanations li")).to_have_count(4)


def test_a_wrong_answer_names_its_idea_shows_what_refutes_it_and_brings_a_card(page: Page, site: str) -> None:
    page.goto(site)
    quiz = _open(page)
    quiz.locator("button[name=check]").click()
    expect(quiz.locator(".widget-message")).to_contain_text("Choose an answer first")
    _answer(quiz, WRONG, 75)
    idea = misconceptions()[WRONG.misconception]
    yours = quiz.locator(".explanations li").first
    expect(yours).to_contain_text(f"Wrong (your answer): {WRONG.text} {WRONG.explanation}")
    expect(quiz.locator("output[name=score]")).to_have_text("0 of 1")
    (entry,) = _ledger(page, "quiz")
    assert (entry["question"], entry["option"], entry["right"], entry["sure"]) == (FIRST.id, WRONG.id, False, 75)
    assert [one["card"] for one in _ledger(page, "deck")] == [idea.card]
    yours.locator("a", has_text=idea.see).click()
    expect(page.locator(f"#{idea.widget}")).to_be_in_viewport()
    expect(page.locator(f"#{idea.widget}")).to_have_attribute("data-phase", "live")
    assert isinstance(idea.setting, dict)
    fields = page.evaluate("id => document.getElementById(id).machine.fields", idea.widget)
    assert {name: fields[name] for name in idea.setting} == idea.setting
    yours.locator("a", has_text=idea.name).click()
    assert page.evaluate("location.hash") == f"#{idea.section}"
    place = page.locator(f"#{idea.section}").bounding_box()
    assert place
    assert 50 < place["y"] < 800, "below the bar"


def test_what_was_answered_outlives_a_reload_and_counts_in_every_quiz(page: Page, site: str) -> None:
    page.goto(site)
    quiz = _open(page)
    _answer(quiz, FIRST.right, 95)
    quiz.locator("button[name=next]").click()
    expect(quiz.locator("legend").first).to_have_text(SECOND.text)
    assert quiz.locator("input:checked").count() == 0
    _answer(quiz, SECOND.right, 50)
    page.wait_for_timeout(1000)
    page.reload()
    quiz = _open(page)
    expect(quiz.locator("legend").first).to_have_text(SECOND.text)
    expect(quiz.locator(".explanations li")).to_have_count(4)
    one_live(page, "quiz")
    for each in ("#quiz-2", "#quiz"):
        expect(page.locator(f"{each} output[name=score]")).to_have_text("2 of 2")


def test_by_keys_alone_and_the_page_stays_where_it_is(page: Page, site: str) -> None:
    page.goto(site)
    quiz = _open(page)
    question = quiz.locator("legend").first
    quiz.locator("input[name=answer]").first.focus()
    page.wait_for_timeout(500)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(quiz.locator("output[name=stake]")).to_contain_text("0.69 if right")
    expect(quiz.locator("input[name=confidence][value='50']")).to_be_checked()
    page.keyboard.press("Tab")
    before = question.bounding_box()
    shifted = """() => { window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
      window.moved += entry.value; })).observe({ type: "layout-shift" }); }"""
    page.evaluate(shifted)
    page.keyboard.press("Enter")
    expect(quiz.locator(".explanations li")).to_have_count(4)
    assert question.bounding_box() == before
    assert page.evaluate("document.activeElement.name") == "next", "the focus goes on to what takes its place"
    page.keyboard.press("Enter")
    expect(question).to_have_text(SECOND.text)
    after = question.bounding_box()
    assert before
    assert after
    assert after["y"] == before["y"]
    assert page.evaluate("document.activeElement.closest('live-widget').id") == "quiz-2"


@pytest.fixture
def finger(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


def test_a_finger_answers_every_question_and_sees_counts_at_the_end(finger: Page) -> None:
    finger.locator("#quiz-2 summary").tap()
    one_live(finger, "quiz-2")
    quiz = finger.locator("#quiz-2")
    for question in questions(2):
        expect(quiz.locator("legend").first).to_have_text(question.text)
        quiz.locator("label", has=finger.locator(f"input[name=answer][value={question.right.id}]")).tap()
        quiz.locator("label", has=finger.locator("input[name=confidence][value='75']")).tap()
        quiz.locator("button[name=check]").tap()
        quiz.locator("button[name=next][value='']", has_text="Next question").or_(
            quiz.locator("button[name=next]", has_text="Finish")
        ).tap()
    expect(quiz.locator("form p[role=status]")).to_contain_text("Done: 3 of 3 right")
    expect(quiz.locator("tbody td")).to_have_text(["75%", "3", "3"])
    quiz.locator("button[name=again]").tap()
    expect(quiz.locator("legend").first).to_have_text(FIRST.text)
