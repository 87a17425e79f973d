"""Lines of equal height through a grid, as short SVG paths in whole numbers."""

from typing import Any, TypeAlias

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

Grid: TypeAlias = NDArray[np.float64]

EVERY = 0.25
# Of a path, one cell of the grid.
CELL = 64
# Straight pieces between the measured points of a cell, so that lines bend as the ground does.
PIECES = 4
# A point is left out where the line without it passes as near as this, in units of a path.
TOLERANCE = 1.2


def lines(heights: Grid) -> list[dict[str, Any]]:
    """Contours of heights (rows, columns) at every quarter, lowest first; whole heights are index lines.

    Paths are in SVG's directions: x runs along a row, y down from the last row; a cell is 64 by 64.
    """
    ground, found = _surveyor(heights), []
    for quarter in range(int(np.ceil(heights.min() / EVERY)), int(np.floor(heights.max() / EVERY)) + 1):
        level = quarter * EVERY
        if path := "".join(drawn(line) for line in ground.lines(level)):
            found.append({"level": level, "index": level.is_integer(), "path": path})
    return found


def areas(heights: Grid) -> list[dict[str, Any]]:
    """All ground at least as high as every index line, lowest first, to be filled by SVG's rule evenodd."""
    ground, found = _surveyor(heights), []
    for level in range(int(np.ceil(heights.min())), int(np.floor(heights.max())) + 1):
        polygons, offsets = ground.filled(level, np.inf)
        rings = (
            ring
            for points, places in zip(polygons, offsets, strict=True)
            for ring in np.split(points, places[1:-1].astype(int))
        )
        if path := "".join(drawn(ring) for ring in rings):
            found.append({"level": float(level), "path": path})
    return found


def _surveyor(heights: Grid) -> Any:
    z = refined(heights, PIECES)
    y, x = (np.arange(size) * CELL / PIECES for size in z.shape)
    return contour_generator(x=x, y=y[::-1], z=z, line_type="Separate", fill_type="OuterOffset")


def refined(heights: Grid, pieces: int) -> Grid:
    """Heights with `pieces` steps from each to the next, both ways, on cubic curves through all that were given.

    Catmull and Rom (1974); beyond the edge the ground goes on as straight as it came.
    """
    return _along(_along(heights, pieces).T, pieces).T


def _along(values: Grid, pieces: int) -> Grid:
    padded = np.concatenate([2 * values[:1] - values[1:2], values, 2 * values[-1:] - values[-2:-1]])
    at = np.arange((len(values) - 1) * pieces + 1) / pieces
    first = np.minimum(at.astype(int), len(values) - 2)
    t = (at - first)[:, None]
    a, b, c, d = (padded[first + i] for i in range(4))
    curve: Grid = b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return curve


def drawn(line: Grid) -> str:
    """A line (n, 2) as a path in whole numbers, "z" at its end if it is closed; empty if it is but a point."""
    points = np.rint(line[simplified(line)]).astype(int)
    closed = bool(np.all(points[0] == points[-1]))
    steps = np.diff(points, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if len(steps) < (3 if closed else 1):
        return ""
    numbers = " ".join(str(number) for number in steps[: -1 if closed else None].flatten())
    return f"M{points[0][0]} {points[0][1]}l{numbers}{'z' if closed else ''}".replace(" -", "-")


def simplified(line: Grid) -> NDArray[np.intp]:
    """Which points of a line (n, 2) are needed so that all others lie within the tolerance (Douglas & Peucker 1973)."""
    needed = np.zeros(len(line), bool)
    needed[[0, -1]] = True
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        if last - first < 2:
            continue
        off = _off(line[first + 1 : last], line[first], line[last])
        farthest = int(off.argmax())
        if off[farthest] > TOLERANCE:
            middle = first + 1 + farthest
            needed[middle] = True
            open_ends += [(first, middle), (middle, last)]
    return np.flatnonzero(needed)


def _off(points: Grid, start: Grid, end: Grid) -> Grid:
    """How far points (n, 2) are from a stretch of line, which may be a point."""
    way = end - start
    share = ((points - start) @ way / max(float(way @ way), 1e-12)).clip(0, 1)
    distance: Grid = np.hypot(*(points - start - share[:, None] * way).T)
    return distance
