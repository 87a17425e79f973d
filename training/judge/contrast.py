"""Short runs of one small model, a setting or two apart: what health looks like, and what mistakes do."""

from typing import Any

import torch

from training.config import Config, beside
from training.files import write_json
from training.judge.sample import write_on
from training.judge.variants import remembered
from training.run import checkpoint, held_out, metrics, provenance
from training.run.health import Diverged
from training.run.model import GPT
from training.run.train import train
from training.text.coder import Tokenizer

MOST_POINTS = 120


def contrast(config: Config) -> None:
    """Train every contrast run; write curves and samples to runs/<name>/contrast.json; skip what is up to date."""
    if not config.contrast:
        print("contrast: the settings name no contrast runs")
        return
    found = [
        {"name": one.name, "title": one.title, "difference": one.difference, "set": list(one.set)}
        | remembered(beside(config, one), "contrast", record)
        for one in config.contrast
    ]
    writing = {name: getattr(config.samples, name) for name in ("prompt", "tokens", "temperature", "seed")}
    write_json(config.run / "contrast.json", {"base": provenance.public(config), "samples": writing, "runs": found})
    print(f"contrast: {len(found)} runs are in runs/{config.name}/contrast.json")


def record(config: Config) -> dict[str, Any]:
    """Train one run and say what it left: curves thin enough for a page, a sample, what it was made from, on and with.

    A run that blows up is recorded too: `blew_up_after` is the last step that was logged, None for all others; what is
    no number in a curve is None there. The sample is by the last weights that are all numbers, those of `step`.
    """
    blew_up = False
    try:
        train(config)
    except Diverged:
        blew_up = True
        print("contrast: it blew up, which is recorded")
    log = metrics.read(config)
    trained = [
        {name: entry[name] for name in ("step", "loss", "learning_rate", "grad_norm")}
        for entry in log
        if "loss" in entry
    ]
    validated = [
        {"step": entry["step"], "loss": held_out.mixed(entry["val_loss"], config)}
        for entry in log
        if "val_loss" in entry
    ]
    last = log[-1]["step"]
    step, model = last_weights(config, last)
    return {
        **checkpoint.identity({"step": step, "model": model.state_dict()}),
        "blew_up_after": last if blew_up else None,
        "sample": _sample(config, model),
        "tokens_seen": last * config.training.batch_size * config.model.block_size,
        "duration_seconds": round(max((entry["seconds"] for entry in log if "seconds" in entry), default=0)),
        "train": metrics.thin(trained, MOST_POINTS),
        "validation": metrics.thin(validated, MOST_POINTS),
        **provenance.origin(config),
    }


def _sample(config: Config, model: GPT) -> str:
    coder, how = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes()), config.samples
    return write_on(model, coder, how.prompt, tokens=how.tokens, temperature=how.temperature, seed=how.seed)


def last_weights(config: Config, until: int) -> tuple[int, GPT]:
    """The last weights that a run kept up to a step and that are all numbers, with their step.

    Raises:
        CheckpointError: if it kept none.
    """
    for step in reversed([step for step in checkpoint.snapshots(config) if step <= until]):
        model = checkpoint.model_at(config, step)
        if all(bool(torch.isfinite(weight).all()) for weight in model.parameters()):
            return step, model
    raise checkpoint.CheckpointError(f"runs/{config.name} kept no weights; train it again from the start")
