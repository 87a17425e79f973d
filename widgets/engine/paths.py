"""The `d` of SVG paths, as short as the eye allows: whole tenths of a unit, relative moves, no needless point.

All places are whole tenths of a unit of the picture, across and down, so that CPython and Pyodide print the same.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]

# A point this near, in tenths, to the line through its neighbours is left out: a fifth of a pixel on a wide screen.
TOLERANCE = 1.5
_DASH = 60
_TRIANGLE = 45


@cache
def shown(tenths: int) -> str:
    """Tenths as a number of SVG: 12.3, -.5, 7."""
    whole, rest = divmod(abs(tenths), 10)
    digits = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{digits}" if tenths < 0 else digits


def line(places: Sequence[Place]) -> str:
    """A line through places; a single one is a dot where line caps are round."""
    kept = thinned(places)
    if not kept:
        return ""
    start = _move("M", kept[0])
    if len(kept) == 1:
        return f"{start}h0"
    moves = [number for (left, top), (across, down) in pairwise(kept) for number in (across - left, down - top)]
    return f"{start}l{_numbers(moves)}"


def dots(places: Iterable[Place]) -> str:
    """Dots, drawn by round line caps; two at the same place are one."""
    return _scattered(places, "h0")


def dashes(places: Iterable[Place]) -> str:
    """Short level dashes, centred; two at the same place are one."""
    return _scattered([(across - _DASH // 2, down) for across, down in places], f"h{shown(_DASH)}z")


def triangles(places: Iterable[tuple[Place, Place]]) -> str:
    """Small triangles centred at places, each pointing in a direction (-1, 0 or 1 to the right and downward)."""
    return "".join(_triangle(*place) for place in dict.fromkeys(places))


def thinned(places: Sequence[Place]) -> list[Place]:
    """Fewer places, such that none of those left out lies farther than TOLERANCE from the line that is drawn.

    One walk: from a corner, every further place opens a cone of directions that pass near enough; where one lies
    outside the cones of those before it, or turns back, its predecessor becomes the next corner.
    """
    kept = list(places[:1])
    cone = _Cone(*kept[0]) if kept else None
    for before, place in pairwise(places):
        if cone and not cone.admits(*place):
            kept.append(before)
            cone = _Cone(*before)
            cone.admits(*place)
    return [*kept, places[-1]] if places and kept[-1] != places[-1] else kept


class _Cone:
    """The directions from a corner that pass within TOLERANCE of all places admitted so far."""

    __slots__ = ("across", "down", "first", "least", "most", "reach")

    def __init__(self, across: int, down: int) -> None:
        self.across, self.down = across, down
        self.first: float | None = None
        self.least, self.most, self.reach = -math.pi, math.pi, 0.0

    def admits(self, across: int, down: int) -> bool:
        """Whether a straight line to this place passes near all before it; if so it narrows the cone."""
        across, down = across - self.across, down - self.down
        far = math.hypot(across, down)
        if far < self.reach:
            return False
        if far > TOLERANCE:
            angle = math.atan2(down, across)
            if self.first is None:
                self.first = angle
            turn, width = math.remainder(angle - self.first, math.tau), math.asin(TOLERANCE / far)
            if not self.least <= turn <= self.most:
                return False
            self.least, self.most = max(self.least, turn - width), min(self.most, turn + width)
        self.reach = far
        return True


def _scattered(places: Iterable[Place], each: str) -> str:
    left = top = 0
    pieces = []
    for across, down in sorted(set(places)):
        pieces.append(f"{_move('m', (across - left, down - top))}{each}")
        left, top = across, down
    return "".join(pieces)


def _triangle(place: Place, direction: Place) -> str:
    across, down = direction
    # A corner's diagonal is shortened, so that all triangles are about the same size.
    size = _TRIANGLE if not across or not down else round(_TRIANGLE * 0.7)
    tip = (place[0] + across * size, place[1] + down * size)
    base = (-(across + down) * size, (across - down) * size)
    return f"{_move('M', tip)}l{_numbers((*base, 2 * down * size, -2 * across * size))}z"


def _move(letter: str, place: Place) -> str:
    return letter + _numbers(place)


def _numbers(tenths: Iterable[int]) -> str:
    """Numbers side by side; a minus parts two by itself."""
    return " ".join(shown(number) for number in tenths).replace(" -", "-")
