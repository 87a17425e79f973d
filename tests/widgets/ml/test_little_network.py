"""The little network's slopes are torch's, its paths add up to them, and trying a weight gives the same."""

import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.ml.little_network import (
    FIRST,
    HIDDEN,
    INPUTS,
    SCORES,
    SECOND,
    WEIGHTS,
    Weight,
    backward,
    finite_difference,
    forward,
    nudged,
    paths,
)

torch = pytest.importorskip("torch")

some_inputs = st.fixed_dictionaries({x: st.floats(-3, 3) for x in INPUTS})
some_weights = st.fixed_dictionaries({weight: st.floats(-3, 3) for weight in WEIGHTS})
NUMBERS = pytest.approx


def by_torch(inputs: Mapping[str, float], weights: Mapping[Weight, float]) -> dict[str, Any]:
    """The same network in torch, float64: all values with their gradients, and the weights with theirs."""
    held = {x: torch.tensor(inputs[x], dtype=torch.float64, requires_grad=True) for x in INPUTS}
    moving = {weight: torch.tensor(weights[weight], dtype=torch.float64, requires_grad=True) for weight in weights}
    for h in HIDDEN:
        held[h] = torch.tanh(sum(moving[x, h] * held[x] for x in INPUTS))
    for s in SCORES:
        held[s] = sum(moving[h, s] * held[h] for h in HIDDEN)
    scores = torch.stack([held[s] for s in SCORES])
    held["loss"] = torch.nn.functional.cross_entropy(scores, torch.tensor(SCORES.index("mat")))
    for value in held.values():
        value.retain_grad()
    held["loss"].backward()
    return {"values": held, "weights": moving, "p": torch.softmax(scores, 0)[1].item()}


@settings(max_examples=200)
@given(some_inputs, some_weights)
def test_values_and_gradients_are_torchs_to_a_billionth(inputs: dict[str, float], weights: dict[Weight, float]) -> None:
    values = forward(inputs, weights)
    slopes, oracle = backward(values, weights), by_torch(inputs, weights)
    named = values.named()
    assert named["p"] == NUMBERS(oracle["p"], abs=1e-12)
    for name, value in oracle["values"].items():
        assert named[name] == NUMBERS(value.item(), abs=1e-12), name
        assert slopes.values[name] == NUMBERS(value.grad.item(), abs=1e-9), name
    for weight, value in oracle["weights"].items():
        assert slopes.weights[weight] == NUMBERS(value.grad.item(), abs=1e-9), weight


@given(some_inputs, some_weights, st.sampled_from(list(WEIGHTS)))
def test_trying_a_weight_gives_what_the_chain_rule_gives(
    inputs: dict[str, float], weights: dict[Weight, float], weight: Weight
) -> None:
    by_rule = backward(forward(inputs, weights), weights).weights[weight]
    assert finite_difference(inputs, weights, weight) == NUMBERS(by_rule, abs=1e-8)


@given(some_inputs, some_weights, st.sampled_from(list(WEIGHTS)))
def test_the_products_along_all_paths_add_up_to_the_gradient(
    inputs: dict[str, float], weights: dict[Weight, float], weight: Weight
) -> None:
    values = forward(inputs, weights)
    found = paths(values, weights, weight)
    assert math.fsum(path.product() for path in found) == NUMBERS(
        backward(values, weights).weights[weight], rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_weight_below_the_hidden_units_has_a_path_through_each_score_and_one_above_has_its_own(
    weight: Weight,
) -> None:
    found = paths(forward({"x1": 1, "x2": -0.5}, WEIGHTS), WEIGHTS, weight)
    start, end = weight
    if weight in FIRST:
        assert [path.route for path in found] == [("loss", "p", score, end, start) for score in SCORES]
    else:
        assert weight in SECOND
        assert [path.route for path in found] == [("loss", "p", end, start)]
    assert [path.through for path in found] == [path.route[2] for path in found]


def test_the_factors_are_the_slopes_of_the_steps_read_back_from_the_loss() -> None:
    values = forward({"x1": 1, "x2": -0.5}, WEIGHTS)
    (hat, _) = paths(values, WEIGHTS, ("x1", "h1"))
    h1 = math.tanh(0.8 * 1 - 0.4 * -0.5)
    slopes = [-1 / values.p, -values.p * (1 - values.p), WEIGHTS["h1", "hat"], 1 - h1 * h1, 1]
    assert [name for name, _ in hat.factors] == ["∂L/∂p", "∂p/∂s", "∂s/∂h", "∂h/∂z", "∂z/∂w"]
    assert [slope for _, slope in hat.factors] == NUMBERS(slopes)
    assert [hat.product(count) for count in range(3)] == NUMBERS([1, slopes[0], slopes[0] * slopes[1]])


@given(some_inputs, some_weights)
def test_the_push_on_the_scores_is_probability_minus_target(
    inputs: dict[str, float], weights: dict[Weight, float]
) -> None:
    values = forward(inputs, weights)
    slopes = backward(values, weights).values
    assert (slopes["mat"], slopes["hat"]) == NUMBERS((values.p - 1, 1 - values.p), abs=1e-12)


def test_a_certain_miss_has_a_finite_loss_and_a_push_of_one() -> None:
    sure = {**WEIGHTS, ("h1", "hat"): 400.0, ("h1", "mat"): -300.0}
    values = forward({"x1": 3, "x2": 0}, sure)
    assert values.loss == NUMBERS(values.scores["hat"] - values.scores["mat"])
    assert backward(values, sure).values["hat"] == NUMBERS(1)


def test_a_nudge_moves_one_weight_and_leaves_the_network_as_it_was() -> None:
    before = dict(WEIGHTS)
    moved = nudged(WEIGHTS, ("x1", "h1"), 0.25)
    assert moved == {**before, ("x1", "h1"): 1.05}
    assert before == WEIGHTS
