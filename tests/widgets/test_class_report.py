"""A teacher's page takes hand-ins one by one, refuses one without losing another, and shows what is missed most."""

import pytest

from tests.widgets import drawn
from widgets import class_report
from widgets.class_report import ABOUT, MOST_READERS, State, view
from widgets.engine import Event, InvalidValue
from widgets.records.entries import Books
from widgets.records.hand_ins import written
from widgets.records.marks import Marks, Question, packed

WRONG = {"id": "q@1", "at": 1.0, "question": "q", "option": "a", "right": False, "sure": 80}
FILE = written(Books((("quiz", (WRONG,)),)), "Ada", 5.0)
BOB = Marks("Bob", 5, "x", questions=(Question("q", 1, 1, True, True, "b", 50),))


def test_files_links_and_lines_make_one_class() -> None:
    state = drawn.after(class_report, State(), Event("files", FILE), Event("link", packed(BOB)))
    state = drawn.after(class_report, state, Event("links", f"\n{packed(Marks('Eve', 1, 'y'))}\n"))
    assert drawn.output(view(state), "count") == ("3", 3)
    (bar,) = drawn.found(drawn.one(view(state), "ul", class_="bars"), "li")
    assert "1 of 2" in drawn.words(bar)


def test_a_reader_who_hands_in_twice_counts_once() -> None:
    state = drawn.after(class_report, State(), Event("files", FILE), Event("files", FILE), Event("link", packed(BOB)))
    state = drawn.after(class_report, state, Event("links", packed(BOB)))
    assert drawn.output(view(state), "count")[1] == 2


@pytest.mark.parametrize("name", ["files", "link"])
def test_one_that_is_refused_leaves_the_others(name: str) -> None:
    state = drawn.after(class_report, State(), Event("files", FILE))
    with pytest.raises(InvalidValue, match=r"not taken: .*\. The others stay"):
        class_report.update(state, Event(name, "{"))


def test_a_line_that_is_none_is_named() -> None:
    state = drawn.after(class_report, State(), Event("links", f"{packed(BOB)}\nhello"))
    assert drawn.output(view(state), "said")[0].startswith("Line 2: this is no link")
    assert drawn.output(view(state), "count")[1] == 1


@pytest.mark.parametrize("about", ABOUT)
def test_without_anything_to_say_each_picture_says_so(about: str) -> None:
    state = drawn.after(class_report, State(), Event("about", about))
    assert drawn.output(view(state), "missed")[0].startswith(ABOUT[about])


def test_what_is_listed_is_who_handed_in_and_what_found_no_room() -> None:
    state = drawn.after(class_report, State(), Event("link", packed(Marks("Bob", 1, "x", cut=3))))
    table = drawn.words(drawn.one(view(state), "details", class_="class-readers"))
    assert "Bob" in table
    assert "3 rows that found no room" in table


def test_a_class_is_forgotten_from_behind_a_fold_and_only_so_many_fit() -> None:
    state = drawn.after(class_report, State(), Event("files", FILE))
    assert drawn.found(view(state), "button", name="delete")
    assert drawn.output(view(drawn.after(class_report, state, Event("delete"))), "count")[1] == 0
    full = State(files=tuple(Marks(str(number)) for number in range(MOST_READERS)))
    with pytest.raises(InvalidValue, match="200 hand-ins"):
        class_report.update(full, Event("files", FILE))


def test_a_kind_that_there_is_not_stops_the_build() -> None:
    with pytest.raises(ValueError, match="takes one of questions"):
        State(about="nothing")
