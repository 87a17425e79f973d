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
# Of weights the length of the difference is told, as a share of the way they went: AdamW moves a weight whose gradient
# is next to nothing by the rounding of that nothing, so single weights may differ.
_ALL = {
    "weights": "weights, as a share of the way they went,",
    "loss": "loss",
    "nll": "losses by position",
    "norms": "norms by group, as a share,",
}
# Moments are compared as shares of their largest entry: squared gradients are tiny.
OUTPUTS = {
    "sgd": _ALL,
    "adamw": _ALL
    | {"m": "first moments, as a share of the largest,", "v": "second moments, as a share of the largest,"},
}


def sgd(model: GPT, graph: onnxruntime.InferenceSession, rows: NDArray[np.int64]) -> Report:
    """The largest difference of every output after one step of gradient descent on rows (B, T + 1)."""
    oracle = _copy(model)
    optimizer = torch.optim.SGD(oracle.parameters(), lr=0.1)
    feed = {"flat": flatten(model).numpy(), **_feed(rows), "learning_rate": np.array(0.1, dtype=np.float32)}
    expected = _expected(oracle, optimizer, rows)
    weights, loss, nll, norms = graph.run(["next", "loss", "nll", "norms"], feed)
    found = {"weights": weights, "loss": loss, "nll": nll, "norms": norms}
    return {f"sgd_{name}": _off(name, found[name], expected[name], feed["flat"]) for name in OUTPUTS["sgd"]}


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
    start: Floats = flatten(model).numpy()
    state = {"weights": start, "m": np.zeros_like(start), "v": np.zeros_like(start)}
    worst = dict.fromkeys(OUTPUTS["adamw"], 0.0)
    names = ["next", "next_m", "next_v", "loss", "nll", "norms"]
    for t in range(1, STEPS + 1):
        scalars = {"t": np.array(t, dtype=np.float32), "learning_rate": np.array(1e-3, dtype=np.float32)}
        feed = {"flat": state["weights"], "m": state["m"], "v": state["v"], **scalars, **_feed(rows)}
        found = dict(zip(("weights", "m", "v", "loss", "nll", "norms"), graph.run(names, feed), strict=True))
        expected = _expected(oracle, optimizer, rows)
        state = {name: found[name] for name in ("weights", "m", "v")}
        for name, before in worst.items():
            worst[name] = worse(before, _off(name, found[name], expected[name], start))
    return {f"adamw_{name}": off for name, off in worst.items()}


def worse(one: float, other: float) -> float:
    """The larger of two differences; what is no number is worse than any."""
    return other if not other <= one else one


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


def _off(name: str, found: Any, expected: Any, start: Floats) -> float:
    """The largest difference; of norms as a share of each, of moments of the largest, of weights of their way."""
    if name == "weights":
        return float(np.linalg.norm(found - expected) / np.linalg.norm(expected - start))
    off = np.abs(np.asarray(found, dtype=np.float64) - np.asarray(expected, dtype=np.float64))
    if name == "norms":
        off = off / np.asarray(expected)
    elif name in ("m", "v"):
        off = off / np.abs(expected).max()
    return float(off.max())
