"""The entries of every ledger (widgets/engine/effects.py), read through the typed gate.

Whatever comes out of a ledger may be of another version of the site or from a file, so what does not fit is left out
and counted. Fields that are unknown here stay where they are kept, and are passed over.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from widgets.engine import Entries, Event, Failure, Ledger, Progress, WrongValue, read

T = TypeVar("T")
# Characters of an entry as JSON, and entries, that a ledger takes (docs/javascripts/ledger.js).
LONGEST, MOST = 4000, 20_000


@dataclass(frozen=True)
class Answered:
    """A question of the quiz was answered; `sure` is a percentage."""

    id: str
    at: float
    question: str
    option: str
    right: bool
    sure: float = 50.0


@dataclass(frozen=True)
class InDeck:
    """A card was put into the reader's deck."""

    id: str
    at: float
    card: str


@dataclass(frozen=True)
class Reviewed:
    """A card was turned and graded, 1 (again) to 4 (easy)."""

    id: str
    at: float
    card: str
    grade: int


@dataclass(frozen=True)
class Explained:
    """An explanation was marked: a score of ten, the points that it makes, those that the reader ticked."""

    id: str
    at: float
    score: float
    points: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """A widget was tried or its challenge met, or a concept was read: `id` is its name."""

    id: str
    at: float


@dataclass(frozen=True)
class Guessed:
    """A first thought about the question `think` of the lesson; of several the newest counts."""

    id: str
    at: float
    think: str
    text: str


@dataclass(frozen=True)
class LookedBack:
    """What became of a first thought, in a word of MARKS; of several the newest counts."""

    id: str
    at: float
    think: str
    mark: str


KNEW, CHANGED, UNSURE = "knew", "changed", "unsure"
MARKS = {KNEW: "I knew this", CHANGED: "This changed", UNSURE: "Still unsure"}

KINDS: dict[str, type[Any]] = {
    "quiz": Answered,
    "deck": InDeck,
    "reviews": Reviewed,
    "explained": Explained,
    "met": Done,
    "tried": Done,
    "read": Done,
    "guesses": Guessed,
    "looked_back": LookedBack,
}


@dataclass(frozen=True)
class Books:
    """What has come of the ledgers so far, by name, as it came; `trouble` is said to the reader."""

    held: tuple[tuple[str, tuple[object, ...]], ...] = ()
    trouble: str = ""

    def of(self, name: str, kind: type[T]) -> tuple[T, ...]:
        """The entries of a ledger that are of its kind, in order."""
        found = (fitting(kind, one) for one in self.raw(name))
        return tuple(one for one in found if one is not None)

    def raw(self, name: str) -> tuple[object, ...]:
        """The entries of a ledger as they are kept; none before it came."""
        return dict(self.held).get(name, ())

    @property
    def strange(self) -> int:
        """How many entries are none of their ledger's kind."""
        return sum(len(self.raw(name)) - len(self.of(name, kind)) for name, kind in KINDS.items())

    @property
    def empty(self) -> bool:
        """Whether nothing was done yet, or nothing has come yet."""
        return not any(entries for _, entries in self.held)

    def heard(self, event: Event) -> "Books":
        """With the answer of a ledger in place of the one before; the event's name is the ledger's."""
        value = event.value.value if isinstance(event.value, Progress) else event.value
        if isinstance(value, Failure):
            return replace(self, trouble=value.message)
        if not isinstance(value, Entries):
            return self
        others = tuple(pair for pair in self.held if pair[0] != event.name)
        return Books((*others, (event.name, value.entries)), value.trouble)


def follow(*names: str) -> tuple[Ledger, ...]:
    """What asks for these ledgers, or for all, each under its name."""
    return tuple(Ledger(name, name) for name in names or KINDS)


def fitting(kind: type[T], entry: object) -> T | None:
    """An entry as its kind; None if it is none."""
    try:
        return checked(kind, entry)
    except WrongValue:
        return None


def checked(kind: type[T], entry: object, path: str = "") -> T:
    """An entry as its kind.

    Raises:
        WrongValue: if it is none, or if no ledger would take it.
    """
    if not isinstance(entry, Mapping) or not entry.get("id"):
        raise WrongValue(path, "is no entry with an id")
    if len(json.dumps(entry, ensure_ascii=False, separators=(",", ":"))) > LONGEST:
        raise WrongValue(path, f"has more than {LONGEST:,} characters")
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return read(kind, {name: value for name, value in entry.items() if name in known}, path)


def newest(entries: Iterable[T], key: str) -> dict[str, T]:
    """The last entry for each value of a field; entries come in order of their time."""
    return {getattr(one, key): one for one in entries}
