"""Widgets are found by name, and States made from checked fields."""

import contextlib
import importlib
import sys
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import DERIVED, Widget, WidgetError, load, make_state
from widgets.engine.widget import given_fields


@dataclass(frozen=True)
class _State:
    size: int = 1
    rate: float = 0.5
    shape: Literal["round", "square"] = "round"
    words: tuple[str, ...] = ()
    pairs: tuple[tuple[int, float], ...] = ()
    chosen: int | None = None
    on: bool = False
    made: str = field(default="", init=False)
    answer: str = field(default="", metadata=DERIVED)


_WIDGET: Widget = SimpleNamespace(State=_State)  # type: ignore[assignment]


def test_fields_replace_defaults() -> None:
    fields = {"rate": 2, "words": ["a", "b"], "pairs": [[1, 2]], "chosen": 3, "shape": "square", "on": True}
    assert make_state(_WIDGET, fields) == _State(1, 2.0, "square", ("a", "b"), ((1, 2.0),), 3, True)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"siez": 1}, "unknown field 'siez'; the fields are size, rate"),
        ({"made": "x"}, "unknown field 'made'"),
        ({"size": 1.5}, "field 'size' takes a whole number, not 1.5"),
        ({"size": True}, "field 'size' takes a whole number"),
        ({"rate": "fast"}, "field 'rate' takes a number, not 'fast'"),
        ({"shape": "oval"}, "field 'shape' takes one of 'round', 'square'"),
        ({"words": [1]}, r"field 'words\[0\]' takes text, not 1"),
        ({"words": "a"}, "field 'words' takes a list"),
        ({"pairs": [[1]]}, r"field 'pairs\[0\]' takes a list of 2"),
        ({"answer": "x"}, "unknown field 'answer'"),
        ({"chosen": "x"}, "field 'chosen' takes a whole number or nothing"),
        ({"on": 1}, "field 'on' takes true or false"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(fields: dict[str, object], message: str) -> None:
    with pytest.raises(WidgetError, match=message):
        make_state(_WIDGET, fields)


@pytest.mark.parametrize("name", ["nope", "Cross_Entropy", "../secret", "engine", "", "ml"])
def test_a_name_that_is_no_widget_is_refused(name: str) -> None:
    with pytest.raises(WidgetError):
        load(name)


def test_why_a_name_is_refused_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        WidgetError, match=r"^'No!' is no widget name; a name has small letters, digits and underscores$"
    ):
        load("No!")
    with pytest.raises(WidgetError, match=r"^there is no widget called 'nope' \(no file widgets/nope\.py\)$"):
        load("nope")
    monkeypatch.setitem(sys.modules, "widgets.half", ModuleType("widgets.half"))
    with pytest.raises(WidgetError, match=r"^widgets\.half is no widget: it lacks State, view or update$"):
        load("half")


def test_what_is_wrong_inside_a_widget_is_not_taken_for_its_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ModuleNotFoundError("No module named 'nonsense'", name="nonsense")

    monkeypatch.setattr(importlib, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="nonsense"):
        load("quiz")


@dataclass(frozen=True)
class _Inner:
    words: tuple[str, ...]
    place: int


@dataclass(frozen=True)
class _Outer:
    inner: _Inner = _Inner(("a",), 1)
    rows: tuple[_Inner, ...] = ()
    heard: str = field(default="", metadata=DERIVED)
    made: str = field(default="", init=False)


def test_the_fields_of_a_state_are_plain_values_all_the_way_down_and_make_it_again() -> None:
    state = _Outer(_Inner(("b", "c"), 2), (_Inner((), 3),), heard="derived")
    fields = given_fields(state)
    assert fields == {"inner": {"words": ["b", "c"], "place": 2}, "rows": [{"words": [], "place": 3}]}
    again = make_state(SimpleNamespace(State=_Outer), fields)  # type: ignore[arg-type]
    assert again == _Outer(state.inner, state.rows)


def test_a_value_outside_its_range_is_refused_by_the_state_itself() -> None:
    with pytest.raises(WidgetError, match=r"takes a number from 0\.001 to 0\.999, not 2"):
        make_state(load("cross_entropy"), {"p": 2})


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text())))
def test_whatever_the_fields_a_state_is_made_or_a_widget_error_says_why(fields: dict[str, object]) -> None:
    with contextlib.suppress(WidgetError):
        make_state(_WIDGET, fields)
