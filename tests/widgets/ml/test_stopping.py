"""A run goes only forward until it is stopped; what stopping is worth is reckoned from what was measured."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.published_runs import Run
from widgets.ml.stopping import (
    LAST_NOTCH,
    MOST_POINTS,
    NATS_A_POINT,
    OPEN,
    Turn,
    decades,
    highest,
    last_by,
    lowest,
    notch_of,
    score,
    step_at,
    turn_at,
    unveiled,
    with_turn,
)

VAL = ((1, 6.0), (10, 4.0), (100, 3.0), (400, 3.26), (1000, 5.0))
RUN = Run("one", "One: a run", "", "", "", 1000, 0.1, 0.0, 0.1, ((1, 6.5), (1000, 1.0)), VAL, ())

notches = st.integers(0, LAST_NOTCH)


@given(st.lists(notches, min_size=1, max_size=8))
def test_the_veil_goes_only_forward_wherever_one_looks(moves: list[int]) -> None:
    turn = Turn()
    for notch in moves:
        before, turn = turn, turn.to(notch)
        assert turn.at == notch
        assert turn.until == max(before.until, notch)
    assert turn.over == (LAST_NOTCH in moves)


@given(st.integers(OPEN, LAST_NOTCH), notches)
def test_a_run_is_stopped_as_far_as_it_is_unveiled_and_the_stop_stays(veil: int, back: int) -> None:
    stopped = Turn().to(veil).to(OPEN).stop()
    assert (stopped.stopped, stopped.until) == (veil, LAST_NOTCH)
    assert stopped.at == (OPEN if veil == LAST_NOTCH else veil)
    looked = stopped.to(back)
    assert (looked.at, looked.stopped, looked.until) == (back, veil, LAST_NOTCH)
    assert looked.stop() == looked
    assert looked.go_on() == looked


def test_going_on_takes_it_from_the_veil_and_the_last_notch_stops_it() -> None:
    assert Turn().to(20).to(3).go_on() == Turn(21, 21)
    assert Turn().to(LAST_NOTCH).stopped == LAST_NOTCH
    assert Turn().to(LAST_NOTCH - 1).go_on().stopped == LAST_NOTCH
    assert not Turn().to(LAST_NOTCH - 1).over


def test_turns_are_kept_by_place_and_the_others_begin_where_all_begin() -> None:
    turns = with_turn((), 2, Turn(18, 20, -1, ("healthy",)))
    assert turns == ((OPEN, OPEN, -1, ()), (OPEN, OPEN, -1, ()), (18, 20, -1, ("healthy",)))
    assert turn_at(turns, 2).guess("underfitting").guesses == ("healthy", "underfitting")
    assert turn_at(turns, 7) == Turn()


@given(notches)
def test_notches_stand_evenly_on_a_logarithmic_axis(notch: int) -> None:
    exact = 1000 ** (notch / LAST_NOTCH)
    assert step_at(RUN, notch) == round(exact)
    assert notch_of(RUN, exact) == pytest.approx(notch, abs=1e-9)


def test_the_axis_is_marked_at_powers_of_ten_and_at_the_last_step_with_room_between() -> None:
    assert [step for _, step in decades(RUN)] == [1, 10, 100, 1000]
    assert [step for _, step in decades(replace(RUN, steps=1200))] == [1, 10, 100, 1200]
    assert [place for place, _ in decades(RUN)] == pytest.approx([LAST_NOTCH * part / 3 for part in range(4)])


@given(notches)
def test_nothing_that_was_measured_after_the_notch_is_in_the_unveiled_curve(until: int) -> None:
    shown = unveiled(RUN, VAL, until)
    seen = [loss for step, loss in VAL if step <= step_at(RUN, until)]
    assert [loss for _, loss in shown] == seen
    assert all(place <= until + 1e-9 for place, _ in shown)


def test_what_lies_between_two_notches_is_one_point_at_its_end_with_the_mean() -> None:
    close = ((900, 1.0), (910, 3.0))
    (point,) = unveiled(RUN, close, LAST_NOTCH)
    assert point == (pytest.approx(notch_of(RUN, 910)), 2.0)


def test_the_lowest_is_the_first_of_the_lowest_and_the_highest_that_of_all_curves() -> None:
    assert lowest(VAL) == (100, 3.0)
    assert lowest(((1, 2.0), (2, 1.0), (3, 1.0))) == (2, 1.0)
    assert highest([RUN]) == 6.5


@pytest.mark.parametrize(("step", "loss"), [(0, 6.0), (1, 6.0), (9, 6.0), (10, 4.0), (5000, 5.0)])
def test_the_loss_at_a_step_is_what_was_measured_last(step: int, loss: float) -> None:
    assert last_by(VAL, step) == loss


@given(notches)
def test_a_point_goes_for_every_twentieth_of_a_nat_above_the_lowest(stopped: int) -> None:
    above = last_by(VAL, step_at(RUN, stopped)) - 3.0
    assert score(RUN, Turn(stopped=stopped)) == max(0, MOST_POINTS - math.floor(above / NATS_A_POINT + 1e-9))


def test_a_run_that_goes_on_has_no_points_and_one_kept_at_its_lowest_has_all() -> None:
    assert score(RUN, Turn()) is None
    assert score(RUN, Turn(stopped=24)) == MOST_POINTS
    assert score(RUN, Turn(stopped=32)) == 5
    assert score(RUN, Turn(stopped=36)) == 0
