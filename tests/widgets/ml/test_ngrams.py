"""Counts are a fair opponent: probabilities sum to one, what was seen before is cheap, and a longer context helps."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.embed import published
from widgets.ml.ngrams import ORDER, KneserNey, discounts, ngram_losses

VOCABULARY = 12
RNG = np.random.default_rng(0)
# Some tokens often, some never: counts of one, two, three and more of every length.
TEXT = RNG.zipf(1.6, 600).clip(max=VOCABULARY - 2).astype(np.uint16)
COUNTED = KneserNey(TEXT, VOCABULARY)
TEXTS = st.lists(st.integers(0, VOCABULARY - 1), min_size=ORDER, max_size=60)


def _after(counted: KneserNey, context: list[int], order: int) -> list[float]:
    size = counted.vocab_size
    return [counted.probabilities(np.array([*context, token], np.uint16), order)[-1] for token in range(size)]


@given(st.lists(st.integers(0, VOCABULARY - 1), max_size=6), st.integers(1, ORDER))
def test_probabilities_after_any_context_sum_to_one(context: list[int], order: int) -> None:
    after = _after(COUNTED, context, order)
    assert sum(after) == pytest.approx(1)
    assert min(after) > 0


@given(TEXTS, st.lists(st.integers(0, VOCABULARY - 1), max_size=6), st.integers(1, ORDER))
def test_they_do_so_whatever_was_counted(text: list[int], context: list[int], order: int) -> None:
    after = _after(KneserNey(np.array(text, np.uint16), VOCABULARY), context, order)
    assert sum(after) == pytest.approx(1)
    assert min(after) > 0


def test_two_tokens_by_hand() -> None:
    # 0 1 0 1 0 2. Pairs: 01 twice, 10 twice, 02 once: n1 = 1, n2 = 2, no n3, so one discount, 1 / (1 + 2 * 2) = 1/5.
    # Different tokens before 0: the beginning and 1; before 1: 0; before 2: 0; in all 4. n1 = 2, n2 = 1: 2 / (2 + 2).
    counted = KneserNey(np.array([0, 1, 0, 1, 0, 2], np.uint16), 4)
    handed = 3 * (1 / 2) / 4
    alone = [(2 - 1 / 2) / 4 + handed / 4, (1 - 1 / 2) / 4 + handed / 4, (1 - 1 / 2) / 4 + handed / 4, handed / 4]
    assert _after(counted, [0], 2) == pytest.approx(
        [(c - (1 / 5 if c else 0)) / 3 + 2 * (1 / 5) / 3 * p for c, p in zip((0, 2, 1, 0), alone, strict=True)]
    )
    # Alone, counts are those of the text, 3, 2 and 1: n1 = n2 = n3 = 1 and n4 = 0, so 1 - 2/3, 2 - 3/3 and 3.
    freed = (1 / 3 + 1 + 3) / 6
    assert _after(counted, [], 1) == pytest.approx([freed / 4, 1 / 6 + freed / 4, (2 / 3) / 6 + freed / 4, freed / 4])


def test_discounts_are_those_of_chen_and_goodman() -> None:
    # n = 100, 40, 20, 10: one = 100 / 180.
    one = 100 / 180
    assert discounts((100, 40, 20, 10)) == pytest.approx((1 - 2 * one * 0.4, 2 - 3 * one * 0.5, 3 - 4 * one * 0.5))
    assert discounts((3, 0, 0, 9)) == (1, 1, 1)
    assert discounts((0, 7, 7, 7)) == (0.5, 0.5, 0.5)
    # Too many threes for the estimate, which would come below nothing.
    assert min(discounts((10, 10, 90, 1))) > 0


def _slow(text: list[int], context: tuple[int, ...], token: int, longest: bool = True) -> float:
    """The definition, read aloud: recursion over dictionaries."""
    size = len(context) + 1
    runs = [tuple(text[at : at + size]) for at in range(len(text) - size + 1)]
    if longest:
        counts = Counter(runs)
    else:
        before: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for at, run in enumerate(runs):
            before[run].add(text[at - 1] if at else -1)
        counts = Counter({run: len(tokens) for run, tokens in before.items()})
    taken = discounts([sum(count == n for count in counts.values()) for n in (1, 2, 3, 4)])
    mine = [count for run, count in counts.items() if run[:-1] == context]
    shorter = _slow(text, context[1:], token, longest=False) if context else 1 / VOCABULARY
    if not mine:
        return shorter
    count = counts[(*context, token)]
    own = count - taken[min(count, 3) - 1] if count else 0
    return (own + sum(taken[min(count, 3) - 1] for count in mine) * shorter) / sum(mine)


@given(st.lists(st.integers(0, VOCABULARY - 1), max_size=ORDER - 1), st.integers(0, VOCABULARY - 1))
def test_it_is_the_definition(context: list[int], token: int) -> None:
    found = COUNTED.probabilities(np.array([*context, token], np.uint16), len(context) + 1)[-1]
    assert found == pytest.approx(_slow(TEXT.tolist(), tuple(context), token))


def test_what_stood_after_one_token_only_is_expected_less_elsewhere_than_its_count_says() -> None:
    # 3 comes as often as 2, but only ever after 7: after what was never seen, 2 is the better guess.
    text = np.array([7, 3] * 12 + [0, 2, 1, 2, 4, 2, 5, 2, 6, 2, 8, 2] * 2, np.uint16)
    after = _after(KneserNey(text, VOCABULARY), [10], 2)
    assert after[2] > 3 * after[3]


def test_repetition_is_learned() -> None:
    again = np.tile(np.arange(6, dtype=np.uint16), 50)
    assert KneserNey(again, VOCABULARY).loss(again) < 0.2
    assert KneserNey(TEXT, VOCABULARY).loss(RNG.permutation(TEXT)) > 1


def test_a_vocabulary_too_large_for_the_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="4096"):
        KneserNey(TEXT, 5000)


def test_losses_come_in_the_order_asked_for_and_fall_with_the_context_where_the_text_repeats() -> None:
    text = np.tile(np.random.default_rng(2).integers(0, VOCABULARY, 30), 20)
    one, two, three, five = ngram_losses(text[:540], text[540:], VOCABULARY, (1, 2, 3, 5))
    assert one > two > three > five
    assert ngram_losses(text[:540].tolist(), text[540:].tolist(), VOCABULARY, (5, 1)) == (five, one)


def test_on_the_sample_of_the_laboratory_a_longer_context_is_never_worse() -> None:
    coder = published.tokens(published.published("lab", "tokenizer.json"))
    text = published.published("demo", "stories.txt").read_text(encoding="utf-8").replace("<|endoftext|>", "")
    cut = len(text) * 9 // 10
    train, held_out = coder.encode(text[:cut]), coder.encode(text[cut:])
    losses = ngram_losses(train, held_out, coder.vocab_size, (1, 2, 3, 5))
    assert list(losses) == sorted(losses, reverse=True)
    assert losses[0] - losses[1] > 1.5
    assert losses[2] < 3


@pytest.mark.parametrize(("train", "held_out"), [((1, 2, 3, 4), (1, 2)), ((1, 2, 3, 4, 5), (1,))])
def test_too_few_tokens_are_refused(train: tuple[int, ...], held_out: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="too few"):
        ngram_losses(train, held_out, VOCABULARY, (1,))
