"""Memory curves: how long each card will be remembered, as FSRS sees it, and the curve of the chosen one."""

from dataclasses import dataclass, field, replace

from widgets.deck import curves
from widgets.deck.due import standings
from widgets.deck.kept import DECK, REVIEWS, Kept, follow, heard
from widgets.engine import (
    DERIVED,
    Effect,
    Element,
    Event,
    Failure,
    Now,
    UnknownEvent,
    awaited,
    choice,
    h,
    look_for,
)


@dataclass(frozen=True)
class State:
    """The chosen card; none is the one that is likeliest to be forgotten. What is kept comes anew at every mount."""

    card: str = ""
    kept: Kept = field(default_factory=Kept, metadata=DERIVED)
    now: float = field(default=0.0, metadata=DERIVED)


def view(state: State) -> Element:
    """The curve of a card over days, and every card of the deck with what is left of it."""
    known = standings(state.kept, state.now) if state.now else ()
    if not known or not {REVIEWS, DECK} <= set(state.kept.heard):
        drawn: Element = awaited("curves", "curves")
    else:
        shown = next((one for one in known if one.card.id == state.card), curves.weakest(known, state.now))
        drawn = h.div(data_part="curves", data_basis="curves")[
            curves.curve(shown, state.now), curves.listed(known, shown.card.id, state.now)
        ]
    return h.div[
        look_for("FSRS lets a memory fade from the day you use it, and fade more slowly each time you recall it."),
        drawn,
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Choose a card; whatever is reviewed, here or in another tab, is drawn as it comes."""
    match event:
        case Event("mount"):
            return state, (Now("now"), *follow())
        case Event("now", float(now)):
            return replace(state, now=now)
        case Event("now", Failure()):
            return state
        case Event("reviews" | "deck"):
            return replace(state, kept=heard(state.kept, event.name, event.value)), Now("now")
        case Event("card"):
            return replace(state, card=choice(event, tuple(one.card.id for one in standings(state.kept, state.now))))
        case _:
            raise UnknownEvent(event)
