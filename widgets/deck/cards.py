"""The cards of flashcards.toml: those of every deck, and those that wait for a wrong answer."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from widgets.engine import Range, distinct, from_toml

CONCEPT = Range(1, 10)


@dataclass(frozen=True)
class Card:
    """One card about a concept of the lesson; `main` ones open the deck, the others go further.

    A `misconception` is the one that the card corrects.
    """

    id: str
    front: str
    back: str
    concept: int
    main: bool = False
    misconception: str = ""

    def __post_init__(self) -> None:
        CONCEPT.check("concept", self.concept)


@dataclass(frozen=True)
class Deck:
    """What flashcards.toml holds; every card has an id of its own, and no misconception has two cards."""

    card: tuple[Card, ...]
    waiting: tuple[Card, ...] = ()

    def __post_init__(self) -> None:
        distinct(card.id for card in (*self.card, *self.waiting))
        distinct(card.misconception for card in (*self.card, *self.waiting) if card.misconception)
        if nameless := [card.id for card in self.waiting if not card.misconception]:
            raise ValueError(f"the waiting card {nameless[0]!r} names no misconception")


@cache
def deck() -> Deck:
    """The cards of flashcards.toml, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return from_toml(Deck, "flashcards.toml")


def cards() -> tuple[Card, ...]:
    """The cards of every deck: the six of the lesson, then those that go further."""
    return tuple(sorted(deck().card, key=lambda card: not card.main))


def held(added: Collection[str]) -> tuple[Card, ...]:
    """The cards of a reader's deck: those that wrong answers brought (their ids are `added`) stand first."""
    return tuple(card for card in deck().waiting if card.id in added) + cards()


def by_id() -> dict[str, Card]:
    """Every card, whether in a deck or waiting."""
    return {card.id: card for card in (*deck().card, *deck().waiting)}
