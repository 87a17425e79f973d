"""The noise scale is the paper's: zero when examples agree, and what brute force finds when they do not."""

from collections.abc import Iterator

import pytest
import torch

from training import progress
from training.config import Config, Model, changed
from training.judge import noise
from training.run.model import GPT
from training.run.train import train

VOCABULARY = 61


@pytest.fixture
def model() -> GPT:
    torch.manual_seed(0)
    return GPT(Model(n_layer=1, n_head=2, n_embd=16, block_size=16), VOCABULARY).eval()


@pytest.fixture
def bar() -> Iterator[progress.Bar]:
    with progress.bar("test", 1, "example") as shown:
        yield shown


def test_examples_that_agree_have_no_noise(model: GPT, bar: progress.Bar) -> None:
    ids = torch.randint(0, VOCABULARY, (1, 12)).expand(8, 12)
    found = noise.at(model, ids[:, :-1], ids[:, 1:], True, bar)
    assert found["noise_scale"] == pytest.approx(0, abs=1e-4)
    assert found["projections"][0]["examples"] == pytest.approx([1.0] * 8, abs=1e-3)


def test_the_scale_is_variance_over_squared_mean_without_bias(model: GPT, bar: progress.Bar) -> None:
    ids = torch.randint(0, VOCABULARY, (32, 12))
    rows = []
    for row in ids:
        gradient = torch.autograd.grad(model.loss(row[None, :-1], row[None, 1:]), list(model.parameters()))
        rows.append(torch.cat([part.flatten() for part in gradient]))
    every = torch.stack(rows).double()
    variance = float(every.var(dim=0).sum())
    signal = float(every.mean(dim=0).square().sum()) - variance / 32
    found = noise.at(model, ids[:, :-1], ids[:, 1:], False, bar)
    assert found["noise_scale"] == pytest.approx(variance / signal, rel=1e-3)
    assert "projections" not in found


def test_a_run_is_measured_at_all_its_stages_and_along_three_directions_at_three(tiny: Config) -> None:
    short = changed(tiny, ["samples.stages=5", "noise.examples=8"])
    train(short)
    found = noise.measure(short)
    assert [stage["step"] for stage in found["stages"]] == short.stages
    shown = [stage["projections"] for stage in found["stages"] if "projections" in stage]
    assert len(shown) == 3
    assert all(len(direction["examples"]) == 8 for stage in shown for direction in stage)
