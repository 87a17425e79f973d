"""What the model is asked, and what of its answers still counts."""

from dataclasses import replace

import pytest

from tests.widgets import drawn
from tests.widgets.bets import END, VOCABULARY, an_answer, effects, heard, part_of
from widgets import next_token
from widgets.engine import (
    Cancel,
    Event,
    Failure,
    InvalidValue,
    Predict,
    Prediction,
    Progress,
)
from widgets.next_token import LONGEST_PROMPT, State, update, view


def test_waking_asks_about_the_text_and_what_was_written_and_writes_nothing_by_itself() -> None:
    result = update(State("Once", written=(1, 2), writing=True), Event("mount"))
    assert effects(result) == (Predict("prediction", "demo", "Once", (1, 2)),)
    assert drawn.after(next_token, State("Once", written=(1, 2), writing=True), Event("mount")).writing is False


def test_a_new_text_is_asked_about_and_forgets_the_choice_what_was_written_and_the_chance_to_come() -> None:
    before = replace(heard(), chosen=2, written=(1,), writing=True, failure="Old.")
    result = update(before, Event("prompt", "Once upon"))
    state = drawn.after(next_token, before, Event("prompt", "Once upon"))
    assert (state.prompt, state.chosen, state.written, state.writing, state.failure) == (
        "Once upon",
        None,
        (),
        False,
        "",
    )
    assert effects(result) == (Cancel("chance"), Predict("prediction", "demo", "Once upon", ()))


def test_a_text_that_is_too_long_is_refused_and_the_one_before_stays() -> None:
    assert drawn.after(next_token, State(), Event("prompt", "x" * LONGEST_PROMPT)).prompt == "x" * LONGEST_PROMPT
    with pytest.raises(InvalidValue, match="at most 20,000 characters"):
        update(State(), Event("prompt", "x" * (LONGEST_PROMPT + 1)))


def test_candidates_of_an_older_text_are_not_shown_and_cannot_be_chosen() -> None:
    state = drawn.after(next_token, heard(), Event("prompt", "Something else"))
    waiting = dict(part_of(state, "candidates").attributes)
    assert waiting["aria-busy"] == "true"
    assert not drawn.found(view(state), "button", name="candidate")
    assert drawn.after(next_token, state, Event("candidate", "2")) == state
    answered = drawn.after(next_token, state, Event("prediction", an_answer()))
    assert drawn.after(next_token, answered, Event("candidate", "2")).chosen == 2


def test_what_the_candidates_are_about_changes_with_the_text_and_with_every_written_token() -> None:
    states = [State("a"), State("b"), State("a", written=(1,)), State("a", written=(2,)), State("a", written=(1, 2))]
    names = {dict(part_of(state, "candidates").attributes)["data-basis"] for state in states}
    assert len(names) == len(states)
    (name,) = {dict(part_of(state, "candidates").attributes)["data-basis"] for state in (State("a"), heard(prompt="a"))}
    assert name in names


def test_before_any_answer_nothing_is_claimed() -> None:
    for part in ("tokens", "candidates", "losses"):
        waiting = dict(part_of(State(), part).attributes)
        assert waiting["aria-busy"] == "true"
        assert waiting["data-basis"] == dict(part_of(State(), "candidates").attributes)["data-basis"]
        assert not part_of(State(), part).children
    assert not drawn.challenge_is_met(view(State()))


def test_tokens_are_shown_while_the_weights_are_still_to_come() -> None:
    seen = Prediction(VOCABULARY[:2], 2, "", (), (), END, 2)
    state = drawn.after(next_token, State(), Event("prediction", Progress(seen)))
    assert [drawn.words(item) for item in drawn.found(part_of(state, "tokens"), "li")] == ["␣mat", "␣hat"]
    assert dict(part_of(state, "candidates").attributes)["aria-busy"] == "true"


def test_a_failure_is_told_with_a_way_on_and_ends_the_writing() -> None:
    for key in ("prediction", "chance"):
        before = replace(heard(), writing=True)
        state = drawn.after(next_token, before, Event(key, Failure("The model is gone.")))
        alert = drawn.one(view(state), "", role="alert")
        assert dict(alert.attributes)["class"] == "widget-message"
        assert drawn.words(drawn.one(alert, "p")) == "The model is gone."
        assert drawn.words(drawn.one(alert, "button")) == "Try again"
        assert not state.writing
        again = drawn.one(alert, "button")
        result = update(state, Event(str(dict(again.attributes)["name"])))
        assert effects(result) == (Predict("prediction", "demo", state.prompt, ()),)
        assert drawn.after(next_token, state, Event("again")).failure == ""


def test_a_choice_that_the_answer_does_not_know_is_forgotten() -> None:
    assert heard(chosen=4).chosen == 4
    assert heard(chosen=6).chosen is None
