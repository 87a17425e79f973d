"""Every weight has one optimizer and the lesson's rate; Muon's steps are nearly orthogonal."""

import pytest
import torch

from training.config import OPTIMIZERS, Model, Training
from training.run import optim
from training.run.model import GPT
from widgets.ml.schedule import learning_rate


def _model() -> GPT:
    torch.manual_seed(0)
    return GPT(Model(n_layer=2, n_head=2, n_embd=32, block_size=32), 101)


def test_every_weight_has_one_optimizer() -> None:
    model = _model()
    for name in ("adamw", "muon"):
        found = optim.optimizers(model, Training(optimizer=name))
        owned = [weight for optimizer in found for group in optimizer.param_groups for weight in group["params"]]
        assert sorted(map(id, owned)) == sorted(map(id, model.parameters()))


def test_only_matrices_decay() -> None:
    (optimizer,) = optim.optimizers(_model(), Training())
    decayed, kept = optimizer.param_groups
    assert all(weight.dim() == 2 for weight in decayed["params"])
    assert all(weight.dim() == 1 for weight in kept["params"])
    assert (decayed["weight_decay"], kept["weight_decay"]) == (0.1, 0.0)


def test_muon_takes_the_blocks_matrices_and_no_more() -> None:
    model = _model()
    _, muon = optim.optimizers(model, Training(optimizer="muon"))
    owned = {id(weight) for group in muon.param_groups for weight in group["params"]}
    assert owned == {id(weight) for weight in model.blocks.parameters() if weight.dim() == 2}


def test_a_step_of_muon_is_as_long_in_every_direction() -> None:
    model = _model()
    settings = Training(optimizer="muon", weight_decay=0.0)
    _, muon = optim.optimizers(model, settings)
    weight = model.blocks[0].mlp.up.weight
    before, weight.grad = weight.detach().clone(), torch.randn_like(weight)
    muon.step()
    moved = torch.linalg.svdvals(before - weight.detach())
    spread = torch.linalg.svdvals(weight.grad)
    assert moved.max() / moved.min() < 2
    assert spread.max() / spread.min() > 2


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rate_is_the_lessons_schedule(name: str) -> None:
    settings = Training(steps=50, optimizer=name, learning_rate=0.01, warmup=0.1, floor=0.2)
    optimizers = optim.optimizers(_model(), settings)
    for step in range(settings.steps):
        rate = optim.set_rate(optimizers, settings, step)
        assert rate == learning_rate(step, steps=50, peak=0.01, warmup=0.1, floor=0.2)
        assert {group["lr"] for optimizer in optimizers for group in optimizer.param_groups} == {rate}
