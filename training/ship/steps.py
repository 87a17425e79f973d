"""Whether a training step as a graph is torch's own step, in every output: weights, moments, losses, norms by group."""

from typing import Any, TypeAlias

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from training.run.flat import flatten, groups, layout
from training.run.model import GPT
from training.ship.graphs import BETAS, EPS

Floats: TypeAlias = NDArray[np.float32]
Report: TypeAlias = dict[str, float]

STEPS = 5
# What is told of every output and the most it may be; along AdamW a step carries on what rounding did to the last one.
OUTPUTS = {
    "sgd": {
        "weights": ("weights of a parameter, as a share of their way,", 1e-3),
        "loss": ("loss", 1e-4),
        "nll": ("losses by position", 1e-4),
        "norms": ("norms by group, as a share,", 1e-4),
    },
    "adamw": {
        "weights": ("weights of a parameter, as a share of their way,", 1e-2),
        "loss": ("loss", 1e-4),
        "nll": ("losses by position", 1e-3),
        "norms": ("norms by group, as a share,", 1e-3),
        "m": ("first moments of a parameter, as a share,", 1e-3),
        "v": ("second moments of a parameter, as a share,", 1e-3),
    },
}
# Told by how far they went: AdamW moves a weight whose gradient is next to nothing by the rounding of that nothing, so
# single weights may differ; and squared gradients are tiny.
WAYS = {"weights", "m", "v"}


def sgd(model: GPT, graph: onnxruntime.InferenceSession, rows: NDArray[np.int64]) -> Report:
    """The largest difference of every output after one step of gradient descent on rows (B, T + 1)."""
    oracle = _copy(model)
    optimizer = torch.optim.SGD(oracle.parameters(), lr=0.1)
    feed = {"flat": flatten(model).numpy(), **_feed(rows), "learning_rate": np.array(0.1, dtype=np.float32)}
    expected = _expected(oracle, optimizer, rows)
    found = dict(zip(OUTPUTS["sgd"], graph.run(["next", "loss", "nll", "norms"], feed), strict=True))
    return {f"sgd_{name}": off for name, off in _offs(model, found, expected).items()}


def adamw(model: GPT, graph: onnxruntime.InferenceSession, rows: NDArray[np.int64], weight_decay: float) -> Report:
    """The same along some steps of AdamW, its moments included."""
    oracle = _copy(model)
    optimizer = torch.optim.AdamW(
        [
            {"params": [weight for weight in oracle.parameters() if weight.dim() >= 2], "weight_decay": weight_decay},
            {"params": [weight for weight in oracle.parameters() if weight.dim() < 2], "weight_decay": 0.0},
        ],
        lr=1e-3,
        betas=BETAS,
        eps=EPS,
    )
    state: dict[str, Floats] = {"weights": flatten(model).numpy()}
    state |= {name: np.zeros_like(state["weights"]) for name in ("m", "v")}
    offs: list[Report] = []
    names = ["next", "loss", "nll", "norms", "next_m", "next_v"]
    for t in range(1, STEPS + 1):
        scalars = {"t": np.array(t, dtype=np.float32), "learning_rate": np.array(1e-3, dtype=np.float32)}
        feed = {"flat": state["weights"], "m": state["m"], "v": state["v"], **scalars, **_feed(rows)}
        found = dict(zip(OUTPUTS["adamw"], graph.run(names, feed), strict=True))
        state = {name: found[name] for name in WAYS}
        offs.append(_offs(model, found, _expected(oracle, optimizer, rows)))
    # numpy's maximum, unlike Python's, is NaN where one of them is.
    return {f"adamw_{name}": float(np.max([off[name] for off in offs])) for name in offs[0]}


def _copy(model: GPT) -> GPT:
    copy = GPT(model.config, model.wte.num_embeddings)
    vector_to_parameters(flatten(model).clone(), copy.parameters())
    return copy.eval()


def _feed(rows: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    return {"ids": rows[:, :-1], "targets": rows[:, 1:]}


def _expected(oracle: GPT, optimizer: torch.optim.Optimizer, rows: NDArray[np.int64]) -> dict[str, Any]:
    """What torch's autograd and optimizer make of one step; the oracle moves on."""
    optimizer.zero_grad()
    ids, targets = (torch.from_numpy(part.copy()) for part in _feed(rows).values())
    logits = oracle(ids)
    nll = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
    torch.autograd.backward(nll.mean())
    parts = layout(oracle)
    squares = dict.fromkeys(groups(parts), 0.0)
    for part, weight in zip(parts, oracle.parameters(), strict=True):
        squares[part.group] += float(weight.grad.double().square().sum()) if weight.grad is not None else 0.0
    optimizer.step()

    def moments(name: str) -> Floats:
        # Plain gradient descent keeps none.
        kept = (optimizer.state[weight].get(name, torch.zeros_like(weight)) for weight in oracle.parameters())
        found: Floats = torch.cat([part.flatten() for part in kept]).numpy()
        return found

    return {
        "weights": parameters_to_vector(oracle.parameters()).detach().numpy(),
        "m": moments("exp_avg"),
        "v": moments("exp_avg_sq"),
        "loss": nll.mean().item(),
        "nll": nll.detach().view(targets.shape).numpy(),
        "norms": np.sqrt(np.array(list(squares.values()))),
    }


def _offs(model: GPT, found: dict[str, Any], expected: dict[str, Any]) -> Report:
    """The largest difference of every output; of norms as a share of each, of what went somewhere as said at `_way`."""
    offs = {}
    for name, value in found.items():
        if name in WAYS:
            start = flatten(model).numpy() if name == "weights" else np.zeros_like(value)
            offs[name] = _way(model, start, value, expected[name])
            continue
        off = np.abs(np.asarray(value, dtype=np.float64) - np.asarray(expected[name], dtype=np.float64))
        offs[name] = float((off / np.asarray(expected[name]) if name == "norms" else off).max())
    return offs


def _way(model: GPT, start: Floats, found: Floats, expected: Floats) -> float:
    """How far two ends are apart, as a share of the way from the start, in the parameter where that is most."""
    shares = []
    for part in layout(model):
        first, end, wanted = (
            flat[part.start : part.start + part.size].astype(np.float64) for flat in (start, found, expected)
        )
        shares.append(np.linalg.norm(end - wanted) / max(float(np.linalg.norm(wanted - first)), 1e-30))
    return float(np.max(shares))
