"""Counts are a fair opponent: probabilities sum to one, what was seen before is cheap, and a longer context helps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.ngrams import NGram, ngram_losses

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


def test_each_order_alone_is_what_a_count_by_hand_says() -> None:
    held_out = np.array([0, 1, 0, 2], np.uint16)
    counted = NGram(np.array([0, 1, 0, 1, 0, 2], np.uint16), 4)
    p0, p1, p2 = ((c + 3 / 4) / 9 for c in (3, 2, 1))
    assert counted.loss(held_out, 1) == pytest.approx(-np.log([p1, p0, p2]).mean())
    after_0, after_1 = (lambda c, p: (c + 2 * p) / 5), (lambda c, p: (c + p) / 3)
    assert counted.loss(held_out, 2) == pytest.approx(-np.log([after_0(2, p1), after_1(2, p0), after_0(1, p2)]).mean())


def test_losses_come_in_the_order_asked_for_and_fall_with_the_context_where_the_text_repeats() -> None:
    text = np.tile(np.random.default_rng(2).integers(0, VOCABULARY, 30), 20)
    one, two, three, five = ngram_losses(text[:540], text[540:], VOCABULARY, (1, 2, 3, 5))
    assert one > two > three > five
    assert ngram_losses(text[:540].tolist(), text[540:].tolist(), VOCABULARY, (5, 1)) == (five, one)


@pytest.mark.parametrize(("train", "held_out"), [((1, 2, 3, 4), (1, 2)), ((1, 2, 3, 4, 5), (1,))])
def test_too_few_tokens_are_refused(train: tuple[int, ...], held_out: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="too few"):
        ngram_losses(train, held_out, VOCABULARY, (1,))
