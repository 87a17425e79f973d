"""Rings of equal height hold the high ground and nothing else, as contourpy draws them too."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from widgets.ml.contours import rings

contourpy = pytest.importorskip("contourpy")

lattices = arrays(np.float64, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.floats(-3, 3, width=32))


def _area(ring: list[tuple[float, float]]) -> float:
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def test_a_single_peak_has_one_ring_halfway_down_its_slopes() -> None:
    (ring,) = rings([[0, 0, 0], [0, 2, 0], [0, 0, 0]], 1.0)
    assert sorted(ring) == [(0.5, 1), (1, 0.5), (1, 1.5), (1.5, 1)]


def test_ground_that_is_high_throughout_is_closed_along_the_edge() -> None:
    (ring,) = rings([[5, 5, 5], [5, 5, 5]], 1.0)
    assert abs(_area(ring)) == 2
    assert rings([[0, 0], [0, 0]], 1.0) == []


def test_a_hollow_is_a_ring_inside_a_ring() -> None:
    heights = [[2.0] * 5 for _ in range(5)]
    heights[2][2] = 0.0
    inner, outer = sorted(abs(_area(ring)) for ring in rings(heights, 1.0))
    assert (inner, outer) == (0.5, 16)


@settings(max_examples=60)
@given(lattices, st.floats(-2, 2))
def test_every_point_of_a_line_is_as_high_as_the_line_or_at_the_edge(heights: np.ndarray, level: float) -> None:
    rows, columns = heights.shape
    for x, y in (point for ring in rings(heights.tolist(), level) for point in ring):
        if x == int(x) and y == int(y) and (x in (0, columns - 1) or y in (0, rows - 1)):
            assert heights[int(y), int(x)] >= level - 1e-6
            continue
        left, top = int(x), int(y)
        right, below = min(left + 1, columns - 1), min(top + 1, rows - 1)
        upper = heights[top, left] + (x - left) * (heights[top, right] - heights[top, left])
        lower = heights[below, left] + (x - left) * (heights[below, right] - heights[below, left])
        assert upper + (y - top) * (lower - upper) == pytest.approx(level, abs=1e-6)


@settings(max_examples=60)
@given(lattices)
def test_the_rings_enclose_as_much_as_contourpys(heights: np.ndarray) -> None:
    level = 0.123
    framed = np.pad(heights, 1, constant_values=-3.5)
    high = framed >= level
    # In a saddle both ways through it are right.
    assume(
        not np.any(
            (high[1:, 1:] == high[:-1, :-1]) & (high[1:, :-1] == high[:-1, 1:]) & (high[1:, 1:] != high[1:, :-1])
        )
    )
    polygons, offsets = contourpy.contour_generator(z=framed, fill_type="OuterOffset").filled(level, np.inf)
    theirs = sum(
        _area([(float(x), float(y)) for x, y in ring[:-1]])
        for points, places in zip(polygons, offsets, strict=True)
        for ring in np.split(points, places[1:-1].astype(int))
    )
    assert abs(sum(map(_area, rings(framed.tolist(), level)))) == pytest.approx(abs(theirs), abs=1e-6)
