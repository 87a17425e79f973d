"""Whether the exported files say what the trained model says; what does not is not published."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from training.config import Config
from training.errors import Said
from training.judge import evaluate
from training.run.flat import flatten
from training.run.model import GPT
from training.ship.graphs import BETAS, EPS
from training.text import corpus
from widgets.ml.losses import token_losses

Ids: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]

FLOAT_TOLERANCE = 1e-4
STEP_TOLERANCE = 1e-4
LEAK_TOLERANCE = 1e-5
LEAST_AGREEMENT = 0.97
MOST_LOSS_OF_INT8 = 0.01
MOST_LOSS_OF_HALF = 0.001
STEPS = 5
TEXTS = 300


class ParityError(Said, RuntimeError):
    """The exported files do not say what the trained model says; nothing is published."""


@dataclass(frozen=True)
class Limit:
    """What a figure of the report may be at most, or must be at least."""

    figure: str
    bound: float
    least: bool
    meaning: str


LIMITS = (
    Limit("float_logit_difference", FLOAT_TOLERANCE, False, "onnxruntime and torch differ in a logit by"),
    Limit("int8_agreement", LEAST_AGREEMENT, True, "int8 and float name the same first token in a share of"),
    Limit("int8_bits_a_byte", MOST_LOSS_OF_INT8, False, "int8 weights need more bits a byte by a share of"),
    Limit("half_bits_a_byte", MOST_LOSS_OF_HALF, False, "half-precision weights need more bits a byte by a share of"),
    Limit("sgd_difference", STEP_TOLERANCE, False, "a step of gradient descent differs from torch's by"),
    Limit("adamw_difference", STEP_TOLERANCE, False, "losses along AdamW steps differ from torch's by"),
    Limit("norm_difference", STEP_TOLERANCE, False, "a gradient's norm differs from torch's by a share of"),
    Limit("leak", LEAK_TOLERANCE, False, "changing the end of a text moves earlier losses by"),
)


def refuse(report: dict[str, float]) -> None:
    """Raise for the first figure beyond its limit.

    Raises:
        ParityError: naming the figure, its value and the limit.
    """
    for limit in LIMITS:
        value = report[limit.figure]
        # Written so that NaN is refused as well.
        if not (value >= limit.bound if limit.least else value <= limit.bound):
            raise ParityError(f"{limit.meaning} {value:.3g}, the limit is {limit.bound:g}; nothing was published")


def check(config: Config, model: GPT, folder: Path) -> dict[str, float]:
    """The figures of LIMITS for the files that `export` wrote."""
    texts = held_out_texts(config)
    return {
        **_predictions(model, folder, texts),
        **_precision(config, model, folder),
        **_steps(config, model, folder, texts),
        "leak": _leak(config, model, folder, texts),
        "texts": len(texts),
    }


def session(path: Path) -> onnxruntime.InferenceSession:
    """A graph, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def unpack(path: Path) -> Floats:
    """The flat vector of weights that a weights file holds."""
    flat: Floats = session(path).run(["flat"], {})[0]
    return flat


def held_out_texts(config: Config) -> list[Ids]:
    """Pieces of 3 to block_size tokens from every source's held-out text, each opened by the end-of-text mark."""
    rng = np.random.default_rng(3)
    pieces = []
    held_out = corpus.held_out(config)
    for ids in held_out.values():
        for _ in range(-(-TEXTS // len(held_out))):
            length = int(rng.integers(3, config.model.block_size))
            start = int(rng.integers(0, len(ids) - length))
            piece = ids[start : start + length].astype(np.int64)
            piece[0] = config.tokens.vocab_size - 1
            pieces.append(piece)
    return pieces


@torch.no_grad()
def _predictions(model: GPT, folder: Path, texts: list[Ids]) -> dict[str, float]:
    forward, small, flat = session(folder / "forward.onnx"), session(folder / "model.int8.onnx"), flatten(model).numpy()
    worst, same, off = 0.0, 0, []
    for piece in texts:
        expected = model(torch.from_numpy(piece)[None])[0].numpy()
        logits = forward.run(["logits"], {"flat": flat, "ids": piece[None]})[0]
        last = small.run(["logits"], {"ids": piece[None]})[0]
        worst = max(worst, float(np.abs(logits - expected).max()))
        same += int(last.argmax() == expected[-1].argmax())
        off.append(float(np.abs(last - expected[-1]).mean()))
    return {
        "float_logit_difference": worst,
        "int8_agreement": same / len(texts),
        "int8_mean_logit_difference": sum(off) / len(off),
    }


def _precision(config: Config, model: GPT, folder: Path) -> dict[str, float]:
    """How much of its held-out bits a byte the model loses by being stored in fewer bits."""
    exact = evaluate.full(model, config)["bits_a_byte"]
    found = {}
    for name, file in (("int8", "int8.onnx"), ("half", "weights.onnx")):
        stored = with_weights(model, unpack(folder / file))
        found[f"{name}_bits_a_byte"] = evaluate.full(stored, config)["bits_a_byte"] / exact - 1
    return found


def with_weights(model: GPT, flat: Floats) -> GPT:
    """A model of the same shape that has these weights (N,)."""
    copy = GPT(model.config, model.wte.num_embeddings)
    vector_to_parameters(torch.from_numpy(flat.copy()), copy.parameters())
    return copy.eval()


def _steps(config: Config, model: GPT, folder: Path, texts: list[Ids]) -> dict[str, float]:
    """A few steps on one held-out batch, by the graphs and by torch's own autograd and optimizers."""
    size = min(64, config.model.block_size)
    rows = [piece[: size + 1] for piece in texts if len(piece) > size][:2]
    batch = np.stack(rows) if len(rows) == 2 else np.stack([texts[0], texts[0]])
    feed = {"ids": batch[:, :-1], "targets": batch[:, 1:]}
    ids, targets = torch.from_numpy(feed["ids"].copy()), torch.from_numpy(feed["targets"].copy())

    oracle = with_weights(model, flatten(model).numpy())
    loss = oracle.loss(ids, targets)
    torch.autograd.backward(loss)
    length = float(
        torch.stack([weight.grad.square().sum() for weight in oracle.parameters() if weight.grad is not None])
        .sum()
        .sqrt()
    )
    torch.optim.SGD(oracle.parameters(), lr=0.1).step()
    rate = np.array(0.1, dtype=np.float32)
    following, found, _, norms = session(folder / "step.sgd.onnx").run(
        None, {"flat": flatten(model).numpy(), **feed, "learning_rate": rate}
    )
    after = parameters_to_vector(oracle.parameters()).detach().numpy()
    sgd = max(float(np.abs(following - after).max()), abs(float(found) - loss.item()))

    oracle = with_weights(model, flatten(model).numpy())
    decayed = [weight for weight in oracle.parameters() if weight.dim() >= 2]
    kept = [weight for weight in oracle.parameters() if weight.dim() < 2]
    groups: list[dict[str, Any]] = [{"params": decayed}, {"params": kept, "weight_decay": 0.0}]
    decay = config.training.weight_decay
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=BETAS, eps=EPS, weight_decay=decay)
    graph, flat = session(folder / "step.adamw.onnx"), flatten(model).numpy()
    m, v, worst = np.zeros_like(flat), np.zeros_like(flat), 0.0
    for t in range(1, STEPS + 1):
        number, rate = np.array(t, dtype=np.float32), np.array(1e-3, dtype=np.float32)
        feeds = {"flat": flat, "m": m, "v": v, "t": number, **feed, "learning_rate": rate}
        flat, m, v, found, _, _ = graph.run(None, feeds)
        optimizer.zero_grad()
        loss = oracle.loss(ids, targets)
        torch.autograd.backward(loss)
        optimizer.step()
        worst = max(worst, abs(float(found) - loss.item()))
    return {
        "sgd_difference": sgd,
        "adamw_difference": worst,
        "norm_difference": abs(float(np.sqrt((norms**2).sum())) / length - 1),
    }


def _leak(config: Config, model: GPT, folder: Path, texts: list[Ids]) -> float:
    """How far earlier losses move when the second half of a text is another."""
    forward, flat, worst = session(folder / "forward.onnx"), flatten(model).numpy(), 0.0
    for piece in texts[:20]:
        half = len(piece) // 2
        other = piece.copy()
        other[half + 1 :] = (other[half + 1 :] + 7) % config.tokens.vocab_size
        before, after = (
            token_losses(forward.run(["logits"], {"flat": flat, "ids": ids[None]})[0][:half], piece[1 : half + 1])
            for ids in (piece, other)
        )
        worst = max(worst, float(np.abs(before - after).max()))
    return worst
