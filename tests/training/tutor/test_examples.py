"""Nothing that is to be learned from is lost on its way into batches, and marks stay with their passages."""

import random

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from training.tutor.examples import (
    TOKENS,
    Example,
    batches,
    ends,
    epoch,
    ids_of,
    joined,
    of_explanation,
    of_sentence,
    packed,
)
from training.tutor.texts import OUTPUTS, Explanation, Sentence


def _example(*lengths: int, holds: int = 0) -> Example:
    made = np.zeros((len(lengths), OUTPUTS), np.float32)
    made[:, holds] = 1
    return Example(tuple((7,) * length for length in lengths), made)


def test_an_explanation_keeps_its_marks_by_passage(tokenizer: Tokenizer) -> None:
    text = Explanation("x", "v", "prose", "", ("The loss.", "A step!"), {3: frozenset({1}), 14: frozenset({0, 1})})
    example = of_explanation(text, tokenizer)
    assert example.passages == (ids_of("The loss.", tokenizer), ids_of("A step!", tokenizer))
    assert np.argwhere(example.holds).tolist() == [[0, 14], [1, 3], [1, 14]]
    sentence = of_sentence(Sentence(4, "deserves", "The step.", frozenset({3})), tokenizer)
    assert np.argwhere(sentence.holds).tolist() == [[0, 3]]


def test_the_ends_are_the_two_marks(tokenizer: Tokenizer) -> None:
    assert ends(tokenizer) == (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))


@pytest.mark.parametrize("seed", range(5))
def test_an_epoch_has_every_text_whole_and_every_sentence_once(seed: int) -> None:
    texts = [_example(*range(3, 3 + n), holds=1) for n in range(1, 9)]
    sentences = [_example(n + 50, holds=2) for n in range(40)]
    made = epoch(texts, sentences, random.Random(seed))
    assert all(any(one is text for one in made) for text in texts)
    lengths = sorted(
        len(passage) for one in made for passage, row in zip(one.passages, one.holds, strict=True) if row[2]
    )
    assert lengths == [len(one.passages[0]) for one in sentences]


@pytest.mark.parametrize("seed", range(5))
def test_batches_hold_every_example_once_and_no_more_tokens_than_they_may(seed: int) -> None:
    chance = random.Random(seed)
    examples = [_example(*(chance.randrange(1, 60) for _ in range(chance.randrange(1, 6)))) for _ in range(60)]
    made = batches(examples, chance)
    assert sorted(id(one) for batch in made for one in batch) == sorted(id(one) for one in examples)
    for batch in made:
        assert len(batch) == 1 or max(one.length() for one in batch) * len(batch) <= TOKENS


def test_packing_lays_tokens_shares_and_marks_in_their_places() -> None:
    one, other = _example(2, 3, holds=5), _example(1, holds=27)
    ids, mask, share, holds, real = packed([one, other], 1, 2)
    assert ids.tolist() == [[1, 7, 7, 7, 7, 7, 2], [1, 7, 2, 0, 0, 0, 0]]
    assert mask.sum(1).tolist() == [7, 3]
    assert real.tolist() == [[1, 1], [1, 0]]
    assert share[0, 1].nonzero().flatten().tolist() == [3, 4, 5]
    assert torch.equal(share.sum(-1), real)
    assert holds.nonzero().tolist() == [[0, 0, 5], [0, 1, 5], [1, 0, 27]]


def test_joined_texts_keep_the_order_of_both() -> None:
    whole = joined([_example(1, holds=1), _example(2, 3, holds=2)])
    assert [len(passage) for passage in whole.passages] == [1, 2, 3]
    assert np.argwhere(whole.holds).tolist() == [[0, 1], [1, 2], [2, 2]]
    assert whole.part(1, 3).length() == 7
