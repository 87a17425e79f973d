"""A scaling law of our own: sizes of one small model, each trained on the same tokens in the same order.

The line is Kaplan et al.'s (2020, arXiv:2001.08361, eq. 1.1), loss = factor / parameters^exponent, laid through the
logarithms by least squares. Parameters are all of them, as Hoffmann et al. (2022, arXiv:2203.15556) count. Kaplan et
al. leave the embeddings out, which brings models of different depth onto one line, but bends it where embeddings are
much of a model (Pearce & Song 2024, arXiv:2406.12907, who advise to count all); ours have one depth, are small, and use
the matrix of the embeddings a second time to write. Both counts are written down. There is no term for what no model
could learn: five points cannot tell it from the exponent. The line holds for these tokens and this schedule, and where
it ends, nothing says that it goes on.

Loss against tokens, along each run, is measured at rates that are still high; only the last point of a run is what
that many tokens are worth (Hoffmann et al., section 3), so no line is laid there.
"""

import math
from typing import Any

import numpy as np

from training.config import Config, beside
from training.files import write_json
from training.judge import evaluate
from training.judge.variants import remembered
from training.run import checkpoint, held_out, metrics, provenance
from training.run.model import count_parameters
from training.run.train import train


def scale(config: Config) -> None:
    """Train every size; write losses and the fitted line to runs/<name>/scale.json; skip what is up to date."""
    if not config.scale:
        print("scale: the settings name no sizes")
        return
    own = [beside(config, one) for one in config.scale]
    sizes: list[dict[str, Any]] = [
        {"name": one.name, "set": list(one.set)} | remembered(size, "scale", record)
        for one, size in zip(config.scale, own, strict=True)
    ]
    sizes.sort(key=lambda size: int(size["parameters"]))
    counts, losses = [size["parameters"] for size in sizes], [size["loss"] for size in sizes]
    tokens = own[0].training.steps * own[0].training.batch_size * own[0].model.block_size
    found = line(counts, losses)
    described = {"base": provenance.public(config), "tokens": tokens, "sizes": sizes, "line": found}
    write_json(config.run / "scale.json", described | provenance.origin(own[0]))
    for size in sizes:
        print(f"scale: {size['parameters']:,} parameters: {size['loss']:.3f} nats a token")
    print(f"scale: loss = {found['factor']:.3f} / parameters^{found['exponent']:.4f}")
    print(f"scale: the largest from the others: {found['foretold']:.3f} instead of {losses[-1]:.3f}")


def record(config: Config) -> dict[str, Any]:
    """Train one size and say how large it is, how well it predicts all held-out text, and its loss along the way."""
    train(config)
    state = checkpoint.latest(config)
    model = checkpoint.model_at(config, config.training.steps)
    log = metrics.read(config)
    along = [
        {"tokens": entry["tokens"], "loss": held_out.mixed(entry["val_loss"], config)}
        for entry in log
        if "val_loss" in entry
    ]
    found = evaluate.full(model, config)
    return {
        **checkpoint.identity(state),
        "parameters": count_parameters(model),
        "parameters_without_embedding": count_parameters(model) - model.wte.weight.numel(),
        "learning_rate": config.training.learning_rate,
        "loss": found["nats_a_token"],
        "bits_a_byte": found["bits_a_byte"],
        "along": metrics.thin(along, 80),
        "duration_seconds": round(max(entry["seconds"] for entry in log if "seconds" in entry)),
    }


def line(parameters: list[int], losses: list[float]) -> dict[str, Any]:
    """The power law through points ordered by size: exponent, factor, and how far each measured loss lies from it.

    `residuals` are ln(measured / fitted). `foretold` is the largest size's loss by the line through all others alone.
    """
    exponent, factor = _fitted(parameters, losses)
    others, their_factor = _fitted(parameters[:-1], losses[:-1])
    measured = zip(parameters, losses, strict=True)
    return {
        "exponent": round(exponent, 5),
        "factor": round(factor, 5),
        "residuals": [round(math.log(loss * count**exponent / factor), 5) for count, loss in measured],
        "foretold": round(their_factor / parameters[-1] ** others, 4),
    }


def _fitted(parameters: list[int], losses: list[float]) -> tuple[float, float]:
    slope, height = np.polyfit(np.log(parameters), np.log(losses), 1)
    return float(-slope), math.exp(float(height))
