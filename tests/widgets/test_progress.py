"""Progress shows what the ledgers hold, concept by concept, and goes out and in as a file."""

import pytest

from tests.widgets import drawn
from widgets import progress
from widgets.engine import Element, Entries, Event, Failure, InvalidValue, Ledger, SaveFile
from widgets.engine import Progress as Part
from widgets.progress import State, update, view
from widgets.records import lesson
from widgets.records.entries import KINDS, Books
from widgets.records.hand_ins import opened, written


def done(*ids: str) -> tuple[object, ...]:
    return tuple({"id": id, "at": float(at)} for at, id in enumerate(ids))


def state(**ledgers: tuple[object, ...]) -> State:
    events = [Event(name, Part(Entries(entries))) for name, entries in ledgers.items()]
    return drawn.after(progress, State(), Event("address", "https://host/nudge/"), *events)


def row(element: Element, title: str) -> list[str]:
    (found,) = [one for one in drawn.found(element, "tr") if title in drawn.words(one)]
    return [drawn.words(cell) for cell in drawn.found(found, "td")]


def test_a_row_says_what_was_read_tried_and_met_of_its_concept() -> None:
    seen = view(
        state(read=done("cross-entropy"), tried=done("cross_entropy", "sentence_loss"), met=done("cross_entropy"))
    )
    assert row(seen, "Cross-entropy")[1:4] == ["yes", "2/2", "1/2"]
    assert row(seen, "Backpropagation")[1:4] == ["–", "0/2", "0/2"]
    assert drawn.output(seen, "read")[1] == 1
    assert drawn.output(seen, "met")[1] == 1


def test_questions_count_by_their_newest_answer_and_cards_once_turned() -> None:
    question, card = next(iter(lesson.questions())), next(iter(lesson.cards()))
    answers = tuple(
        {"id": str(at), "at": float(at), "question": question, "option": "a", "right": right, "sure": 50}
        for at, right in enumerate((True, False, True))
    )
    reviews = tuple({"id": str(at), "at": float(at), "card": card, "grade": 3} for at in range(2))
    seen = view(state(quiz=answers, reviews=reviews))
    assert drawn.output(seen, "right")[1] == 1
    assert drawn.output(seen, "turned")[1] == 1
    assert drawn.output(view(state(quiz=answers[:2])), "right")[1] == 0


@pytest.mark.parametrize(
    ("read", "where"),
    [
        ((), "one-objective"),
        (("one-objective", "batches"), "schedule"),
        (("cross-entropy", "check"), "one-objective"),
    ],
)
def test_it_goes_on_after_what_was_read_last(read: tuple[str, ...], where: str) -> None:
    link = drawn.one(drawn.one(view(state(read=done(*read))), "p", class_="go-on"), "a")
    assert dict(link.attributes)["href"] == f"https://host/nudge/index.html#{where}"


def test_when_all_is_read_it_says_so() -> None:
    all_of_it = done(*(one.id for one in lesson.lesson().concept))
    assert "all of it" in drawn.words(drawn.one(view(state(read=all_of_it)), "p", class_="go-on"))


def test_the_file_holds_everything_and_brings_only_what_is_new() -> None:
    here = state(read=done("batches"))
    _, effect = update(here, Event("now", 5.0))  # type: ignore[misc]
    assert isinstance(effect, SaveFile)
    assert opened(effect.text).books.raw("read") == done("batches")
    file = written(Books((("read", done("batches", "check")), ("met", done("scale")))), "", 1.0)
    taken, effects = update(here, Event("import", file))  # type: ignore[misc]
    assert effects == (Ledger("met", "met", done("scale")), Ledger("read", "read", (done("batches", "check")[1],)))
    assert drawn.output(view(taken), "said")[0] == "2 entries came in; 1 were here already."


def test_a_file_that_is_none_changes_nothing_and_says_why() -> None:
    with pytest.raises(InvalidValue, match="nothing was changed: it is damaged"):
        update(State(), Event("import", "{"))


def test_a_file_that_could_not_be_saved_says_why() -> None:
    after = drawn.after(progress, State(), Event("file", Failure("No room.")))
    assert drawn.output(view(after), "said")[0] == "No room."


def test_everything_goes_from_behind_a_fold_that_says_what_it_does() -> None:
    here = state(read=done("batches", "check"))
    (fold,) = [one for one in drawn.found(view(here), "details") if drawn.found(one, "button", name="delete")]
    assert "all 2 entries" in drawn.words(fold)
    _, gone = update(here, Event("delete"))  # type: ignore[misc]
    assert gone == tuple(Ledger(name, name, clear=True) for name in KINDS)
