"""The score counts right answers, every option says why, and the verdict weighs how sure the reader was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import quiz
from widgets.engine import Event, InvalidValue, UnknownEvent, WrongData, parse_toml
from widgets.quiz import CONFIDENCE, Question, Quiz, State, questions, update, view

RIGHT = {question.id: next(option.id for option in question.option if option.correct) for question in questions()}
WRONG = {question.id: next(option.id for option in question.option if not option.correct) for question in questions()}


def _answered(right: int, confidence: str = "", *, checked: bool = True) -> State:
    """All questions answered, so many of them right."""
    answers = tuple((key, (RIGHT if index < right else WRONG)[key]) for index, key in enumerate(RIGHT))
    return State(answers, confidence, checked)


def _verdict(state: State) -> str:
    return drawn.words(drawn.one(view(state), "output", name="verdict"))


@pytest.mark.parametrize("right", range(6))
def test_the_score_counts_the_right_answers(right: int) -> None:
    assert drawn.output(view(_answered(right)), "score") == (f"{right} of 5", right)


def test_before_the_check_there_is_no_score_and_no_verdict() -> None:
    element = view(_answered(5, checked=False))
    assert drawn.output(element, "score") == ("not checked yet", None)
    assert not drawn.found(element, "output", name="verdict")
    assert not drawn.found(element, "p", class_="quiz-verdict")


CERTAIN = "You were certain and got {} right: exactly the kind of mistake cross-entropy punishes most."
GUESSING = "You thought you were guessing and got {} right: you know more than you believe."
SILENT = "You got {} right. Next time say how sure you are, too: it is worth knowing."
PLAIN = "You got {} right."


@pytest.mark.parametrize(
    ("confidence", "right", "verdict"),
    [
        ("certain", 0, CERTAIN),
        ("certain", 4, CERTAIN),
        ("certain", 5, PLAIN),
        ("guessing", 2, PLAIN),
        ("guessing", 3, GUESSING),
        ("guessing", 5, GUESSING),
        ("fairly", 1, PLAIN),
        ("fairly", 5, PLAIN),
        ("", 2, SILENT),
        ("", 5, SILENT),
    ],
)
def test_the_verdict_weighs_the_score_against_how_sure_the_reader_was(
    confidence: str, right: int, verdict: str
) -> None:
    assert _verdict(_answered(right, confidence)) == verdict.format("all" if right == 5 else f"{right} of 5")


@pytest.mark.parametrize("right", [0, 5])
def test_every_option_is_called_right_or_wrong_as_it_is_and_says_why(right: int) -> None:
    state = _answered(right)
    items = [item for item in drawn.one(view(state), "ol", class_="quiz").children if not isinstance(item, str)]
    for question, item in zip(questions(), items, strict=True):
        for option, line in zip(question.option, drawn.found(drawn.one(item, "ul"), "li"), strict=True):
            yours = " (your answer)" if (question.id, option.id) in state.answers else ""
            word = "Right" if option.correct else "Wrong"
            assert drawn.words(line) == f"{word}{yours}: {option.text} {option.explanation}"
            assert drawn.found(line, "li", class_=word.lower())


def _explanations(state: State) -> list[str]:
    lists = drawn.found(view(state), "ul", class_="explanations")
    return [drawn.words(item) for one in lists for item in drawn.found(one, "li")]


def test_before_the_check_an_answer_is_shown_on_demand_only_and_marks_none_as_yours() -> None:
    state = _answered(5, checked=False)
    folded = drawn.found(view(state), "details")
    assert [drawn.words(drawn.one(one, "summary")) for one in folded] == ["Show the answer"] * 5
    assert len(_explanations(state)) == 20
    assert not any("(your answer)" in line for line in _explanations(state))
    assert drawn.found(view(_answered(5)), "details") == []


def test_the_chosen_options_are_checked_and_no_others() -> None:
    element = view(State((("q2", "b"),), "fairly"))
    checked = [dict(one.attributes) for one in drawn.found(element, "input", checked=True)]
    assert [(one["name"], one["value"]) for one in checked] == [("q2", "b"), ("confidence", "fairly")]
    assert len(drawn.found(element, "input", type="radio")) == 23


def test_questions_are_numbered_and_asked_in_the_order_of_the_file() -> None:
    legends = [drawn.words(legend) for legend in drawn.found(view(State()), "legend")]
    assert legends == [
        *(f"{n}. {question.text}" for n, question in enumerate(questions(), 1)),
        "How sure are you, all in all?",
    ]


def test_checking_asks_for_the_answers_that_are_missing_and_only_then() -> None:
    state = State((("q1", "a"), ("q3", "b"), ("q4", "c")))
    with pytest.raises(InvalidValue, match=r"^Choose an answer for question 2, 5 first; a guess is fine\.$"):
        update(state, Event("check"))
    assert update(_answered(1, checked=False), Event("check")) == _answered(1)


def test_a_changed_answer_replaces_the_one_before_and_asks_for_a_new_check() -> None:
    state = update(_answered(5), Event("q2", WRONG["q2"]))
    assert not state.checked
    assert dict(state.answers) == RIGHT | {"q2": WRONG["q2"]}
    assert len(state.answers) == 5


def test_how_sure_one_is_can_be_said_after_the_check_too() -> None:
    assert update(_answered(5), Event("confidence", "certain")) == _answered(5, "certain")


def test_starting_again_forgets_everything() -> None:
    assert update(_answered(3, "certain"), Event("again")) == State()


def test_waking_changes_nothing() -> None:
    assert update(_answered(3), Event("mount")) == _answered(3)


@given(st.text())
def test_what_is_no_option_and_no_control_is_refused(text: str) -> None:
    if text not in ("a", "b", "c", "d"):
        with pytest.raises(InvalidValue):
            update(State(), Event("q1", text))
    if text not in CONFIDENCE:
        with pytest.raises(InvalidValue):
            update(State(), Event("confidence", text))
    with pytest.raises(UnknownEvent):
        update(State(), Event(f"no {text}"))


def _question(options: str) -> str:
    return f'[[question]]\nid = "q1"\ntext = "Why?"\n{options}'


def _option(id: str, *, correct: bool) -> str:
    return f'[[question.option]]\nid = "{id}"\ntext = "So"\nexplanation = "So."\ncorrect = {str(correct).lower()}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_question(_option("a", correct=False)), r"line 7: field 'question\[0\]' is refused: exactly one option"),
        (_question(_option("a", correct=True) + _option("b", correct=True)), "exactly one option"),
        (_question(_option("a", correct=True) + _option("a", correct=False)), "the id 'a' stands twice"),
        (2 * _question(_option("a", correct=True)), "the id 'q1' stands twice"),
        (_question(""), r"field 'question\[0\]' lacks the field 'option'"),
    ],
)
def test_a_question_without_exactly_one_right_answer_or_with_an_id_twice_stops_the_build(
    text: str, message: str
) -> None:
    with pytest.raises(WrongData, match=message):
        parse_toml(Quiz, text, "widgets/quiz.toml")


def test_an_option_is_wrong_unless_its_row_says_that_it_is_correct() -> None:
    option = '[[question.option]]\nid = "b"\ntext = "So"\nexplanation = "So."\n'
    (question,) = parse_toml(Quiz, _question(_option("a", correct=True) + option), "widgets/quiz.toml").question
    assert isinstance(question, Question)
    assert [one.correct for one in question.option] == [True, False]


def test_all_of_the_files_questions_are_asked() -> None:
    assert len(quiz.questions()) == 5
