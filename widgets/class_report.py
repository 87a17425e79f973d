"""A class: hand-ins as files, links or codes, read in this browser alone, and what is missed most."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from widgets.engine import (
    Bar,
    Element,
    Event,
    InvalidValue,
    UnknownEvent,
    bars,
    button,
    choice,
    file_field,
    h,
    look_for,
    number_table,
    numbers,
    output,
    readout,
    readouts,
    select,
    text,
    text_area,
)
from widgets.records import lesson, tally
from widgets.records.hand_ins import opened
from widgets.records.marks import Marks, marks_of, unpacked
from widgets.records.tally import Missed

LONGEST_LINKS = 200_000
MOST_SHOWN = 8
MOST_READERS = 200
ABOUT = {
    "questions": "Questions answered wrong at first",
    "points": "Points missing from explanations",
    "cards": "Cards that had to come again",
    "thoughts": "Questions still unsure about",
}
_ROWS: dict[str, Callable[[tuple[Marks, ...]], list[Missed]]] = {
    "questions": lambda class_: tally.questions(class_, lesson.questions()),
    "points": lambda class_: tally.points(class_, lesson.points()),
    "cards": lambda class_: tally.cards(class_, lesson.cards()),
    "thoughts": lambda class_: tally.thoughts(class_, lesson.thoughts()),
}


@dataclass(frozen=True)
class State:
    """`files` are the marks of the hand-ins that came as files or by a link; `links` is what was pasted, in lines."""

    links: str = ""
    files: tuple[Marks, ...] = ()
    about: str = "questions"
    said: str = ""

    def __post_init__(self) -> None:
        if self.about not in ABOUT:
            raise ValueError(f"field 'about' takes one of {', '.join(ABOUT)}")


def view(state: State) -> Element:
    """Where hand-ins come in, what is missed most, and who has handed in what."""
    pasted, wrong = _pasted(state.links)
    class_ = tally.joined((*state.files, *pasted))
    return h.div[
        look_for(
            "Take in the hand-ins of a class, and see what to speak about first. They are read in this tab alone."
        ),
        file_field("files", "Hand-ins as files, many at once", ".json", multiple=True),
        text_area("links", "Or their links or codes, one a line", state.links, rows=3),
        h.p(role="status")[output("said", " ".join([state.said, *wrong]).strip())],
        readouts(readout("Hand-ins", output("count", str(len(class_)), len(class_)))),
        select("about", "Show", state.about, ABOUT),
        _missed(state.about, _ROWS[state.about](class_)),
        _readers(class_) if class_ else None,
        _FORGETTING if class_ else None,
    ]


def update(state: State, event: Event) -> State:
    """Each file and link is taken or refused by itself; the rest stays."""
    match event.name:
        case "mount":
            return state
        case "files":
            return _with(state, _of_file, event)
        case "link":
            return _with(state, unpacked, event)
        case "links":
            return replace(state, links=text(event, longest=LONGEST_LINKS), said="")
        case "about":
            return replace(state, about=choice(event, tuple(ABOUT)))
        case "delete":
            return State(about=state.about, said="Forgotten.")
        case _:
            raise UnknownEvent(event)


def _with(state: State, taken: Callable[[str], Marks], event: Event) -> State:
    """With one hand-in more.

    Raises:
        InvalidValue: if it is refused.
    """
    try:
        marks = taken(str(event.value))
    except InvalidValue as error:
        raise InvalidValue(f"One hand-in was not taken: {error}. The others stay.") from None
    if len(state.files) >= MOST_READERS:
        raise InvalidValue(f"This page takes {MOST_READERS} hand-ins at once.")
    return replace(
        state, files=tally.joined((*state.files, marks)), said=f"Taken: {marks.name or 'one without a name'}."
    )


def _of_file(given: str) -> Marks:
    hand_in = opened(given)
    return marks_of(hand_in.books, hand_in.name, hand_in.made)


def _pasted(links: str) -> tuple[list[Marks], list[str]]:
    """The marks of every line, and a sentence for every line that is none."""
    found, wrong = [], []
    for number, line in enumerate(links.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(unpacked(line))
        except InvalidValue as error:
            wrong.append(f"Line {number}: {error}.")
    return found[:MOST_READERS], wrong[:5]


def _missed(about: str, rows: list[Missed]) -> Element:
    if not rows:
        return h.p[output("missed", f"{ABOUT[about]}: no hand-in says anything of it yet.")]
    shown = [Bar(_label(row), row.share, f"{row.missed} of {row.of}", "loss") for row in rows[:MOST_SHOWN]]
    rest = len(rows) - len(shown)
    return h.div(class_="class-missed")[bars(ABOUT[about], shown), h.p[f"{rest} more follow."] if rest else None]


def _label(row: Missed) -> Element:
    note = h.span(class_="class-note")[row.note] if row.note else None
    return h.span[row.words, note]


def _readers(class_: tuple[Marks, ...]) -> Element:
    """Everybody in a row, with the percentage of their newest answers that is right."""
    columns = ("Name", "Read", "Met", "Right", "Cards", "Explained")
    rows = [
        (
            one.name or "without a name",
            str(len(one.read)),
            str(len(one.met)),
            numbers.percent(sum(row.last for row in one.questions) / len(one.questions)) if one.questions else "–",
            f"{len(one.cards)}{f' (and {one.cut} rows that found no room)' if one.cut else ''}",
            f"{one.score:g}" if one.explained else "–",
        )
        for one in class_[:40]
    ]
    more = f", of whom {len(rows)} are listed" if len(class_) > len(rows) else ""
    return h.details(class_="class-readers")[
        h.summary[f"Who handed in: {len(class_)}{more}"], number_table("Who handed in", "Hand-ins", columns, rows)
    ]


_FORGETTING = h.details[
    h.summary["Forget this class …"],
    h.p["The hand-ins leave this browser. Files and links stay where they are."],
    button("delete", "Forget them"),
]
