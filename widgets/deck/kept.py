"""What the ledgers `reviews` and `deck` hold, read through the typed gate: nothing in them is trusted.

An entry that does not fit is of another version, or from a file that somebody changed: it is passed over and counted.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar

from widgets.engine import Entries, Failure, Ledger, Progress, WrongValue, read

REVIEWS, DECK = "reviews", "deck"
# The year 3000; a calendar needs some centuries beyond a review for when the card is due.
_LATEST = 32_503_680_000.0
_LONGEST = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review of a card; its id, CARD@MILLISECONDS, is its own."""

    id: str
    at: float
    card: str
    grade: Literal[1, 2, 3, 4]

    def __post_init__(self) -> None:
        _check(self.id, self.at, self.card)


@dataclass(frozen=True, slots=True)
class Added:
    """A card that was put into the reader's deck; its id is the card's."""

    id: str
    at: float
    card: str

    def __post_init__(self) -> None:
        _check(self.id, self.at, self.card)


@dataclass(frozen=True, slots=True)
class Kept:
    """Both ledgers as far as they were heard: `heard` names them, `skipped` counts entries that do not fit."""

    reviews: tuple[Reviewed, ...] = ()
    added: tuple[Added, ...] = ()
    heard: tuple[str, ...] = ()
    skipped: tuple[int, int] = (0, 0)
    trouble: str = ""


def _check(id: str, at: float, card: str) -> None:
    if not 0 <= at <= _LATEST:
        raise ValueError(f"field 'at' takes seconds since 1970, up to the year 3000, not {at!r}")
    if not (0 < len(id) <= _LONGEST and 0 < len(card) <= _LONGEST):
        raise ValueError(f"fields 'id' and 'card' take 1 to {_LONGEST} characters")


def follow() -> tuple[Ledger, Ledger]:
    """What to ask for at the mount: each ledger under its own name."""
    return Ledger(REVIEWS, REVIEWS), Ledger(DECK, DECK)


def heard(kept: Kept, name: str, value: object) -> Kept:
    """What is kept after the answer of a ledger; a Failure leaves the entries and says so."""
    said = value.value if isinstance(value, Progress) else value
    names = kept.heard if name in kept.heard else (*kept.heard, name)
    if isinstance(said, Failure):
        return Kept(kept.reviews, kept.added, names, kept.skipped, said.message)
    found = said if isinstance(said, Entries) else Entries(())
    if name == REVIEWS:
        reviews, skipped = _read(Reviewed, found.entries)
        return Kept(reviews, kept.added, names, (skipped, kept.skipped[1]), found.trouble)
    added, skipped = _read(Added, found.entries)
    return Kept(kept.reviews, added, names, (kept.skipped[0], skipped), found.trouble or kept.trouble)


def _read(kind: type[T], entries: Iterable[object]) -> tuple[tuple[T, ...], int]:
    fitting: list[T] = []
    skipped = 0
    for entry in entries:
        try:
            fitting.append(read(kind, entry))
        except WrongValue:
            skipped += 1
    return tuple(fitting), skipped


def new_review(kept: Kept, card: str, grade: Literal[1, 2, 3, 4], now: float) -> Reviewed:
    """A review with an id that no other has, though a clock may stand where it stood before."""
    taken = {one.id for one in kept.reviews}
    moment = round(now * 1000)
    while f"{card}@{moment}" in taken:
        moment += 1
    return Reviewed(f"{card}@{moment}", moment / 1000, card, grade)


def adding(name: str, entries: Iterable[Reviewed | Added]) -> Ledger:
    """Put entries into a ledger, and follow on."""
    return Ledger(name, name, add=tuple(asdict(entry) for entry in entries))
