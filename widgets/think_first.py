"""Think first: a question before an answer is told, and a line for the reader's guess, which comes back at the end."""

from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Cancel,
    Effect,
    Element,
    Event,
    Ledger,
    Now,
    UnknownEvent,
    h,
    output,
    text,
    text_area,
)
from widgets.records.entries import Books, Guessed, newest

LONGEST = 2_000
# So much of a guess comes back at the end: an entry of a ledger takes no more of any script.
LONGEST_BACK = 600


@dataclass(frozen=True)
class State:
    """`question` is the author's; text between backticks in it is drawn as a token. `guess` is the reader's.

    `id` is the fence's own: guesses of one id are of one question.
    """

    question: str = "What do you think?"
    guess: str = ""
    id: str = ""
    books: Books = field(default_factory=Books, metadata=DERIVED)

    def __post_init__(self) -> None:
        if self.question.count("`") % 2:
            raise ValueError(f"question: a backtick opens a token and none closes it: {self.question!r}")


def view(state: State) -> Element:
    """The question, and the line under it."""
    return h.div(class_="think", role="group", aria_label=state.question.replace("`", ""), data_promised=True)[
        h.p(class_="think-question")[
            (h.code[part] if odd % 2 else part for odd, part in enumerate(state.question.split("`")))
        ],
        text_area("guess", "Your first thought, kept in this browser", state.guess, rows=1, left="written"),
        # The box shows it already; this is for paper, where a box cuts a text off, and for whoever reads the page.
        h.p(class_="think-written", hidden=True)[output("guess", state.guess, state.guess)],
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """The reader writes; a guess that is done goes into the ledger, unless it is its newest already."""
    match event.name:
        case "mount":
            return (state, Ledger("guesses", "guesses")) if state.id and state.guess.strip() else state
        case "guess":
            return replace(state, guess=text(event, longest=LONGEST))
        case "written":
            state = replace(state, guess=text(event, longest=LONGEST))
            return (state, Ledger("guesses", "guesses")) if state.id else state
        case "guesses":
            heard = replace(state, books=state.books.heard(event))
            return (
                (heard, Cancel("guesses")) if _back(heard) == _kept(heard) else (heard, (Cancel("guesses"), Now("now")))
            )
        case "now" if isinstance(event.value, float):
            entry = {"id": f"{state.id}@{round(1000 * event.value)}", "at": event.value, "think": state.id}
            return state, Ledger("keep", "guesses", ({**entry, "text": _back(state)},))
        case "keep":
            return state, Cancel("keep")
        case "now":
            return state
        case _:
            raise UnknownEvent(event)


def _back(state: State) -> str:
    return state.guess.strip()[:LONGEST_BACK]


def _kept(state: State) -> str:
    """The newest guess in the ledger; none is as good as an empty one."""
    found = newest(state.books.of("guesses", Guessed), "think").get(state.id)
    return found.text if found else ""
