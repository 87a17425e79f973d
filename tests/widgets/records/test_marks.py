"""The marks say what was done, and fit into a code that comes back as it was or not at all."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.records.kept import books
from widgets.engine import InvalidValue
from widgets.records.entries import Books
from widgets.records.marks import LONGEST_CODE, Card, Marks, Question, marks_of, packed, unpacked

LETTERS = string.ascii_letters + string.digits + "-_"


def answer(at: float, right: bool, option: str = "a") -> dict[str, object]:
    return {"id": f"q@{at}", "at": at, "question": "q", "option": option, "right": right, "sure": 70}


def review(at: float, grade: int) -> dict[str, object]:
    return {"id": f"c@{at}", "at": at, "card": "c", "grade": grade}


def test_a_question_knows_its_first_and_its_last_answer() -> None:
    held = Books((("quiz", (answer(1, False, "b"), answer(2, True), answer(3, True, "c"))),))
    assert marks_of(held, "Ada", 9.9).questions == (Question("q", 3, 2, False, True, "c", 70),)


def test_a_card_counts_how_often_it_came_again_and_an_explanation_its_best() -> None:
    explained = tuple(
        {"id": str(at), "at": at, "score": score, "points": ["p"] * score} for at, score in ((1, 4), (2, 3))
    )
    marks = marks_of(Books((("reviews", (review(1, 1), review(2, 3))), ("explained", explained))), "", 0)
    assert marks.cards == (Card("c", 2, 1),)
    assert (marks.explained, marks.score, marks.points) == (2, 4.0, ("p",) * 4)


def test_a_thought_is_what_was_said_of_it_last() -> None:
    said = tuple(
        {"id": f"t@{at}", "at": at, "think": "t", "mark": mark} for at, mark in ((1.0, "unsure"), (2.0, "changed"))
    )
    marks = marks_of(Books((("looked_back", said),)), "", 0)
    assert (marks.changed, marks.unsure) == (("t",), ())


def test_two_hand_ins_of_one_reader_are_known_as_such_and_two_readers_of_one_name_are_not() -> None:
    mine = marks_of(Books((("quiz", (answer(1, True),)),)), "Ada", 5)
    later = marks_of(Books((("quiz", (answer(1, True), answer(2, True))),)), "ada ", 9)
    other = marks_of(Books((("quiz", (answer(7, True),)),)), "Ada", 5)
    assert mine.whose == later.whose != other.whose


@given(books, st.text(max_size=60), st.integers(0, 2**33))
def test_a_code_comes_back_as_it_was_also_at_the_end_of_a_link(held: Books, name: str, at: int) -> None:
    marks = marks_of(held, name, at)
    code = packed(marks)
    assert len(code) <= LONGEST_CODE
    assert set(code) <= set(LETTERS)
    if not unpacked(code).cut:
        assert unpacked(code) == unpacked(f" https://host/teaching/#hand-in={code}\n") == marks


def test_what_finds_no_room_in_a_code_is_counted() -> None:
    import random

    chance = random.Random(1)
    ids = ["".join(chance.choices(LETTERS, k=20)) for _ in range(300)]
    marks = Marks(
        "Ada",
        cards=tuple(Card(id, 1, 0) for id in ids),
        questions=tuple(Question(id, 1, 1, True, True, "a", 50) for id in ids[:60]),
    )
    back = unpacked(packed(marks))
    assert back.cut == 360 - len(back.cards) - len(back.questions) > 0
    assert replace(back, cut=0, cards=(), questions=()) == Marks("Ada")


@given(st.data())
def test_a_slip_in_a_code_is_noticed(data: st.DataObject) -> None:
    code = packed(Marks("Ada", 5, "abc", read=("a", "b")))
    # The last letter has bits that say nothing.
    at = data.draw(st.integers(0, len(code) - 2))
    letter = data.draw(st.sampled_from(LETTERS.replace(code[at], "")))
    with pytest.raises(InvalidValue, match="wrong or missing"):
        unpacked(code[:at] + letter + code[at + 1 :])


@given(st.text() | st.text(LETTERS, min_size=9, max_size=400))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidValue, match="code"):
        unpacked(text)


@pytest.mark.parametrize("value", ["x" * 3_000_000, [2], [], {"a": 1}, [1, "Ada"], [1, *[None] * 14], [True]])
def test_a_sound_sum_over_something_else_helps_nobody(value: object) -> None:
    import binascii
    import hashlib
    import json
    import zlib

    body = zlib.compress(json.dumps(value).encode(), 9, -15)
    data = binascii.b2a_base64(hashlib.sha256(body).digest()[:4] + body, newline=False).decode()
    with pytest.raises(InvalidValue, match="code"):
        unpacked(data.rstrip("=").replace("+", "-").replace("/", "_"))
