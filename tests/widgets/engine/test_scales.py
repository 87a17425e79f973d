"""Scales keep order, and limits make sense whatever is asked for."""

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.engine import Axis, nice_ticks, steady_top
from widgets.engine.scales import FAR, Share, clipped, inside, limits, outside

anything = st.floats()
share = st.floats(-FAR, 1 + FAR)
shares = st.lists(st.tuples(share | st.just(math.nan), share), max_size=12)


@given(anything, anything, st.booleans())
def test_limits_are_finite_apart_and_in_order(low: float, high: float, log: bool) -> None:
    least, most = limits(low, high, log=log)
    assert math.isfinite(least)
    assert math.isfinite(most)
    assert least < most
    assert not log or least > 0


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_limits_that_make_sense_stay_as_they_are(low: float, high: float) -> None:
    assume(abs(high - low) > 1e-6 * max(abs(low), abs(high), 1))
    assert limits(low, high) == (min(low, high), max(low, high))


@given(st.floats(-1e9, 1e9))
def test_equal_limits_put_their_value_in_the_middle(value: float) -> None:
    assert Axis("", value, value, ()).share(value) == pytest.approx(0.5)


@given(anything, anything, anything, anything, st.booleans())
def test_a_larger_value_is_never_nearer_to_the_start(
    low: float, high: float, one: float, other: float, log: bool
) -> None:
    assume(one <= other)
    axis = Axis("", low, high, (), log)
    assert axis.share(one) <= axis.share(other)


@given(anything, anything, st.booleans())
def test_the_limits_lie_at_the_ends_and_no_number_lies_nowhere(low: float, high: float, log: bool) -> None:
    axis = Axis("", low, high, (), log)
    least, most = axis.limits()
    assert axis.share(least) == pytest.approx(0, abs=1e-9)
    assert axis.share(most) == pytest.approx(1)
    assert math.isnan(axis.share(math.nan))
    assert axis.share(math.inf) == 1 + FAR
    assert axis.share(-math.inf) == -FAR


def test_a_log_scale_gives_every_tenfold_the_same_room() -> None:
    axis = Axis("", 1, 1000, (), log=True)
    assert [axis.share(value) for value in (1, 10, 100, 1000)] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert axis.share(0) == axis.share(-5) == -FAR


@given(anything, anything, st.integers(1, 12))
def test_round_ticks_lie_inside_in_order_and_read_differently(low: float, high: float, count: int) -> None:
    ticks = nice_ticks(low, high, count)
    least, most = limits(low, high)
    room = 1e-6 * (most - least)
    values = [value for value, _ in ticks]
    assert values == sorted(values)
    assert all(least - room <= value <= most + room for value in values)
    assert len(values) <= count + 2
    assert len({text for _, text in ticks}) == len(ticks)
    assert all(abs(_read(text) - value) <= room * 100 for value, text in ticks)


def _read(text: str) -> float:
    return float(text.replace(",", "").replace("\u2212", "-").replace(" × 10^", "e"))


def test_round_ticks_are_round() -> None:
    assert [text for _, text in nice_ticks(0, 999, 4)] == ["0", "250", "500", "750"]
    assert [text for _, text in nice_ticks(-1, 1, 4)] == ["\u22121", "\u22120.5", "0", "0.5", "1"]


def test_ticks_outside_the_axis_are_not_drawn() -> None:
    axis = Axis("", 0, 10, ((-1, "-1"), (0, "0"), (10, "10"), (11, "11"), (math.nan, "none")))
    assert [text for _, text in axis.marks()] == ["0", "10"]


@given(shares)
def test_a_point_is_inside_outside_or_nowhere(points: list[Share]) -> None:
    for point in points:
        nowhere = math.isnan(point[0]) or math.isnan(point[1])
        assert inside(point) + outside(point) + nowhere == 1


@given(shares)
def test_what_is_drawn_of_a_line_lies_in_the_frame_and_on_the_line(points: list[Share]) -> None:
    pieces = clipped(points)
    corners = [corner for piece in pieces for corner in piece]
    assert all(inside(corner) for corner in corners)
    for point in points:
        assert not inside(point) or point in corners
    for piece in pieces:
        for start, end in itertools.pairwise(piece):
            assert any(_holds(a, b, start) and _holds(a, b, end) for a, b in itertools.pairwise(points))


def _holds(start: Share, end: Share, point: Share) -> bool:
    """Whether a point lies on a segment, but for rounding."""
    around = math.dist(start, point) + math.dist(point, end)
    return around <= math.dist(start, end) + 1e-6


def test_a_line_that_leaves_and_returns_is_cut_at_the_edge() -> None:
    assert clipped([(0.2, 0.5), (0.4, 1.5), (0.6, 0.5)]) == [
        [(0.2, 0.5), pytest.approx((0.3, 1.0))],
        [pytest.approx((0.5, 1.0)), (0.6, 0.5)],
    ]


def test_a_line_across_the_frame_is_drawn_though_both_ends_lie_outside() -> None:
    assert clipped([(-1.0, 0.5), (2.0, 0.5)]) == [[pytest.approx((0, 0.5)), pytest.approx((1, 0.5))]]
    assert clipped([(-1.0, 2.0), (2.0, 2.0)]) == []


def test_a_gap_is_a_gap() -> None:
    gap = (math.nan, 0.5)
    assert clipped([(0.1, 0.1), (0.2, 0.2), gap, (0.3, 0.3), (0.4, 0.4)]) == [
        [(0.1, 0.1), (0.2, 0.2)],
        [(0.3, 0.3), (0.4, 0.4)],
    ]
    assert clipped([gap, (0.5, 0.5), gap]) == [[(0.5, 0.5)]]


@pytest.mark.parametrize(
    ("top", "value", "ends"),
    [(1e-3, 6e-4, 1e-3), (1e-3, 4e-5, 1e-4), (1e-3, 2e-3, 5e-3), (0, 1.0, 2.0), (0, 0.03, 0.05)],
)
def test_an_axis_stands_still_while_its_value_fits_and_else_ends_at_a_round_number(
    top: float, value: float, ends: float
) -> None:
    assert steady_top(top, value) == ends
