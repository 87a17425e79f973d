"""From a marker's probabilities to marks: which points an explanation makes, by which passage, and what speaks against.

A marker gives every passage 28 probabilities: that it earns points 1 to 10, that it speaks against points 1 to 10, that
it asserts misconceptions 1 to 8. Points and misconceptions are counted from 0 here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

POINTS, MISCONCEPTIONS = 10, 8
OUTPUTS = 2 * POINTS + MISCONCEPTIONS

Verdict: TypeAlias = Literal["seen", "unsure", "not seen"]


@dataclass(frozen=True)
class Thresholds:
    """Above `earned` a point is given, above `against` taken away; from low to high of `unsure` nobody can tell."""

    earned: tuple[float, ...]
    against: tuple[float, ...]
    unsure: tuple[tuple[float, float], ...]
    misconceptions: tuple[float, ...]

    def __post_init__(self) -> None:
        counts = (len(self.earned), len(self.against), len(self.unsure), len(self.misconceptions))
        if counts != (POINTS, POINTS, POINTS, MISCONCEPTIONS):
            raise ValueError(f"thresholds are of {POINTS} points and {MISCONCEPTIONS} misconceptions, not of {counts}")


@dataclass(frozen=True)
class Finding:
    """What is found of one point.

    `given` is whether it counts; `verdict` says the same, or that it was a close thing. `by` is the passage that earns
    it, or would; None if no passage comes near. `against` is the passage that takes it away.
    """

    given: bool
    verdict: Verdict
    p: float
    by: int | None
    against: int | None


@dataclass(frozen=True)
class Marks:
    """What is found of every point, and each misconception with the passage that asserts it most."""

    points: tuple[Finding, ...]
    misconceptions: tuple[tuple[int, int], ...]

    @property
    def score(self) -> int:
        """Points given, of ten."""
        return sum(point.given for point in self.points)


def marks(p: Sequence[Sequence[float]], thresholds: Thresholds) -> Marks:
    """The marks of an explanation; `p` (passages, 28) may be empty. Of passages that tie the first is named.

    Raises:
        ValueError: if a row has other than 28 numbers.
    """
    if wrong := [len(row) for row in p if len(row) != OUTPUTS]:
        raise ValueError(f"a passage has {OUTPUTS} probabilities, not {wrong[0]}")
    asserted = ((number, _surest(p, 2 * POINTS + number)) for number in range(MISCONCEPTIONS))
    return Marks(
        tuple(_finding(p, number, thresholds) for number in range(POINTS)),
        tuple((number, at) for number, (most, at) in asserted if most > thresholds.misconceptions[number]),
    )


def _finding(p: Sequence[Sequence[float]], point: int, thresholds: Thresholds) -> Finding:
    most, by = _surest(p, point)
    contradiction, against = _surest(p, POINTS + point)
    denied = contradiction > thresholds.against[point]
    given = most > thresholds.earned[point] and not denied
    low, high = thresholds.unsure[point]
    close = bool(p) and low <= most <= high and not denied
    near = bool(p) and (close or most > thresholds.earned[point])
    verdict: Verdict = "unsure" if close else "seen" if given else "not seen"
    return Finding(given, verdict, most, by if near else None, against if denied else None)


def _surest(p: Sequence[Sequence[float]], output: int) -> tuple[float, int]:
    """The largest probability of an output and the first passage that has it; 0 of a text without passages."""
    column = [row[output] for row in p]
    most = max(column, default=0.0)
    return most, column.index(most) if column else 0
