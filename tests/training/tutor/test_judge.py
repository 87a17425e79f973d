"""Figures of agreement are those of the textbook, and thresholds go to where marks are right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.tutor.judge import Probabilities, Thresholds, against_scores, figures, ranks, spearman, thresholds
from training.tutor.texts import OUTPUTS, POINTS, Explanation


def _text(points: set[int], against: frozenset[int] = frozenset(), kind: str = "prose") -> Explanation:
    marks = {k: frozenset({0}) for k in points} | {POINTS + k: frozenset({0}) for k in against}
    return Explanation("x", "v", kind, "One.", ("One.",), marks)


def _said(*outputs: int, p: float = 0.9) -> Probabilities:
    row = np.full((1, OUTPUTS), 0.01, np.float32)
    row[0, list(outputs)] = p
    return row


def test_ranks_share_the_mean_of_their_places() -> None:
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_spearman_is_that_of_a_worked_example() -> None:
    # Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 * 4 / (5 * 24).
    assert spearman(np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 1, 4, 3, 5])) == pytest.approx(0.8)
    assert spearman(np.ones(3), np.array([1.0, 2, 3])) == 0


@given(st.lists(st.integers(0, 10), min_size=3, max_size=20, unique=True))
def test_any_rising_function_leaves_the_order(values: list[int]) -> None:
    one = np.array(values, float)
    assert spearman(one, one**3 + 2) == pytest.approx(1)
    assert spearman(one, -one) == pytest.approx(-1)


def test_something_said_against_a_point_cancels_it() -> None:
    assert Thresholds().points(_said(3))[3]
    assert not Thresholds().points(_said(3, POINTS + 3))[3]
    assert not any(Thresholds().points(np.zeros((0, OUTPUTS), np.float32)))
    assert _text({3}).points()[3]
    assert not _text({3}, frozenset({3})).points()[3]


def test_a_threshold_goes_below_what_earns_and_above_what_does_not() -> None:
    texts = [_text({0}), _text({0}), _text(set()), _text(set())]
    found = thresholds(texts, [_said(0, p=0.35), _said(0, p=0.4), _said(0, p=0.2), _said(0, p=0.1)])
    assert 0.2 <= found.earned[0] < 0.35
    assert [found.points(p)[0] for p in (_said(0, p=0.35), _said(0, p=0.2))] == [True, False]


def test_figures_say_how_far_marks_are_off_by_kind_and_point() -> None:
    texts = [_text({0, 1}), _text({2}, kind="salad")]
    nothing = (False,) * POINTS
    given_points = [(True, True, *nothing[2:]), (True, False, True, *nothing[3:])]
    said = figures(texts, given_points)
    assert said["error"] == 0.5
    assert said["agreement"] == 0.95
    assert said["above the true mark"] == {"prose": 0.0, "salad": 1.0}
    assert said["by point"] == [0.5] + [1.0] * 9
    assert against_scores(np.array([1.0, 2]), np.array([2.0, 2]))["mean"] == [1.5, 2.0]
