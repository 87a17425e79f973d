"""Tuning teaches: the loss is torch's own, marks that are wrong cost more, and a few texts are learned by heart."""

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from training.tutor.examples import Example, ids_of
from training.tutor.marker import Marker
from training.tutor.texts import OUTPUTS
from training.tutor.tune import OF_TEXTS, SMOOTH, Tuning, loss_of, tune


def _example(text: str, output: int, tokenizer: Tokenizer) -> Example:
    holds = np.zeros((1, OUTPUTS), np.float32)
    holds[0, output] = 1
    return Example((ids_of(text, tokenizer),), holds)


def test_the_loss_of_one_passage_is_cross_entropy_worked_by_hand() -> None:
    logits, holds = torch.zeros(1, 1, OUTPUTS), torch.zeros(1, 1, OUTPUTS)
    holds[0, 0, 0] = 1
    # At logit 0 every output costs ln 2, what holds (smoothed) twice that.
    ln2 = float(np.log(2))
    expected = (1 + OF_TEXTS) * ln2 * (27 * (1 + SMOOTH) + (2 * (1 - SMOOTH) + SMOOTH))
    assert loss_of(logits, holds, torch.ones(1, 1), torch.tensor(2.0)).item() == pytest.approx(expected, rel=1e-5)


def test_padding_costs_nothing() -> None:
    torch.manual_seed(0)
    logits, holds = torch.randn(1, 3, OUTPUTS), torch.zeros(1, 3, OUTPUTS)
    real = torch.tensor([[1.0, 1.0, 0.0]])
    other = logits.clone()
    other[0, 2] = 50
    weight = torch.tensor(2.0)
    assert loss_of(logits, holds, real, weight) == loss_of(other, holds, real, weight)


def test_two_short_texts_are_learned_by_heart_while_frozen_layers_stay(marker: Marker, tokenizer: Tokenizer) -> None:
    texts = [_example("the loss is a number", 1, tokenizer), _example("it gives a big step", 6, tokenizer)]
    before = {name: weight.clone() for name, weight in marker.state_dict().items()}
    losses: list[float] = []
    tune(
        marker,
        texts,
        [],
        tokenizer,
        Tuning(epochs=25, rate=3e-4, head_rate=1e-2, frozen=1),
        lambda _, one: losses.append(one),
    )
    assert losses[-1] < losses[0] / 2
    after = marker.state_dict()
    changed = {name for name, weight in after.items() if not torch.equal(weight, before[name])}
    assert not any(name.startswith(("encoder.tokens", "encoder.places", "encoder.layers.0.")) for name in changed)
    assert {"encoder.layers.1.up.weight", "encoder.layers.5.up.weight", "head.weight"} <= changed
