"""Flashcards with a memory: a question, its answer once the card is turned, a grade that says when it comes back."""

from dataclasses import dataclass, field, replace
from typing import Literal

from widgets.deck import exchange, session
from widgets.deck.cards import deck
from widgets.deck.due import beyond, standings, waiting
from widgets.deck.kept import DECK, REVIEWS, Added, Kept, adding, follow, heard, new_review
from widgets.engine import (
    DERIVED,
    Effect,
    Element,
    Event,
    Failure,
    InvalidValue,
    Ledger,
    Now,
    SaveFile,
    UnknownEvent,
    awaited,
    choice,
    h,
    look_for,
)

GRADES: dict[str, Literal[1, 2, 3, 4]] = {"again": 1, "hard": 2, "good": 3, "easy": 4}


@dataclass(frozen=True)
class State:
    """`card` is in sight; `ahead` goes on when nothing waits; `whole` is the page of reviews, else a lesson's deck.

    What the ledgers hold, the time, a grade that waits for it, and what was last said come anew at every mount.
    """

    whole: bool = False
    card: str = ""
    turned: bool = False
    ahead: bool = False
    kept: Kept = field(default_factory=Kept, metadata=DERIVED)
    now: float = field(default=0.0, metadata=DERIVED)
    grading: str = field(default="", metadata=DERIVED)
    forgetting: bool = field(default=False, metadata=DERIVED)
    said: str = field(default="", metadata=DERIVED)


def view(state: State) -> Element:
    """The card in sight with its grades, what waits and what comes; on the page of reviews, all that can be done."""
    return h.div[
        look_for("Say the answer aloud before you turn the card; the effort of remembering is what makes it stick."),
        session.picture(state.kept, state.now, state.card, state.turned, state.whole, tuple(GRADES))
        if _is_here(state)
        else awaited("deck", "deck"),
        session.notices(state.kept, state.now, state.said),
        session.tools(state.forgetting) if state.whole else None,
    ]


def backdrop(state: State) -> Element:
    """Both sides of every card, for paper and for pages without scripts; in the lesson those of its six."""
    return session.sheet(every=state.whole)


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Turn a card, or grade it: then the time is asked for, the review is kept, and the next card comes."""
    match event:
        case Event("mount"):
            return state, (Now("now"), *follow())
        case Event("now", float(now)):
            return _settled(replace(state, now=now))
        case Event("reviews" | "deck"):
            return _settled(replace(state, kept=heard(state.kept, event.name, event.value)))
        case Event("flip"):
            card = choice(event, tuple(one.card.id for one in standings(state.kept, state.now)))
            turned = not (state.turned and card == state.card)
            return replace(state, card=card, turned=turned, said=""), Now("now")
        case Event("again" | "hard" | "good" | "easy"):
            if not state.turned or event.value != state.card:
                raise InvalidValue("Turn the card before you grade it.")
            return state if state.grading else (replace(state, grading=event.name, said=""), Now("graded"))
        case Event("graded", float(now)) if state.grading:
            review = new_review(state.kept, state.card, GRADES[state.grading], now)
            # Seen at once; the ledger says the same a moment later.
            kept = replace(state.kept, reviews=(*state.kept.reviews, review))
            graded = replace(state, kept=kept, now=now, grading="", card="", turned=False)
            return _settled(graded), adding(REVIEWS, (review,))
        case Event("now" | "graded", Failure(message)):
            return replace(state, grading="", said=message)
        case Event("ahead"):
            return replace(state, ahead=True, said=""), Now("now")
        case Event("export"):
            said = f"{exchange.FILE} is among your downloads: {session.reviews(len(state.kept.reviews))}."
            return replace(state, said=said), SaveFile("file", exchange.FILE, exchange.written(state.kept))
        case Event("file", Failure(message)):
            return replace(state, said=message)
        case Event("file" | "graded"):
            return state
        case Event("import"):
            return _with(state, exchange.opened(str(event.value)))
        case Event("add"):
            return state, adding(DECK, tuple(Added(card.id, state.now, card.id) for card in deck().waiting))
        case Event("forget") if state.forgetting:
            gone = (Ledger(REVIEWS, REVIEWS, clear=True), Ledger(DECK, DECK, clear=True))
            return replace(state, forgetting=False, said="All reviews are forgotten."), gone
        case Event("forget"):
            return replace(state, forgetting=True, said="")
        case Event("keep"):
            return replace(state, forgetting=False)
        case _:
            raise UnknownEvent(event)


def _is_here(state: State) -> bool:
    return state.now > 0 and {REVIEWS, DECK} <= set(state.kept.heard)


def _settled(state: State) -> State:
    """A card that waits stays in sight, and so does one that is turned; else the next one comes."""
    if not _is_here(state):
        return state
    known = standings(state.kept, state.now)
    offered = waiting(known, state.now)
    if state.card in {one.card.id for one in known} and (state.turned or state.card in {one.id for one in offered}):
        return state
    offered = offered or (beyond(known) if state.ahead else ())
    if state.ahead and state.card in {one.id for one in offered}:
        return state
    return replace(state, card=offered[0].id if offered else "", turned=False)


def _with(state: State, found: exchange.ReviewsFile) -> tuple[State, tuple[Effect, ...]]:
    """What a file brings beside what is here."""
    reviews = exchange.fresh(found.reviews, state.kept.reviews)
    added = exchange.fresh(found.deck, state.kept.added)
    known = len(found.reviews) - len(reviews)
    said = f"{session.reviews(len(reviews))} came in" + (f"; {known} were here already." if known else ".")
    return replace(state, said=said), (adding(REVIEWS, reviews), adding(DECK, added))
