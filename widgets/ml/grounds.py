"""Grounds to walk down: the loss of a straight line through five points, and a map of measured heights.

Each gives its height and its slope at a place; the loss of a line is a mean squared error, a map's is in its own unit.
No library, so that it wakes at once.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Place: TypeAlias = tuple[float, ...]

# Five points near a straight line, the author's own.
XS = (0.6, 0.8, 1.0, 1.2, 1.4)
YS = (1.0, 1.3, 1.4, 1.7, 1.8)


class Ground(Protocol):
    """Height by place, and how it changes there."""

    def height(self, place: Place) -> float:
        """The height at a place."""

    def slope(self, place: Place) -> Place:
        """The gradient of the height: its partial derivative in every direction."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How badly the line y = w x, or y = w₁ x + w₂ for two `weights`, fits the five points: the mean squared error."""

    weights: int

    def height(self, place: Place) -> float:
        """The loss of the weights."""
        return math.fsum(miss * miss for miss in self._misses(place)) / len(XS)

    def slope(self, place: Place) -> Place:
        """The gradient of the loss by each weight: twice the mean of miss times what the weight multiplies."""
        misses = self._misses(place)
        by_first = 2 * math.fsum(miss * x for miss, x in zip(misses, XS, strict=True)) / len(XS)
        by_second = 2 * math.fsum(misses) / len(XS)
        return (by_first, by_second)[: self.weights]

    def lowest(self) -> Place:
        """Where the loss is least, by the normal equations."""
        n, squares, products = (
            len(XS),
            math.fsum(x * x for x in XS),
            math.fsum(map(math.prod, zip(XS, YS, strict=True))),
        )
        if self.weights == 1:
            return (products / squares,)
        by = math.fsum(XS) * math.fsum(YS)
        first = (n * products - by) / (n * squares - math.fsum(XS) ** 2)
        return first, (math.fsum(YS) - first * math.fsum(XS)) / n

    def _misses(self, place: Place) -> list[float]:
        first, second = place[0], place[1] if self.weights == 2 else 0.0
        return [first * x + second - y for x, y in zip(XS, YS, strict=True)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A map of heights measured at the points of a grid, the rows from the lowest y up.

    Between the points the ground is a cubic curve through them, both ways (Catmull and Rom 1974); at the edge it goes
    on as straight as it came. Nothing is known beyond.
    """

    xs: tuple[float, float]
    ys: tuple[float, float]
    heights: tuple[tuple[float, ...], ...]

    def holds(self, place: Place) -> bool:
        """Whether a place lies on the map."""
        return self.xs[0] <= place[0] <= self.xs[1] and self.ys[0] <= place[1] <= self.ys[1]

    def height(self, place: Place) -> float:
        """The height at a place of the map."""
        (rows, down, _), (columns, across, _) = self._around(place)
        return _curve([_curve([self._at(r, c) for c in columns], across) for r in rows], down)

    def slope(self, place: Place) -> Place:
        """How the height changes with x and with y."""
        (rows, down, per_row), (columns, across, per_column) = self._around(place)
        along = [[self._at(r, c) for c in columns] for r in rows]
        by_x = _curve([_rise(row, across) for row in along], down) * per_column
        by_y = _rise([_curve(row, across) for row in along], down) * per_row
        return by_x, by_y

    def _around(self, place: Place) -> tuple[tuple[range, float, float], tuple[range, float, float]]:
        """Of y and of x: the four grid lines around, how far between the middle two, and lines in a unit."""
        sides = ((place[1], self.ys, len(self.heights)), (place[0], self.xs, len(self.heights[0])))
        (down, across) = (_between(value, low, high, count) for value, (low, high), count in sides)
        return down, across

    def _at(self, row: int, column: int) -> float:
        """The height at a grid point; one beyond the edge goes on straight from the last two."""
        heights, last = self.heights, len(self.heights) - 1
        if row < 0:
            return 2 * self._at(0, column) - self._at(1, column)
        if row > last:
            return 2 * self._at(last, column) - self._at(last - 1, column)
        line, end = heights[row], len(heights[row]) - 1
        if column < 0:
            return 2 * line[0] - line[1]
        return line[column] if column <= end else 2 * line[end] - line[end - 1]


def sheet(grid: Mapping[str, Any]) -> Sheet:
    """The map of a published landscape's grid: x and y as [least, most], heights (rows, columns)."""
    (left, right), (bottom, top) = grid["x"], grid["y"]
    return Sheet((left, right), (bottom, top), tuple(map(tuple, grid["heights"])))


def _between(value: float, low: float, high: float, count: int) -> tuple[range, float, float]:
    per = (count - 1) / (high - low)
    at = (value - low) * per
    first = min(max(math.floor(at), 0), count - 2)
    return range(first - 1, first + 3), at - first, per


def _curve(values: Sequence[float], t: float) -> float:
    """The cubic through the middle two of four values, after a share `t` of the way between them."""
    a, b, c, d = values
    return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def _rise(values: Sequence[float], t: float) -> float:
    """The slope of that curve."""
    a, b, c, d = values
    return (c - a) / 2 + t * (2 * a - 5 * b + 4 * c - d) + 1.5 * t * t * (3 * (b - c) + d - a)
