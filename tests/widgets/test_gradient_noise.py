"""Every dot is a batch's real average of measured gradients; a size chosen later moves nothing that is drawn."""

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import gradient_noise
from widgets.engine import Event, Failure, InvalidValue, Line, Published, Random, UnknownEvent, numbers, render
from widgets.gradient_noise import BATCHES, MOST_CLOUDS, SIZES, State, update, view
from widgets.ml.noise import batch_gradients, moments

PUBLISHED: Any = json.loads(Path("docs/models/demo/noise.json").read_text(encoding="utf-8"))
MOMENTS = moments(PUBLISHED)
END = len(MOMENTS) - 1
# A wide cloud behind, a narrow one in front: whoever measures the wrong one is far off.
WIDE, NARROW = (1, 1), (256, 2)
MIDDLE = (16, 3)

clouds = st.tuples(st.integers(1, 512), st.integers(0, 2**32 - 1))
some_clouds = st.lists(clouds, min_size=1, max_size=MOST_CLOUDS).map(tuple)
places = st.integers(0, END)


def _state(*given: Any, **fields: Any) -> State:
    return State(*given, moments=MOMENTS, **fields)


def _spread(cloud: tuple[int, int], place: int = END) -> float:
    return float(batch_gradients(MOMENTS[place].examples, cloud[0], BATCHES, cloud[1]).std())


def _one_example(place: int = END) -> float:
    return float(np.std(MOMENTS[place].examples))


def test_it_asks_for_the_measured_gradients_and_waits_for_them() -> None:
    assert update(State(), Event("mount")) == (State(), Published("noise", "demo", "noise.json"))
    assert not drawn.found(view(State()), "svg")
    ready = update(State(moment=99), Event("noise", PUBLISHED))
    assert ready.moments == MOMENTS  # type: ignore[union-attr]
    assert ready.moment == END  # type: ignore[union-attr]


@pytest.mark.parametrize("held", [(WIDE, NARROW), (NARROW, WIDE), (WIDE, NARROW, MIDDLE), (WIDE,)])
def test_the_measured_spread_is_that_of_the_newest_cloud(held: tuple[tuple[int, int], ...]) -> None:
    shown, value = drawn.output(view(_state(batch_size=held[-1][0], clouds=held)), "spread")
    assert float(value) == _spread(held[-1])
    assert shown == f"{_spread(held[-1]):.3f}"


@settings(max_examples=25)
@given(st.integers(1, 512), places)
def test_the_expected_spread_is_one_examples_over_the_root_of_the_batch_size(batch_size: int, place: int) -> None:
    shown, value = drawn.output(view(_state(batch_size, place)), "expected_spread")
    assert float(value) == pytest.approx(_one_example(place) / np.sqrt(batch_size))
    assert shown == f"{float(value):.3f}"
    assert f"Expected, {_one_example(place):.5f} / √{batch_size} ={shown}" in drawn.words(
        view(_state(batch_size, place))
    )


@given(places)
def test_the_true_gradient_the_noise_scale_and_its_error_are_those_that_were_measured(place: int) -> None:
    element, stage = view(_state(moment=place)), PUBLISHED["stages"][place]
    assert float(drawn.output(element, "true_gradient")[1]) == stage["gradient_norm"]
    shown, value = drawn.output(element, "noise_scale")
    assert float(value) == stage["noise_scale"]
    scale, error = map(float, shown.split(" ± "))
    assert scale == pytest.approx(stage["noise_scale"], abs=0.5)
    assert error == pytest.approx(stage["noise_scale_error"], abs=0.5)


@settings(max_examples=25)
@given(some_clouds, places)
def test_each_cloud_is_drawn_at_its_size_with_its_own_batches_the_newest_last(
    held: tuple[tuple[int, int], ...], place: int
) -> None:
    made = drawn.chart(gradient_noise, _state(clouds=held, moment=place))
    assert len(made.dots()) == len(held)
    for (batch_size, seed), dots in zip(held, made.dots(), strict=True):
        estimates = batch_gradients(MOMENTS[place].examples, batch_size, BATCHES, seed)
        assert dots.points == tuple((batch_size, g) for g in estimates)


def test_only_the_newest_cloud_is_drawn_full_and_the_legend_names_it_and_one_of_the_earlier() -> None:
    held = (WIDE, NARROW, MIDDLE)
    *earlier, newest = drawn.chart(gradient_noise, _state(clouds=held)).dots()
    assert [dots.label for dots in earlier] == ["earlier samples", ""]
    assert newest.label == "100 batches of 16"
    assert {dots.shape for dots in earlier} == {"dash"}
    assert newest.shape == "dot"


@given(places)
def test_the_funnel_is_the_true_gradient_with_the_expected_spread_on_either_side(place: int) -> None:
    made = drawn.chart(gradient_noise, _state(moment=place))
    true, one_example = np.mean(MOMENTS[place].examples), _one_example(place)
    level = made.line("true gradient")
    assert (level.dash, [g for _, g in level.points]) == ("dashed", pytest.approx([true, true]))
    assert (level.points[0][0], level.points[-1][0]) == (made.x.low, made.x.high)
    below, above = [line for line in made.layers if isinstance(line, Line) and line.dash == "dotted"]
    assert [b for b, _ in above.points] == [b for b, _ in below.points] == list(SIZES)
    assert [g for _, g in above.points] == pytest.approx([true + one_example / np.sqrt(b) for b in SIZES])
    assert [g for _, g in below.points] == pytest.approx([true - one_example / np.sqrt(b) for b in SIZES])


def test_the_axes_hold_every_example_and_stay_the_same_through_the_run() -> None:
    drawn_at = [drawn.chart(gradient_noise, _state(moment=place)) for place in range(len(MOMENTS))]
    assert len({(made.x, made.y) for made in drawn_at}) == 1
    made = drawn_at[0]
    assert made.x.log
    assert [text for _, text in made.x.ticks] == [str(size) for size in SIZES]
    assert all(made.y.low <= g <= made.y.high for moment in MOMENTS for g in moment.examples)
    assert len(made.y.ticks) > 3


def test_the_table_has_a_row_for_each_cloud_by_batch_size() -> None:
    made = drawn.chart(gradient_noise, _state(clouds=(NARROW, MIDDLE, WIDE)))
    assert made.columns == ("batch size", "batches", "measured spread", "expected spread, 1/√B")
    assert made.rows == [
        (str(b), "100", f"{_spread((b, seed)):.3f}", f"{_one_example() / np.sqrt(b):.3f}")
        for b, seed in (WIDE, MIDDLE, NARROW)
    ]
    assert f"drawn from 512 examples as our model had them at step {MOMENTS[END].step:,}" in made.description


@settings(max_examples=25)
@given(some_clouds, st.integers(1, 512))
def test_a_size_chosen_later_moves_nothing_that_is_drawn(held: tuple[tuple[int, int], ...], size: int) -> None:
    before = _state(clouds=held)
    after = update(before, Event("batch_size", str(size)))
    assert after == _state(batch_size=size, clouds=held)
    assert drawn.chart(gradient_noise, after).dots() == drawn.chart(gradient_noise, before).dots()
    assert drawn.output(view(after), "spread") == drawn.output(view(before), "spread")  # type: ignore[arg-type]


def test_the_same_batches_are_shown_at_another_moment() -> None:
    after = update(_state(clouds=(WIDE, MIDDLE)), Event("moment", "0"))
    assert after == _state(clouds=(WIDE, MIDDLE), moment=0)
    assert float(drawn.output(view(after), "spread")[1]) == _spread(MIDDLE, 0)  # type: ignore[arg-type]
    assert drawn.control(view(after), "moment")["aria-valuetext"] == "step 0"  # type: ignore[arg-type]


def test_sampling_asks_for_chance_and_adds_a_cloud_of_the_chosen_size() -> None:
    state, effect = update(_state(batch_size=8, clouds=(WIDE,)), Event("sample"))  # type: ignore[misc]
    assert effect == Random("chance")
    assert state == _state(batch_size=8, clouds=(WIDE,))
    sampled = update(state, Event("chance", (0.5,)))
    assert sampled == _state(batch_size=8, clouds=(WIDE, (8, 2**31)))


@given(st.floats(0, 1, exclude_max=True))
def test_every_chance_is_a_seed_of_32_bits(chance: float) -> None:
    (_, seed) = drawn.after(gradient_noise, _state(clouds=()), Event("chance", (chance,))).clouds[0]
    assert 0 <= seed < 2**32
    assert seed == int(chance * 2**32)


def test_no_cloud_is_dropped_for_another_one_is_told_to_clear_them() -> None:
    full = _state(clouds=tuple((1, seed) for seed in range(MOST_CLOUDS)))
    with pytest.raises(InvalidValue, match=f"There is room for {MOST_CLOUDS} samples; clear them"):
        update(full, Event("sample"))
    assert len(render(view(full))) < 11_850


def test_a_host_without_chance_is_told_and_forgotten_at_the_next_sample() -> None:
    failed = drawn.after(gradient_noise, _state(clouds=(WIDE,)), Event("chance", Failure("No chance here.")))
    assert failed.clouds == (WIDE,)
    assert drawn.words(drawn.one(view(failed), "p", role="alert")) == "No chance here."
    again = drawn.after(gradient_noise, failed, Event("chance", (0.25,)))
    assert again.failure == ""
    assert not drawn.found(view(again), "p", role="alert")


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises((TypeError, ValueError)):
        update(_state(), Event("chance", "0.5"))


def test_clearing_leaves_no_cloud_and_no_spread() -> None:
    state = drawn.after(gradient_noise, _state(), Event("clear"))
    assert state.clouds == ()
    assert drawn.output(view(state), "spread") == ("none yet", None)
    assert drawn.chart(gradient_noise, state).dots() == []
    assert drawn.after(gradient_noise, state, Event("batch_size", "4")).clouds == ()


def test_the_slider_goes_through_the_sizes_under_their_places_on_the_axis_and_the_field_takes_any() -> None:
    element = view(_state(batch_size=64))
    slider = dict(drawn.one(element, "input", type="range", data_sets="batch_size").attributes)
    assert slider["data-values"].split() == [str(size) for size in SIZES]  # type: ignore[union-attr]
    assert (slider["value"], slider["aria-valuetext"]) == (6, "64")
    assert "control-aligned" in str(dict(drawn.one(element, "div", aria_label="Batch size").attributes)["class"])
    # Evenly spaced positions lie under a logarithmic axis from end to end, since each size is twice the one before.
    axis = drawn.chart(gradient_noise, _state()).x
    assert (axis.low, axis.high, axis.log) == (SIZES[0], SIZES[-1], True)
    assert {after / before for before, after in itertools.pairwise(SIZES)} == {2}
    field = dict(drawn.one(element, "input", name="batch_size").attributes)
    assert [field[name] for name in ("type", "value", "min", "max", "step")] == ["number", "64", "1", "512", "1"]


def test_the_point_on_the_law_is_the_chosen_size_and_is_dragged_along_it() -> None:
    mark = drawn.chart(gradient_noise, _state(64)).mark("batch_size")
    assert mark.at == (64, pytest.approx(np.mean(MOMENTS[END].examples) + _one_example() / 8))
    assert mark.curve == drawn.chart(gradient_noise, _state()).line("expected spread").points


def test_the_challenge_is_met_at_the_end_at_the_smallest_batch_whose_expected_spread_is_a_tenth_or_less() -> None:
    smallest = next(b for b in range(1, 513) if _one_example() / np.sqrt(b) <= 0.1)
    sizes = (1, 16, smallest - 1, smallest, smallest + 1, 512)
    assert [b for b in sizes if drawn.challenge_is_met(view(_state(b)))] == [smallest]
    assert not any(drawn.challenge_is_met(view(_state(smallest, place))) for place in range(END))
    praise = f"With {smallest} examples a batch it is {_one_example() / np.sqrt(smallest):.3f}"
    assert praise in drawn.words(view(_state(smallest)))


@pytest.mark.parametrize("wrong", [0, 513, -1])
def test_a_size_that_the_slider_cannot_reach_is_refused_by_the_control_and_by_the_state(wrong: int) -> None:
    with pytest.raises(InvalidValue, match="“batch size” takes a whole number from 1 to 512"):
        update(_state(), Event("batch_size", str(wrong)))
    with pytest.raises(ValueError, match="field 'batch_size' takes a number from 1 to 512"):
        State(batch_size=wrong)
    with pytest.raises(ValueError, match="field 'clouds'"):
        State(clouds=((wrong, 1),))


def test_what_no_control_can_send_is_refused() -> None:
    for event in (Event("moment", str(END + 1)), Event("picture", "sideways")):
        with pytest.raises(InvalidValue):
            update(_state(), event)
    with pytest.raises(UnknownEvent):
        update(_state(), Event("nope"))


def test_the_colours_and_the_words_say_what_is_what() -> None:
    element = view(_state())
    assert [drawn.colour(element, name) for name in ("spread", "true_gradient")] == ["gradient", "gradient"]
    assert numbers.significant(MOMENTS[END].length) in drawn.words(element)
    assert drawn.labels(element)["moment"] == "Moment of the run"
