"""Flashcards: a question on the front, the lesson's answer on the back; they turn by click, tap or key."""

from dataclasses import dataclass, replace
from functools import cache

from widgets.engine import (
    Element,
    Event,
    Range,
    UnknownEvent,
    button,
    choice,
    distinct,
    from_toml,
    h,
    look_for,
    output,
    readout,
    readouts,
)

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
    """What flashcards.toml holds; every card has an id of its own."""

    card: tuple[Card, ...]
    waiting: tuple[Card, ...] = ()

    def __post_init__(self) -> None:
        distinct(card.id for card in (*self.card, *self.waiting))


@dataclass(frozen=True)
class State:
    """`turned` holds the ids of the cards whose back is up; `seen` those ever turned."""

    turned: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


@cache
def cards() -> tuple[Card, ...]:
    """The cards of flashcards.toml, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return from_toml(Deck, "flashcards.toml").card


def view(state: State) -> Element:
    """Two decks: the six cards of the lesson, then those that go further."""
    seen = sum(card.id in state.seen for card in cards())
    decks = (
        ("The six cards", [card for card in cards() if card.main]),
        ("Going further", [card for card in cards() if not card.main]),
    )
    return h.div[
        look_for("Say the answer aloud before you turn a card; the effort of remembering is what makes it stick."),
        (
            h.section(class_="deck", aria_label=title)[
                h.p(class_="deck-title")[title],
                h.ul(class_="cards")[(_card(card, state) for card in deck)],
            ]
            for title, deck in decks
        ),
        readouts(
            readout("Cards turned so far", output("turned", f"{seen} of {len(cards())}", seen)),
        ),
    ]


def update(state: State, event: Event) -> State:
    """Turn a card over, or back."""
    match event.name:
        case "mount":
            return state
        case "flip":
            card = choice(event, tuple(card.id for card in cards()))
            if card in state.turned:
                return replace(state, turned=tuple(one for one in state.turned if one != card))
            seen = state.seen if card in state.seen else (*state.seen, card)
            return replace(state, turned=(*state.turned, card), seen=seen)
        case _:
            raise UnknownEvent(event)


def _card(card: Card, state: State) -> Element:
    turned = card.id in state.turned
    return h.li(class_="card card-turned" if turned else "card")[
        button("flip", h.span[card.back if turned else card.front], card.id)(
            aria_pressed=str(turned).lower(), title="Turn the card back" if turned else "Turn the card"
        ),
        # Without scripts the button is inert and hidden, and this takes its place; who turned the card has scripts.
        None if card.id in state.seen else h.details(class_="without-script")[h.summary[card.front], h.p[card.back]],
    ]
