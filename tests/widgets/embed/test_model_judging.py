"""The build's model judges a text by its held-out pieces, and writes on from one on chances that a seed gives."""

import numpy as np
import pytest

from widgets.embed import published
from widgets.embed.model import Model
from widgets.engine import Evaluate, Failure, Score, Scored, Tokenize, Weights, Write

TEXT = "Once upon a time there was a little cat. The cat sat on the mat. " * 4


def _losses(text: str) -> list[float]:
    said = Model().perform(Score("k", "lab", text))
    assert isinstance(said, Scored)
    return [position.loss for position in said.positions]


def test_tokens_are_the_ids_of_a_text() -> None:
    coder = published.tokens(published.published("lab", "tokenizer.json"))
    assert Model().perform(Tokenize("k", "lab", TEXT)) == tuple(coder.encode(TEXT))


def test_one_piece_from_the_start_costs_what_its_tokens_do() -> None:
    said = Model().perform(Evaluate("k", "lab", TEXT, 12, 1))
    assert said == pytest.approx(np.mean(_losses(TEXT)[:12]), abs=1e-4)


def test_many_pieces_are_a_mean_of_each() -> None:
    length = len(_losses(TEXT)) // 3
    said = Model().perform(Evaluate("k", "lab", TEXT, length, 40))
    assert isinstance(said, float)
    # A piece in the middle knows less than the whole text before it.
    assert said > np.mean(_losses(TEXT))
    assert said < np.log(768)


@pytest.mark.parametrize(
    ("text", "context", "why"), [("", 8, "no text"), ("The", 8, "too short"), (TEXT, 300, "at most")]
)
def test_what_cannot_be_judged_is_refused(text: str, context: int, why: str) -> None:
    said = Model().perform(Evaluate("k", "lab", text, context, 4))
    assert isinstance(said, Failure)
    assert why in said.message


def test_the_same_seed_writes_the_same_and_another_another() -> None:
    def write(seed: int) -> object:
        return Model().perform(Write("k", "lab", "Once upon a", 12, 0.8, seed))

    assert write(1) == write(1) != write(2)


def test_at_a_low_temperature_it_writes_the_most_likely_words() -> None:
    said = Model().perform(Write("k", "lab", "Once upon a", 2, 1e-3, 5))
    assert said == " time,"


def test_a_run_writes_with_its_own_weights() -> None:
    model = Model()
    model.perform(Weights("k", "mine", "lab", seed=3))
    asked = Write("k", "lab", "Once upon a", 8, 0.7, 1, "mine")
    assert model.perform(asked) != model.perform(Write("k", "lab", "Once upon a", 8, 0.7, 1))
