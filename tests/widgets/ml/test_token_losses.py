"""Losses of a whole text, with torch's cross-entropy as the oracle."""

from random import Random

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
