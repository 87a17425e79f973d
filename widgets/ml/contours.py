"""Lines of equal height through a lattice of heights, as closed rings (marching squares), without a library."""

from collections.abc import Sequence
from typing import TypeAlias

# A side of a cell: whether it is level or upright, and its first corner (row, column).
_Side: TypeAlias = tuple[bool, int, int]


def rings(heights: Sequence[Sequence[float]], level: float) -> list[list[tuple[float, float]]]:
    """Rings around all ground at least `level` high, as points (column, row); filled by the rule evenodd they are it.

    Ground that reaches the lattice's edge is closed along the edge.
    """
    rows, columns = len(heights), len(heights[0])
    # One row and column of low ground around, so that every line closes.
    low = [False] * (columns + 2)
    high = [low, *([False, *(height >= level for height in row), False] for row in heights), low]
    onward: dict[_Side, _Side] = {}
    for r in range(rows + 1):
        upper, lower = high[r], high[r + 1]
        for c in range(columns + 1):
            corners = (upper[c], upper[c + 1], lower[c + 1], lower[c])
            if any(corners) and not all(corners):
                _join(corners, r - 1, c - 1, onward)
    found = []
    while onward:
        first, side = onward.popitem()
        ring = [first]
        while side != first:
            ring.append(side)
            side = onward.pop(side)
        found.append([_crossing(heights, side, level) for side in ring])
    return found


def _join(corners: tuple[bool, bool, bool, bool], r: int, c: int, onward: dict[_Side, _Side]) -> None:
    """Lead the line through a cell: where its rim, walked around, comes onto high ground, to where it leaves it."""
    sides = ((True, r, c), (False, r, c + 1), (True, r + 1, c), (False, r, c))
    for begin in range(4):
        if not corners[begin] and corners[(begin + 1) % 4]:
            end = next(i % 4 for i in range(begin + 1, begin + 5) if corners[i % 4] and not corners[(i + 1) % 4])
            onward[sides[begin]] = sides[end]


def _crossing(heights: Sequence[Sequence[float]], side: _Side, level: float) -> tuple[float, float]:
    """Where a line crosses a side; at the edge of the lattice it is the edge."""
    is_level, r, c = side
    ends = ((r, c), (r, c + 1) if is_level else (r + 1, c))
    inside = [(row, column) for row, column in ends if 0 <= row < len(heights) and 0 <= column < len(heights[0])]
    if len(inside) == 1:
        return float(inside[0][1]), float(inside[0][0])
    here, there = (heights[row][column] for row, column in ends)
    share = (level - here) / (there - here)
    return (c + share, float(r)) if is_level else (float(c), r + share)
