"""Think first: a question before an answer is told, and a line for the reader's own guess."""

from dataclasses import dataclass, replace

from widgets.engine import Element, Event, UnknownEvent, h, output, text, text_area

LONGEST = 2_000


@dataclass(frozen=True)
class State:
    """`question` is the author's; text between backticks in it is drawn as a token. `guess` is the reader's."""

    question: str = "What do you think?"
    guess: str = ""

    def __post_init__(self) -> None:
        if self.question.count("`") % 2:
            raise ValueError(f"question: a backtick opens a token and none closes it: {self.question!r}")


def view(state: State) -> Element:
    """The question, and the line under it."""
    return h.div(class_="think", role="group", aria_label=state.question.replace("`", ""), data_promised=True)[
        h.p(class_="think-question")[
            (h.code[part] if odd % 2 else part for odd, part in enumerate(state.question.split("`")))
        ],
        text_area("guess", "Your first thought, kept in this browser", state.guess, rows=1),
        # The box shows it already; this is for paper, where a box cuts a text off, and for whoever reads the page.
        h.p(class_="think-written", hidden=True)[output("guess", state.guess, state.guess)],
    ]


def update(state: State, event: Event) -> State:
    """The reader writes."""
    match event.name:
        case "mount":
            return state
        case "guess":
            return replace(state, guess=text(event, longest=LONGEST))
        case _:
            raise UnknownEvent(event)
