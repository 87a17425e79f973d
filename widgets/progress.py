"""Progress: what was read, tried, met, answered, turned and explained, concept by concept; out, in, and all gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Address,
    Child,
    Effect,
    Element,
    Event,
    Failure,
    InvalidValue,
    Ledger,
    Now,
    SaveFile,
    UnknownEvent,
    button,
    controls,
    file_field,
    h,
    look_for,
    number_table,
    output,
    readout,
    readouts,
)
from widgets.records.entries import KINDS, Answered, Books, Done, Explained, Reviewed, follow, newest
from widgets.records.hand_ins import HandIn, opened, written
from widgets.records.lesson import Concept, Item, cards, lesson, questions

FILE = "nudge-progress.json"


@dataclass(frozen=True)
class State:
    """`said` is what was done last."""

    said: str = ""
    address: str = field(default="", metadata=DERIVED)
    books: Books = field(default_factory=Books, metadata=DERIVED)


def view(state: State) -> Element:
    """Where to go on, a row for each concept, the sums, and what can be done with all of it."""
    books = state.books
    best = max((one.score for one in books.of("explained", Explained)), default=None)
    return h.div[
        look_for("Everything you have done with the lesson on this device. Go on where you left, or fill a gap."),
        _go_on(state),
        number_table("Your progress", "What you have done", _COLUMNS, [_row(state, *one) for one in _numbered()]),
        readouts(
            _sum("Concepts read", "read", _among(_ids(books, "read"), _concepts()), len(lesson().concept)),
            _sum("Challenges met", "met", _among(_ids(books, "met"), _widgets()), len(_widgets())),
            _sum("Questions right", "right", len(_right(books)), len(questions())),
            _sum("Cards turned", "turned", len(_turned(books)), len(cards())),
            readout("Best explanation", output("explained", "none yet" if best is None else f"{best:g} of 10", best)),
        ),
        h.p[f"{books.strange} entries kept here cannot be read, and are left as they are."] if books.strange else None,
        h.p(class_="widget-message", role="alert")[books.trouble] if books.trouble else None,
        h.p(role="status")[output("said", state.said)],
        controls(
            button("export", "Save all as a file"),
            file_field("import", "Take in a file that was saved here or on another device", ".json"),
        ),
        _deleting(books),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ledgers are followed; a file is written or taken whole; everything goes only after a second press."""
    match event.name:
        case "mount":
            return state, (Address("address"), *follow())
        case "address":
            return replace(state, address=event.value) if isinstance(event.value, str) else state
        case name if name in KINDS:
            return replace(state, books=state.books.heard(event))
        case "export":
            return state, Now("now")
        case "now" if isinstance(event.value, float):
            return state, SaveFile("file", FILE, written(state.books, "", event.value))
        case "now" | "file":
            failed = event.value.message if isinstance(event.value, Failure) else ""
            return replace(state, said=failed or f"{FILE} is among your downloads.")
        case "import":
            return _imported(state, str(event.value))
        case "delete":
            gone = tuple(Ledger(name, name, clear=True) for name in KINDS)
            return replace(state, said="Deleted. What single pages keep, each page itself forgets, at its end."), gone
        case _:
            raise UnknownEvent(event)


def _imported(state: State, text: str) -> tuple[State, tuple[Ledger, ...]]:
    """With what a file holds beside what is here; each ledger is followed on.

    Raises:
        InvalidValue: if the file is not taken.
    """
    try:
        given: HandIn = opened(text)
    except InvalidValue as error:
        raise InvalidValue(f"This file was not taken, and nothing was changed: {error}.") from None
    new = {
        name: tuple(one for one in entries if one["id"] not in _ids(state.books, name))  # type: ignore[index]
        for name, entries in given.ledgers
    }
    count = sum(map(len, new.values()))
    said = f"{count:,} entries came in; {len(given) - count:,} were here already."
    return replace(state, said=said), tuple(Ledger(name, name, add) for name, add in new.items())


_COLUMNS = ("Concept", "Read", "Tried", "Met", "Right", "Turned")


def _row(state: State, number: int, concept: Concept) -> tuple[Child, ...]:
    books, mine = state.books, set(concept.widgets)
    return (
        _link(state, concept),
        "yes" if concept.id in _ids(books, "read") else "–",
        _of(_ids(books, "tried"), mine),
        _of(_ids(books, "met"), mine),
        _of(_right(books), _about(questions(), number)),
        _of(_turned(books), _about(cards(), number)),
    )


def _link(state: State, concept: Concept) -> Child:
    """The concept's title; a link once the page has said where it stands."""
    if not state.address:
        return concept.title
    return h.a(href=f"{state.address}index.html#{concept.id}")[concept.title]


def _go_on(state: State) -> Element:
    """The first concept after the one read last that is not read yet, else the first that is not."""
    read = [one.id for one in state.books.of("read", Done)]
    order = list(lesson().concept)
    last = max((at for at, one in enumerate(order) if read and one.id == read[-1]), default=-1)
    left = [one for one in (*order[last + 1 :], *order[: last + 1]) if one.id not in read]
    if not left:
        return h.p(class_="go-on")["You have read all of it. What is not right, met or turned yet stands below."]
    return h.p(class_="go-on")["Go on where you left: " if read else "Begin with: ", _link(state, left[0])]


def _deleting(books: Books) -> Element:
    """What asks before everything goes: the button lies behind a fold, under what it does."""
    count = sum(len(entries) for _, entries in books.held)
    return h.details[
        h.summary["Delete all of it …"],
        h.p[f"This deletes all {count:,} entries, on this device, for all pages. Nothing but a file brings them back."],
        button("delete", "Delete it all"),
    ]


def _sum(label: str, name: str, count: int, total: int) -> Element:
    return readout(label, output(name, f"{count} of {total}", count))


def _numbered() -> Iterable[tuple[int, Concept]]:
    return enumerate(lesson().concept, 1)


def _concepts() -> set[str]:
    return {one.id for one in lesson().concept}


def _widgets() -> set[str]:
    return {name for one in lesson().concept for name in one.widgets}


def _ids(books: Books, name: str) -> set[str]:
    return {one.id for one in books.of(name, KINDS[name])}


def _right(books: Books) -> set[str]:
    """Questions whose newest answer was right."""
    found = newest(books.of("quiz", Answered), "question")
    return {id for id, one in found.items() if one.right and id in questions()}


def _turned(books: Books) -> set[str]:
    return {one.card for one in books.of("reviews", Reviewed)} & set(cards())


def _about(items: Mapping[str, Item], number: int) -> set[str]:
    return {id for id, item in items.items() if item.concept == number}


def _among(done: set[str], all_of_them: set[str]) -> int:
    return len(done & all_of_them)


def _of(done: set[str], all_of_them: set[str]) -> str:
    return f"{_among(done, all_of_them)}/{len(all_of_them)}" if all_of_them else "–"
