"""On paper, the quiz has its answers on a sheet of their own; without scripts, a page of all questions."""

import pytest
from pymdownx.superfences import SuperFencesException

from widgets.embed.answers import format_answers, printed
from widgets.engine import render
from widgets.questions.asked import misconceptions, questions


def _formatted(*words: str) -> str:
    return format_answers("", "answers", "answers", {"words": words}, None)  # type: ignore[arg-type]


def test_the_sheet_answers_what_the_page_prints_the_first_question_of_each_concept() -> None:
    shown = _formatted("quiz")
    assert [question.concept for question in printed()] == list(range(1, 11))
    for question in printed():
        assert f'<p class="answers-question">{render(question.text)}</p>' in shown
        assert f"<p>{render(question.right.text)}. {render(question.right.explanation)}</p>" in shown


def test_the_page_has_every_question_with_a_reason_for_every_option_and_the_idea_behind_a_wrong_one() -> None:
    shown = _formatted("quiz", "whole")
    places = [shown.index(render(question.text)) for question in sorted(questions(), key=lambda one: one.concept)]
    assert places == sorted(places)
    for question in questions():
        for option in question.option:
            said = "Right: " if option.correct else "Wrong: "
            assert f"<strong>{said}</strong><q>{render(option.text)}</q> {render(option.explanation)}" in shown
    for idea in misconceptions().values():
        assert f'<a href="../#{idea.section}">{render(idea.name)}</a>' in shown


@pytest.mark.parametrize("words", [("flashcards",), ("quiz", "half"), ()])
def test_another_name_stops_the_build(words: tuple[str, ...]) -> None:
    with pytest.raises(SuperFencesException, match="answers quiz"):
        _formatted(*words)
