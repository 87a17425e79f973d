"""The model's guesses and tokens are shown as they are, and the truth costs minus its logarithm."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.bets import (
    LOGITS,
    SHOWN,
    VOCABULARY,
    an_answer,
    candidates,
    effects,
    heard,
    part_of,
    probs,
    some_logits,
    temperatures,
)
from widgets import next_token
from widgets.engine import Event, InvalidValue, Predict, UnknownEvent, numbers
from widgets.next_token import SHOWN_TOKENS, State, update, view

# What the model says


@given(some_logits, temperatures)
def test_the_candidates_have_the_probabilities_of_their_logits_at_the_chosen_temperature(
    logits: tuple[float, ...], temperature: float
) -> None:
    expected = probs(logits, temperature)
    shown = candidates(heard(an_answer(logits), temperature=temperature))
    assert [id for id, _ in shown] == [token.id for token in an_answer(logits).best]
    assert all(p == pytest.approx(expected[id], abs=1e-12) for id, p in shown)


def test_a_candidate_shows_its_token_its_share_as_a_bar_and_in_percent() -> None:
    for item in drawn.found(part_of(heard(), "candidates"), "li"):
        id = int(str(dict(item.attributes)["data-id"]))
        percent = f"{100 * probs(LOGITS)[id]:.1f}"  # none is below a tenth here
        assert drawn.words(drawn.one(item, "span", class_="candidate-token")) == SHOWN[id]
        assert drawn.words(drawn.one(item, "span", class_="candidate-p")) == f"{percent}%"
        assert dict(drawn.one(item, "rect").attributes)["width"] == percent
        assert dict(item.attributes)["data-token"] == VOCABULARY[id].text


@given(st.integers(0, 5), temperatures)
def test_the_truth_costs_minus_the_logarithm_of_the_models_own_probability_at_any_temperature(
    chosen: int, temperature: float
) -> None:
    state = update(heard(temperature=temperature), Event("candidate", str(chosen)))
    shown, value = drawn.output(view(state), "loss")  # type: ignore[arg-type]
    assert float(value) == pytest.approx(-math.log(probs(LOGITS)[chosen]))
    assert shown == f"{numbers.loss(float(value))} nats"
    told = drawn.words(drawn.one(view(state), "p", class_="rule"))  # type: ignore[arg-type]
    assert told == f"−ln {numbers.significant(probs(LOGITS)[chosen], 5)} = {shown}"
    assert not drawn.found(view(heard()), "p", class_="rule"), "nothing was chosen"


def test_a_share_that_is_not_nothing_is_not_called_nothing() -> None:
    state = heard(an_answer((10.0, 0, 0, 0, 0, 0)))
    shown = [drawn.words(one) for one in drawn.found(view(state), "span", class_="candidate-p")]
    assert shown == ["above 99.9%"] + ["below 0.1%"] * 5


def test_the_title_names_the_bars_temperature_and_the_loss_its_own() -> None:
    element = view(heard(temperature=0.5))
    title = drawn.words(drawn.one(element, "p", class_="candidates-title"))
    assert title == "What comes next? Probabilities at temperature\u00a00.5. Choose the one that really came."
    labels = [drawn.words(one) for one in drawn.found(element, "span", class_="readout-label")]
    assert labels == ["Loss of the token you chose, at temperature 1", "Blind guess over 6 tokens"]


def test_the_chosen_candidate_is_pressed_and_no_other() -> None:
    state = drawn.after(next_token, heard(), Event("candidate", "2"))
    pressed = [
        dict(b.attributes)["value"] for b in drawn.found(view(state), "button", name="candidate", aria_pressed="true")
    ]
    assert pressed == ["2"]
    assert len(drawn.found(view(state), "button", name="candidate", aria_pressed="false")) == 5


def test_before_a_choice_there_is_no_loss_and_blind_guessing_costs_the_logarithm_of_the_vocabulary() -> None:
    assert drawn.output(view(heard()), "loss") == ("none chosen yet", None)
    shown, value = drawn.output(view(heard()), "blind_loss")
    assert float(value) == pytest.approx(math.log(6))
    assert shown == "1.79 nats"


def test_a_truth_that_the_model_held_for_impossible_costs_more_than_can_be_told() -> None:
    state = drawn.after(next_token, heard(an_answer((0, 0, 0, -1000, 0, 0))), Event("candidate", "3"))
    assert drawn.output(view(state), "loss") == ("more than 700 nats", None)


@pytest.mark.parametrize("chosen", ["6", "-1", "1.5", "x", None])
def test_a_candidate_outside_the_vocabulary_is_refused(chosen: object) -> None:
    with pytest.raises(InvalidValue):
        update(heard(), Event("candidate", chosen))


def test_a_sure_choice_costs_nothing_and_is_not_in_the_colour_of_a_loss() -> None:
    sure = drawn.after(next_token, heard(an_answer((1000.0, 0, 0, 0, 0, 0))), Event("candidate", "0"))
    assert drawn.output(view(sure), "loss")[0] == "0.00 nats"
    assert drawn.colour(view(sure), "loss") is None
    unsure = drawn.after(next_token, heard(), Event("candidate", "0"))
    assert drawn.colour(view(unsure), "loss") == "loss"


def test_bars_are_stretched_to_their_row_in_the_colour_of_probability_and_read_by_nobody() -> None:
    bars = drawn.found(part_of(heard(), "candidates"), "svg", class_="candidate-bar")
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
        "clear": "Start again",
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


# The tokens of the text


@pytest.mark.parametrize(
    ("length", "read", "written", "words"),
    [
        (0, 0, (), "0 tokens as the model sees them. With nothing to read it guesses how a text begins."),
        (1, 1, (), "1 token as the model sees them."),
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
    state = heard(an_answer(length=length, read=read), written=written)
    part = part_of(state, "tokens")
    assert drawn.words(drawn.one(part, "p", class_="tokens-count")) == words
    assert len(drawn.found(part, "li")) == min(length, SHOWN_TOKENS)


@pytest.mark.parametrize("prompt", ["The cat sat on the ", "The cat sat on the   ", " "])
def test_spaces_at_the_end_are_left_out_and_it_says_so(prompt: str) -> None:
    words = drawn.words(part_of(heard(prompt=prompt), "tokens"))
    assert "Spaces at the end are left out: the next token brings its own, as ␣mat does." in words
    assert effects(update(State(prompt), Event("mount"))) == (Predict("prediction", "demo", prompt.rstrip(" "), ()),)
    assert "left out" not in drawn.words(part_of(heard(prompt=prompt.rstrip(" ")), "tokens"))
    assert drawn.words(drawn.one(view(State(prompt)), "textarea", name="prompt")) == prompt, "the box keeps them"


@pytest.mark.parametrize("prompt", ["a\n", "a\t", "a\u00a0"])
def test_other_white_space_at_the_end_is_read(prompt: str) -> None:
    assert effects(update(State(prompt), Event("mount"))) == (Predict("prediction", "demo", prompt, ()),)


def test_every_token_is_drawn_as_people_can_see_it_and_carried_as_it_is() -> None:
    items = drawn.found(part_of(heard(an_answer(length=4)), "tokens"), "li")
    assert [drawn.words(item) for item in items] == [SHOWN[id] for id in range(4)]
    assert [dict(item.attributes)["data-token"] for item in items] == [token.text for token in VOCABULARY[:4]]


@pytest.mark.parametrize("tag", ["tokens", "candidates", "written"])
def test_tokens_are_for_no_translator(tag: str) -> None:
    made = drawn.found(view(heard(written=(1,))), "", class_=tag)
    assert {dict(one.attributes).get("translate") for one in made} == {"no"}


# Temperature and challenge


def test_the_temperature_is_set_by_its_slider_and_refused_outside() -> None:
    state = drawn.after(next_token, heard(), Event("temperature", "0.5"))
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
    state = heard(an_answer(logits), temperature=temperature)
    assert drawn.challenge_is_met(view(state)) == (max(probs(logits)) > 0.99)


def test_the_challenge_can_be_met_and_says_what_it_shows() -> None:
    assert drawn.challenge_is_met(view(heard(an_answer((9.0, 0, 0, 0, 0, 0)))))
    assert not drawn.challenge_is_met(view(heard(an_answer((6.0, 0, 0, 0, 0, 0)))))
    assert (
        "type a text after which the model, at temperature 1, gives its first candidate more than 99%."
        in drawn.words(view(heard()))
    )


def test_what_the_model_wrote_itself_meets_no_challenge_nor_does_an_answer_to_another_text() -> None:
    sure = an_answer((9.0, 0, 0, 0, 0, 0))
    assert not drawn.challenge_is_met(view(heard(sure, written=(0,))))
    assert not drawn.challenge_is_met(view(replace(heard(sure), prompt="Another text")))
    cleared = drawn.after(next_token, heard(sure, written=(0,)), Event("clear"), Event("prediction", sure))
    assert drawn.challenge_is_met(view(cleared))


@pytest.mark.parametrize("event", [Event("nope"), Event("prediction", 3), Event("chance", "0.5")])
def test_an_event_that_nobody_knows_is_refused(event: Event) -> None:
    with pytest.raises(UnknownEvent):
        update(heard(), event)
