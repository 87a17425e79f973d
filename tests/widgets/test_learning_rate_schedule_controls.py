"""The challenge is met where it says, and every control sets its field or is refused."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.schedules import rate_of, states
from widgets.engine import Event, InvalidValue, UnknownEvent, numbers
from widgets.learning_rate_schedule import State, update, view


def _met(state: State) -> bool:
    return drawn.challenge_is_met(view(state))


def test_half_the_peak_after_the_warmup_meets_the_challenge() -> None:
    linear = State(peak=0.1, warmup=0, floor=0, steps=101, shape="linear", at=50)
    assert _met(linear)
    assert "Step 50 has 0.05, half of 0.1." in drawn.words(view(linear))
    assert "find a step after the warmup at which the rate is half the peak, 3e-4." in drawn.words(view(State()))


def test_half_the_peak_on_the_ramp_does_not() -> None:
    assert rate_of(State(at=9)) == State().peak / 2
    assert not _met(State(at=9))


@given(states())
def test_the_challenge_is_met_where_the_shown_rate_is_half_the_peak_after_the_warmup(state: State) -> None:
    half = drawn.output(view(state), "rate")[0] == numbers.rate(state.peak / 2)
    after = state.at >= round(state.warmup * state.steps)
    assert _met(state) or not (half and after)
    if _met(state) and not half:
        beside = [rate_of(replace(state, at=at)) for at in (state.at - 1, state.at + 1) if 0 <= at < state.steps]
        assert any((rate - state.peak / 2) * (rate_of(state) - state.peak / 2) <= 0 for rate in beside), "passes half"


@settings(max_examples=30)
@given(states(), st.integers(10, 60))
def test_the_challenge_can_be_met_wherever_the_rate_passes_half_the_peak(state: State, steps: int) -> None:
    assume(state.shape != "constant" and state.floor <= 0.45)
    state = replace(state, steps=steps, at=0)
    assert any(_met(replace(state, at=at)) for at in range(state.steps))


def test_as_the_page_opens_a_finger_can_meet_the_challenge_and_has_not_met_it() -> None:
    assert not _met(State())
    met = [at for at in range(400, 700) if _met(State(at=at))]
    # A slider of 270 pixels moves by 4 steps a pixel.
    assert met == list(range(met[0], met[-1] + 1))
    assert len(met) >= 12


@pytest.mark.parametrize(
    ("name", "sent", "field", "value"),
    [
        ("peak", "0.002", "peak", 0.002),
        ("warmup", "0.1", "warmup", 0.1),
        ("floor", "0", "floor", 0.0),
        ("steps", "500", "steps", 500),
        ("shape", "linear", "shape", "linear"),
        ("at", "999", "at", 999),
    ],
)
def test_every_control_sets_its_field_and_shows_it(name: str, sent: str, field: str, value: object) -> None:
    state = update(State(), Event(name, sent))
    assert getattr(state, field) == value
    moved = [one for one in vars(state) if getattr(state, one) != getattr(State(), one)]
    assert moved == [field, *(["top"] if name == "peak" else [])]
    if name == "shape":
        chosen = drawn.one(drawn.one(view(state), "select", name="shape"), "option", selected=True)
        assert drawn.words(chosen) == "linear decay"
    else:
        assert float(drawn.control(view(state), name)["value"]) == value


def test_a_shorter_run_moves_the_chosen_step_into_it_and_a_longer_one_leaves_it() -> None:
    assert update(State(at=900), Event("steps", "100")).at == 99
    assert update(State(at=900), Event("steps", "901")).at == 900
    assert update(State(at=900), Event("steps", "5000")).at == 900


def test_shares_are_shown_in_percent_and_steps_in_thousands() -> None:
    element = view(State(steps=20_000, at=12_345, warmup=0.025, floor=0.07))
    shown = {name: drawn.control(element, name)["aria-valuetext"] for name in ("at", "warmup", "floor")}
    assert shown == {"at": "12,345", "warmup": "2.5%", "floor": "7%"}
    assert drawn.control(element, "at")["max"] == "19999"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("peak", 1.1),
        ("peak", 1e-6),
        ("warmup", 0.51),
        ("warmup", -0.01),
        ("floor", 1.01),
        ("floor", -0.01),
        ("steps", 9),
        ("steps", 1_000_001),
        ("at", 1000),
        ("at", -1),
    ],
)
def test_what_a_control_refuses_the_state_refuses_too(field: str, wrong: float) -> None:
    with pytest.raises(InvalidValue, match=f"“{field}” takes a"):
        update(State(), Event(field, repr(wrong)))
    with pytest.raises(ValueError, match=f"field '{field}' takes a number from"):
        State(**{field: wrong})  # type: ignore[arg-type]


def test_a_shape_that_nobody_knows_and_an_event_that_nobody_knows_are_refused() -> None:
    with pytest.raises(InvalidValue, match="cosine, linear, constant"):
        update(State(), Event("shape", "sine"))
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))
    assert update(State(at=3), Event("mount")) == State(at=3)
