"""Writing on obeys the temperature, and ends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.bets import END, an_answer, effects, heard, part_of, probs, some_logits, temperatures
from widgets import next_token
from widgets.engine import (
    Cancel,
    Event,
    Predict,
    Random,
)
from widgets.next_token import MOST_KEPT, MOST_WRITTEN, TEMPERATURE, State, update, view


def test_write_goes_on_from_what_is_written_and_each_answer_asks_for_chance() -> None:
    before = replace(heard(), written=(1,), chosen=3, ended=True)
    result = update(before, Event("write"))
    state = drawn.after(next_token, before, Event("write"))
    assert (state.writing, state.written, state.chosen, state.ended) == (True, (1,), None, False)
    assert effects(result) == (Cancel("chance"), Predict("prediction", "demo", state.prompt, (1,)))
    assert effects(update(state, Event("prediction", an_answer()))) == (Random("chance"),)
    assert effects(update(replace(state, writing=False), Event("prediction", an_answer()))) == ()


def test_start_again_clears_what_was_written_and_keeps_the_text() -> None:
    before = replace(heard(prompt="Once upon "), written=(1, 2), writing=True, chosen=3, ended=True)
    state = drawn.after(next_token, before, Event("clear"))
    assert (state.prompt, state.written, state.writing, state.chosen, state.ended) == (
        "Once upon ",
        (),
        False,
        None,
        False,
    )
    assert effects(update(before, Event("clear"))) == (
        Cancel("chance"),
        Predict("prediction", "demo", "Once upon", ()),
    )


def test_there_is_nothing_to_start_again_before_anything_was_written() -> None:
    for state, said in ((heard(), "true"), (heard(written=(1,)), None), (heard(ended=True), None)):
        assert drawn.control(view(state), "clear").get("aria-disabled") == said


def test_the_bars_name_the_end_of_the_text_that_they_are_about() -> None:
    state = heard(an_answer(written=" mat.\nThe hat"), prompt="The cat sat on the ", written=(0, 2, 1))
    title = drawn.words(drawn.one(part_of(state, "candidates"), "p", class_="candidates-title"))
    assert title.startswith("After “… sat on the mat. The hat”. What comes next?")


def test_a_choice_was_made_for_the_token_before_and_falls_with_the_next() -> None:
    state = replace(heard(), writing=True, chosen=2)
    assert drawn.after(next_token, state, Event("chance", (0.0,))).chosen is None


@given(temperatures, st.floats(0, 1, exclude_max=True), some_logits)
def test_the_next_token_is_drawn_by_the_probabilities_at_the_chosen_temperature(
    temperature: float, chance: float, logits: tuple[float, ...]
) -> None:
    reach, expected = 0.0, None
    for id, p in enumerate(probs(logits, temperature)):
        if abs(reach + p - chance) < 1e-9:
            return  # on the edge between two tokens the last bit decides
        reach += p
        if expected is None and chance < reach:
            expected = id
    state = replace(heard(an_answer(logits), temperature=temperature), writing=True)
    after = drawn.after(next_token, state, Event("chance", (chance,)))
    assert after.written == (() if expected == END else (expected,))
    assert after.writing == (expected != END)


def test_heat_spreads_what_cold_leaves_to_the_favourite() -> None:
    def written(temperature: float) -> set[int]:
        state = replace(heard(temperature=temperature), writing=True)
        draws = [drawn.after(next_token, state, Event("chance", ((i + 0.5) / 100,))) for i in range(100)]
        return {id for after in draws for id in after.written}

    assert written(TEMPERATURE.low) == {0}
    assert written(TEMPERATURE.high) == {0, 1, 2, 3, 4}


def test_a_written_token_is_added_and_the_model_asked_again() -> None:
    state = replace(heard(), writing=True, written=(4,))
    state = drawn.after(next_token, state, Event("prediction", an_answer()))
    result = update(state, Event("chance", (0.0,)))
    assert effects(result) == (Predict("prediction", "demo", state.prompt, (4, 0)),)
    assert drawn.after(next_token, state, Event("chance", (0.0,))).writing


def test_writing_ends_at_the_end_of_text_without_writing_it() -> None:
    state = replace(heard(an_answer((0, 0, 0, 0, 0, 50.0))), writing=True, written=(1,))
    result = update(state, Event("chance", (0.5,)))
    assert result == replace(state, writing=False, ended=True)
    assert "Here the model drew ⟨end of text⟩: its text is over." in drawn.words(part_of(result, "written"))
    assert "its text is over" not in drawn.words(part_of(replace(result, ended=False), "written"))


@pytest.mark.parametrize("before", [0, MOST_WRITTEN])
def test_writing_pauses_after_its_most_tokens_whose_last_is_still_asked_about(before: int) -> None:
    state = replace(heard(), writing=True, written=(1,) * (before + MOST_WRITTEN - 2))
    one_more = drawn.after(next_token, state, Event("chance", (0.0,)))
    assert one_more.writing
    result = update(one_more, Event("chance", (0.0,)))
    full = drawn.after(next_token, one_more, Event("chance", (0.0,)))
    assert not full.writing
    assert len(full.written) == before + MOST_WRITTEN
    assert len(effects(result)) == 1


def test_no_more_is_written_than_is_kept() -> None:
    full = heard(written=(1,) * MOST_KEPT)
    assert drawn.control(view(full), "write")["aria-disabled"] == "true"
    assert not drawn.after(next_token, full, Event("write")).writing
    assert "aria-disabled" not in {k for k, v in drawn.control(view(heard(written=(1,))), "write").items() if v}


def test_stop_ends_the_writing_keeps_what_was_written_and_drops_the_chance_to_come() -> None:
    state = replace(heard(), writing=True, written=(1, 2))
    assert update(state, Event("stop")) == (replace(state, writing=False), Cancel("chance"))


def test_one_of_write_and_stop_can_be_pressed() -> None:
    for writing in (False, True):
        element = view(replace(heard(), writing=writing))
        said = {name: drawn.control(element, name).get("aria-disabled") for name in ("write", "stop")}
        assert said == {"write": "true" if writing else None, "stop": None if writing else "true"}


def test_what_was_written_stands_behind_the_end_of_the_text() -> None:
    state = heard(an_answer(written=" mat hat"), prompt="x" * 300 + "end", written=(0, 1))
    written = drawn.one(view(state), "p", class_="written")
    assert drawn.words(drawn.one(written, "span", class_="written-prompt")) == "x" * 197 + "end"
    assert drawn.output(written, "written") == (" mat hat", 2)
    assert drawn.found(part_of(state, "written"), "p", class_="written") == [written]
    assert not drawn.found(view(heard()), "p", class_="written")
    assert not drawn.found(view(heard()), "", data_part="written")


def test_what_was_written_is_not_claimed_before_the_model_has_read_it() -> None:
    waiting = dict(part_of(State(written=(1,)), "written").attributes)
    assert waiting["aria-busy"] == "true"
    assert waiting["data-basis"] == dict(part_of(State(written=(1,)), "candidates").attributes)["data-basis"]
