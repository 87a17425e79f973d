"""How much gradients of single examples disagree, measured on the real model along its own training.

Simple noise scale (McCandlish et al. 2018, arXiv:1812.06162, eq. 2.9): tr(covariance) / |gradient|^2, in examples; a
batch much smaller than that is mostly noise, one much larger is mostly wasted. An example is one block of text. Its
standard error is the delete-a-group jackknife's (Kott 2001, Journal of Official Statistics 17, 521-526): the examples
are cut into J = 16 groups, the scale is computed J times without one of them, and these J values give

    error^2 = (J - 1) / J * sum over j of (value without group j - mean of these values)^2.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import progress
from training.config import Config
from training.files import read_json, write_json
from training.judge.evaluate import is_of
from training.run import checkpoint
from training.run.flat import flatten
from training.run.model import GPT
from training.text import corpus

GROUPS = 16
DIRECTIONS = ("mean gradient", "random", "another random")


def noise(config: Config) -> None:
    """Write runs/<name>/noise.json: gradients of the same examples at every stage of the run; skip what is up to date.

    Every stage's figures are kept on their own as soon as they are there, so that a killed measurement goes on.

    Raises:
        CheckpointError: if nothing was trained yet.
    """
    identity = checkpoint.identity(checkpoint.latest(config)) | {"examples": config.noise.examples}
    path, steps = config.run / "noise.json", checkpoint.moments(config, identity["step"])
    if is_of(path, identity, steps):
        print("noise: up to date")
        return
    ids, targets = examples(config)
    found: list[object] = []
    with progress.bar("noise", 2 * len(ids) * len(steps), "example") as bar:
        for step in steps:
            model = checkpoint.model_at(config, step)
            own = checkpoint.identity({"step": step, "model": model.state_dict()}) | {"examples": len(ids)}
            kept = config.run / "noise" / f"{step:08d}.json"
            if is_of(kept, own):
                bar.update(2 * len(ids))
            else:
                if torch.cuda.is_available():
                    model.cuda()
                write_json(kept, own | {"found": at(model, ids, targets, bar)}, compact=True)
            measured: Any = read_json(kept)
            found.append({"step": step, **measured["found"]})
    described = {"example_tokens": config.model.block_size, "groups": groups_of(len(ids)), "stages": found}
    write_json(path, identity | described, compact=True)
    print(f"noise: {len(ids)} examples at {len(steps)} stages are in runs/{config.name}/noise.json")


def examples(config: Config) -> tuple[Tensor, Tensor]:
    """The examples whose gradients are compared, as ids and targets (n, T): training text, the same at every stage."""
    stream = corpus.batches(config, seed=config.training.seed + 1)
    drawn = [stream.next() for _ in range(-(-config.noise.examples // config.training.batch_size))]
    ids, targets = (np.concatenate([pair[i] for pair in drawn])[: config.noise.examples] for i in (0, 1))
    return torch.from_numpy(ids), torch.from_numpy(targets)


def at(model: GPT, ids: Tensor, targets: Tensor, bar: progress.Bar) -> dict[str, Any]:
    """The gradients of n examples (n, T) by one set of weights: their length, noise scale, and three shadows of each.

    A shadow is an example's gradient along the mean gradient or along one of two random directions, which are the same
    for all weights of one shape; each direction has length 1, and shadows are in units of the mean gradient's length.
    """
    n, device = len(ids), model.wte.weight.device
    sums = torch.zeros(groups_of(n), len(flatten(model)), device=device)
    squares = np.zeros(n)
    for i, gradient in enumerate(_gradients(model, ids, targets, bar)):
        sums[i * len(sums) // n] += gradient
        squares[i] = float(gradient.norm()) ** 2
    mean = sums.sum(0) / n
    scale, error = noise_scale((sums @ sums.T).double().cpu().numpy(), squares)
    chance = torch.Generator().manual_seed(11)
    axes = [mean, *(torch.randn(mean.shape, generator=chance).to(device) for _ in range(2))]
    unit = torch.stack([axis / axis.norm() for axis in axes]) / mean.norm()
    shadows = torch.stack([unit @ gradient for gradient in _gradients(model, ids, targets, bar)])  # (n, 3)
    return {
        "gradient_norm": _short(float(mean.norm())),
        "example_gradient_norm": _short(float(squares.mean()) ** 0.5),
        "noise_scale": _short(scale),
        "noise_scale_error": _short(error),
        "projections": [
            {"direction": name, "examples": [_short(value, 3) for value in column]}
            for name, column in zip(DIRECTIONS, shadows.T.tolist(), strict=True)
        ],
    }


def groups_of(n: int) -> int:
    """How many groups n examples are cut into, one after the other: example i belongs to group i * groups // n."""
    return min(GROUPS, n)


def noise_scale(gram: NDArray[np.float64], squares: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Noise scale and its standard error; None where the mean is so drowned that "more than n" is all one can say.

    From inner products (J, J) of the groups' summed gradients, and every example's squared length (n,). Numerator and
    denominator are each without bias (appendix A.1 of McCandlish et al.).
    """
    groups, n = len(gram), len(squares)
    group = np.arange(n) * groups // n

    def without(j: int | None) -> float | None:
        left = squares[group != j] if j is not None else squares
        summed = np.delete(np.delete(gram, j, 0), j, 1) if j is not None else gram
        count = len(left)
        length = summed.sum() / count**2
        variance = (left.mean() - length) * count / (count - 1)
        signal = length - variance / count
        return float(variance / signal) if signal > 0 else None

    parts = np.array([value for j in range(groups) if (value := without(j)) is not None])
    whole = without(None)
    if whole is None or len(parts) < groups:
        return whole, None
    return whole, float(((groups - 1) / groups * np.square(parts - parts.mean()).sum()) ** 0.5)


def _gradients(model: GPT, ids: Tensor, targets: Tensor, bar: progress.Bar) -> Iterator[Tensor]:
    device = model.wte.weight.device
    for row, target in zip(ids.to(device), targets.to(device), strict=True):
        gradient = torch.autograd.grad(model.loss(row[None], target[None]), list(model.parameters()))
        bar.update(1)
        yield torch.cat([part.flatten() for part in gradient])


def _short(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else float(f"{value:.{digits}g}")
