"""One gate for all that comes from outside: values become what a type says, or are refused with place and reason."""

import json
import math
from array import array
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import WrongValue, read


@dataclass(frozen=True)
class Option:
    id: str
    correct: bool = False


@dataclass(frozen=True)
class Question:
    text: str
    options: tuple[Option, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError("a weight is not negative")


def test_a_table_becomes_its_dataclass_with_all_that_lies_in_it() -> None:
    given = {"text": "Why?", "options": [{"id": "a"}, {"id": "b", "correct": True}], "weight": 2}
    assert read(Question, given) == Question("Why?", (Option("a"), Option("b", True)), 2.0)
    assert isinstance(read(Question, given).weight, float)


def test_what_is_one_already_passes() -> None:
    question = Question("Why?", ())
    assert read(Question, question) is question


@given(st.builds(Question, st.text(), st.lists(st.builds(Option, st.text(), st.booleans())).map(tuple), st.floats(0)))
def test_what_goes_out_as_json_comes_back_the_same(question: Question) -> None:
    assert read(Question, json.loads(json.dumps(asdict(question)))) == question


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        ({"text": "x", "options": [{"id": "a"}, {"id": 3}]}, "options[1].id", "takes text, not 3"),
        ({"text": "x", "options": [{"id": "a", "corect": True}]}, "options[0]", "has no field 'corect'"),
        ({"text": "x", "options": [{}]}, "options[0]", "lacks the field 'id'"),
        ({"text": "x", "options": "ab"}, "options", "takes a list, not 'ab'"),
        ({"text": "x", "options": [], "weight": -1}, "", "is refused: a weight is not negative"),
        ([], "", "takes a table of text, options, weight"),
    ],
)
def test_a_refusal_names_the_place_inside_and_what_belongs_there(value: object, path: str, reason: str) -> None:
    with pytest.raises(WrongValue) as refused:
        read(Question, value)
    assert refused.value.path == path
    assert refused.value.reason.startswith(reason)


@pytest.mark.parametrize("kind", ["f", "d"])
def test_a_row_of_floats_of_the_page_is_a_tuple_of_floats(kind: str) -> None:
    assert read(tuple[float, ...], memoryview(array(kind, [0.5, -2.0, math.inf]))) == (0.5, -2.0, math.inf)


@pytest.mark.parametrize("kind", ["i", "H"])
def test_whole_numbers_of_a_typed_array_are_a_tuple_of_them(kind: str) -> None:
    assert read(tuple[int, ...], memoryview(array(kind, [3, 0, 767]))) == (3, 0, 767)
    with pytest.raises(WrongValue):
        read(tuple[int, ...], memoryview(array("d", [3.0])))


@pytest.mark.parametrize("row", [memoryview(b"abcd"), memoryview(array("i", [1])), b"ab", {1.0}, "12"])
def test_other_rows_are_no_floats(row: object) -> None:
    with pytest.raises(WrongValue, match="takes a list"):
        read(tuple[float, ...], row)


@given(st.lists(st.integers(-(2**60), 2**60) | st.floats(allow_nan=False)))
def test_whole_numbers_may_stand_for_floats(row: list[float]) -> None:
    taken = read(tuple[float, ...], row)
    assert taken == tuple(float(item) for item in row)
    assert all(type(item) is float for item in taken)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, True),
        (int, 1.0),
        (float, "1"),
        (float, False),
        (float, 10**400),
        (Literal[1, 2], True),
        (Literal["a"], "b"),
        (bool, 1),
        (None, 0),
        (str, None),
        (str | None, 3),
        (tuple[int, str], [1]),
        (tuple[int, str], ["a", 1]),
    ],
)
def test_near_is_not_enough(kind: Any, value: object) -> None:
    with pytest.raises(WrongValue, match="takes"):
        read(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"), [(object, [1, {"a": None}]), (Any, 3), (None, None), (int | None, None), (Literal["a"], "a")]
)
def test_what_fits_passes_as_it_is(kind: Any, value: object) -> None:
    assert read(kind, value) == value


def test_a_union_tells_what_is_wrong_inside_the_one_that_was_meant() -> None:
    with pytest.raises(WrongValue, match=r"field 'options\[0\]' lacks the field 'id'"):
        read(Question | None, {"text": "x", "options": [{}]})


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(WrongValue) as refused:
        read(int, "x" * 10_000)
    assert len(str(refused.value)) < 200
