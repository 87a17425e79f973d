"""Writing on from a prompt, token by token, with chance from a fixed seed; and what the run wrote at its stages."""

from typing import Any

import numpy as np
import torch

from training import progress
from training.config import Config
from training.files import write_json
from training.judge.evaluate import is_of
from training.run import checkpoint, held_out
from training.run.metrics import read as read_metrics
from training.run.model import GPT
from training.text.coder import Tokenizer
from widgets.ml.sampling import draw, softmax


@torch.no_grad()
def write_on(model: GPT, coder: Tokenizer, prompt: str, *, tokens: int, temperature: float, seed: int) -> str:
    """What the model adds to `prompt`: at most `tokens` tokens, ending early at an end of text."""
    model.eval()
    rng = np.random.default_rng(seed)
    ids = coder.encode_document(prompt)
    start = len(ids)
    for _ in range(tokens):
        logits = model(torch.tensor([ids[-model.config.block_size :]]))[0, -1]
        token = draw(softmax(logits.tolist(), temperature), float(rng.random()))
        if token == coder.endoftext:
            break
        ids.append(token)
    return coder.decode(ids[start:])


def sample(config: Config) -> None:
    """Write runs/<name>/samples.json: what every stage of the run wrote, and its losses; skip what is up to date.

    Raises:
        CheckpointError: if nothing was trained yet.
    """
    identity = checkpoint.identity(checkpoint.latest(config))
    path, settings = config.run / "samples.json", config.samples
    described = {name: getattr(settings, name) for name in ("prompt", "tokens", "temperature", "seed")} | identity
    steps = checkpoint.moments(config, identity["step"])
    if is_of(path, described, steps):
        print("sample: up to date")
        return
    found = stages(config, steps)
    write_json(path, described | {"stages": found})
    print(f"sample: {settings.prompt!r} at step {found[-1]['step']:,}:{found[-1]['sample']!r}")


def stages(config: Config, steps: list[int]) -> list[dict[str, Any]]:
    """What the run wrote at some of its steps from the same prompt, with what it had seen and its losses there."""
    coder = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes())
    metrics = read_metrics(config)
    tokens_a_step = config.training.batch_size * config.model.block_size
    trained = [entry for entry in metrics if "loss" in entry]
    found: list[dict[str, Any]] = []
    settings = config.samples
    with progress.bar("sample", len(steps), "stage") as bar:
        for step in steps:
            model = checkpoint.model_at(config, step)
            near = _near(trained, step)
            text = write_on(
                model,
                coder,
                settings.prompt,
                tokens=settings.tokens,
                temperature=settings.temperature,
                seed=settings.seed,
            )
            found.append(
                {
                    "step": step,
                    "tokens_seen": step * tokens_a_step,
                    "train_loss": round(sum(near) / len(near), 4),
                    "val_loss": round(held_out.mixed(held_out.at(config, step), config), 4),
                    "sample": text,
                }
            )
            bar.update(1)
    return found


def _near(trained: list[dict[str, Any]], step: int) -> list[float]:
    """Losses of the batches logged within 5% of a step, since one batch alone is noisy; at least the nearest one."""
    within = [entry["loss"] for entry in trained if abs(entry["step"] - step) <= 0.05 * step]
    return within or [min(trained, key=lambda entry: abs(int(entry["step"]) - step))["loss"]]
