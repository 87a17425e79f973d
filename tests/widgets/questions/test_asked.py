"""The questions of quiz.toml keep what every question keeps, and mistakes in them stop the build with file and line."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import WrongData, parse_toml
from widgets.questions.asked import OPTIONS, Question, Quiz, by_id, misconceptions, questions, quiz

every_question = pytest.mark.parametrize("question", quiz().question, ids=lambda one: one.id)


def test_there_are_25_or_more_and_two_or_more_a_concept() -> None:
    counts = Counter(question.concept for question in quiz().question)
    assert set(counts) == set(range(1, 11))
    assert min(counts.values()) >= 2
    assert sum(counts.values()) >= 25


def test_the_five_questions_of_the_first_lesson_are_among_them() -> None:
    asked = {question.text for question in quiz().question}
    assert asked >= {
        "What does cross-entropy loss actually measure?",
        "Why is the learning rate warmed up at the start?",
        "What is teacher forcing?",
        "Why use large batches instead of updating after every example?",
        "What signals overfitting during training?",
    }


@every_question
def test_options_are_of_like_length(question: Question) -> None:
    lengths = [len(option.text) for option in question.option]
    assert max(lengths) <= 1.4 * min(lengths), lengths


def test_the_right_option_is_the_longest_or_the_shortest_no_more_often_than_chance() -> None:
    ranks = Counter(
        sorted(question.option, key=lambda option: len(option.text)).index(question.right)
        for question in quiz().question
    )
    longest = sum(
        all(len(question.right.text) > len(one.text) for one in question.option if not one.correct)
        for question in quiz().question
    )
    assert longest <= len(quiz().question) / OPTIONS
    assert len(ranks) == OPTIONS


@every_question
def test_every_option_has_a_reason_and_every_wrong_one_an_idea_of_its_own(question: Question) -> None:
    assert all(option.explanation.endswith((".", "!")) and not option.text.endswith(".") for option in question.option)
    ideas = [option.misconception for option in question.option if not option.correct]
    assert len(set(ideas)) == OPTIONS - 1
    assert len({option.text for option in question.option}) == OPTIONS
    assert [option.id for option in question.option] == list("abcd")


def test_every_misconception_is_the_idea_of_some_option() -> None:
    used = {option.misconception for question in quiz().question for option in question.option}
    assert used - {""} == set(misconceptions())


@given(st.integers(0, 2**31), st.sampled_from(quiz().question))
def test_a_seed_draws_an_order_and_leaves_no_option_out(seed: int, question: Question) -> None:
    order = question.shuffled(seed)
    assert order == question.shuffled(seed)
    assert sorted(option.id for option in order) == list("abcd")


def test_every_order_comes_up_and_the_right_option_stands_everywhere_equally_often() -> None:
    question = quiz().question[0]
    orders = Counter(tuple(option.id for option in question.shuffled(seed)) for seed in range(2400))
    assert len(orders) == 24
    assert min(orders.values()) > 50
    places = Counter(one.shuffled(7).index(one.right) for one in quiz().question)
    assert len(places) == OPTIONS, "one seed puts the right option of different questions at different places"


def test_a_concept_has_its_questions_and_the_whole_begins_with_those_of_the_last() -> None:
    assert [one.concept for one in questions(3)] == [3] * len(questions(3))
    assert [one.concept for one in questions()][:3] == [10, 10, 1]
    assert {one.id for one in questions()} == set(by_id())


IDEA = '[[misconception]]\nid = "m"\nname = "M"\nsection = "s"\nwidget = "scale"\nsetting = {}\nsee = "x"\ncard = "c"\n'


def _option(id: str, kind: str) -> str:
    return f'[[question.option]]\nid = "{id}"\ntext = "So"\nexplanation = "So."\n{kind}\n'


def _question(*options: str, concept: int = 1) -> str:
    return f'[[question]]\nid = "q1"\nconcept = {concept}\ntext = "Why?"\n' + "".join(options)


RIGHT, WRONG = "correct = true", 'misconception = "m"'
FOUR = (_option("a", RIGHT), *(_option(id, WRONG) for id in "bcd"))


def test_a_sound_file_is_read() -> None:
    (question,) = parse_toml(Quiz, IDEA + _question(*FOUR), "widgets/quiz.toml").question
    assert question.right.id == "a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (IDEA + _question(*FOUR[1:], _option("e", WRONG)), r"quiz.toml, line \d+: .*exactly one is correct"),
        (IDEA + _question(*FOUR[:3], _option("d", RIGHT)), "exactly one is correct"),
        (IDEA + _question(*FOUR[:3]), "a question has 4 options"),
        (IDEA + _question(*FOUR[:3], _option("c", WRONG)), "the id 'c' stands twice"),
        (IDEA + 2 * _question(*FOUR), "the id 'q1' stands twice"),
        (IDEA + IDEA + _question(*FOUR), r"the id 'm' stands twice"),
        (IDEA + _question(_option("a", ""), *FOUR[1:]), r"line 1\d: .*either correct or names its misconception"),
        (IDEA + _question(_option("a", f"{RIGHT}\n{WRONG}"), *FOUR[1:]), "either correct or names its misconception"),
        (IDEA + _question(*FOUR[:3], _option("d", 'misconception = "n"')), "no misconception 'n'"),
        (IDEA + _question(*FOUR, concept=11), r"line \d\d: .*'concept' takes a number from 1 to 10, not 11"),
        (IDEA.replace("{}", "3") + _question(*FOUR), r"line 8: .*a setting is a table"),
        (IDEA + _question(*FOUR).replace("explanation", "because"), "has no field 'because'"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(WrongData, match=message):
        parse_toml(Quiz, text, "widgets/quiz.toml")
