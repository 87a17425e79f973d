"""Every dot is a batch's real average, the spread shown is the newest cloud's, and four times the batch halves it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import gradient_noise
from widgets.engine import Event, Failure, InvalidValue, Random, UnknownEvent, numbers
from widgets.gradient_noise import BATCHES, MOST_CLOUDS, SIZES, State, update, view
from widgets.ml.noise import batch_gradients, example_gradients

# A wide cloud behind, a narrow one in front: whoever measures the wrong one is far off.
WIDE, NARROW = (1, 1), (256, 2)
MIDDLE = (16, 3)

clouds = st.tuples(st.integers(1, 512), st.integers(0, 2**32 - 1))
some_clouds = st.lists(clouds, min_size=1, max_size=MOST_CLOUDS).map(tuple)


def _spread(cloud: tuple[int, int]) -> float:
    return float(batch_gradients(cloud[0], BATCHES, cloud[1]).std())


@pytest.mark.parametrize("held", [(WIDE, NARROW), (NARROW, WIDE), (WIDE, NARROW, MIDDLE), (WIDE,)])
def test_the_measured_spread_is_that_of_the_newest_cloud(held: tuple[tuple[int, int], ...]) -> None:
    shown, value = drawn.output(view(State(batch_size=held[-1][0], clouds=held)), "spread")
    assert float(value) == _spread(held[-1])
    assert shown == f"{_spread(held[-1]):.3f}"


@settings(max_examples=25)
@given(st.integers(1, 512))
def test_the_expected_spread_is_one_examples_over_the_root_of_the_batch_size(batch_size: int) -> None:
    shown, value = drawn.output(view(State(batch_size=batch_size)), "expected_spread")
    assert float(value) == pytest.approx(example_gradients().std() / np.sqrt(batch_size))
    assert shown == f"{float(value):.3f}"


def test_the_true_gradient_is_the_average_over_all_examples() -> None:
    shown, value = drawn.output(view(State()), "true_gradient")
    assert float(value) == pytest.approx(example_gradients().mean())
    assert shown == numbers.decimal(float(value), 3)


@settings(max_examples=25)
@given(some_clouds)
def test_each_cloud_is_drawn_at_its_size_with_its_own_batches_the_newest_last(
    held: tuple[tuple[int, int], ...],
) -> None:
    made = drawn.chart(gradient_noise, State(clouds=held))
    assert len(made.dots()) == len(held)
    for (batch_size, seed), dots in zip(held, made.dots(), strict=True):
        assert dots.points == tuple((batch_size, g) for g in batch_gradients(batch_size, BATCHES, seed))


def test_only_the_newest_cloud_is_drawn_full_and_the_legend_names_it_and_one_of_the_earlier() -> None:
    held = (WIDE, NARROW, MIDDLE)
    *earlier, newest = drawn.chart(gradient_noise, State(clouds=held)).dots()
    assert [dots.label for dots in earlier] == ["earlier samples", ""]
    assert newest.label == "100 batches of 16"
    assert {dots.shape for dots in earlier} == {"dash"}
    assert newest.shape == "dot"


def test_the_funnel_is_the_true_gradient_with_the_expected_spread_on_either_side() -> None:
    made = drawn.chart(gradient_noise, State())
    true, one_example = example_gradients().mean(), example_gradients().std()
    level = made.line("true gradient")
    assert level.label == f"true gradient: {true:.2f}".replace("-", "\u2212")
    assert all(g == pytest.approx(true) for _, g in level.points)
    assert (level.points[0][0], level.points[-1][0]) == (made.x.low, made.x.high)
    below, above = [line for line in made.layers if getattr(line, "dash", "") == "dotted"]
    assert [b for b, _ in above.points] == list(SIZES)  # type: ignore[union-attr]
    for b, g in above.points:  # type: ignore[union-attr, misc]
        assert g == pytest.approx(true + one_example / np.sqrt(b))  # type: ignore[has-type]
    for b, g in below.points:  # type: ignore[union-attr, misc]
        assert g == pytest.approx(true - one_example / np.sqrt(b))  # type: ignore[has-type]


def test_the_axes_hold_nearly_every_estimate_and_lie_around_the_true_gradient() -> None:
    made = drawn.chart(gradient_noise, State())
    assert made.x.log
    assert [text for _, text in made.x.ticks] == [str(size) for size in SIZES]
    assert (made.y.low + made.y.high) / 2 == pytest.approx(example_gradients().mean())
    assert np.mean((example_gradients() > made.y.low) & (example_gradients() < made.y.high)) > 0.98
    assert len(made.y.ticks) > 3
    assert all(made.y.low < value < made.y.high for value, _ in made.y.ticks)


def test_the_table_has_a_row_for_each_cloud_by_batch_size() -> None:
    made = drawn.chart(gradient_noise, State(clouds=(NARROW, MIDDLE, WIDE)))
    assert made.columns == ("batch size", "batches", "measured spread", "expected spread, 1/√B")
    one_example = example_gradients().std()
    assert made.rows == [
        (str(b), "100", f"{_spread((b, seed)):.3f}", f"{one_example / np.sqrt(b):.3f}")
        for b, seed in (WIDE, MIDDLE, NARROW)
    ]
    assert (
        f"The dots lie around the true gradient, {numbers.decimal(example_gradients().mean(), 2)}" in made.description
    )


def test_a_new_size_draws_the_newest_cloud_anew_at_that_size_and_leaves_the_earlier() -> None:
    state = update(State(clouds=(WIDE, MIDDLE)), Event("batch_size", "64"))
    assert state == State(batch_size=64, clouds=(WIDE, (64, MIDDLE[1])))
    assert float(drawn.output(view(state), "spread")[1]) == _spread((64, MIDDLE[1]))  # type: ignore[arg-type]


def test_sampling_asks_for_chance_and_adds_a_cloud_of_the_chosen_size() -> None:
    state, effect = update(State(batch_size=8, clouds=(WIDE,)), Event("sample"))  # type: ignore[misc]
    assert effect == Random("chance")
    assert state == State(batch_size=8, clouds=(WIDE,))
    sampled = update(state, Event("chance", (0.5,)))
    assert sampled == State(batch_size=8, clouds=(WIDE, (8, 2**31)))


@given(st.floats(0, 1, exclude_max=True))
def test_every_chance_is_a_seed_of_32_bits(chance: float) -> None:
    (_, seed) = drawn.after(gradient_noise, State(clouds=()), Event("chance", (chance,))).clouds[0]
    assert 0 <= seed < 2**32
    assert seed == int(chance * 2**32)


def test_the_oldest_clouds_go_when_there_are_too_many() -> None:
    events = [Event("chance", (index / 100,)) for index in range(MOST_CLOUDS + 2)]
    state = drawn.after(gradient_noise, State(clouds=()), *events)
    assert [round(100 * seed / 2**32) for _, seed in state.clouds] == list(range(2, MOST_CLOUDS + 2))


def test_a_host_without_chance_is_told_and_forgotten_at_the_next_sample() -> None:
    failed = drawn.after(gradient_noise, State(clouds=(WIDE,)), Event("chance", Failure("No chance here.")))
    assert failed.clouds == (WIDE,)
    assert drawn.words(drawn.one(view(failed), "p", role="alert")) == "No chance here."
    again = drawn.after(gradient_noise, failed, Event("chance", (0.25,)))
    assert again.failure == ""
    assert not drawn.found(view(again), "p", role="alert")


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises((TypeError, ValueError)):
        update(State(), Event("chance", "0.5"))


def test_clearing_leaves_no_cloud_and_no_spread() -> None:
    state = drawn.after(gradient_noise, State(), Event("clear"))
    assert state.clouds == ()
    assert drawn.output(view(state), "spread") == ("none yet", None)
    assert drawn.chart(gradient_noise, state).dots() == []
    assert drawn.after(gradient_noise, state, Event("batch_size", "4")).clouds == ()


def test_the_slider_goes_through_the_sizes_under_their_places_on_the_axis_and_the_field_takes_any() -> None:
    element = view(State(batch_size=64))
    slider = dict(drawn.one(element, "input", type="range").attributes)
    assert slider["data-sets"] == "batch_size"
    assert slider["data-values"].split() == [str(size) for size in SIZES]  # type: ignore[union-attr]
    assert (slider["value"], slider["aria-valuetext"]) == (6, "64")
    assert "control-aligned" in str(dict(drawn.one(element, "div", aria_label="Batch size").attributes)["class"])
    # Evenly spaced positions lie under a logarithmic axis from end to end, since each size is twice the one before.
    axis = drawn.chart(gradient_noise, State()).x
    assert (axis.low, axis.high, axis.log) == (SIZES[0], SIZES[-1], True)
    assert {after / before for before, after in itertools.pairwise(SIZES)} == {2}
    field = dict(drawn.one(element, "input", name="batch_size").attributes)
    assert [field[name] for name in ("type", "value", "min", "max", "step")] == ["number", "64", "1", "512", "1"]


def test_the_challenge_is_met_at_the_smallest_batch_whose_expected_spread_is_a_quarter_or_less() -> None:
    one_example = example_gradients().std()
    smallest = next(b for b in range(1, 513) if one_example / np.sqrt(b) <= 0.25)
    met = [b for b in (1, 16, smallest - 1, smallest, smallest + 1, 512) if drawn.challenge_is_met(view(State(b)))]
    assert met == [smallest]
    praise = f"At {smallest} examples a batch the expected spread is {one_example / np.sqrt(smallest):.3f}."
    assert praise in drawn.words(view(State(smallest)))
    assert not drawn.challenge_is_met(view(State()))


@pytest.mark.parametrize("wrong", [0, 513, -1])
def test_a_size_that_the_slider_cannot_reach_is_refused_by_the_control_and_by_the_state(wrong: int) -> None:
    with pytest.raises(InvalidValue, match="“batch size” takes a whole number from 1 to 512"):
        update(State(), Event("batch_size", str(wrong)))
    with pytest.raises(ValueError, match="field 'batch_size' takes a number from 1 to 512"):
        State(batch_size=wrong)


def test_waking_changes_nothing_and_an_event_that_nobody_knows_is_refused() -> None:
    assert update(State(batch_size=8), Event("mount")) == State(batch_size=8)
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))
