"""The opponents are fair: probabilities sum to one, and what was seen before is cheap."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.judge.baselines import NGram, bits_a_byte, xz_bits_a_byte

VOCABULARY = 12
TEXT = np.random.default_rng(0).integers(0, VOCABULARY, 400).astype(np.uint16)
COUNTED = NGram(TEXT, VOCABULARY)


@given(st.lists(st.integers(0, VOCABULARY - 1), min_size=0, max_size=6))
def test_probabilities_after_any_context_sum_to_one(context: list[int]) -> None:
    after = [COUNTED.probabilities(np.array([*context, token], np.uint16))[-1] for token in range(VOCABULARY)]
    assert sum(after) == pytest.approx(1)
    assert min(after) > 0


def test_two_tokens_by_hand() -> None:
    # In 0 1 0 1 0 2: p1(1) = (2 + 3/4) / (6 + 3); after 0 came 1 twice and 2 once, so T = 2 and c = 3.
    counted = NGram(np.array([0, 1, 0, 1, 0, 2], np.uint16), 4)
    alone = (2 + 3 * (1 / 4)) / (6 + 3)
    assert counted.probabilities(np.array([1], np.uint16))[0] == pytest.approx(alone)
    assert counted.probabilities(np.array([0, 1], np.uint16))[1] == pytest.approx((2 + 2 * alone) / (3 + 2))


def test_what_was_never_seen_falls_back_to_shorter_contexts() -> None:
    counted = NGram(np.array([0, 1, 0, 1], np.uint16), 4)
    unseen = counted.probabilities(np.array([3, 1], np.uint16))[1]
    assert unseen == pytest.approx(counted.probabilities(np.array([1], np.uint16))[0])


def test_repetition_is_learned() -> None:
    again = np.tile(np.arange(6, dtype=np.uint16), 50)
    assert NGram(again, VOCABULARY).loss(again) < 0.2
    assert NGram(TEXT, VOCABULARY).loss(again) > 1


def test_a_vocabulary_too_large_for_the_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="4096"):
        NGram(TEXT, 5000)


def test_xz_that_has_read_the_text_needs_hardly_a_bit() -> None:
    text = np.random.default_rng(1).bytes(4000)
    assert xz_bits_a_byte(text, text) < 0.5
    assert xz_bits_a_byte(b"something else", text) > 7.9


def test_a_nat_a_token_in_bits_a_byte() -> None:
    assert bits_a_byte(math.log(2), tokens=10, size=40) == pytest.approx(0.25)
