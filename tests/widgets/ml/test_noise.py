"""The noise widget's numbers are means of gradients that were measured on the real model."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.noise import batch_gradients, expected_spread, moments, progress, true_gradient

PUBLISHED: Any = json.loads(Path("docs/models/demo/noise.json").read_text(encoding="utf-8"))
MOMENTS = moments(PUBLISHED)
LAST = MOMENTS[-1].examples

every_moment = pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: str(moment.step))


def test_every_moment_is_read_as_it_was_published() -> None:
    assert [one.step for one in MOMENTS] == [stage["step"] for stage in PUBLISHED["stages"]]
    for one, stage in zip(MOMENTS, PUBLISHED["stages"], strict=True):
        assert (one.length, one.scale, one.error) == (
            stage["gradient_norm"],
            stage["noise_scale"],
            stage["noise_scale_error"],
        )
        assert list(one.examples) == stage["projections"][0]["examples"]
        assert len(one.examples) == PUBLISHED["examples"]


@every_moment
def test_the_true_gradient_is_the_mean_of_all_which_is_what_they_are_measured_in(moment: Any) -> None:
    assert true_gradient(moment.examples) == pytest.approx(np.mean(moment.examples))
    assert true_gradient(moment.examples) == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize("batch_size", [1, 4, 16, 64, 256, 512])
def test_the_spread_of_estimates_falls_as_one_over_the_root_of_the_batch_size(batch_size: int) -> None:
    measured = batch_gradients(LAST, batch_size, 4000, seed=5).std()
    assert measured == pytest.approx(np.std(LAST) / math.sqrt(batch_size), rel=0.06)
    assert expected_spread(LAST, batch_size) == pytest.approx(np.std(LAST) / math.sqrt(batch_size))


def test_estimates_are_unbiased() -> None:
    assert batch_gradients(LAST, 32, 4000, seed=6).mean() == pytest.approx(true_gradient(LAST), abs=0.01)


def test_each_estimate_is_the_mean_of_examples_picked_from_all_by_the_seed() -> None:
    estimates = batch_gradients(LAST, 3, 50, seed=4)
    picks = np.random.default_rng(4).integers(0, len(LAST), (50, 3))
    assert estimates == pytest.approx([np.mean([LAST[i] for i in row]) for row in picks])
    assert estimates.dtype == np.float64


def test_the_same_seed_draws_the_same_examples_at_every_moment() -> None:
    first = batch_gradients(MOMENTS[0].examples, 1, 50, seed=1)
    picks = [MOMENTS[0].examples.index(g) for g in first]
    assert [MOMENTS[0].examples[i] for i in picks] == list(first)
    same = np.random.default_rng(1).integers(0, len(LAST), (50, 1))[:, 0]
    assert list(batch_gradients(LAST, 1, 50, seed=1)) == [LAST[i] for i in same]
    assert list(first) == [MOMENTS[0].examples[i] for i in same]
    assert (batch_gradients(LAST, 8, 10, seed=1) != batch_gradients(LAST, 8, 10, seed=2)).any()


def test_agreement_dies_away_as_the_model_learns() -> None:
    assert expected_spread(LAST, 1) > 3 * expected_spread(MOMENTS[0].examples, 1)
    scales = [one.scale for one in MOMENTS if one.scale]
    assert scales[-1] > 100 * scales[0]


@pytest.mark.parametrize(("share", "expected"), [(1 / 8, 0.11), (1 / 2, 0.33), (1, 0.50), (2, 0.67), (8, 0.89)])
def test_progress_has_the_published_values_around_the_critical_size(share: float, expected: float) -> None:
    assert progress(share * 400, 400) == pytest.approx(expected, abs=0.005)


@given(st.floats(1, 1e4), st.floats(0.1, 1e5))
def test_a_larger_batch_brings_more_and_never_all(batch_size: float, critical: float) -> None:
    assert 0 < progress(batch_size, critical) < 1
    assert progress(2 * batch_size, critical) > progress(batch_size, critical)
    assert progress(batch_size, math.inf) == 0
