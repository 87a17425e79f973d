"""Calibration: counts and costs worked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.calibration import Bet, Level, cost, levels, mean_cost

bets = st.lists(st.tuples(st.integers(1, 99), st.booleans()), max_size=30)


def test_ten_answers_by_hand() -> None:
    answers: list[Bet] = [(80, True)] * 3 + [(80, False)] * 2 + [(25, False)] * 3 + [(25, True)] + [(95, True)]
    assert levels(answers) == (Level(25, 4, 1), Level(80, 5, 3), Level(95, 1, 1))
    assert [level.share for level in levels(answers)] == [0.25, 0.6, 1.0]


@given(bets)
def test_every_answer_is_counted_once_and_the_levels_rise(answers: list[Bet]) -> None:
    found = levels(answers)
    assert sum(level.answers for level in found) == len(answers)
    assert sum(level.right for level in found) == sum(right for _, right in answers)
    assert [level.sure for level in found] == sorted({sure for sure, _ in answers})


@pytest.mark.parametrize(
    ("sure", "right", "nats"),
    # Right: minus ln of what was bet on it. Wrong: a third of the rest lies on the truth.
    [(50, True, 0.693147), (50, False, 1.791759), (95, True, 0.051293), (95, False, 4.094345), (75, False, 2.484907)],
)
def test_a_bet_costs_minus_ln_of_what_it_left_for_the_truth(sure: int, right: bool, nats: float) -> None:
    assert cost(sure, right, 4) == pytest.approx(nats, abs=1e-6)


def test_a_blind_guess_costs_ln_4_whether_right_or_wrong() -> None:
    assert cost(25, True, 4) == pytest.approx(math.log(4)) == cost(25, False, 4)
    assert mean_cost([(25, True), (25, False), (50, True)], 4) == pytest.approx((2 * math.log(4) + math.log(2)) / 3)


@pytest.mark.parametrize(("sure", "options"), [(0, 4), (100, 4), (-5, 4), (50, 1)])
def test_a_bet_that_leaves_nothing_is_refused(sure: int, options: int) -> None:
    with pytest.raises(ValueError, match="1 to 99 percent and at least two options"):
        cost(sure, False, options)


def test_no_bet_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no bet"):
        mean_cost([], 4)
