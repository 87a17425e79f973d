"""Looking back: the reader's first thoughts beside what the lesson then said, and what became of them."""

from collections import Counter
from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Cancel,
    Child,
    Effect,
    Element,
    Event,
    Ledger,
    Now,
    UnknownEvent,
    choice,
    h,
    look_for,
    output,
    radio_group,
    readout,
    readouts,
)
from widgets.records.entries import CHANGED, MARKS, Books, Guessed, LookedBack, follow, newest
from widgets.records.lesson import Thought, lesson

LEDGERS = ("guesses", "looked_back")
_NOW = "now "


@dataclass(frozen=True)
class State:
    """`marks` are what the reader has said of each thought, by its id."""

    marks: tuple[tuple[str, str], ...] = ()
    books: Books = field(default_factory=Books, metadata=DERIVED)


def view(state: State) -> Element:
    """Every guess with its question, what the lesson said, and three words to choose from."""
    guesses = newest(state.books.of("guesses", Guessed), "think")
    written = [one for one in lesson().thought if one.id in guesses]
    count = Counter(_marks(state)[one.id] for one in lesson().thought if one.id in _marks(state))
    return h.div[
        look_for("Read each of your first thoughts beside what the lesson said. What changed?"),
        None
        if written
        else h.p[
            "You have left no first thought so far. The questions in italics wait for one at the head of each concept; "
            "here is the first of them all."
        ],
        (_thought(one, guesses.get(one.id), _marks(state).get(one.id)) for one in written or lesson().thought[:1]),
        readouts(
            *(readout(words, output(mark, str(count[mark]), count[mark])) for mark, words in MARKS.items()),
        ),
        h.p(class_="widget-message", role="alert")[state.books.trouble] if state.books.trouble else None,
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """A mark is kept with its time, and the newest of each thought counts."""
    match event.name:
        case "mount":
            return state, follow(*LEDGERS)
        case "guesses" | "looked_back":
            return replace(state, books=state.books.heard(event))
        case name if name.startswith(_NOW):
            think = name.removeprefix(_NOW)
            mark = dict(state.marks).get(think)
            if not isinstance(event.value, float) or not mark:
                return state
            entry = {"id": f"{think}@{round(1000 * event.value)}", "at": event.value, "think": think, "mark": mark}
            return state, Ledger("keep", "looked_back", (entry,))
        case "keep":
            return state, Cancel("keep")
        case name if name in {one.id for one in lesson().thought}:
            others = tuple(pair for pair in state.marks if pair[0] != name)
            return replace(state, marks=(*others, (name, choice(event, tuple(MARKS))))), Now(_NOW + name)
        case _:
            raise UnknownEvent(event)


def _marks(state: State) -> dict[str, str]:
    """What was said of each thought, here or on another page."""
    found = newest(state.books.of("looked_back", LookedBack), "think")
    return {think: one.mark for think, one in found.items() if one.mark in MARKS} | dict(state.marks)


def _thought(one: Thought, guess: Guessed | None, mark: str | None) -> Element:
    said = h.p(class_="looked-said")[h.span(class_="looked-who")["The lesson: "], _tokens(one.said)]
    return h.section(class_="looked", data_changed=mark == CHANGED)[
        h.p(class_="think-question")[_tokens(one.question)],
        h.p(class_="looked-guess")[h.span(class_="looked-who")["You: "], guess.text if guess else "nothing yet"],
        said,
        radio_group(one.id, "And now?", mark, list(MARKS.items())),
    ]


def _tokens(words: str) -> Child:
    """Words with what stands between backticks as tokens."""
    return tuple(h.code[part] if odd % 2 else part for odd, part in enumerate(words.split("`")))
