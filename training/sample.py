"""Writing on from a prompt, token by token, with chance from a fixed seed."""

from typing import Any

import numpy as np
import torch

from training import checkpoint
from training.config import Config
from training.model import GPT
from training.train import mixed, stage_steps
from widgets.ml.sampling import draw, softmax
from widgets.ml.tokenizer import Tokenizer


@torch.no_grad()
def write_on(model: GPT, coder: Tokenizer, prompt: str, *, tokens: int, temperature: float, seed: int) -> str:
    """What the model adds to `prompt`: at most `tokens` tokens, ending early at an end of text."""
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


def stages(config: Config, metrics: list[dict[str, Any]], until: int) -> list[dict[str, Any]]:
    """What the run wrote at its stages from the same prompt, with what it had seen and its losses there."""
    coder = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes())
    tokens_a_step = config.training.batch_size * config.model.block_size
    trained = [entry for entry in metrics if "loss" in entry]
    validated = {entry["step"]: entry["val_loss"] for entry in metrics if "val_loss" in entry}
    found: list[dict[str, Any]] = []
    for step in [s for s in stage_steps(config.training.steps, config.samples.stages) if s <= until]:
        state = checkpoint.newest(config.run / "stages" / f"{step:08d}")
        if state is None:
            continue
        model = GPT(config.model, config.tokens.vocab_size)
        model.load_state_dict(state["model"])
        near = _near(trained, step)
        settings = config.samples
        found.append(
            {
                "step": step,
                "tokens_seen": step * tokens_a_step,
                "train_loss": round(sum(near) / len(near), 4),
                "val_loss": round(mixed(validated[step], config), 4),
                "sample": write_on(
                    model,
                    coder,
                    settings.prompt,
                    tokens=settings.tokens,
                    temperature=settings.temperature,
                    seed=settings.seed,
                ),
            }
        )
    return found


def _near(trained: list[dict[str, Any]], step: int) -> list[float]:
    """Losses of the batches logged within 5% of a step, since one batch alone is noisy; at least the nearest one."""
    within = [entry["loss"] for entry in trained if abs(entry["step"] - step) <= 0.05 * step]
    return within or [min(trained, key=lambda entry: abs(int(entry["step"]) - step))["loss"]]
