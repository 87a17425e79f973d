"""What was answered: entries of the ledger `quiz`, which all quizzes of the site share, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass

from widgets.engine import Range, WrongValue, read
from widgets.ml.calibration import Bet
from widgets.questions.asked import by_id

PERCENT = Range(1, 99)
# Seconds for which every calendar has a day.
TIME = Range(0, 1e11)


@dataclass(frozen=True)
class Given:
    """An answer of this round; `sure` in percent, `at` in seconds since 1970 (UTC), 0 until the time is known."""

    question: str
    option: str
    sure: int
    at: float = 0.0

    def __post_init__(self) -> None:
        PERCENT.check("sure", self.sure)
        TIME.check("at", self.at)

    @property
    def right(self) -> bool:
        """Whether it is the correct option; no option of another version of the quiz is."""
        question = by_id().get(self.question)
        return question is not None and question.right.id == self.option

    def entry(self) -> dict[str, object]:
        """The answer as an entry of the ledger."""
        id = f"{self.question}@{round(self.at * 1000)}"
        kept = {"question": self.question, "option": self.option, "right": self.right, "sure": self.sure}
        return {"id": id, "at": self.at, **kept}


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger; it may come from another version of this page, or from a file."""

    id: str
    at: float
    question: str
    option: str
    right: bool
    sure: int

    def __post_init__(self) -> None:
        PERCENT.check("sure", self.sure)
        if self.question not in by_id():
            raise ValueError("the question is none of ours")


def history(entries: Iterable[object], given: Iterable[Given]) -> tuple[tuple[Entry, ...], int]:
    """All answers in order of time, those of this round that are not kept yet among them; and how many do not fit."""
    found: dict[str, Entry] = {}
    skipped = 0
    for value in (*entries, *(one.entry() for one in given)):
        try:
            entry: Entry = read(Entry, value)
        except WrongValue:
            skipped += 1
        else:
            found.setdefault(entry.id, entry)
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.id))), skipped


def score(entries: Iterable[Entry]) -> tuple[int, int]:
    """Questions whose newest answer is right, and questions answered."""
    newest = {one.question: one.right for one in entries}
    return sum(newest.values()), len(newest)


def bets(entries: Iterable[Entry]) -> tuple[Bet, ...]:
    """The first answer to each question: whoever answers again has seen the reasons."""
    first: dict[str, Bet] = {}
    for one in entries:
        first.setdefault(one.question, (one.sure, one.right))
    return tuple(first.values())
