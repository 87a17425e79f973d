"""On paper, the quiz has its answers on a sheet of their own."""

import re

import pytest
from pymdownx.superfences import SuperFencesException

from widgets.embed.answers import format_answers
from widgets.quiz import questions


def _formatted(*words: str) -> str:
    return format_answers("", "answers", "answers", {"words": words}, None)  # type: ignore[arg-type]


def test_every_question_has_its_right_option_and_the_reason() -> None:
    shown = _formatted("quiz")
    for question in questions():
        (right,) = (option for option in question.option if option.correct)
        assert question.text in shown
        assert f"<strong>{right.id.upper()}. {right.text}.</strong> {right.explanation}" in shown
        assert not any(option.text in shown for option in question.option if not option.correct)
    assert len(re.findall("<li>", shown)) == len(questions())


def test_another_name_stops_the_build() -> None:
    with pytest.raises(SuperFencesException, match="answers quiz"):
        _formatted("flashcards")
