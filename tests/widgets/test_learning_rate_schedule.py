"""The rate climbs its ramp, glides to its floor, and every number on the page is that of the step it names."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.schedules import rate_of, states
from widgets import learning_rate_schedule
from widgets.engine import Event, numbers
from widgets.learning_rate_schedule import State, update, view
from widgets.ml.schedule import SHAPES


@given(states())
def test_the_rate_is_the_formulas_at_the_chosen_step(state: State) -> None:
    shown, value = drawn.output(view(state), "rate")
    assert float(value) == pytest.approx(rate_of(state))
    assert float(shown) == pytest.approx(rate_of(state), rel=0.05001)
    assert not re.search(r"e-0|e\+", shown)


@given(states())
def test_the_warmup_lasts_its_share_of_all_steps(state: State) -> None:
    shown, value = drawn.output(view(state), "warmup_steps")
    assert int(value) == round(state.warmup * state.steps)
    assert shown == f"{int(value):,}"


@given(states())
def test_the_readers_point_lies_on_the_readers_curve(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    assert made.mark("at").at == (state.at, pytest.approx(rate_of(state)))
    assert made.mark("at").label == drawn.output(view(state), "rate")[0]
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
            assert rate == pytest.approx(rate_of(at))
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
            assert between == pytest.approx(rate_of(state), abs=state.peak / 200)


@given(states())
def test_dragging_the_end_of_the_ramp_sets_the_warmup_and_dragging_the_end_of_the_curve_the_floor(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    warmup, rising = made.mark("warmup"), round(state.warmup * state.steps)
    assert (warmup.at, warmup.along) == ((rising, 0), "x")
    assert made.mark("peak").at == (rising, state.peak)
    assert (made.mark("peak").along, made.mark("peak").per) == ("y", 1)
    assert rising / warmup.per == pytest.approx(state.warmup, abs=0.501 / state.steps)
    assert (made.mark("at").along, made.mark("at").per) == ("x", 1)
    if state.shape != "constant":
        floor = made.mark("floor")
        assert (floor.at[0], floor.along) == (state.steps - 1, "y")
        assert floor.at[1] / floor.per == pytest.approx(state.floor)
        ramp_is_all = rising >= state.steps - 1
        assert ramp_is_all or floor.at[1] == pytest.approx(made.line("(yours)").points[-1][1])


def test_at_the_end_the_rate_read_off_stands_where_the_floor_had_its_name() -> None:
    named = [drawn.chart(learning_rate_schedule, State(at=at)).mark("floor").label for at in (700, 990)]
    assert named == ["floor", ""]


def test_a_rate_that_stays_constant_has_no_floor_to_drag() -> None:
    made = drawn.chart(learning_rate_schedule, State(shape="constant"))
    assert [layer.handle for layer in made.layers if hasattr(layer, "handle")] == ["warmup", "peak", "at"]


@given(states())
def test_the_whole_curve_lies_inside_the_axes(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    assert (made.x.low, made.x.high, made.y.low) == (0, state.steps - 1, 0)
    assert state.peak <= made.y.high <= 20 * state.peak
    assert all(made.x.low <= value <= made.x.high for value, _ in made.x.ticks)
    assert all(float(text) == pytest.approx(value, rel=5e-3) for value, text in made.y.ticks)
    assert len(made.y.ticks) > 2


@given(st.floats(1e-5, 0.1), st.floats(1e-5, 0.1))
def test_the_upright_axis_stands_still_while_the_peak_moves_on_it(first: float, second: float) -> None:
    before = update(State(), Event("peak", repr(first)))
    after = update(before, Event("peak", repr(second)))
    tops = [drawn.chart(learning_rate_schedule, state).y.high for state in (before, after)]
    assert (tops[0] == tops[1]) == (0.05 * tops[0] <= second <= tops[0])
    assert tops[1] >= second >= 0.05 * tops[1]


def test_the_upright_axis_ends_at_a_round_rate_with_room_to_drag_up() -> None:
    tops = {peak: drawn.chart(learning_rate_schedule, State(peak=peak)).y.high for peak in (6e-4, 1e-5, 0.002, 0.1)}
    assert tops == {6e-4: 1e-3, 1e-5: 2e-5, 0.002: 5e-3, 0.1: 0.2}


@given(states())
def test_the_table_holds_the_rates_of_all_shapes_at_the_steps_it_names(state: State) -> None:
    made = drawn.chart(learning_rate_schedule, state)
    assert made.columns == ("step", "cosine decay", "linear decay", "constant")
    steps = [int(row[0].replace(",", "")) for row in made.rows]
    assert steps == sorted(set(steps))
    assert {0, state.steps - 1, max(0, round(state.warmup * state.steps) - 1)} <= set(steps)
    for row, at in zip(made.rows, steps, strict=True):
        for shape, cell in zip(SHAPES, row[1:], strict=True):
            expected = rate_of(State(state.peak, state.warmup, state.floor, state.steps, shape, at))
            assert float(cell) == pytest.approx(expected, rel=1e-3)


def test_the_picture_is_told_in_words() -> None:
    made = drawn.chart(learning_rate_schedule, State())
    assert made.description == (
        "Linear warmup over 20 of 1,000 steps to a peak of 6e-4, then cosine decay. At step 10 the rate is 3.3e-4."
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
        "run": "Our model's run",
    }
    assert drawn.looks_for(element) == (
        "Drag the step from left to right: the rate climbs a short ramp, then glides down to the floor."
    )
    labels = [drawn.words(one) for one in drawn.found(element, "span", class_="readout-label")]
    assert labels == ["Rate at step 10", "Peak", "Warmup steps"]
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


@given(states())
def test_the_rule_is_the_branch_of_the_step_worked_out(state: State) -> None:
    told = drawn.words(drawn.one(view(state), "p", class_="rule"))
    assert told.endswith(f" = {numbers.rate(rate_of(state), 3)}")
    rising = round(state.warmup * state.steps)
    if state.at < rising:
        assert f" × ({state.at:,} + 1) / {rising:,} = " in told
    else:
        assert ("cos(π" in told) is (state.shape == "cosine")
        gone = f"{state.at - rising:,} / {max(1, state.steps - 1 - rising):,})"
        assert (gone in told) is (state.shape != "constant"), "the numbers as they are, none of them rounded"
        assert told.startswith(numbers.rate(state.peak * (1 if state.shape == "constant" else state.floor), 3))
