"""The ground that a run walked over: a plane through three sets of its weights, and the loss anywhere on it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.func import functional_call
from torch.nn import functional as F

from training.config import Config
from training.errors import DataError
from training.run import checkpoint
from training.run.flat import flatten, layout, unflatten
from training.run.model import GPT
from training.text import corpus

# In tokens: long enough for a model to make something of what came before, short enough for many of them.
WINDOW = 96
MIDDLE = "of all snapshots, first to last, the one with as many before it as after it (or one more before)"


@dataclass(frozen=True)
class Plane:
    """The point (x, y) of the plane is the weights `origin` + x `along` + y `across`, each (N,) in float64.

    Both directions are as long as the first leg, the straight way from start to end; that is the unit of x, of y and
    of every distance.
    """

    origin: Tensor
    along: Tensor
    across: Tensor

    @property
    def leg(self) -> float:
        """The length of the first leg, in weights."""
        return float(self.along.norm())

    def weights(self, x: float, y: float) -> Tensor:
        """The weights (N,) at a point of the plane, in float32."""
        return (self.origin + x * self.along + y * self.across).float()

    def shadow(self, flat: Tensor) -> tuple[float, float, float]:
        """Where weights (N,) fall when they fall straight onto the plane: x, y, and how far they fell, in legs."""
        way = flat.double() - self.origin
        x, y = (float(way @ axis / (axis @ axis)) for axis in (self.along, self.across))
        return x, y, float((way - x * self.along - y * self.across).norm()) / self.leg


def through(start: Tensor, middle: Tensor, end: Tensor) -> Plane:
    """The plane with `start` (N,) at (0, 0), `end` at (1, 0) and `middle` above the line between them.

    Raises:
        DataError: if the three lie on one line.
    """
    origin, along = start.double(), end.double() - start.double()
    lean = middle.double() - origin
    across = lean - along * (lean @ along / (along @ along))
    if not float(across.norm()) > 1e-6 * float(along.norm()):
        raise DataError("start, middle and end of the run lie on one line, so no plane is theirs; train for more steps")
    return Plane(origin, along, across * (along.norm() / across.norm()))


def three(config: Config, steps: Sequence[int]) -> dict[str, int]:
    """The steps of start, middle and end; the middle is `MIDDLE`.

    On a logarithmic scale that is half-way. A later one, say the one farthest from the line between start and end,
    makes the sheet less true of the first steps, where a run learns most: its height under their shadows is too high.

    Raises:
        DataError: if there are not three snapshots.
    """
    if len(steps) < 3:
        raise DataError(
            f"runs/{config.name} kept {len(steps)} snapshots of its weights, and a map needs three: raise "
            "training.steps or samples.snapshots and train again"
        )
    return {"start": steps[0], "middle": steps[len(steps) // 2], "end": steps[-1]}


def weights_at(config: Config, step: int) -> Tensor:
    """The weights (N,) of a snapshot.

    Raises:
        CheckpointError: if it is missing or damaged.
    """
    return flatten(checkpoint.model_at(config, step))


class Ground:
    """The height over every set of weights: the loss in nats a token on one fixed slice of the held-out text.

    The slice is `landscape.windows` windows of 96 tokens, spread evenly over each source's held-out text, at least one
    of each; every source counts as it does in training.
    """

    def __init__(self, config: Config) -> None:
        held_out = corpus.held_out(config)
        weights = corpus.weights(config)
        self.counts = spread(weights, config.landscape.windows)
        self.tokens = min(WINDOW, config.model.block_size)
        rows, shares = [], []
        for name, count in self.counts.items():
            ids = held_out[name]
            for start in ((np.arange(count) + 0.5) / count * (len(ids) - self.tokens)).astype(int):
                rows.append(ids[start : start + self.tokens + 1].astype(np.int64))
                shares.append(weights[name] / count / sum(weights.values()))
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.rows = torch.from_numpy(np.stack(rows)).to(self.device)  # (R, T + 1)
        self.shares = torch.tensor(shares, device=self.device)  # (R,)
        self.model = GPT(config.model, config.tokens.vocab_size).eval().to(self.device)
        self.parts = layout(self.model)

    @torch.no_grad()
    def height(self, flat: Tensor) -> float:
        """The loss of weights (N,)."""
        weights = unflatten(flat.to(self.device), self.parts)
        logits = functional_call(self.model, weights, (self.rows[:, :-1],))  # (R, T, V)
        losses = F.cross_entropy(logits.flatten(0, 1), self.rows[:, 1:].flatten(), reduction="none")
        return float(losses.view(len(self.rows), -1).mean(dim=1) @ self.shares)

    def described(self) -> dict[str, Any]:
        """What the slice is, for the file that is made from it."""
        digest = hashlib.sha256(self.rows.cpu().numpy().tobytes() + self.shares.cpu().numpy().tobytes())
        return {"window_tokens": self.tokens, "windows": self.counts, "sha256": digest.hexdigest()[:16]}


def spread(weights: dict[str, float], windows: int) -> dict[str, int]:
    """How many windows every source gets: one each, then always one for the source that has least for its weight."""
    counts = dict.fromkeys(weights, 1)
    while sum(counts.values()) < windows:
        counts[max(weights, key=lambda name: weights[name] / counts[name])] += 1
    return counts
