"""The question stands as its author wrote it, and the line keeps what the reader writes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import think_first
from widgets.engine import (
    Cancel,
    Entries,
    Event,
    Failure,
    InvalidValue,
    Ledger,
    Now,
    Progress,
    UnknownEvent,
)
from widgets.think_first import LONGEST, State, update, view


def test_the_question_is_drawn_with_its_tokens_as_code() -> None:
    question = drawn.one(view(State("Both put `mat` second, one `hat` first. Why?")), "p", class_="think-question")
    assert drawn.words(question) == "Both put mat second, one hat first. Why?"
    assert [drawn.words(token) for token in drawn.found(question, "code")] == ["mat", "hat"]


def test_the_box_is_named_by_its_question_since_eleven_have_the_same_label() -> None:
    group = drawn.one(view(State("Is it `mat`?")), "div", role="group")
    assert dict(group.attributes)["aria-label"] == "Is it mat?"


def test_a_question_without_a_token_has_none_and_begins_with_its_first_word() -> None:
    question = drawn.one(view(State("Why?")), "p", class_="think-question")
    assert question.children == ("Why?",)


def test_a_token_that_is_not_closed_stops_the_build() -> None:
    with pytest.raises(ValueError, match="a backtick opens a token and none closes it: 'Is it `mat"):
        State("Is it `mat?")


@given(st.text(max_size=200))
def test_what_is_written_stands_in_the_box_and_in_the_output(written: str) -> None:
    element = view(drawn.after(think_first, State("Why?"), Event("guess", written)))
    assert drawn.words(drawn.one(element, "textarea", name="guess")) == written
    assert drawn.output(element, "guess") == (written, written)
    assert drawn.words(drawn.one(element, "p", class_="think-question")) == "Why?"


def test_before_anything_is_written_the_output_is_empty_and_never_seen_twice() -> None:
    element = view(State("Why?"))
    assert drawn.output(element, "guess") == ("", "")
    assert drawn.found(drawn.one(element, "p", class_="think-written", hidden=True), "output")
    assert drawn.labels(element) == {"guess": "Your first thought, kept in this browser"}


def test_a_guess_is_kept_up_to_its_longest_and_refused_beyond_without_touching_the_one_before() -> None:
    state = drawn.after(think_first, State(), Event("guess", "x" * LONGEST))
    assert len(state.guess) == LONGEST == 2_000
    with pytest.raises(InvalidValue, match="at most 2,000 characters; this has 2,001"):
        update(state, Event("guess", "x" * (LONGEST + 1)))


def test_waking_changes_nothing() -> None:
    state = State("Why?", "so")
    assert drawn.after(think_first, state, Event("mount")) == state


@pytest.mark.parametrize("name", ["nope", "question", ""])
def test_an_event_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(UnknownEvent):
        update(State(), Event(name, "x"))


def _effects(state: State, event: Event) -> object:
    result = update(state, event)
    return result[1] if isinstance(result, tuple) else ()


def test_a_guess_that_is_left_goes_into_the_ledger_with_its_time() -> None:
    state = State("Why?", "", "why")
    assert _effects(state, Event("written", "so")) == Ledger("guesses", "guesses")
    state = replace(state, guess=" so ")
    assert _effects(state, Event("guesses", Progress(Entries(())))) == (Cancel("guesses"), Now("now"))
    entry = {"id": "why@1500", "at": 1.5, "think": "why", "text": "so"}
    assert _effects(state, Event("now", 1.5)) == Ledger("keep", "guesses", (entry,))
    assert _effects(state, Event("keep", Progress(Entries((entry,))))) == Cancel("keep")
    assert _effects(state, Event("guesses", Progress(Entries((entry,))))) == Cancel("guesses"), "it is there already"


def test_a_guess_of_an_earlier_visit_is_looked_for_and_none_is_not() -> None:
    assert _effects(State("Why?", "so", "why"), Event("mount")) == Ledger("guesses", "guesses")
    assert _effects(State("Why?", " ", "why"), Event("mount")) == ()
    assert _effects(State("Why?", "so"), Event("mount")) == ()


def test_a_device_that_keeps_no_time_changes_nothing() -> None:
    assert update(State("Why?", "so", "why"), Event("now", Failure("No clock."))) == State("Why?", "so", "why")
