"""Calibration: how often answers were right, by how sure one was of each; and what such bets cost, in nats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from widgets.ml.losses import cross_entropy

# How sure one was of an answer, in percent (1 to 99), and whether it was right.
Bet: TypeAlias = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class Level:
    """So many `answers` of which one was `sure` (percent), and how many of them were `right`."""

    sure: int
    answers: int
    right: int

    @property
    def share(self) -> float:
        """The part that was right, 0 to 1."""
        return self.right / self.answers


def levels(bets: Iterable[Bet]) -> tuple[Level, ...]:
    """The bets counted by how sure one was, from the least to the most."""
    found: dict[int, list[bool]] = {}
    for sure, right in bets:
        found.setdefault(sure, []).append(right)
    return tuple(Level(sure, len(found[sure]), sum(found[sure])) for sure in sorted(found))


def cost(sure: int, right: bool, options: int) -> float:
    """What a bet costs in nats: minus ln of the probability on the truth.

    A wrong bet leaves the truth its part of the rest, which is taken to lie evenly on the other `options`: one in four
    is then a blind guess, which costs ln 4 whether right or wrong.

    Raises:
        ValueError: if one was sure beyond 1 to 99 percent, or there is nothing to choose from.
    """
    if not 1 <= sure <= 99 or options < 2:
        raise ValueError(f"a bet takes 1 to 99 percent and at least two options, not {sure} and {options}")
    return cross_entropy(sure / 100 if right else (100 - sure) / 100 / (options - 1))


def mean_cost(bets: Sequence[Bet], options: int) -> float:
    """What the bets cost on average, in nats.

    Raises:
        ValueError: if there is no bet.
    """
    if not bets:
        raise ValueError("no bet has no mean cost")
    return sum(cost(sure, right, options) for sure, right in bets) / len(bets)
