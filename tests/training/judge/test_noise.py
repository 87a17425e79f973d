"""The noise scale is the paper's: zero when examples agree, and what brute force finds when they do not."""

import gzip
import json
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training import progress
from training.config import Config, ConfigError, Model, changed
from training.judge import noise
from training.run.model import GPT
from training.run.train import train

# These train.
pytestmark = pytest.mark.slow

VOCABULARY = 61


@pytest.fixture
def model() -> GPT:
    torch.manual_seed(0)
    return GPT(Model(n_layer=1, n_head=2, n_embd=16, block_size=16), VOCABULARY).eval()


@pytest.fixture
def bar() -> Iterator[progress.Bar]:
    with progress.bar("test", 1, "example") as shown:
        yield shown


def _every_gradient(model: GPT, ids: torch.Tensor) -> torch.Tensor:
    rows = []
    for row in ids:
        gradient = torch.autograd.grad(model.loss(row[None, :-1], row[None, 1:]), list(model.parameters()))
        rows.append(torch.cat([part.flatten() for part in gradient]))
    return torch.stack(rows).double()


def test_examples_that_agree_have_no_noise_and_lie_at_the_mean(model: GPT, bar: progress.Bar) -> None:
    ids = torch.randint(0, VOCABULARY, (1, 12)).expand(32, 12)
    found = noise.at(model, ids[:, :-1], ids[:, 1:], bar)
    assert found["noise_scale"] == pytest.approx(0, abs=1e-4)
    assert found["projections"][0]["examples"] == pytest.approx([1.0] * 32, abs=1e-3)


def test_the_scale_is_variance_over_squared_mean_without_bias(model: GPT, bar: progress.Bar) -> None:
    ids = torch.randint(0, VOCABULARY, (40, 12))
    every = _every_gradient(model, ids)
    variance = float(every.var(dim=0).sum())
    signal = float(every.mean(dim=0).square().sum()) - variance / 40
    found = noise.at(model, ids[:, :-1], ids[:, 1:], bar)
    assert found["noise_scale"] == pytest.approx(variance / signal, rel=1e-3)


def test_shadows_are_every_examples_gradient_along_the_mean_and_the_same_two_random_directions(
    model: GPT, bar: progress.Bar
) -> None:
    ids = torch.randint(0, VOCABULARY, (20, 12))
    every = _every_gradient(model, ids)
    mean = every.mean(dim=0)
    chance = torch.Generator().manual_seed(11)
    axes = [mean, *(torch.randn(len(mean), generator=chance).double() for _ in range(2))]
    found = noise.at(model, ids[:, :-1], ids[:, 1:], bar)["projections"]
    assert [one["direction"] for one in found] == ["mean gradient", "random", "another random"]
    for axis, one in zip(axes, found, strict=True):
        expected = every @ (axis / axis.norm()) / mean.norm()
        assert one["examples"] == pytest.approx(expected.tolist(), rel=6e-3, abs=1e-5)
    assert np.mean(found[0]["examples"]) == pytest.approx(1, abs=1e-2)


def _drawn(rng: np.random.Generator, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gradients of n examples of a problem whose noise scale is 40: their groups' inner products, and their squares."""
    mean, deviation = np.full(25, 0.2), np.full(25, 40**0.5 / 5)
    gradients = mean + deviation * rng.standard_normal((n, 25))
    groups = noise.groups_of(n)
    sums = np.stack([gradients[np.arange(n) * groups // n == j].sum(0) for j in range(groups)])
    return sums @ sums.T, np.square(gradients).sum(1)


@pytest.mark.parametrize("n", [512, 520])
def test_the_error_that_is_told_is_the_spread_over_repeated_draws(n: int) -> None:
    rng = np.random.default_rng(5)
    scales, errors = zip(*(noise.noise_scale(*_drawn(rng, n)) for _ in range(200)), strict=True)
    spread = np.std(scales)
    assert np.mean(scales) == pytest.approx(40, abs=spread)
    assert spread / 2 < np.median(errors) < spread * 2


def test_a_mean_drowned_in_noise_has_no_scale() -> None:
    rng = np.random.default_rng(5)
    gradients = rng.standard_normal((16, 100))
    gradients -= gradients.mean(0)
    assert noise.noise_scale(gradients @ gradients.T, np.square(gradients).sum(1)) == (None, None)


def test_a_run_is_measured_at_all_its_stages_in_a_small_file(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    short = changed(tiny, ["samples.stages=5"])
    train(short)
    noise.noise(short)
    found = json.loads((short.run / "noise.json").read_text())
    assert [stage["step"] for stage in found["stages"]] == short.stages
    assert (found["step"], found["examples"], found["groups"]) == (30, 16, 16)
    assert all(len(one["examples"]) == 16 for stage in found["stages"] for one in stage["projections"])
    numbers = 5 * 3 * 16
    assert len(gzip.compress((short.run / "noise.json").read_bytes())) < 3.2 * numbers + 600
    capsys.readouterr()
    noise.noise(short)
    assert "up to date" in capsys.readouterr().out


def test_a_killed_measurement_goes_on_and_ends_the_same(tiny: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    train(tiny)
    noise.noise(tiny)
    whole = (tiny.run / "noise.json").read_bytes()
    (tiny.run / "noise.json").unlink()
    (tiny.run / "noise" / "00000030.json").unlink()
    measured = []
    at = noise.at
    monkeypatch.setattr(noise, "at", lambda *given: measured.append(1) or at(*given))
    noise.noise(tiny)
    assert len(measured) == 1
    assert (tiny.run / "noise.json").read_bytes() == whole


def test_too_few_examples_are_refused(tiny: Config) -> None:
    with pytest.raises(ConfigError, match=r"noise\.examples takes a whole number from 4"):
        changed(tiny, ["noise.examples=3"])
