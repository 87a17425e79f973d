"""Marks follow from probabilities: the surest passage earns, contradictions take away, close things are unsure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.marking import MISCONCEPTIONS, OUTPUTS, POINTS, Finding, Thresholds, marks

HALF = Thresholds((0.5,) * POINTS, (0.5,) * POINTS, ((0.4, 0.6),) * POINTS, (0.5,) * MISCONCEPTIONS)
ROWS = st.lists(st.lists(st.floats(0, 1), min_size=OUTPUTS, max_size=OUTPUTS), max_size=6)


def _row(**held: float) -> list[float]:
    """A passage: `e3` earns point 3, `a3` speaks against it, `m2` asserts misconception 2, all counted from 1."""
    starts = {"e": -1, "a": POINTS - 1, "m": 2 * POINTS - 1}
    row = [0.01] * OUTPUTS
    for name, p in held.items():
        row[starts[name[0]] + int(name[1:])] = p
    return row


def test_a_point_goes_to_the_passage_that_makes_it_best_and_of_equals_to_the_first() -> None:
    found = marks([_row(e1=0.7), _row(e1=0.9, e10=0.8), _row(e10=0.8)], HALF)
    assert [found.points[k].by for k in (0, 9)] == [1, 1]
    assert found.score == 2
    assert found.points[0] == Finding(True, "seen", 0.9, 1, None)
    assert found.points[4] == Finding(False, "not seen", 0.01, None, None)


def test_what_speaks_against_a_point_takes_it_away_wherever_it_stands() -> None:
    found = marks([_row(e6=0.95), _row(a6=0.8)], HALF)
    assert found.points[5] == Finding(False, "not seen", 0.95, 0, 1)
    assert found.score == 0


def test_a_close_thing_is_unsure_whether_it_counts_or_not() -> None:
    points = marks([_row(e1=0.55, e2=0.45, e3=0.61, e4=0.39)], HALF).points
    assert [one.verdict for one in points[:4]] == ["unsure", "unsure", "seen", "not seen"]
    assert [one.given for one in points[:4]] == [True, False, True, False]
    assert [one.by for one in points[:4]] == [0, 0, 0, None]


def test_each_misconception_is_named_once_with_the_passage_that_asserts_it_most() -> None:
    assert marks([_row(m3=0.6), _row(m3=0.9, m8=0.7)], HALF).misconceptions == ((2, 1), (7, 1))


def test_every_point_has_thresholds_of_its_own() -> None:
    strict = Thresholds((0.5,) * 9 + (0.9,), (0.5,) * POINTS, ((0.5, 0.5),) * POINTS, (0.5,) * 7 + (0.95,))
    found = marks([_row(e9=0.8, e10=0.8, m8=0.9)], strict)
    assert [one.given for one in found.points[8:]] == [True, False]
    assert found.misconceptions == ()


def test_a_text_without_passages_makes_no_point() -> None:
    low = Thresholds((0.0,) * POINTS, (0.0,) * POINTS, ((0.0, 1.0),) * POINTS, (0.0,) * MISCONCEPTIONS)
    found = marks([], low)
    assert (found.score, found.misconceptions) == (0, ())
    assert set(found.points) == {Finding(False, "not seen", 0.0, None, None)}


@given(ROWS)
def test_the_score_counts_what_is_given_and_nothing_is_both_given_and_denied(rows: list[list[float]]) -> None:
    found = marks(rows, HALF)
    assert found.score == sum(point.given for point in found.points) <= POINTS
    for point in found.points:
        assert not (point.given and point.against is not None)
        assert point.by is None or rows[point.by][found.points.index(point)] <= point.p
        assert (point.verdict == "seen") <= point.given


@given(ROWS)
def test_marks_do_not_depend_on_the_order_of_passages(rows: list[list[float]]) -> None:
    there, back = marks(rows, HALF), marks(rows[::-1], HALF)
    assert [(one.given, one.verdict, one.p) for one in there.points] == [
        (one.given, one.verdict, one.p) for one in back.points
    ]


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="28 probabilities, not 3"):
        marks([[0.1] * 3], HALF)
    with pytest.raises(ValueError, match="of 10 points and 8 misconceptions"):
        Thresholds((0.5,) * 9, HALF.against, HALF.unsure, HALF.misconceptions)
