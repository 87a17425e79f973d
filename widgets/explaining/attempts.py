"""Attempts at an explanation, as the ledger `explained` keeps them: only what was found, never the text."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from widgets.engine import WrongValue, read
from widgets.explaining.result import Result
from widgets.ml.marking import POINTS
from widgets.ml.wording import words

LEDGER = "explained"
SHOWN = 12
"""Attempts of which the scores are shown, the newest."""


@dataclass(frozen=True)
class Attempt:
    """An entry: when (`at`, seconds since 1970 UTC), the score of ten, points given, points ticked by hand, words."""

    id: str
    at: float
    score: int
    points: tuple[str, ...]
    own: tuple[str, ...]
    words: int

    def __post_init__(self) -> None:
        if not 0 <= self.score <= POINTS or self.words < 0:
            raise ValueError(f"a score of {self.score} for {self.words} words")


def entry(result: Result, own: Sequence[str], at: float) -> dict[str, object]:
    """The entry of an attempt that was marked just now."""
    made = Attempt(
        f"explanation@{round(1000 * at)}", at, result.score, result.given, tuple(own), len(words(result.text))
    )
    return asdict(made)


def attempts(entries: Sequence[object]) -> tuple[tuple[Attempt, ...], int]:
    """The attempts among a ledger's entries, and how many entries cannot be read."""
    found: list[Attempt] = []
    for one in entries:
        try:
            found.append(read(Attempt, one))
        except WrongValue:
            continue
    return tuple(found), len(entries) - len(found)


def change(now: Attempt, before: Attempt) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the points that an attempt has won over the one before, and of those it has lost."""
    won = tuple(point for point in now.points if point not in before.points)
    return won, tuple(point for point in before.points if point not in now.points)


def scores(all_of_them: Sequence[Attempt]) -> str:
    """The scores of the newest, oldest first."""
    return ", ".join(str(one.score) for one in all_of_them[-SHOWN:])
