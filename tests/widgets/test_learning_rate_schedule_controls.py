"""The challenge is met where it says, and every control sets its field or is refused."""

import pytest
from hypothesis import given

from tests.widgets import drawn
from tests.widgets.schedules import rate_of, states
from widgets.engine import Event, InvalidValue, UnknownEvent
from widgets.learning_rate_schedule import State, update, view


def _met(state: State) -> bool:
    return drawn.challenge_is_met(view(state))


def test_half_the_peak_after_the_warmup_meets_the_challenge() -> None:
    linear = State(peak=0.1, warmup=0, floor=0, steps=101, shape="linear", at=50)
    assert _met(linear)
    assert "Step 50 has 5.00e-02, half of 0.1." in drawn.words(view(linear))
    assert "find a step after the warmup" in drawn.words(view(State()))


def test_half_the_peak_on_the_ramp_does_not() -> None:
    assert rate_of(State(at=9)) == State().peak / 2
    assert not _met(State(at=9))


@given(states())
def test_the_challenge_is_met_exactly_where_the_shown_rate_is_half_the_peak_after_the_warmup(state: State) -> None:
    half = drawn.output(view(state), "rate")[0] == f"{state.peak / 2:.2e}"
    assert _met(state) == (half and state.at >= round(state.warmup * state.steps))


def test_the_challenge_can_be_met_as_the_page_opens_and_is_not_met_there() -> None:
    assert not _met(State())
    assert any(_met(State(at=at)) for at in range(530, 560))


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
    assert [one for one in vars(state) if getattr(state, one) != getattr(State(), one)] == [field]
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
        ("peak", 0.2),
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
