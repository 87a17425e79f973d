"""What comes out of a ledger is read through the gate: what fits is there, the rest is counted."""

import pytest
from hypothesis import given

from tests.widgets.records.kept import books
from widgets.engine import Entries, Event, Failure, Ledger, Progress, WrongValue
from widgets.records.entries import KINDS, LONGEST, Answered, Books, Done, checked, follow, newest

ANSWER = {"id": "q@1", "at": 1.0, "question": "q", "option": "a", "right": True, "sure": 80}


@given(books)
def test_whatever_fits_is_there_and_in_order(held: Books) -> None:
    assert held.strange == 0
    assert [one.id for one in held.of("quiz", Answered)] == [one["id"] for one in held.raw("quiz")]  # type: ignore[index]


def test_what_does_not_fit_is_left_out_and_counted() -> None:
    wrong = ({}, 7, None, {"id": "x"}, {**ANSWER, "right": "yes"}, {**ANSWER, "id": ""})
    held = Books((("quiz", (*wrong, ANSWER)),))
    assert [one.id for one in held.of("quiz", Answered)] == ["q@1"]
    assert held.strange == len(wrong)


def test_a_field_of_another_version_is_passed_over() -> None:
    assert checked(Answered, {**ANSWER, "mood": "good"}).question == "q"


def test_an_entry_that_no_ledger_would_take_is_refused() -> None:
    with pytest.raises(WrongValue, match="more than 4,000 characters"):
        checked(Done, {"id": "x", "at": 1.0, "more": "y" * LONGEST})


def test_an_answer_takes_the_place_of_the_one_before_and_other_ledgers_stay() -> None:
    first = Books().heard(Event("read", Entries(({"id": "a", "at": 1.0},))))
    both = first.heard(Event("met", Progress(Entries(({"id": "b", "at": 1.0},), "No room."))))
    assert (both.raw("read"), both.raw("met"), both.trouble) == (
        first.raw("read"),
        ({"id": "b", "at": 1.0},),
        "No room.",
    )
    again = both.heard(Event("read", Progress(Entries(()))))
    assert (again.raw("read"), again.trouble) == ((), "")
    assert Books().empty
    assert not both.empty


def test_a_ledger_that_fails_says_so_and_loses_nothing() -> None:
    held = Books((("read", ({"id": "a", "at": 1.0},)),)).heard(Event("read", Failure("The list is full.")))
    assert (held.trouble, len(held.raw("read"))) == ("The list is full.", 1)


def test_following_asks_for_each_ledger_under_its_own_name() -> None:
    assert follow() == tuple(Ledger(name, name) for name in KINDS)
    assert follow("met") == (Ledger("met", "met"),)


def test_of_several_entries_about_one_thing_the_newest_counts() -> None:
    held = Books((("quiz", (ANSWER, {**ANSWER, "id": "q@2", "right": False})),))
    assert newest(held.of("quiz", Answered), "question")["q"].right is False
