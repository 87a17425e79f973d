"""One flat vector holds every weight once, and a step computed from it is torch's own."""

import pytest
import torch

from training.config import Model
from training.run.flat import flatten, groups, layout, unflatten
from training.run.model import GPT, count_parameters
from training.ship.graphs import adamw_step, gradient_step, sgd_step

VOCABULARY = 61


@pytest.fixture
def model() -> GPT:
    torch.manual_seed(0)
    return GPT(Model(n_layer=2, n_head=2, n_embd=16, block_size=16), VOCABULARY).eval()


@pytest.fixture
def batch() -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.randint(0, VOCABULARY, (3, 10), generator=torch.Generator().manual_seed(1))
    return ids[:, :-1], ids[:, 1:]


def test_every_weight_has_one_place(model: GPT) -> None:
    parts = layout(model)
    assert [part.start for part in parts] == [sum(part.size for part in parts[:i]) for i in range(len(parts))]
    assert sum(part.size for part in parts) == count_parameters(model) == len(flatten(model))
    assert groups(parts) == ["embedding", "block 1", "block 2", "norm"]


def test_cutting_the_vector_gives_the_weights_back(model: GPT) -> None:
    pieces = unflatten(flatten(model), layout(model))
    for name, weight in model.named_parameters():
        assert torch.equal(pieces[name], weight)


def test_the_gradient_is_autograds(model: GPT, batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    loss, nll, norms, gradient = gradient_step(model)(flatten(model), *batch)
    expected = model.loss(*batch)
    expected.backward()
    whole = torch.cat([weight.grad.flatten() for weight in model.parameters() if weight.grad is not None])
    assert loss.item() == pytest.approx(expected.item(), abs=1e-6)
    assert nll.shape == (3, 9)
    assert torch.allclose(gradient, whole, atol=1e-6)
    assert norms.square().sum().sqrt().item() == pytest.approx(whole.norm().item(), rel=1e-5)


def test_a_step_downhill_is_minus_rate_times_gradient(model: GPT, batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    flat, rate = flatten(model), torch.tensor(0.5)
    following, loss, _, _ = sgd_step(model)(flat, *batch, rate)
    gradient = gradient_step(model)(flat, *batch)[3]
    assert torch.allclose(following, flat - 0.5 * gradient)
    assert sgd_step(model)(following, *batch, rate)[1] < loss


def test_steps_of_adamw_are_torchs(model: GPT, batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    flat = flatten(model)
    m, v, losses = torch.zeros_like(flat), torch.zeros_like(flat), []
    for t in range(1, 11):
        rate = torch.tensor(1e-2)
        flat, m, v, loss, _, _ = adamw_step(model, 0.1)(flat, m, v, torch.tensor(float(t)), *batch, rate)
        losses.append(loss.item())
    matrices = [weight for weight in model.parameters() if weight.dim() == 2]
    vectors = [weight for weight in model.parameters() if weight.dim() == 1]
    decays = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer, expected = torch.optim.AdamW(decays, lr=1e-2, betas=(0.9, 0.95), eps=1e-8), []
    for _ in range(10):
        optimizer.zero_grad()
        loss = model.loss(*batch)
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    assert losses == pytest.approx(expected, abs=1e-4)
