"""Whether the published files say what the trained model says, in every output; what does not is not published."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch.nn.utils import vector_to_parameters

from training.config import Config
from training.errors import Said
from training.files import read_json
from training.judge import evaluate
from training.run.flat import flatten
from training.run.model import GPT
from training.ship import steps
from training.text import corpus
from widgets.ml.losses import token_losses
from widgets.ml.weights import unpacked

Ids: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]

TEXTS = 300


class ParityError(Said, RuntimeError):
    """The published files do not say what the trained model says; nothing is published."""


@dataclass(frozen=True)
class Limit:
    """What a figure of the report may be at most, or must be at least."""

    figure: str
    bound: float
    least: bool
    meaning: str


def _most(figure: str, bound: float, meaning: str) -> Limit:
    return Limit(figure, bound, False, meaning)


LIMITS = (
    _most("logit_difference", 1e-4, "onnxruntime's forward and torch differ in a logit by"),
    _most("attention_difference", 1e-4, "onnxruntime's forward and torch differ in an attention by"),
    _most("next_difference", 1e-4, "the graphs next and forward differ in a logit by"),
    Limit("int8_agreement", 0.97, True, "int8 and exact weights name the same first token in a share of"),
    _most("int8_bits_a_byte", 0.005, "int8 weights need more bits a byte by a share of"),
    _most("leak", 1e-5, "changing the end of a text moves earlier losses by"),
    *(
        _most(
            f"{graph}_{output}",
            1e-3 if output == "weights" else 1e-4,
            f"a step of {graph} differs from torch's {what} by",
        )
        for graph, outputs in steps.OUTPUTS.items()
        for output, what in outputs.items()
    ),
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


def check(config: Config, model: GPT, folder: Path, moment: Path) -> dict[str, float]:
    """The figures of LIMITS for the files that `export` wrote; `moment` holds the model's weights as published."""
    texts = held_out_texts(config)
    layout: Any = read_json(folder / "weights.json")
    published = unpacked(moment.read_bytes(), layout)
    pairs = [piece for piece in texts if len(piece) > 2]
    return {
        **_predictions(model, folder, texts, published),
        "int8_bits_a_byte": _share_lost(config, model, published),
        "leak": _leak(config, folder, texts, published),
        **steps.sgd(model, session(folder / "step.sgd.onnx"), _batch(config, pairs)),
        **steps.adamw(model, session(folder / "step.adamw.onnx"), _batch(config, pairs), config.training.weight_decay),
        "texts": len(texts),
    }


def session(path: Path) -> onnxruntime.InferenceSession:
    """A graph, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


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


def with_weights(model: GPT, flat: Floats) -> GPT:
    """A model of the same shape that has these weights (N,)."""
    copy = GPT(model.config, model.wte.num_embeddings)
    vector_to_parameters(torch.from_numpy(flat.copy()), copy.parameters())
    return copy.eval()


@torch.no_grad()
def _predictions(model: GPT, folder: Path, texts: list[Ids], published: Floats) -> dict[str, float]:
    forward, following = session(folder / "forward.onnx"), session(folder / "next.onnx")
    exact = flatten(model).numpy()
    logit = attention = last = 0.0
    same, off = 0, []
    for piece in texts:
        seen: list[torch.Tensor] = []
        expected = model(torch.from_numpy(piece)[None], seen)[0].numpy()
        logits, weights = forward.run(["logits", "attention"], {"flat": exact, "ids": piece[None]})
        logit = steps.worse(logit, float(np.abs(logits - expected).max()))
        attention = steps.worse(attention, float(np.abs(weights - torch.cat(seen).numpy()).max()))
        (small,) = following.run(["logits"], {"flat": published, "ids": piece[None]})
        (whole,) = forward.run(["logits"], {"flat": published, "ids": piece[None]})
        last = steps.worse(last, float(np.abs(small - whole[-1]).max()))
        same += int(small.argmax() == expected[-1].argmax())
        off.append(float(np.abs(small - expected[-1]).mean()))
    return {
        "logit_difference": logit,
        "attention_difference": attention,
        "next_difference": last,
        "int8_agreement": same / len(texts),
        "int8_mean_logit_difference": sum(off) / len(off),
    }


def _share_lost(config: Config, model: GPT, published: Floats) -> float:
    """How much more of its held-out bits a byte the model needs with the weights that are published."""
    exact = evaluate.full(model, config)["bits_a_byte"]
    rounded = evaluate.full(with_weights(model, published), config)["bits_a_byte"]
    return float(rounded / exact) - 1


def _leak(config: Config, folder: Path, texts: list[Ids], published: Floats) -> float:
    """How far earlier losses move, by the published weights, when the second half of a text is another."""
    forward, worst = session(folder / "forward.onnx"), 0.0
    for piece in texts[:: max(1, len(texts) // 20)]:
        half = len(piece) // 2
        other = piece.copy()
        other[half + 1 :] = (other[half + 1 :] + 7) % config.tokens.vocab_size
        before, after = (
            token_losses(forward.run(["logits"], {"flat": published, "ids": ids[None]})[0][:half], piece[1 : half + 1])
            for ids in (piece, other)
        )
        worst = steps.worse(worst, float(np.abs(before - after).max()))
    return worst


def _batch(config: Config, texts: list[Ids]) -> Ids:
    """Two rows (2, T + 1) of held-out text, as long as two of the pieces allow."""
    first, second = sorted(texts, key=len)[-2:]
    size = min(64, config.model.block_size, len(first) - 1)
    return np.stack([first[: size + 1], second[: size + 1]])
