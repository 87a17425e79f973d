"""Which card comes next, and what comes on later days: the reviews of every card, replayed.

New cards come a few a day. A review that is dated more than a day after now was made under a clock that was wrong: it
stays where it is kept and counts when its day comes, and until then its card is as it was before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from widgets.deck.cards import Card, by_id, held
from widgets.deck.days import DAY, day
from widgets.deck.kept import Kept
from widgets.ml.memory import Memory, Review, replayed

NEW_A_DAY = 6
# A clock is set right by seconds now and then, and by hours where somebody travels.
_TOLERANCE = DAY


@dataclass(frozen=True, slots=True)
class Standing:
    """A card of the reader's deck, its reviews in order, and its memory after them; None: it is new."""

    card: Card
    reviews: tuple[Review, ...]
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many cards of the deck come today (new ones among them), tomorrow, and within seven days from today on."""

    today: int
    tomorrow: int
    week: int


def standings(kept: Kept, now: float) -> tuple[Standing, ...]:
    """Every card of the reader's deck as it stands now, in the order of the deck."""
    reviews: dict[str, list[Review]] = {}
    for one in kept.reviews:
        if one.at <= now + _TOLERANCE:
            reviews.setdefault(one.card, []).append(Review(one.at, one.grade))
    # Who graded a card has it, whoever brought it.
    deck = held({one.card for one in kept.added} | set(reviews))
    ordered = ((card, tuple(sorted(reviews.get(card.id, ())))) for card in deck)
    return tuple(Standing(card, seen, replayed(seen)) for card, seen in ordered)


def from_the_future(kept: Kept, now: float) -> int:
    """How many reviews are dated so late that a clock must have been wrong."""
    return sum(one.at > now + _TOLERANCE for one in kept.reviews)


def unknown(kept: Kept) -> int:
    """How many entries are about cards that this deck does not have."""
    return sum(one.card not in by_id() for one in kept.reviews) + sum(one.card not in by_id() for one in kept.added)


def waiting(deck: Iterable[Standing], now: float) -> tuple[Card, ...]:
    """The cards that wait now: those that are due, longest first, then today's new ones."""
    known = list(deck)
    due = sorted((one for one in known if one.memory and one.memory.due <= now), key=_due)
    begun = sum(bool(one.reviews) and day(one.reviews[0].at) == day(now) for one in known)
    new = [one for one in known if one.memory is None][: max(0, NEW_A_DAY - begun)]
    return tuple(one.card for one in (*due, *new))


def beyond(deck: Iterable[Standing]) -> tuple[Card, ...]:
    """The cards to learn ahead of their time: what is new, then what is due soonest."""
    known = list(deck)
    new = [one for one in known if one.memory is None]
    return tuple(one.card for one in (*new, *sorted((one for one in known if one.memory), key=_due)))


def next_due(deck: Iterable[Standing], now: float) -> float | None:
    """When the next card is due that is not yet, in seconds since 1970; None if no reviewed card is."""
    return min((one.memory.due for one in deck if one.memory and one.memory.due > now), default=None)


def ahead(deck: Iterable[Standing], now: float) -> Ahead:
    """What the coming days bring."""
    known = list(deck)
    days = [day(one.memory.due) - day(now) for one in known if one.memory]
    new = sum(one.reviews == () for one in known)
    waits = len(waiting(known, now)) - sum(one.memory is not None and one.memory.due <= now for one in known)
    today = sum(at <= 0 for at in days) + min(new, waits)
    return Ahead(today, sum(at == 1 for at in days), today + sum(1 <= at <= 6 for at in days))


def _due(one: Standing) -> float:
    return one.memory.due if one.memory else 0.0
