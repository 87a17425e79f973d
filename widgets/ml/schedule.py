"""Learning-rate schedules: how large a step the optimizer may take at each moment of a run.

The one definition shared by the trainer and by the widget that plots it.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

Shape = Literal["cosine", "linear", "constant"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


def warmup_steps(steps: int, warmup: float) -> int:
    """Length of the warmup in steps: `warmup` is its share of all `steps`."""
    return round(warmup * steps)


def learning_rate(t: int, *, steps: int, peak: float, warmup: float, floor: float, shape: Shape = "cosine") -> float:
    """Learning rate at step `t` of 0 to `steps - 1`.

    With W = round(warmup x steps) it rises linearly, peak x (t + 1) / W while t < W, then falls from `peak` at
    t = W to `floor x peak` at t = steps - 1 along half a cosine (Loshchilov & Hutter 2016, arXiv:1608.03983, eq. 5)
    or a straight line; "constant" stays at the peak.

    Raises:
        ValueError: if a number lies outside its range or `shape` is unknown.
    """
    if not 0 <= t < steps:
        raise ValueError(f"step {t} is outside 0 to {steps - 1}")
    if peak <= 0 or not 0 <= warmup <= 1 or not 0 <= floor <= 1:
        raise ValueError(f"peak {peak} must be positive; warmup {warmup} and floor {floor} must lie between 0 and 1")
    if shape not in SHAPES:
        raise ValueError(f"shape {shape!r} is none of {', '.join(SHAPES)}")
    rising = warmup_steps(steps, warmup)
    if t < rising:
        return peak * (t + 1) / rising
    if shape == "constant":
        return peak
    gone = (t - rising) / max(1, steps - 1 - rising)
    left = 0.5 * (1 + math.cos(math.pi * gone)) if shape == "cosine" else 1 - gone
    return peak * (floor + (1 - floor) * left)


@dataclass(frozen=True)
class Schedule:
    """The rates of all steps of a run; the fields are those of `learning_rate`."""

    peak: float
    warmup: float
    floor: float
    steps: int
    shape: Shape = "cosine"

    @property
    def rising(self) -> int:
        """Length of the warmup in steps."""
        return warmup_steps(self.steps, self.warmup)

    @property
    def floor_rate(self) -> float:
        """The rate at which the decay ends."""
        return self.floor * self.peak

    def rate(self, t: int) -> float:
        """The rate at step `t`."""
        return learning_rate(
            t, steps=self.steps, peak=self.peak, warmup=self.warmup, floor=self.floor, shape=self.shape
        )

    def curve(self, points: int) -> tuple[tuple[float, float], ...]:
        """Its corners as (step, rate), and of a half cosine so many points."""
        last, rising = self.steps - 1, self.rising
        corners = {0, min(last, max(0, rising - 1)), min(last, rising), last}
        bend = range(1, points) if self.shape == "cosine" else ()
        places = sorted(corners | {round(rising + i * (last - rising) / points) for i in bend if rising < last})
        return tuple((t, self.rate(t)) for t in places)

    def comes_nearest(self, t: int, rate: float) -> bool:
        """Whether the rate passes `rate` at step `t` after the warmup, no neighbour coming nearer to it."""
        now = self.rate(t)
        beside = [self.rate(other) for other in (t - 1, t + 1) if self.rising <= other < self.steps]
        passes = any((now - rate) * (other - rate) <= 0 for other in beside)
        return passes and all(abs(now - rate) <= abs(other - rate) for other in beside)
