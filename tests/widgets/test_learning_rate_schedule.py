"""The rate climbs its ramp, glides to its floor, and every number on the page is that of the step it names."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import learning_rate_schedule
from widgets.engine import Event, InvalidValue, UnknownEvent
from widgets.learning_rate_schedule import State, update, view
from widgets.ml.schedule import SHAPES


@st.composite
def states(draw: st.DrawFn) -> State:
    steps = draw(st.integers(10, 5000) | st.just(1_000_000))
    return State(
        peak=draw(st.integers(1, 10_000)) / 100_000,
        warmup=draw(st.integers(0, 100)) / 200,
        floor=draw(st.integers(0, 100)) / 100,
        steps=steps,
        shape=draw(st.sampled_from(SHAPES)),
        at=draw(st.integers(0, steps - 1)),
    )


def _rate(state: State) -> float:
    """The formula of the lesson, written a second time."""
    rising = round(state.warmup * state.steps)
    if state.at < rising:
        return state.peak * (state.at + 1) / rising
    gone = (state.at - rising) / max(1, state.steps - 1 - rising)
    floor = state.floor * state.peak
    match state.shape:
        case "cosine":
            return floor + (state.peak - floor) * (1 + math.cos(math.pi * gone)) / 2
        case "linear":
            return floor + (state.peak - floor) * (1 - gone)
        case _:
            return state.peak


@given(states())
def test_the_rate_is_the_formulas_at_the_chosen_step(state: State) -> None:
    shown, value = drawn.output(view(state), "rate")
    assert float(value) == pytest.approx(_rate(state))
    assert shown == f"{float(value):.2e}"


@given(states())
def test_the_warmup_lasts_its_share_of_all_steps(state: State) -> None:
    shown, value = drawn.output(view(state), "warmup_steps")
    assert int(value) == round(state.warmup * state.steps)
    assert shown == f"{int(value):,}"


@given(states())
def test_the_readers_point_lies_on_the_readers_curve(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    assert made.mark("at").at == (state.at, pytest.approx(_rate(state)))
    assert made.mark("at").label == f"{_rate(state):.2e}"
    assert made.mark("at").side == ("left" if state.at > 0.6 * state.steps else "right")
    assert made.mark("at").quantity == made.line("(yours)").quantity == "rate"


@given(states())
def test_every_shape_is_drawn_with_its_own_rates_and_dash(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    names = {"cosine": "cosine decay", "linear": "linear decay", "constant": "constant"}
    for shape, name in names.items():
        line = made.line(f"{name} (yours)" if shape == state.shape else name)
        assert line.quantity == ("rate" if shape == state.shape else "muted")
        for step, rate in line.points[:: len(line.points) // 7 + 1]:
            at = State(state.peak, state.warmup, state.floor, state.steps, shape, int(step))  # type: ignore[arg-type]
            assert rate == pytest.approx(_rate(at))
    assert len({line.dash for line in made.layers if hasattr(line, "dash")}) == 3


@given(states())
def test_the_curve_has_both_ends_and_the_corner_where_the_ramp_ends(state: State) -> None:
    places = [step for step, _ in drawn.chart(learning_rate_schedule, state).line("(yours)").points]
    last, rising = state.steps - 1, round(state.warmup * state.steps)
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, last)
    assert {min(last, max(0, rising - 1)), min(last, rising)} <= set(places)


@given(states())
def test_the_drawn_curve_shows_the_rate_of_every_step_not_only_of_its_points(state: State) -> None:
    """Within a two-hundredth of the peak, which is a pixel and a half."""
    points = drawn.chart(learning_rate_schedule, state).line("(yours)").points
    for (a, start), (b, end) in pairwise(points):
        if a <= state.at <= b:
            between = start + (end - start) * (state.at - a) / (b - a)
            assert between == pytest.approx(_rate(state), abs=state.peak / 200)


@given(states())
def test_dragging_the_end_of_the_ramp_sets_the_warmup_and_dragging_the_end_of_the_curve_the_floor(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    warmup, rising = made.mark("warmup"), round(state.warmup * state.steps)
    assert (warmup.at, warmup.along) == ((rising, state.peak), "x")
    assert rising / warmup.per == pytest.approx(state.warmup, abs=0.501 / state.steps)
    assert (made.mark("at").along, made.mark("at").per) == ("x", 1)
    if state.shape != "constant":
        floor = made.mark("floor")
        assert (floor.at[0], floor.along) == (state.steps - 1, "y")
        assert floor.at[1] / floor.per == pytest.approx(state.floor)
        ramp_is_all = rising >= state.steps - 1
        assert ramp_is_all or floor.at[1] == pytest.approx(made.line("(yours)").points[-1][1])


def test_a_rate_that_stays_constant_has_no_floor_to_drag() -> None:
    made = drawn.chart(learning_rate_schedule, State(shape="constant"))
    assert [layer.handle for layer in made.layers if hasattr(layer, "handle")] == ["warmup", "at"]


@given(states())
def test_the_whole_curve_lies_inside_the_axes(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    assert (made.x.low, made.x.high, made.y.low) == (0, state.steps - 1, 0)
    assert state.peak < made.y.high < 1.2 * state.peak
    assert all(made.x.low <= value <= made.x.high for value, _ in made.x.ticks)
    assert all(float(text.replace(",", "")) == pytest.approx(value, rel=5e-3) for value, text in made.y.ticks)
    assert len(made.y.ticks) > 2


@given(states())
def test_the_table_holds_the_rates_of_all_shapes_at_the_steps_it_names(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    assert made.columns == ("step", "cosine decay", "linear decay", "constant")
    steps = [int(row[0].replace(",", "")) for row in made.rows]
    assert steps == sorted(set(steps))
    assert {0, state.steps - 1, max(0, round(state.warmup * state.steps) - 1)} <= set(steps)
    for row, at in zip(made.rows, steps, strict=True):
        for shape, cell in zip(SHAPES, row[1:], strict=True):
            expected = _rate(State(state.peak, state.warmup, state.floor, state.steps, shape, at))
            assert float(cell) == pytest.approx(expected, rel=1e-3)


def test_the_picture_is_told_in_words() -> None:
    made = drawn.chart(learning_rate_schedule, State())
    assert made.description == (
        "Linear warmup over 20 of 1,000 steps to a peak of 0.0006, then cosine decay. At step 10 the rate is 3.30e-04."
    )


def test_everything_says_what_it_is_in_the_colour_of_its_quantity() -> None:
    element = view(State())
    assert drawn.labels(element) == {
        "at": "Step",
        "warmup": "Warmup, share of all steps",
        "floor": "Floor, share of the peak",
        "shape": "After the warmup",
        "peak": "Peak rate",
        "steps": "Steps in all",
    }
    assert drawn.looks_for(element) == (
        "Drag the step from left to right: the rate climbs a short ramp, then glides down to the floor."
    )
    labels = [drawn.words(one) for one in drawn.found(element, "span", class_="readout-label")]
    assert labels == ["Rate at this step", "Warmup steps"]
    colours = [drawn.colour(element, name) for name in ("at", "rate", "warmup", "warmup_steps")]
    assert colours == ["rate", "rate", None, None]
    made = drawn.chart(learning_rate_schedule, State())
    assert (made.title, made.x.label, made.y.label) == ("Learning rate by step", "step", "learning rate")
    options = drawn.found(drawn.one(element, "select", name="shape"), "option")
    assert [(dict(one.attributes)["value"], drawn.words(one)) for one in options] == [
        ("cosine", "cosine decay"),
        ("linear", "linear decay"),
        ("constant", "constant"),
    ]


def _met(state: State) -> bool:
    return drawn.challenge_is_met(view(state))


def test_half_the_peak_after_the_warmup_meets_the_challenge() -> None:
    linear = State(peak=0.1, warmup=0, floor=0, steps=101, shape="linear", at=50)
    assert _met(linear)
    assert "Step 50 has 5.00e-02, half of 0.1." in drawn.words(view(linear))
    assert "find a step after the warmup" in drawn.words(view(State()))


def test_half_the_peak_on_the_ramp_does_not() -> None:
    assert _rate(State(at=9)) == State().peak / 2
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
