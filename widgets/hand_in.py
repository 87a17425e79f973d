"""Hand it in: everything as a file, or the marks alone as a link and a code to be scanned; there is no server."""

import time
from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Address,
    Effect,
    Element,
    Event,
    Failure,
    Now,
    Range,
    SaveFile,
    UnknownEvent,
    button,
    h,
    look_for,
    output,
    readout,
    readouts,
    text,
    text_field,
)
from widgets.records.codes import picture
from widgets.records.entries import KINDS, Books, follow
from widgets.records.hand_ins import written
from widgets.records.lesson import lesson
from widgets.records.marks import LONGEST_NAME, Marks, marks_of, packed

FILE = "nudge-hand-in.json"
PAGE = "teaching"
# Seconds for which every calendar has a day.
MADE = Range(0, 1e11)


@dataclass(frozen=True)
class State:
    """`name` is whatever the reader wants the teacher to see; `made` (seconds, 0: none yet) dates link and code."""

    name: str = ""
    made: float = 0.0
    said: str = ""
    address: str = field(default="", metadata=DERIVED)
    books: Books = field(default_factory=Books, metadata=DERIVED)

    def __post_init__(self) -> None:
        MADE.check("made", self.made)


def view(state: State) -> Element:
    """A name, two ways to hand in, and what the marks say."""
    marks = marks_of(state.books, state.name, state.made)
    right = sum(row.last for row in marks.questions)
    return h.div[
        look_for(
            "Give your teacher what you have done, if you want to. Nothing is sent: you hand over the file, the link "
            "or the sheet yourself."
        ),
        text_field("name", "Your name, or whatever your teacher knows you by", state.name, longest=LONGEST_NAME),
        h.div(class_="button-row")[
            button("file", "Save everything as a file"), button("code", "Show the marks as a link and a code")
        ],
        h.p(class_="hand-in-note")[
            "The file holds your answers, guesses and dates. Link and code hold the marks alone: what you read, "
            "tried and met, how each question and card went, the points of your best explanation."
        ],
        readouts(
            readout("Concepts read", output("read", f"{len(marks.read)} of {len(lesson().concept)}", len(marks.read))),
            readout("Challenges met", output("met", str(len(marks.met)), len(marks.met))),
            readout("Questions right", output("right", f"{right} of {len(marks.questions)} answered", right)),
            readout("Cards turned", output("turned", str(len(marks.cards)), len(marks.cards))),
            readout("Best explanation", output("score", f"{marks.score:g} of 10" if marks.explained else "none yet")),
        ),
        h.p(role="status")[output("said", state.said)],
        _sheet(state, marks) if state.made else None,
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ledgers are followed; a file and a code say when they were made."""
    match event.name:
        case "mount":
            # Link and code are always those of what stands here now.
            asked: tuple[Effect, ...] = (Address("address"), *follow())
            return state, (*asked, Now("code_at")) if state.made else asked
        case "address":
            return replace(state, address=event.value) if isinstance(event.value, str) else state
        case name if name in KINDS:
            return replace(state, books=state.books.heard(event))
        case "name":
            return replace(state, name=text(event, longest=LONGEST_NAME))
        case "file" | "code":
            return state, Now(f"{event.name}_at")
        case "code_at" if isinstance(event.value, float):
            return replace(state, made=event.value, said="Link and code stand below.")
        case "file_at" if isinstance(event.value, float):
            return state, SaveFile("saved", FILE, written(state.books, state.name, event.value))
        case "saved" | "file_at" | "code_at":
            failed = event.value.message if isinstance(event.value, Failure) else ""
            return replace(state, said=failed or f"{FILE} is among your downloads.")
        case _:
            raise UnknownEvent(event)


def _sheet(state: State, marks: Marks) -> Element:
    """What is printed or shown: whose marks, the link, and the same as a code."""
    code = packed(marks)
    # A page opened from disk has no address that another machine could follow: the code goes without one.
    from_host = state.address.startswith("http")
    link = f"{state.address}{PAGE}/#hand-in={code}" if from_host else code
    day = time.strftime("%d %B %Y", time.gmtime(state.made)).lstrip("0")
    return h.section(class_="hand-in-sheet", aria_label="Hand-in")[
        h.p[h.strong[state.name or "Without a name"], f", {day}"],
        h.img(class_="hand-in-code", src=picture(link), alt="The same link as a code to be scanned"),
        h.p[f"{len(link):,} characters. Copy all of it, or let it be scanned:" if from_host else _WITHOUT_HOST],
        h.p(class_="hand-in-link", translate="no")[
            h.a(href=link)[output("link", link)] if from_host else output("link", link)
        ],
    ]


_WITHOUT_HOST = "Your copy of the site lies on a disk, so there is no link. Copy this code, or let it be scanned:"
