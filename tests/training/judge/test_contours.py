"""Contours lie where the ground has their height: a level between two neighbours of the grid passes between them."""

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.judge import contours
from training.judge.contours import CELL, TOLERANCE, Grid

# A corner may be cut by the tolerance, and every point is rounded.
NEAR = TOLERANCE + 1
GROUND = arrays(np.float64, (4, 5), elements=st.floats(0, 3).map(lambda value: round(value, 2)))


def rings(path: str) -> list[tuple[Grid, bool]]:
    """The lines of a path, each (n, 2) in units of the path, and whether it is closed."""
    found = []
    for part in re.findall(r"M[^M]+", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        points = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0).astype(float)
        closed = part.endswith("z")
        found.append((np.vstack([points, points[:1]]) if closed else points, closed))
    return found


def pieces(path: str) -> Grid:
    """All straight pieces (n, 2, 2) of a path."""
    return np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line, _ in rings(path)])


def meets(piece: Grid, start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether a piece (2, 2) comes near the edge of a cell, here looked at in 65 places."""
    edge = np.linspace(start, end, 65)
    way = piece[1] - piece[0]
    share = ((edge - piece[0]) @ way / max(way @ way, 1e-9)).clip(0, 1)
    return bool(np.hypot(*(edge - piece[0] - share[:, None] * way).T).min() <= NEAR)


@given(GROUND)
@settings(max_examples=15, deadline=None)
def test_a_level_between_two_neighbours_passes_between_them(heights: Grid) -> None:
    rows, columns = heights.shape
    drawn = {line["level"]: pieces(line["path"]) for line in contours.lines(heights)}
    # Row 0 is lowest on the map, and SVG counts from the top.
    places = {(r, c): (c * CELL, (rows - 1 - r) * CELL) for r in range(rows) for c in range(columns)}
    for (here, there), level in itertools.product(itertools.combinations(places, 2), (0.5, 1.0, 1.75)):
        low, high = sorted((heights[here], heights[there]))
        if math.dist(here, there) == 1 and low + 0.05 < level < high - 0.05:
            assert any(meets(piece, places[here], places[there]) for piece in drawn[level])


def test_on_a_slope_every_point_of_a_contour_has_its_height() -> None:
    y, x = np.mgrid[0:6, 0:9]
    found = contours.lines(1.9 + 0.31 * x + 0.17 * y)
    assert [line["level"] for line in found] == [2 + i / 4 for i in range(len(found))]
    assert [line["level"] for line in found if line["index"]] == [2, 3, 4, 5]
    for line in found:
        for points, closed in rings(line["path"]):
            assert not closed
            for px, py in points:
                height = 1.9 + 0.31 * px / CELL + 0.17 * (5 - py / CELL)
                assert height == pytest.approx(line["level"], abs=0.5 * NEAR / CELL)


def test_a_hill_has_closed_lines_around_its_top() -> None:
    y, x = np.mgrid[-4:5, -4:5]
    found = contours.lines(3 * np.exp(-(x**2 + y**2) / 6.0))
    (line,) = (line for line in found if line["level"] == 2)
    ((points, closed),) = rings(line["path"])
    assert closed
    radius = math.sqrt(6 * math.log(1.5)) * CELL
    assert np.hypot(*(points - 4 * CELL).T) == pytest.approx(np.full(len(points), radius), abs=4)


@given(GROUND)
@settings(max_examples=15, deadline=None)
def test_an_area_covers_the_points_that_are_as_high_and_no_others(heights: Grid) -> None:
    rows = len(heights)
    drawn = {area["level"]: pieces(area["path"]) for area in contours.areas(heights)}
    for (r, c), height in np.ndenumerate(heights):
        # A little inside the map, where a ray to the right meets no corner.
        at = (c * CELL + (3.3 if c == 0 else -3.3), (rows - 1 - r) * CELL + (3.1 if r == rows - 1 else -3.1))
        for level in (1.0, 2.0):
            if abs(height - level) > 0.5 and level in drawn:
                assert _inside(at, drawn[level]) == (height > level)


def _inside(at: tuple[float, float], edges: Grid) -> bool:
    """Whether a ray to the right crosses an odd number of edges."""
    crossings = 0
    for (x1, y1), (x2, y2) in edges:
        if (y1 > at[1]) != (y2 > at[1]) and at[0] < x1 + (at[1] - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


@given(GROUND)
@settings(max_examples=30, deadline=None)
def test_the_fine_ground_passes_through_what_was_measured(heights: Grid) -> None:
    fine = contours.refined(heights, 4)
    assert fine.shape == (13, 17)
    assert fine[::4, ::4] == pytest.approx(heights)


def test_between_what_was_measured_the_ground_bends_as_a_parabola_does() -> None:
    x = np.arange(7.0)
    fine = contours.refined(np.tile(x**2, (3, 1)), 4)[0]
    inside = np.linspace(1, 5, 17)
    assert fine[4:21] == pytest.approx(inside**2)


@given(arrays(np.float64, (12, 2), elements=st.floats(0, 50)))
@settings(max_examples=30, deadline=None)
def test_a_line_is_simplified_within_the_tolerance_and_keeps_its_ends(line: Grid) -> None:
    kept = contours.simplified(line)
    assert {0, 11} <= set(kept)
    for first, last in itertools.pairwise(kept):
        way = line[last] - line[first]
        for point in line[first : last + 1]:
            share = np.clip((point - line[first]) @ way / max(way @ way, 1e-12), 0, 1)
            assert math.dist(point, line[first] + share * way) <= TOLERANCE + 1e-9


def test_a_straight_line_is_its_two_ends() -> None:
    assert contours.drawn(np.array([[0.0, 9.0], [1.0, 8.0], [4.0, 5.0], [9.0, 0.0]])) == "M0 9l9-9"
