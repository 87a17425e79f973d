"""Losses: golden values of the lesson, and torch's cross-entropy as the oracle."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.losses import bits_per_byte, blind_loss, cross_entropy, perplexity


@pytest.mark.parametrize(("p", "loss"), [(0.9, 0.1054), (0.5, 0.6931), (0.08, 2.5257), (0.001, 6.9078), (1.0, 0.0)])
def test_the_lessons_table_holds(p: float, loss: float) -> None:
    assert cross_entropy(p) == pytest.approx(loss, abs=5e-5)


@pytest.mark.parametrize("p", [0.0, -0.1, 1.1, math.nan])
def test_what_is_no_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        cross_entropy(p)


@given(st.floats(1e-9, 1))
def test_perplexity_is_one_over_the_probability_of_a_single_token(p: float) -> None:
    assert perplexity(cross_entropy(p)) == pytest.approx(1 / p)


def test_blind_guessing_costs_the_log_of_the_vocabulary() -> None:
    assert blind_loss(50_257) == pytest.approx(10.82, abs=5e-3)


def test_a_text_that_costs_a_bit_a_byte_costs_ln_2_for_each_of_them() -> None:
    assert bits_per_byte(5 * math.log(2), 5) == pytest.approx(1)
    # GPT-2's loss a token and bytes a token, as the lesson has them.
    assert bits_per_byte(2.54 * 1000, 4399) == pytest.approx(0.83, abs=5e-3)
    with pytest.raises(ValueError, match="without bytes"):
        bits_per_byte(1.0, 0)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=20), st.data())
def test_torch_agrees(logits: list[float], data: st.DataObject) -> None:
    import torch

    from widgets.ml.sampling import softmax

    target = data.draw(st.integers(0, len(logits) - 1))
    expected = torch.nn.functional.cross_entropy(torch.tensor([logits], dtype=torch.float64), torch.tensor([target]))
    p = float(softmax(logits)[target])
    assert cross_entropy(p) == pytest.approx(float(expected), abs=1e-9)
