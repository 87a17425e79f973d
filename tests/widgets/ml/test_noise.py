"""The noise widget's numbers are true gradients of the regression it states."""

import math

import numpy as np
import pytest

from widgets.ml.noise import EXAMPLES, SLOPE, batch_gradients, example_gradients, expected_spread, true_gradient


def test_the_true_gradient_is_what_nudging_the_weight_measures() -> None:
    rng = np.random.default_rng(11)
    x = rng.uniform(-1, 1, EXAMPLES)
    y = SLOPE * x + rng.normal(0, 1, EXAMPLES)
    nudge = 1e-5
    slope = (((nudge * x - y) ** 2).mean() - ((-nudge * x - y) ** 2).mean()) / (2 * nudge)
    assert true_gradient() == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("batch_size", [1, 4, 16, 64, 256])
def test_the_spread_of_estimates_falls_as_one_over_the_root_of_the_batch_size(batch_size: int) -> None:
    measured = batch_gradients(batch_size, 4000, seed=5).std()
    assert measured == pytest.approx(example_gradients().std() / math.sqrt(batch_size), rel=0.06)
    assert expected_spread(batch_size) == pytest.approx(example_gradients().std() / math.sqrt(batch_size))


def test_estimates_are_unbiased() -> None:
    assert batch_gradients(32, 4000, seed=6).mean() == pytest.approx(true_gradient(), abs=0.03)


def test_each_estimate_is_the_mean_of_examples_picked_from_all_by_the_seed() -> None:
    estimates = batch_gradients(3, 50, seed=4)
    picks = np.random.default_rng(4).integers(0, EXAMPLES, (50, 3))
    assert estimates == pytest.approx([example_gradients()[row].mean() for row in picks])
    everyone = batch_gradients(EXAMPLES, 20, seed=4)
    assert everyone.shape == (20,)
    assert estimates.dtype == np.float64


def test_the_same_seed_draws_the_same_batches() -> None:
    assert (batch_gradients(8, 10, seed=1) == batch_gradients(8, 10, seed=1)).all()
    assert (batch_gradients(8, 10, seed=1) != batch_gradients(8, 10, seed=2)).any()
