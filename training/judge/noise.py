"""How much gradients of single examples disagree, measured on the real model along its own training.

Simple noise scale (McCandlish et al. 2018, arXiv:1812.06162, eq. 2.9): tr(covariance) / |gradient|^2, in examples; a
batch much smaller than that is mostly noise, one much larger is mostly wasted. An example is one block of text.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training import progress
from training.config import Config
from training.run import checkpoint
from training.run.flat import flatten
from training.run.model import GPT
from training.text import corpus

# At the first, a middle and the last stage.
DIRECTIONS_AT = 3
DIRECTIONS = ("mean gradient", "random", "another random")


def measure(config: Config) -> dict[str, Any]:
    """The noise scale at every stage of a run, and per-example gradients along three directions at three of them."""
    steps = config.stages
    stream = corpus.batches(config, seed=config.training.seed + 1)
    examples = [stream.next() for _ in range(-(-config.noise.examples // config.training.batch_size))]
    ids, targets = (
        torch.from_numpy(np.concatenate([pair[i] for pair in examples])[: config.noise.examples]) for i in (0, 1)
    )
    shown = {steps[round(i * (len(steps) - 1) / (DIRECTIONS_AT - 1))] for i in range(DIRECTIONS_AT)}
    found = []
    with progress.bar("noise", len(ids) * (len(steps) + len(shown)), "example") as bar:
        for step in steps:
            model = checkpoint.model_at(config, step)
            if torch.cuda.is_available():
                model.cuda()
            found.append({"step": step, **at(model, ids, targets, step in shown, bar)})
    return {"examples": len(ids), "example_tokens": config.model.block_size, "stages": found}


def at(model: GPT, ids: Tensor, targets: Tensor, directions: bool, bar: progress.Bar) -> dict[str, Any]:
    """The noise scale of one set of weights from n examples (n, T), unbiased (appendix A.1 of the paper).

    With `directions`, also every example's gradient along the mean gradient and along two random directions, each of
    length 1, in units of the mean gradient's length.
    """
    n = len(ids)
    mean, squares = torch.zeros_like(flatten(model)), 0.0
    for gradient in _gradients(model, ids, targets, bar):
        mean += gradient / n
        squares += float(gradient.double().square().sum()) / n
    length = float(mean.double().square().sum())
    variance = (squares - length) * n / (n - 1)
    signal = length - variance / n
    result: dict[str, Any] = {
        "gradient_norm": _short(length**0.5),
        "example_gradient_norm": _short(squares**0.5),
        # Where the mean is drowned in noise even over n examples, all that can be said is "more than that".
        "noise_scale": _short(variance / signal) if signal > 0 else None,
    }
    if directions:
        chance = torch.Generator().manual_seed(11)
        axes = [mean, *(torch.randn(mean.shape, generator=chance).to(mean.device) for _ in range(2))]
        unit = torch.stack([axis / axis.norm() for axis in axes])
        rows = [(unit @ gradient / mean.norm()).tolist() for gradient in _gradients(model, ids, targets, bar)]
        result["projections"] = [
            {"direction": name, "examples": [_short(value) for value in column]}
            for name, column in zip(DIRECTIONS, zip(*rows, strict=True), strict=True)
        ]
    return result


def _gradients(model: GPT, ids: Tensor, targets: Tensor, bar: progress.Bar) -> Iterator[Tensor]:
    device = model.wte.weight.device
    for row, target in zip(ids.to(device), targets.to(device), strict=True):
        gradient = torch.autograd.grad(model.loss(row[None], target[None]), list(model.parameters()))
        bar.update(1)
        yield torch.cat([part.flatten() for part in gradient])


def _short(value: float) -> float:
    return float(f"{value:.4g}")
