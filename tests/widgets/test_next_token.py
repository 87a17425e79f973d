"""The model's guesses are shown as they are, the truth costs minus its logarithm, and writing obeys the temperature.

A model of six tokens stands in for the real one, so that every number can be known beforehand.
"""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import next_token
from widgets.engine import (
    Cancel,
    Effect,
    Element,
    Event,
    Failure,
    InvalidValue,
    Predict,
    Prediction,
    Progress,
    Random,
    Token,
    UnknownEvent,
)
from widgets.next_token import LONGEST_PROMPT, MOST_WRITTEN, SHOWN_TOKENS, TEMPERATURE, State, update, view

END = 5
VOCABULARY = (
    Token(0, " mat"),
    Token(1, " hat"),
    Token(2, "\n"),
    Token(3, "�", "E2 80"),
    Token(4, " cat"),
    Token(END, ""),
)
LOGITS = (2.0, 1.0, 0.5, -1.0, 0.0, -2.0)
SHOWN = {0: "␣mat", 1: "␣hat", 2: "↵", 3: "⟨E2⟩⟨80⟩", 4: "␣cat", END: "⟨end of text⟩"}

temperatures = st.integers(0, 38).map(lambda notch: round(0.1 + 0.05 * notch, 2))
some_logits = st.tuples(*(st.floats(-8, 8) for _ in VOCABULARY))


def _probs(logits: tuple[float, ...], temperature: float = 1.0) -> list[float]:
    weights = [math.exp((logit - max(logits)) / temperature) for logit in logits]
    return [weight / sum(weights) for weight in weights]


def _answer(logits: tuple[float, ...] = LOGITS, *, length: int = 3, read: int = 3, written: str = "") -> Prediction:
    best = tuple(sorted(VOCABULARY, key=lambda token: (-logits[token.id], token.id)))
    tokens = tuple(VOCABULARY[index % 5] for index in range(min(length, 255)))
    return Prediction(tokens, length, written, logits, best, END, read)


def _heard(answer: Prediction | None = None, **fields: Any) -> State:
    """A state whose question was answered."""
    return drawn.after(next_token, State(**fields), Event("prediction", answer or _answer()))


def _effects(result: State | tuple[State, Effect | tuple[Effect, ...]]) -> tuple[Effect, ...]:
    effects = result[1] if isinstance(result, tuple) else ()
    return effects if isinstance(effects, tuple) else (effects,)


def _part(state: State, name: str) -> Element:
    return drawn.one(view(state), "", data_part=name)


def _candidates(state: State) -> list[tuple[int, float]]:
    items = drawn.found(_part(state, "candidates"), "li")
    return [(int(str(dict(i.attributes)["data-id"])), float(str(dict(i.attributes)["data-p"]))) for i in items]


# What the model says


@given(some_logits, temperatures)
def test_the_candidates_have_the_probabilities_of_their_logits_at_the_chosen_temperature(
    logits: tuple[float, ...], temperature: float
) -> None:
    expected = _probs(logits, temperature)
    shown = _candidates(_heard(_answer(logits), temperature=temperature))
    assert [id for id, _ in shown] == [token.id for token in _answer(logits).best]
    assert all(p == pytest.approx(expected[id], abs=1e-12) for id, p in shown)


def test_a_candidate_shows_its_token_its_share_as_a_bar_and_in_percent() -> None:
    for item in drawn.found(_part(_heard(), "candidates"), "li"):
        id = int(str(dict(item.attributes)["data-id"]))
        percent = f"{100 * _probs(LOGITS)[id]:.1f}"
        assert drawn.words(drawn.one(item, "span", class_="candidate-token")) == SHOWN[id]
        assert drawn.words(drawn.one(item, "span", class_="candidate-p")) == f"{percent}%"
        assert dict(drawn.one(item, "rect").attributes)["width"] == percent
        assert dict(item.attributes)["data-token"] == VOCABULARY[id].text


@given(st.integers(0, 5), temperatures)
def test_the_truth_costs_minus_the_logarithm_of_the_models_own_probability_at_any_temperature(
    chosen: int, temperature: float
) -> None:
    state = update(_heard(temperature=temperature), Event("candidate", str(chosen)))
    shown, value = drawn.output(view(state), "loss")  # type: ignore[arg-type]
    assert float(value) == pytest.approx(-math.log(_probs(LOGITS)[chosen]))
    assert shown == f"{float(value):.2f} nats"


def test_the_chosen_candidate_is_pressed_and_no_other() -> None:
    state = drawn.after(next_token, _heard(), Event("candidate", "2"))
    pressed = [
        dict(b.attributes)["value"] for b in drawn.found(view(state), "button", name="candidate", aria_pressed="true")
    ]
    assert pressed == ["2"]
    assert len(drawn.found(view(state), "button", name="candidate", aria_pressed="false")) == 5


def test_before_a_choice_there_is_no_loss_and_blind_guessing_costs_the_logarithm_of_the_vocabulary() -> None:
    assert drawn.output(view(_heard()), "loss") == ("none chosen yet", None)
    shown, value = drawn.output(view(_heard()), "blind_loss")
    assert float(value) == pytest.approx(math.log(6))
    assert shown == "1.79 nats"


def test_a_truth_that_the_model_held_for_impossible_costs_more_than_can_be_told() -> None:
    state = drawn.after(next_token, _heard(_answer((0, 0, 0, -1000, 0, 0))), Event("candidate", "3"))
    assert drawn.output(view(state), "loss") == ("more than 700 nats", None)


@pytest.mark.parametrize("chosen", ["6", "-1", "1.5", "x", None])
def test_a_candidate_outside_the_vocabulary_is_refused(chosen: object) -> None:
    with pytest.raises(InvalidValue):
        update(_heard(), Event("candidate", chosen))


def test_a_sure_choice_costs_nothing_and_is_not_in_the_colour_of_a_loss() -> None:
    sure = drawn.after(next_token, _heard(_answer((1000.0, 0, 0, 0, 0, 0))), Event("candidate", "0"))
    assert drawn.output(view(sure), "loss")[0] == "0.00 nats"
    assert drawn.colour(view(sure), "loss") is None
    unsure = drawn.after(next_token, _heard(), Event("candidate", "0"))
    assert drawn.colour(view(unsure), "loss") == "loss"


def test_bars_are_stretched_to_their_row_in_the_colour_of_probability_and_read_by_nobody() -> None:
    bars = drawn.found(_part(_heard(), "candidates"), "svg", class_="candidate-bar")
    assert len(bars) == 6
    for bar in bars:
        attributes = dict(bar.attributes)
        assert attributes["viewBox"] == "0 0 100 1"
        assert attributes["preserveAspectRatio"] == "none"
        assert attributes["aria-hidden"] == "true"
        assert dict(drawn.one(bar, "rect", class_="q-probability").attributes)["height"] == "1"


def test_every_control_says_what_it_is() -> None:
    element = view(State())
    assert drawn.labels(element) == {
        "prompt": "Your text",
        "temperature": "Temperature",
        "write": "Write on",
        "stop": "Stop",
    }
    assert drawn.colour(element, "temperature") == "probability"
    row = drawn.one(element, "div", class_="button-row")
    assert drawn.words(drawn.one(row, "button", class_="button-primary")) == "Write on"
    assert drawn.looks_for(element) == (
        "Type anything. The model gives every token it knows a probability; here are its ten favorites."
    )


def test_the_text_stands_in_its_box() -> None:
    box = drawn.one(view(State("Once upon")), "textarea", name="prompt")
    assert drawn.words(box) == "Once upon"
    assert dict(box.attributes)["rows"] == 3
    assert not drawn.found(view(State("Once upon")), "", role="alert")


# What is asked


def test_waking_asks_about_the_text_and_what_was_written_and_writes_nothing_by_itself() -> None:
    result = update(State("Once", written=(1, 2), writing=True), Event("mount"))
    assert _effects(result) == (Predict("prediction", "demo", "Once", (1, 2)),)
    assert drawn.after(next_token, State("Once", written=(1, 2), writing=True), Event("mount")).writing is False


def test_a_new_text_is_asked_about_and_forgets_the_choice_what_was_written_and_the_chance_to_come() -> None:
    before = replace(_heard(), chosen=2, written=(1,), writing=True, failure="Old.")
    result = update(before, Event("prompt", "Once upon"))
    state = drawn.after(next_token, before, Event("prompt", "Once upon"))
    assert (state.prompt, state.chosen, state.written, state.writing, state.failure) == (
        "Once upon",
        None,
        (),
        False,
        "",
    )
    assert _effects(result) == (Cancel("chance"), Predict("prediction", "demo", "Once upon", ()))


def test_a_text_that_is_too_long_is_refused_and_the_one_before_stays() -> None:
    assert drawn.after(next_token, State(), Event("prompt", "x" * LONGEST_PROMPT)).prompt == "x" * LONGEST_PROMPT
    with pytest.raises(InvalidValue, match="at most 20,000 characters"):
        update(State(), Event("prompt", "x" * (LONGEST_PROMPT + 1)))


def test_candidates_of_an_older_text_are_not_shown_and_cannot_be_chosen() -> None:
    state = drawn.after(next_token, _heard(), Event("prompt", "Something else"))
    waiting = dict(_part(state, "candidates").attributes)
    assert waiting["aria-busy"] == "true"
    assert not drawn.found(view(state), "button", name="candidate")
    assert drawn.after(next_token, state, Event("candidate", "2")) == state
    answered = drawn.after(next_token, state, Event("prediction", _answer()))
    assert drawn.after(next_token, answered, Event("candidate", "2")).chosen == 2


def test_what_the_candidates_are_about_changes_with_the_text_and_with_every_written_token() -> None:
    states = [State("a"), State("b"), State("a", written=(1,)), State("a", written=(2,)), State("a", written=(1, 2))]
    names = {dict(_part(state, "candidates").attributes)["data-basis"] for state in states}
    assert len(names) == len(states)
    (name,) = {dict(_part(state, "candidates").attributes)["data-basis"] for state in (State("a"), _heard(prompt="a"))}
    assert name in names


def test_before_any_answer_nothing_is_claimed() -> None:
    for part in ("tokens", "candidates", "losses"):
        waiting = dict(_part(State(), part).attributes)
        assert waiting["aria-busy"] == "true"
        assert waiting["data-basis"] == dict(_part(State(), "candidates").attributes)["data-basis"]
        assert not _part(State(), part).children
    assert not drawn.challenge_is_met(view(State()))


def test_tokens_are_shown_while_the_weights_are_still_to_come() -> None:
    seen = Prediction(VOCABULARY[:2], 2, "", (), (), END, 2)
    state = drawn.after(next_token, State(), Event("prediction", Progress(seen)))
    assert [drawn.words(item) for item in drawn.found(_part(state, "tokens"), "li")] == ["␣mat", "␣hat"]
    assert dict(_part(state, "candidates").attributes)["aria-busy"] == "true"


def test_a_failure_is_told_with_a_way_on_and_ends_the_writing() -> None:
    for key in ("prediction", "chance"):
        before = replace(_heard(), writing=True)
        state = drawn.after(next_token, before, Event(key, Failure("The model is gone.")))
        alert = drawn.one(view(state), "", role="alert")
        assert dict(alert.attributes)["class"] == "widget-message"
        assert drawn.words(drawn.one(alert, "p")) == "The model is gone."
        assert drawn.words(drawn.one(alert, "button")) == "Try again"
        assert not state.writing
        again = drawn.one(alert, "button")
        result = update(state, Event(str(dict(again.attributes)["name"])))
        assert _effects(result) == (Predict("prediction", "demo", state.prompt, ()),)
        assert drawn.after(next_token, state, Event("again")).failure == ""


def test_a_choice_that_the_answer_does_not_know_is_forgotten() -> None:
    assert _heard(chosen=4).chosen == 4
    assert _heard(chosen=6).chosen is None


# The tokens of the text


@pytest.mark.parametrize(
    ("length", "read", "written", "words"),
    [
        (0, 0, (), "0 tokens as the model sees them. With nothing to read it guesses how a text begins."),
        (3, 3, (), "3 tokens as the model sees them."),
        (3, 5, (1, 2), "3 tokens as the model sees them."),
        (80, 80, (), "80 tokens as the model sees them."),
        (81, 81, (), "81 tokens as the model sees them; the first 1 are not drawn."),
        (
            1300,
            255,
            (),
            "1,300 tokens as the model sees them; it reads only the last 255; the first 1,220 are not drawn.",
        ),
        (255, 255, (1,), "255 tokens as the model sees them; it reads only the last 255; the first 175 are not drawn."),
    ],
)
def test_the_tokens_are_counted_with_what_is_not_read_and_not_drawn(
    length: int, read: int, written: tuple[int, ...], words: str
) -> None:
    state = _heard(_answer(length=length, read=read), written=written)
    part = _part(state, "tokens")
    assert drawn.words(drawn.one(part, "p", class_="tokens-count")) == words
    assert len(drawn.found(part, "li")) == min(length, SHOWN_TOKENS)


def test_every_token_is_drawn_as_people_can_see_it_and_carried_as_it_is() -> None:
    items = drawn.found(_part(_heard(_answer(length=4)), "tokens"), "li")
    assert [drawn.words(item) for item in items] == [SHOWN[id] for id in range(4)]
    assert [dict(item.attributes)["data-token"] for item in items] == [token.text for token in VOCABULARY[:4]]


@pytest.mark.parametrize("tag", ["tokens", "candidates", "written"])
def test_tokens_are_for_no_translator(tag: str) -> None:
    made = drawn.found(view(_heard(written=(1,))), "", class_=tag)
    assert {dict(one.attributes).get("translate") for one in made} == {"no"}


# Writing on


def test_write_asks_about_the_text_alone_and_each_answer_asks_for_chance() -> None:
    before = replace(_heard(), written=(1,), chosen=3)
    result = update(before, Event("write"))
    state = drawn.after(next_token, before, Event("write"))
    assert (state.writing, state.written, state.chosen) == (True, (), None)
    assert _effects(result) == (Cancel("chance"), Predict("prediction", "demo", state.prompt, ()))
    assert _effects(update(state, Event("prediction", _answer()))) == (Random("chance"),)
    assert _effects(update(replace(state, writing=False), Event("prediction", _answer()))) == ()


@given(temperatures, st.floats(0, 1, exclude_max=True), some_logits)
def test_the_next_token_is_drawn_by_the_probabilities_at_the_chosen_temperature(
    temperature: float, chance: float, logits: tuple[float, ...]
) -> None:
    reach, expected = 0.0, None
    for id, p in enumerate(_probs(logits, temperature)):
        if abs(reach + p - chance) < 1e-9:
            return  # on the edge between two tokens the last bit decides
        reach += p
        if expected is None and chance < reach:
            expected = id
    state = replace(_heard(_answer(logits), temperature=temperature), writing=True)
    after = drawn.after(next_token, state, Event("chance", (chance,)))
    assert after.written == (() if expected == END else (expected,))
    assert after.writing == (expected != END)


def test_heat_spreads_what_cold_leaves_to_the_favourite() -> None:
    def written(temperature: float) -> set[int]:
        state = replace(_heard(temperature=temperature), writing=True)
        draws = [drawn.after(next_token, state, Event("chance", ((i + 0.5) / 100,))) for i in range(100)]
        return {id for after in draws for id in after.written}

    assert written(TEMPERATURE.low) == {0}
    assert written(TEMPERATURE.high) == {0, 1, 2, 3, 4}


def test_a_written_token_is_added_and_the_model_asked_again() -> None:
    state = replace(_heard(), writing=True, written=(4,))
    state = drawn.after(next_token, state, Event("prediction", _answer()))
    result = update(state, Event("chance", (0.0,)))
    assert _effects(result) == (Predict("prediction", "demo", state.prompt, (4, 0)),)
    assert drawn.after(next_token, state, Event("chance", (0.0,))).writing


def test_writing_ends_at_the_end_of_text_without_writing_it() -> None:
    state = replace(_heard(_answer((0, 0, 0, 0, 0, 50.0))), writing=True, written=(1,))
    result = update(state, Event("chance", (0.5,)))
    assert result == replace(state, writing=False)


def test_writing_ends_after_its_most_tokens_whose_last_is_still_asked_about() -> None:
    state = replace(_heard(), writing=True, written=(1,) * (MOST_WRITTEN - 2))
    one_more = drawn.after(next_token, state, Event("chance", (0.0,)))
    assert one_more.writing
    result = update(one_more, Event("chance", (0.0,)))
    full = drawn.after(next_token, one_more, Event("chance", (0.0,)))
    assert not full.writing
    assert len(full.written) == MOST_WRITTEN
    assert len(_effects(result)) == 1


def test_stop_ends_the_writing_keeps_what_was_written_and_drops_the_chance_to_come() -> None:
    state = replace(_heard(), writing=True, written=(1, 2))
    assert update(state, Event("stop")) == (replace(state, writing=False), Cancel("chance"))


def test_one_of_write_and_stop_can_be_pressed() -> None:
    for writing in (False, True):
        element = view(replace(_heard(), writing=writing))
        said = {name: drawn.control(element, name).get("aria-disabled") for name in ("write", "stop")}
        assert said == {"write": "true" if writing else None, "stop": None if writing else "true"}


def test_what_was_written_stands_behind_the_end_of_the_text() -> None:
    state = _heard(_answer(written=" mat hat"), prompt="x" * 300 + "end", written=(0, 1))
    written = drawn.one(view(state), "p", class_="written")
    assert drawn.words(drawn.one(written, "span", class_="written-prompt")) == "x" * 197 + "end"
    assert drawn.output(written, "written") == (" mat hat", 2)
    assert dict(written.attributes)["data-part"] == "written"
    assert not drawn.found(view(_heard()), "p", class_="written")
    assert not drawn.found(view(_heard()), "", data_part="written")


def test_what_was_written_is_not_claimed_before_the_model_has_read_it() -> None:
    waiting = dict(_part(State(written=(1,)), "written").attributes)
    assert waiting["aria-busy"] == "true"
    assert waiting["data-basis"] == dict(_part(State(written=(1,)), "candidates").attributes)["data-basis"]


# Temperature and challenge


def test_the_temperature_is_set_by_its_slider_and_refused_outside() -> None:
    state = drawn.after(next_token, _heard(), Event("temperature", "0.5"))
    slider = drawn.control(view(state), "temperature")
    assert state.temperature == 0.5
    assert [slider[name] for name in ("value", "min", "max", "step")] == ["0.5", "0.1", "2", "0.05"]
    assert slider["aria-valuetext"] == "0.50"
    for wrong in (0.05, 2.05):
        with pytest.raises(InvalidValue, match=r"“temperature” takes a number from 0\.1 to 2"):
            update(State(), Event("temperature", str(wrong)))
        with pytest.raises(ValueError, match=r"field 'temperature' takes a number from 0\.1 to 2"):
            State(temperature=wrong)


@given(some_logits, temperatures)
def test_the_challenge_is_met_by_more_than_99_percent_at_temperature_1_whatever_the_slider_says(
    logits: tuple[float, ...], temperature: float
) -> None:
    state = _heard(_answer(logits), temperature=temperature)
    assert drawn.challenge_is_met(view(state)) == (max(_probs(logits)) > 0.99)


def test_the_challenge_can_be_met_and_says_what_it_shows() -> None:
    assert drawn.challenge_is_met(view(_heard(_answer((9.0, 0, 0, 0, 0, 0)))))
    assert not drawn.challenge_is_met(view(_heard(_answer((6.0, 0, 0, 0, 0, 0)))))
    assert "find a text after which the model gives its first candidate more than 99%." in drawn.words(view(_heard()))


@pytest.mark.parametrize("event", [Event("nope"), Event("prediction", 3), Event("chance", "0.5")])
def test_an_event_that_nobody_knows_is_refused(event: Event) -> None:
    with pytest.raises(UnknownEvent):
        update(_heard(), event)
