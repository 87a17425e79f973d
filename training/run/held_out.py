"""The loss on held-out text: on a few blocks while a run goes on, and many sources as one number."""

from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from training.config import Config
from training.run import checkpoint, metrics
from training.run.model import GPT
from training.text import corpus

Ids: TypeAlias = NDArray[np.uint16]


@torch.no_grad()
def quick(model: GPT, held_out: dict[str, Ids], batches: int) -> dict[str, float]:
    """Loss in nats a token by source, on at most `batches` blocks of each, the same every time; no dropout."""
    losses = {}
    size, training = model.config.block_size, model.training
    model.eval()
    for file, ids in held_out.items():
        blocks = (len(ids) - 1) // size
        chosen = np.unique(np.linspace(0, blocks - 1, min(batches, blocks)).round().astype(int))
        rows = np.stack([ids[i * size : i * size + size + 1] for i in chosen]).astype(np.int64)
        losses[file] = total(model, rows) / (len(rows) * size)
    model.train(training)
    return losses


def size(held_out: dict[str, Ids], batches: int, block_size: int) -> int:
    """How many tokens `quick` predicts."""
    return sum(min(batches, (len(ids) - 1) // block_size) for ids in held_out.values()) * block_size


def at(config: Config, step: int) -> dict[str, float]:
    """The same loss of a run's model as it was at `step`: from the run's log, or measured if that does not have it.

    Raises:
        CheckpointError: if neither the loss nor the weights of that step were kept.
    """
    logged = [entry["val_loss"] for entry in metrics.read(config) if entry["step"] == step and "val_loss" in entry]
    if logged:
        return dict(logged[-1])
    return quick(checkpoint.model_at(config, step), corpus.held_out(config), config.training.evaluate_batches)


def total(model: GPT, rows: NDArray[np.int64]) -> float:
    """The summed loss in nats of rows (R, T + 1)."""
    device = model.wte.weight.device
    parts = torch.split(torch.from_numpy(rows), 16)
    return sum(
        float(model.loss(part[:, :-1].to(device), part[:, 1:].to(device))) * part[:, 1:].numel() for part in parts
    )


def mixed(values: dict[str, float], config: Config) -> float:
    """One number from one a source, weighted as the sources are in training."""
    weights = {name: weight for name, weight in corpus.weights(config).items() if name in values}
    return sum(values[name] * weight for name, weight in weights.items()) / sum(weights.values())
