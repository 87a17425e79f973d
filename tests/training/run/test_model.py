"""The model learns, starts blind, and never looks ahead."""

import dataclasses
import math

import pytest
import torch

from training.config import Model, Training
from training.run import optim
from training.run.model import GPT, count_parameters

SMALL = Model(n_layer=2, n_head=2, n_embd=32, block_size=32)
VOCABULARY = 101


def _model() -> GPT:
    torch.manual_seed(0)
    return GPT(SMALL, VOCABULARY)


def test_the_loss_starts_near_blind_guessing() -> None:
    ids = torch.randint(0, VOCABULARY, (8, 32))
    assert _model().loss(ids, ids.roll(-1, 1)).item() == pytest.approx(math.log(VOCABULARY), abs=0.15)


@pytest.mark.parametrize("name", ["adamw", "muon"])
def test_it_overfits_one_batch(name: str) -> None:
    model = _model()
    settings = Training(steps=150, optimizer=name, learning_rate=1e-2, warmup=0.05, weight_decay=0.0)
    optimizers = optim.optimizers(model, settings)
    ids = torch.randint(0, VOCABULARY, (2, 17))
    for step in range(settings.steps):
        optim.set_rate(optimizers, settings, step)
        loss = model.loss(ids[:, :-1], ids[:, 1:])
        model.zero_grad()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
    assert loss.item() < 0.05


def test_the_future_does_not_reach_the_past() -> None:
    model = _model()
    ids = torch.randint(0, VOCABULARY, (1, 24))
    changed = ids.clone()
    changed[0, 12:] = (changed[0, 12:] + 1) % VOCABULARY
    with torch.no_grad():
        before, after = model(ids), model(changed)
    assert torch.equal(before[0, :12], after[0, :12])
    assert not torch.allclose(before[0, 12:], after[0, 12:])


def test_earlier_tokens_matter() -> None:
    model = _model()
    ids = torch.randint(0, VOCABULARY, (1, 24))
    changed = ids.clone()
    changed[0, 0] = (changed[0, 0] + 1) % VOCABULARY
    with torch.no_grad():
        assert not torch.allclose(model(ids)[0, -1], model(changed)[0, -1])


def test_order_matters() -> None:
    model = _model()
    ids = torch.tensor([[5, 6, 7, 8]])
    with torch.no_grad():
        assert not torch.allclose(model(ids)[0, -1], model(ids[:, [1, 0, 2, 3]])[0, -1], atol=1e-5)


def test_the_tied_matrix_counts_once() -> None:
    per_block = 12 * 32 * 32 + 2 * 32
    assert count_parameters(_model()) == VOCABULARY * 32 + 2 * per_block + 32


def test_written_out_attention_is_the_fused_one_and_sums_to_one() -> None:
    model, seen = _model(), list[torch.Tensor]()
    ids = torch.randint(0, VOCABULARY, (3, 24))
    with torch.no_grad():
        assert torch.allclose(model(ids, seen), model(ids), atol=1e-5)
    assert [weights.shape for weights in seen] == [(3, 2, 24, 24)] * 2
    for weights in seen:
        assert torch.allclose(weights.sum(-1), torch.ones(()), atol=1e-5)
        assert not weights.triu(1).any()


def test_dropout_is_for_training_alone() -> None:
    model = GPT(dataclasses.replace(SMALL, dropout=0.5), VOCABULARY)
    ids = torch.randint(0, VOCABULARY, (1, 24))
    with torch.no_grad():
        assert not torch.equal(model(ids), model(ids))
        model.eval()
        assert torch.equal(model(ids), model(ids))


def test_no_attention_score_grows_with_the_weights_that_make_it() -> None:
    model, seen = _model(), list[torch.Tensor]()
    ids = torch.randint(0, VOCABULARY, (1, 24))
    with torch.no_grad():
        model(ids, seen)
        for block in model.blocks:
            queries_and_keys = block.attention.qkv.weight[: 2 * SMALL.n_embd]
            queries_and_keys.mul_(50)
        model(ids, seen)
    first, again = seen[0], seen[2]
    assert torch.allclose(first, again, atol=1e-3)
