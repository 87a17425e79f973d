"""Walks down a ground: where they start and end, what is shown of the ground, and how a walk is going.

Numbers alone, and no library, so that it wakes at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from widgets.ml.contours import rings
from widgets.ml.descent import Walker, step
from widgets.ml.grounds import Fit, Ground, Place, Sheet

# A step that takes less than this share of what is left is timid.
TIMID = 0.02
# Points of the lattice through which the lines of equal height are drawn, in a row of it.
COLUMNS = 49


@dataclass(frozen=True, slots=True)
class Terrain:
    """A ground with a start, the part of it that is shown, and a valley: all that is as low as `valley` or lower.

    `sides` are least and most of both coordinates; of a curve the second are heights. The look of the ground changes at
    the heights of `tints`, and there are `lines` at further ones. Outside of what was `measured` nothing is known.
    """

    ground: Ground
    start: Place
    sides: tuple[tuple[float, float], tuple[float, float]]
    valley: float
    tints: tuple[float, ...] = ()
    lines: tuple[float, ...] = ()
    measured: bool = False

    def size(self, width: int) -> tuple[int, int]:
        """Width and height of a picture; with two coordinates a unit is as long both ways."""
        (left, right), (bottom, top) = self.sides
        return width, round(width * ((top - bottom) / (right - left) if len(self.start) == 2 else 0.52))

    def holds(self, place: Place) -> bool:
        """Whether a place is in the part that is shown."""
        return all(low <= value <= high for value, (low, high) in zip(place, self.sides, strict=False))

    def loss(self, place: Place) -> float | None:
        """The height of a place, None where it is not known."""
        return None if self.measured and not self.holds(place) else self.ground.height(place)

    def gradient(self, place: Place) -> float | None:
        """The slope of a curve with its sign, of other ground how steep it is; None where it is not known."""
        slope = self.ground.slope(place)
        steep = slope[0] if len(slope) == 1 else math.hypot(*slope)
        return None if self.measured and not self.holds(place) else steep

    def ended(self, place: Place) -> bool:
        """Whether a walk ends here: in the valley, or outside."""
        return not self.holds(place) or self.ground.height(place) <= self.valley

    def share(self, place: Place) -> tuple[float, float]:
        """How far to the right and how far up a place lies, as shares of what is shown."""
        both = place if len(place) == 2 else (place[0], self.ground.height(place))
        across, up = ((value - low) / (high - low) for value, (low, high) in zip(both, self.sides, strict=True))
        return across, up

    def outlines(self, level: float) -> list[list[tuple[float, float]]]:
        """Rings around all ground of two coordinates that is at least `level` high, as shares of what is shown."""
        lattice = self._lattice()
        across, up = len(lattice[0]) - 1, len(lattice) - 1
        return [[(column / across, row / up) for column, row in ring] for ring in rings(lattice, level)]

    def profile(self) -> list[tuple[float, float]]:
        """A curve's points, as shares of what is shown."""
        (left, right), _ = self.sides
        return [self.share((left + i * (right - left) / 80,)) for i in range(81)]

    def _lattice(self) -> list[list[float]]:
        (left, right), (bottom, top) = self.sides
        rows = round((COLUMNS - 1) * (top - bottom) / (right - left)) + 1
        places = [
            [
                (left + c * (right - left) / (COLUMNS - 1), bottom + r * (top - bottom) / (rows - 1))
                for c in range(COLUMNS)
            ]
            for r in range(rows)
        ]
        return [[self.ground.height(place) for place in row] for row in places]


def walk(terrain: Terrain, walker: Walker, rate: float, momentum: float, most: int) -> list[Walker]:
    """The next places of a walk, at most so many, up to its end."""
    taken: list[Walker] = []
    while len(taken) < most and not terrain.ended(walker.place):
        walker = step(terrain.ground, walker, rate, momentum)
        taken.append(walker)
    return taken


def verdict(terrain: Terrain, trail: Sequence[Place]) -> str:
    """How a walk is going: at an end, or "standing", "bouncing", "timid" or "good", by its last step.

    It ends in the valley, off the measured map, or diverged, which is outside the picture. It bounces where the last
    step went up, or where the slope has turned against the one before.
    """
    here = trail[-1]
    if not terrain.holds(here):
        return "off the measured map" if terrain.measured else "diverged"
    if terrain.ground.height(here) <= terrain.valley:
        return "in the valley"
    if len(trail) < 2:
        return "standing"
    before = terrain.ground.height(trail[-2])
    fell = before - terrain.ground.height(here)
    slopes = (terrain.ground.slope(place) for place in trail[-2:])
    if fell < 0 or sum(a * b for a, b in zip(*slopes, strict=True)) < 0:
        return "bouncing"
    return "timid" if fell < TIMID * (before - terrain.valley) else "good"


def _fit(weights: int, reach: Place, off: Place) -> Terrain:
    ground = Fit(weights)
    lowest = ground.lowest()
    sides = [(w - far, w + far) for w, far in zip(lowest, reach, strict=True)]
    # A curve's second side is its height, from below 0: an axis stands there.
    sides += [(-1.2, 13.0)][: 2 - weights]
    start = tuple(w + away for w, away in zip(lowest, off, strict=True))
    tints, lines = (1.0, 3.0, 6.0, 10.0, 15.0, 21.0), (0.3, 2.0, 4.5, 8.0, 12.5, 18.0, 25.0, 30.0)
    return Terrain(ground, start, (sides[0], sides[1]), 0.02, tints, lines)


CURVE, MODEL = _fit(1, (3.5,), (-3.0,)), _fit(2, (4.0, 2.5), (-2.4, -0.2))


def measured(sheet: Sheet) -> Terrain:
    """Our own model's map, from where its training began; the valley is all below 3 nats."""
    tints, lines = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0), (3.5, 4.5, 5.5, 6.5, 7.5, 9.0, 10.0)
    return Terrain(sheet, (0.0, 0.0), (sheet.xs, sheet.ys), 3.0, tints, lines, measured=True)
