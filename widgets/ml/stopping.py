"""Where to stop a run that is shown step by step: its lowest held-out loss, and what stopping elsewhere costs.

Losses in nats a token. A run is shown notch by notch, each about a fifth more steps than the one before, so that on a
logarithmic axis the notches stand evenly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from widgets.ml.published_runs import Curve, Run

LAST_NOTCH = 36
OPEN = 17
MOST_POINTS, NATS_A_POINT = 10, 0.05

# A Turn as plain values, for each run up to the last that was begun.
Turns: TypeAlias = tuple[tuple[int, int, int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Turn:
    """A run in play: the notch looked at, that of the veil, that of the stop (-1: not yet), and the names guessed."""

    at: int = OPEN
    until: int = OPEN
    stopped: int = -1
    guesses: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the run was stopped, so that all of it is shown."""
        return self.stopped >= 0

    def to(self, notch: int) -> "Turn":
        """Looked at a notch: one further on unveils the run up to there, and its last notch stops it."""
        until = max(self.until, notch)
        stopped = LAST_NOTCH if until == LAST_NOTCH and not self.over else self.stopped
        return replace(self, at=notch, until=until, stopped=stopped)

    def go_on(self) -> "Turn":
        """Unveiled by one notch more; a run that was stopped stays."""
        return self if self.over else self.to(self.until + 1)

    def stop(self) -> "Turn":
        """Stopped as far as it is unveiled, and then shown whole; a second stop changes nothing."""
        return self if self.over else replace(self, at=self.until, until=LAST_NOTCH, stopped=self.until)

    def guess(self, name: str) -> "Turn":
        """One more guess."""
        return replace(self, guesses=(*self.guesses, name))


def turn_at(turns: Turns, place: int) -> Turn:
    """What was done with the run at this place, if anything."""
    return Turn(*turns[place]) if place < len(turns) else Turn()


def with_turn(turns: Turns, place: int, turn: Turn) -> Turns:
    """The turns with another at this place."""
    all_of_them = [turn_at(turns, other) for other in range(max(len(turns), place + 1))]
    all_of_them[place] = turn
    return tuple((one.at, one.until, one.stopped, one.guesses) for one in all_of_them)


def step_at(run: Run, notch: int) -> int:
    """The step at a notch: 1 at the first, the run's last at the last."""
    return round(math.pow(run.steps, notch / LAST_NOTCH))


def notch_of(run: Run, step: float) -> float:
    """Where a step lies among the notches."""
    return LAST_NOTCH * math.log(step) / math.log(run.steps)


def decades(run: Run) -> tuple[tuple[float, int], ...]:
    """The steps 1, 10, 100 and so on, and the last; each with its place, none too near to the last."""
    powers = (10**power for power in range(math.ceil(math.log10(run.steps))))
    steps = (*(step for step in powers if 2 * step <= run.steps), run.steps)
    return tuple((notch_of(run, step), step) for step in steps)


def unveiled(run: Run, curve: Curve, until: int) -> tuple[tuple[float, float], ...]:
    """A curve of a run up to a notch, as (place among the notches, loss), and nothing of what comes after it.

    What was measured from one notch to the next is one point, at its last step: the mean of its losses.
    """
    marks = [0, *(step_at(run, notch) for notch in range(until + 1))]
    among = [[point for point in curve if before < point[0] <= mark] for before, mark in pairwise(marks)]
    # The step at a notch is rounded, so that one may lie a little beyond it.
    places = [min(notch_of(run, some[-1][0]), until) for some in among if some]
    means = [sum(loss for _, loss in some) / len(some) for some in among if some]
    return tuple(zip(places, means, strict=True))


def lowest(curve: Curve) -> tuple[int, float]:
    """The step at which the loss was lowest, the first of several, and that loss."""
    return min(curve, key=lambda point: (point[1], point[0]))


def highest(runs: Sequence[Run]) -> float:
    """The highest loss of any of them, on the batches or held out."""
    return max(loss for run in runs for _, loss in (*run.train, *run.val))


def last_by(curve: Curve, step: int) -> float:
    """The loss that was measured last up to a step, or first of all."""
    return next((loss for measured, loss in reversed(curve) if measured <= step), curve[0][1])


def score(run: Run, turn: Turn) -> int | None:
    """MOST_POINTS for the lowest held-out loss, one fewer for every NATS_A_POINT above it; None while it goes on."""
    if not turn.over:
        return None
    above = last_by(run.val, step_at(run, turn.stopped)) - lowest(run.val)[1]
    # A hair of rounding is no nat.
    return max(0, MOST_POINTS - int(above / NATS_A_POINT + 1e-9))
