"""A step reads pieces of the text and what came next, or says why there are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.embed.pieces import Refused, batch, check
from widgets.engine import TrainStep


@given(st.integers(2, 60), st.integers(1, 5), st.integers(1, 40), st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_every_piece_stands_in_the_text_and_its_targets_are_one_token_on(
    tokens: int, rows: int, context: int, step: int, seed: int
) -> None:
    text = np.arange(tokens + 1)
    effect = TrainStep("k", "mine", "text", (0.1,), rows, min(context, tokens), seed=seed)
    found = batch(effect, text, step, 64)
    assert found["ids"].shape == found["targets"].shape == (rows, min(context, tokens))
    assert (found["targets"] == found["ids"] + 1).all()
    assert found["ids"].min() >= 0
    assert found["targets"].max() <= tokens


@pytest.mark.parametrize(("tokens", "read"), [(5, 5), (64, 64), (90, 64)])
def test_without_a_context_it_is_the_whole_text_as_far_as_the_model_reads(tokens: int, read: int) -> None:
    found = batch(TrainStep("k", "mine", "text", (0.1,)), np.arange(tokens + 1), 0, 64)
    assert found["ids"].tolist() == [list(range(read))]


@pytest.mark.parametrize(
    ("length", "tokens", "why"),
    [
        (65, 90, "reads at most 64 tokens at once, not 65"),
        (8, 0, "no text to train on; write some"),
        (8, 7, "too short: it has 7 of the 8 tokens"),
    ],
)
def test_what_cannot_be_cut_says_why(length: int, tokens: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(length, tokens, 64)
