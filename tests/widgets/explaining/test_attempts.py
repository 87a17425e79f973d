"""Attempts are kept without the text, read back through the gate, and compared."""

import json

import pytest

from widgets.explaining.attempts import Attempt, attempts, change, entry, scores
from widgets.explaining.result import Found, Result

RESULT = Result(
    "My own words, five.", (Found("warmup", True, "seen", 0), Found("update", False, "not seen", -1)), (), ()
)


def _attempt(score: int, *points: str, at: float = 1.0) -> Attempt:
    return Attempt(f"explanation@{round(1000 * at)}", at, score, points, (), 5)


def test_an_entry_is_json_names_its_moment_and_holds_nothing_of_the_text() -> None:
    made = json.loads(json.dumps(entry(RESULT, ("update",), 1_767_225_600.25)))
    assert made == {
        "id": "explanation@1767225600250",
        "at": 1_767_225_600.25,
        "score": 1,
        "points": ["warmup"],
        "own": ["update"],
        "words": 4,
    }
    assert attempts([made]) == ((read_back := Attempt(**made | {"points": ("warmup",), "own": ("update",)}),), 0)
    assert read_back.score == 1


@pytest.mark.parametrize(
    "strange",
    [None, "text", {}, {"id": "x"}, {"score": 11}, {"score": -1}, {"score": 2.5}, {"points": [3]}, {"mood": "good"}],
)
def test_what_is_no_attempt_is_counted_and_left_out(strange: object) -> None:
    good = entry(RESULT, (), 5.0)
    other = good | strange if isinstance(strange, dict) and "id" not in strange and strange else strange
    assert attempts([good, other]) == (attempts([good])[0], 1)


def test_an_attempt_is_held_against_the_one_before() -> None:
    assert change(_attempt(2, "a", "c"), _attempt(2, "a", "b")) == (("c",), ("b",))
    assert change(_attempt(1, "a"), _attempt(1, "a")) == ((), ())


def test_of_many_attempts_the_newest_scores_are_told() -> None:
    assert scores([_attempt(n % 10) for n in range(30)]) == "8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
