"""Axes: from a value to its share of the frame, limits that always make sense, round ticks, and the frame's edge."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from widgets.engine.numbers import plain

Share: TypeAlias = tuple[float, float]

# How many frames away a point may lie at most; what is farther, or infinite, lies there.
FAR = 50.0
_LARGEST = 1e300


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its label, range, and ticks as (value, what is printed).

    Limits that are equal, swapped, infinite or no number are replaced by the nearest that make sense.
    """

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False
    # Where the scale starts, and its length: a chart asks for many shares.
    _start: float = field(init=False, repr=False, compare=False)
    _length: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        low, high = self.limits()
        if self.log:
            low, high = math.log(low), math.log(high)
        object.__setattr__(self, "_start", low)
        object.__setattr__(self, "_length", high - low)

    def limits(self) -> tuple[float, float]:
        """The limits in use: finite, the first below the second, above 0 on a log scale."""
        return limits(self.low, self.high, log=self.log)

    def share(self, value: float) -> float:
        """How far along the axis `value` lies: 0 to 1 inside, at most FAR outside, NaN if it is no number."""
        if value != value:
            return math.nan
        if self.log and value < math.inf:
            if value <= 0:
                return -FAR
            value = math.log(value)
        return min(max((value - self._start) / self._length, -FAR), 1 + FAR)

    def marks(self) -> Iterator[tuple[float, str]]:
        """The ticks that lie inside, as (share, what is printed)."""
        for value, text in self.ticks:
            share = self.share(value)
            if -1e-9 <= share <= 1 + 1e-9:
                yield share, text


def limits(low: float, high: float, *, log: bool = False) -> tuple[float, float]:
    """Limits that can be drawn: finite, the first below the second, above 0 on a log scale.

    A limit that is infinite or no number gives way to the other; equal ones move apart around their value.
    """
    known = [limit for limit in (low, high) if math.isfinite(limit)]
    if not known:
        return (1.0, 10.0) if log else (0.0, 1.0)
    least = 1 / _LARGEST if log else -_LARGEST
    low, high = (min(max(limit, least), _LARGEST) for limit in (min(known), max(known)))
    if high - low > max(1e-9 * max(abs(low), abs(high)), 1 / _LARGEST):
        return low, high
    return (low / 2, high * 2) if log else (low - (abs(low) / 2 or 0.5), high + (abs(high) / 2 or 0.5))


def nice_ticks(low: float, high: float, count: int = 5) -> tuple[tuple[float, str], ...]:
    """About `count` round values from `low` to `high`, with their text."""
    low, high = limits(low, high)
    raw = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    values = [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]
    # Enough digits to tell neighbours apart, also where the range is a small part of the values.
    digits = max(6, 3 + math.ceil(math.log10(max(abs(low), abs(high)) / step)))
    return tuple((value, plain(value, digits)) for value in values)


# An axis ends at one of these times a power of ten, and stays while the value is at least this share of it.
_TOPS = (1, 2, 5, 10)
_LEAST_OF_TOP = 0.05


def steady_top(top: float, value: float) -> float:
    """Where an axis ends that holds `value`: at `top` while that fits it, else at a round number above."""
    if _LEAST_OF_TOP * top <= value <= top:
        return top
    decade = math.floor(math.log10(value))
    # As written: 5 * 10**-4 would be a last bit off 5e-4.
    return next(end for end in (float(f"{first}e{decade}") for first in (*_TOPS, 20)) if end > 1.3 * value)


def inside(point: Share) -> bool:
    """Whether a point, in shares, lies in the frame or on its edge."""
    return 0 <= point[0] <= 1 and 0 <= point[1] <= 1


def outside(point: Share) -> bool:
    """Whether a point, in shares, lies somewhere, but not in the frame."""
    return point[0] == point[0] and point[1] == point[1] and not inside(point)


def clipped(points: Sequence[Share]) -> list[list[Share]]:
    """The pieces of the line through `points`, in shares, that lie in the frame; NaN interrupts the line."""
    pieces: list[list[Share]] = []
    before: Share | None = None
    for point in points:
        if point[0] != point[0] or point[1] != point[1]:
            before = None
            continue
        seen = (point, point) if before is None and inside(point) else _visible(before, point)
        if seen and before is not None and pieces and pieces[-1][-1] == seen[0] == before:
            pieces[-1].append(seen[1])
        elif seen:
            pieces.append([*dict.fromkeys(seen)])
        before = point
    return pieces


def _visible(start: Share | None, end: Share) -> tuple[Share, Share] | None:
    """The part of a segment inside the frame (Liang and Barsky 1984); None if there is none."""
    if start is None:
        return None
    if inside(start) and inside(end):
        return start, end
    enters, leaves = 0.0, 1.0
    for here, there in zip(start, end, strict=True):
        move = there - here
        for room, speed in ((here, -move), (1 - here, move)):
            if speed == 0:
                if room < 0:
                    return None
            elif speed < 0:
                enters = max(enters, room / speed)
            else:
                leaves = min(leaves, room / speed)
    if enters > leaves:
        return None
    return _between(start, end, enters), _between(start, end, leaves)


def _between(start: Share, end: Share, part: float) -> Share:
    """The point after `part` of a segment; rounding does not take it out of the frame, nor off its ends."""
    across, down = (
        there if part == 1 else here + part * (there - here) for here, there in zip(start, end, strict=True)
    )
    return min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)
