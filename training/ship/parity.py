"""Whether the published files say what the trained model says, in every output; what does not is not published."""

import math
from collections import defaultdict
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
from training.run import checkpoint
from training.run.flat import flatten
from training.run.model import GPT
from training.ship import steps
from training.text import corpus
from widgets.ml.token_losses import token_losses
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
    _most("logit_difference", 1e-4, "the graph forward and torch differ in a logit by"),
    _most("attention_difference", 1e-4, "the graph forward and torch differ in an attention by"),
    _most("next_difference", 1e-4, "the graph next and torch differ in a logit by"),
    _most("rounding", 0.501, "a published weight differs from the run's, in scales of its row, by"),
    Limit("int8_agreement", 0.97, True, "int8 and exact weights name the same first token in a share of"),
    _most("int8_bits_a_byte", 0.002, "int8 weights need more bits a byte by a share of"),
    _most("leak", 1e-5, "changing the end of a text moves earlier losses by"),
    *(
        _most(f"{graph}_{output}", bound, f"a step of {graph} differs from torch's {what} by")
        for graph, outputs in steps.OUTPUTS.items()
        for output, (what, bound) in outputs.items()
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
        "rounding": _rounding(config, model, moment, layout),
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
    """Pieces of 3 to block_size tokens from every source's held-out text, each opened by the end-of-text mark.

    Then the shortest and the longest there are, where a graph that took a size for a constant would show it.
    """
    rng, size = np.random.default_rng(3), config.model.block_size
    held_out = list(corpus.held_out(config).values())
    wanted = [(ids, 0) for ids in held_out for _ in range(-(-TEXTS // len(held_out)))]
    wanted += [(held_out[0], length) for length in sorted({1, min(2, size), max(1, size - 1), size})]
    pieces = []
    for ids, length in wanted:
        length = length or int(rng.integers(3, size))
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


def _rounding(config: Config, model: GPT, moment: Path, layout: dict[str, Any]) -> float:
    """How far a weight in the file of any moment is from the run's own, at most, in scales of its row."""
    worst = []
    for path in moment.parent.glob("*.bin"):
        exact = flatten(model if path == moment else checkpoint.model_at(config, int(path.stem))).numpy()
        found = unpacked(path.read_bytes(), layout)
        for part in layout["parts"]:
            place = slice(part["start"], part["start"] + math.prod(part["shape"]))
            rows, own = (flat[place].reshape(part["shape"][0], -1) for flat in (found, exact))
            # Vectors are stored as they are: any difference is one without measure.
            scales = np.abs(rows).max(axis=1) / 127 if "ints_at" in part else np.zeros(len(rows))
            worst.append((np.abs(rows - own).max(axis=1) / np.maximum(scales, 1e-30)).max())
    return float(np.max(worst))


@torch.no_grad()
def _predictions(model: GPT, folder: Path, texts: list[Ids], published: Floats) -> dict[str, float]:
    """Both graphs beside torch with the weights as published, and what rounding them changes."""
    forward, following = session(folder / "forward.onnx"), session(folder / "next.onnx")
    stored = with_weights(model, published)
    found: dict[str, list[float]] = defaultdict(list)
    for piece in texts:
        seen: list[torch.Tensor] = []
        ids = torch.from_numpy(piece)[None]
        stored(ids, seen)
        expected, exact = stored(ids)[0].numpy(), model(ids)[0, -1].numpy()
        logits, weights = forward.run(["logits", "attention"], {"flat": published, "ids": piece[None]})
        (last,) = following.run(["logits"], {"flat": published, "ids": piece[None]})
        found["logit_difference"].append(np.abs(logits - expected).max())
        found["attention_difference"].append(np.abs(weights - torch.cat(seen).numpy()).max())
        found["next_difference"].append(np.abs(last - expected[-1]).max())
        found["int8_mean_logit_difference"].append(np.abs(last - exact).mean())
        found["int8_agreement"].append(last.argmax() == exact.argmax())
    # numpy's maximum, unlike Python's, is NaN where one of them is.
    return {name: float((np.mean if name.startswith("int8") else np.max)(values)) for name, values in found.items()}


def _share_lost(config: Config, model: GPT, published: Floats) -> float:
    """How much more of its held-out bits a byte the model needs with the weights that are published."""
    exact = evaluate.full(model, config)["bits_a_byte"]
    rounded = evaluate.full(with_weights(model, published), config)["bits_a_byte"]
    return float(rounded / exact) - 1


def _leak(config: Config, folder: Path, texts: list[Ids], published: Floats) -> float:
    """How far earlier losses move, by the published weights, when a text is another one from some place on.

    Every place of the longest text, and the middle of some more.
    """
    forward, moved = session(folder / "forward.onnx"), []
    long = max(texts, key=len)
    cuts = [(long, place) for place in range(1, len(long))]
    cuts += [(piece, len(piece) // 2 + 1) for piece in texts[:: max(1, len(texts) // 20)] if len(piece) > 2]
    for piece, place in cuts:
        other = piece.copy()
        other[place:] = (other[place:] + 7) % config.tokens.vocab_size
        # The last of these is the loss of the first token that changed, which was not read for it.
        before, after = (
            token_losses(
                forward.run(["logits"], {"flat": published, "ids": ids[None]})[0][:place], piece[1 : place + 1]
            )
            for ids in (piece, other)
        )
        moved.append(np.abs(before - after).max())
    return float(np.max(moved))


def _batch(config: Config, texts: list[Ids]) -> Ids:
    """Two rows (2, T + 1) of held-out text, as long as two of the pieces allow."""
    first, second = sorted(texts, key=len)[-2:]
    size = min(64, config.model.block_size, len(first) - 1)
    return np.stack([first[: size + 1], second[: size + 1]])
