"""A memory as FSRS sees it: from the reviews of a card to when it is due and how likely it is remembered meanwhile.

FSRS (Free Spaced Repetition Scheduler, version 6: https://github.com/open-spaced-repetition/py-fsrs) describes a memory
by its stability, the days after which it is recalled in nine cases of ten, and its difficulty, from 1 to 10. The
package `fsrs` does the arithmetic with its published parameters; here nothing is drawn by chance, so the same reviews
give the same days everywhere. It is imported when it is first needed. Times are seconds since 1970-01-01 UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import fsrs

# Again, hard, good, easy.
GRADES = (1, 2, 3, 4)
# The share of due cards that FSRS aims to have remembered.
RETENTION = 0.9
DAY = 86_400.0


@dataclass(frozen=True, slots=True, order=True)
class Review:
    """A card was seen at a time, in seconds, and graded: 1 forgotten, 2 hard, 3 good, 4 easy."""

    at: float
    grade: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows of a card after its reviews; `phase` and `step` say where it is on the way to whole days.

    `stability` in days, `difficulty` from 1 to 10, `last` (the newest review) and `due` in seconds since 1970.
    """

    phase: int
    step: int | None
    stability: float
    difficulty: float
    last: float
    due: float


def replayed(reviews: Iterable[Review]) -> Memory | None:
    """What is left of these reviews, in whatever order they come; None if there are none.

    Raises:
        ValueError: if a grade is not of 1 to 4, or a time is none that a calendar has.
    """
    return _replayed(tuple(sorted(reviews)))


@lru_cache(maxsize=512)
def _replayed(reviews: tuple[Review, ...]) -> Memory | None:
    memory: Memory | None = None
    for review in reviews:
        memory = reviewed(memory, review)
    return memory


def reviewed(memory: Memory | None, review: Review) -> Memory:
    """The memory after one more review, no earlier than its last.

    Raises:
        ValueError: if the grade is not of 1 to 4, or the time is none that a calendar has.
    """
    import fsrs

    try:
        card, _ = _scheduler().review_card(_card(memory), fsrs.Rating(review.grade), _date(review.at))
    except OverflowError as error:
        raise ValueError(f"no calendar goes so far: {error}") from None
    if card.stability is None or card.difficulty is None or card.last_review is None:
        raise ValueError("a reviewed card has a stability and a difficulty")
    return Memory(
        phase=int(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        last=card.last_review.timestamp(),
        due=card.due.timestamp(),
    )


def recall(memory: Memory, at: float) -> float:
    """How likely the card is remembered at a time; FSRS counts whole days since the last review.

    Raises:
        ValueError: if the time is none that a calendar has.
    """
    return float(_scheduler().get_card_retrievability(_card(memory), _date(at)))


def waits(memory: Memory | None, at: float) -> tuple[float, float, float, float]:
    """Seconds until the card is due again, for each of the four grades given at a time.

    Raises:
        ValueError: if the time is none that a calendar has.
    """
    again, hard, good, easy = (reviewed(memory, Review(at, grade)).due - at for grade in GRADES)
    return again, hard, good, easy


@cache
def _scheduler() -> "fsrs.Scheduler":
    import fsrs

    return fsrs.Scheduler(desired_retention=RETENTION, enable_fuzzing=False)


def _card(memory: Memory | None) -> "fsrs.Card":
    import fsrs

    # Its number is given because the package would wait for one that is its own.
    if memory is None:
        return fsrs.Card(card_id=0, due=_date(0))
    return fsrs.Card(
        card_id=0,
        state=fsrs.State(memory.phase),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_date(memory.due),
        last_review=_date(memory.last),
    )


def _date(at: float) -> datetime:
    try:
        return datetime.fromtimestamp(at, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise ValueError(f"no calendar has the time {at}: {error}") from None
