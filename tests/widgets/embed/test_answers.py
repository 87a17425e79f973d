"""On paper, the quiz has its answers on a sheet of their own."""

import pytest
from pymdownx.superfences import SuperFencesException

from widgets.embed.answers import format_answers
from widgets.engine import render
from widgets.quiz import questions


def _formatted(*words: str) -> str:
    return format_answers("", "answers", "answers", {"words": words}, None)  # type: ignore[arg-type]


def test_every_option_of_every_question_is_explained_and_the_right_one_named() -> None:
    shown = _formatted("quiz")
    for question in questions():
        assert question.text in shown
        for letter, option in zip("ABCD", question.option, strict=True):
            said = f"<strong>{letter}. Right.</strong>" if option.correct else f"{letter}."
            assert f"<li>{said} {render(option.explanation)}</li>" in shown


def test_another_name_stops_the_build() -> None:
    with pytest.raises(SuperFencesException, match="answers quiz"):
        _formatted("flashcards")
