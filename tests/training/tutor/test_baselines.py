"""What is to be beaten counts what it says, and is given its best straight line."""

import pytest
from tokenizers import Tokenizer

from training.tutor.baselines import beaten, keywords, likeness, words
from training.tutor.encoder import Encoder
from training.tutor.texts import Explanation


def _text(text: str, points: int = 0) -> Explanation:
    marks = {k: frozenset({0}) for k in range(points)}
    return Explanation("x", "v", "prose", text, (text,), marks)


def test_words_and_keywords_are_counted() -> None:
    assert words(_text("Four words are here")) == 4
    assert keywords(_text("Backpropagation on a GPU, and a warm-up.")) == 3
    assert keywords(_text("The gradient of the gradient.")) == 1
    assert keywords(_text("Bread and butter.")) == 0


def test_a_number_that_rises_with_the_mark_is_right_after_its_straight_line() -> None:
    texts = [_text("word " * (3 + 2 * points), points) for points in range(6)]
    said = beaten(words, texts, texts)
    assert said["error"] == 0
    assert said["spearman"] == 1


def test_a_passage_is_most_like_itself(tokenizer: Tokenizer) -> None:
    score = likeness(Encoder(tokenizer.get_vocab_size()).eval(), tokenizer, ["the loss is a number", "a big step"])
    assert score(_text("the loss is a number")) > score(_text("model model model model"))
    both = Explanation("x", "v", "prose", "", ("the loss is a number", "a big step"), {})
    assert score(both) == pytest.approx(2, abs=1e-5)
