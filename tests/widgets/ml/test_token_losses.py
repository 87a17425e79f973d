"""Losses of a whole text, with torch's cross-entropy as the oracle."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.token_losses import token_losses


@given(st.integers(1, 6), st.integers(2, 9), st.randoms(use_true_random=False))
def test_torch_agrees_on_every_token_of_a_text(length: int, vocab_size: int, random: Random) -> None:
    import torch

    logits = [[random.uniform(-900, 900) for _ in range(vocab_size)] for _ in range(length)]
    targets = [random.randrange(vocab_size) for _ in range(length)]
    expected = torch.nn.functional.cross_entropy(
        torch.tensor(logits, dtype=torch.float64), torch.tensor(targets), reduction="none"
    )
    assert token_losses(logits, targets) == pytest.approx(expected.numpy(), abs=1e-9)


def test_each_token_costs_minus_the_logarithm_of_its_share() -> None:
    shares = np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]])
    losses = token_losses(np.log(shares) + np.array([[7.0], [-900.0]]), [1, 2])
    assert losses == pytest.approx([-math.log(0.25), -math.log(0.8)])
    assert losses.dtype == np.float64


def test_logits_of_single_precision_are_summed_in_double_and_huge_ones_do_not_overflow() -> None:
    logits = np.array([[1e30, 0.0], [0.0, 1e30]], dtype=np.float32)
    assert token_losses(logits, [0, 1]).tolist() == [0.0, 0.0]
    spread = token_losses(np.zeros((1, 1000), dtype=np.float32), [3])
    assert spread[0] == pytest.approx(math.log(1000), abs=1e-14)
