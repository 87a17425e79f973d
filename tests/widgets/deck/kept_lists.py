"""Ledgers as tests need them: entries of a reader, and what two tabs make of them (docs/javascripts/ledger.js)."""

from typing import Any

from hypothesis import strategies as st

from widgets.deck.cards import by_id
from widgets.deck.kept import DECK, REVIEWS, Kept, heard
from widgets.engine import Entries

DAY = 86_400.0
NOW = 1_770_000_000.0
IDS = list(by_id())


def entry(card: str, at: float, grade: int) -> dict[str, Any]:
    """A review as a ledger holds it."""
    return {"id": f"{card}@{round(at * 1000)}", "at": at, "card": card, "grade": grade}


def put(card: str, at: float = NOW) -> dict[str, Any]:
    """A card that was put into the deck."""
    return {"id": card, "at": at, "card": card}


def united(*tabs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a ledger makes of what several tabs add: each id once, in order of time and id."""
    by_id: dict[str, dict[str, Any]] = {}
    for tab in tabs:
        for one in tab:
            by_id.setdefault(one["id"], one)
    return sorted(by_id.values(), key=lambda one: (one["at"], one["id"]))


def kept(reviews: list[Any], deck: list[Any] | None = None, trouble: str = "") -> Kept:
    """What a widget knows after both ledgers were heard."""
    both = heard(Kept(), DECK, Entries(tuple(deck or ())))
    return heard(both, REVIEWS, Entries(tuple(reviews), trouble))


reviews = st.lists(
    st.builds(
        entry,
        st.sampled_from(IDS),
        st.integers(0, 4000).map(lambda hours: NOW - hours * 3600.0),
        st.sampled_from((1, 2, 3, 4)),
    ),
    max_size=30,
)
