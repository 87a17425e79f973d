"""Answers of all quizzes are one history: the newest counts for the score, the first for how sure one was."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.questions.answered import Entry, Given, bets, history, score
from widgets.questions.asked import questions

FIRST, SECOND = questions(1)[:2]
WRONG = next(option.id for option in FIRST.option if not option.correct)


def _given(sure: int = 75, at: float = 1000.5, *, right: bool = True) -> Given:
    return Given(FIRST.id, FIRST.right.id if right else WRONG, sure, at)


def test_an_entry_says_what_the_ledger_says() -> None:
    assert _given().entry() == {
        "id": f"{FIRST.id}@1000500",
        "at": 1000.5,
        "question": FIRST.id,
        "option": FIRST.right.id,
        "right": True,
        "sure": 75,
    }
    assert _given(right=False).entry()["right"] is False
    assert not Given("gone", "a", 50).right, "no option of another version of the quiz is right"


def test_what_this_round_gave_and_the_ledger_has_kept_counts_once() -> None:
    answer = _given()
    found, skipped = history([json.loads(json.dumps(answer.entry()))], [answer])
    assert (len(found), skipped) == (1, 0)
    assert history([], [answer])[0] == found, "it counts before the device has kept it, too"


def test_the_newest_answer_makes_the_score_and_the_first_the_calibration() -> None:
    other = Given(SECOND.id, SECOND.right.id, 95, 3000)
    entries, _ = history([other.entry(), _given(25, 2000).entry(), _given(95, 1000, right=False).entry()], [])
    assert score(entries) == (2, 2)
    assert sorted(bets(entries)) == [(95, False), (95, True)]
    assert score(()) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"question": "gone"},
        {"sure": 100},
        {"sure": 0},
        {"sure": "75"},
        {"right": 1},
        {"at": "now"},
        {"more": 1},
        {"option": None},
    ],
)
def test_what_does_not_fit_is_left_out_and_counted(change: dict[str, Any]) -> None:
    sound = _given().entry()
    found, skipped = history([sound | change, _given(at=5).entry()], [])
    assert [one.at for one in found] == [5]
    assert skipped == 1


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*Entry.__annotations__, "x"]), inner),
    max_leaves=8,
)


@given(st.lists(anything, max_size=5))
def test_whatever_a_ledger_holds_is_read_or_left_out(values: list[Any]) -> None:
    found, skipped = history(values, [])
    assert len(found) + skipped <= len(values)
    assert score(found)[1] <= len(found)


@pytest.mark.parametrize("at", [-1.0, 1e17, float("inf")])
def test_no_answer_is_of_a_time_that_no_calendar_has(at: float) -> None:
    with pytest.raises(ValueError, match="'at' takes a number"):
        _given(at=at)


@pytest.mark.parametrize("sure", [0, 100, -1])
def test_nobody_is_sure_beyond_all_doubt(sure: int) -> None:
    with pytest.raises(ValueError, match="'sure' takes a number from 1 to 99"):
        _given(sure)
