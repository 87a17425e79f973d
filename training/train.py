"""The training loop: batches in, weights out, with checkpoints, metrics and a progress line.

It starts where the newest checkpoint left off; Ctrl-C and SIGTERM save before they end it.
"""

import json
import math
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

import numpy as np
import torch

from training import checkpoint, data, optim
from training.config import Config, to_dict
from training.files import read_json
from training.model import GPT


class Diverged(RuntimeError):
    """The loss is no longer a number."""


def stage_steps(steps: int, stages: int) -> list[int]:
    """Steps at which the model's weights are kept: 0, then evenly on a log scale up to `steps`."""
    return sorted({0, *(round(steps ** (i / (stages - 1))) for i in range(1, stages))})


def new_model(config: Config) -> GPT:
    """A model with fresh weights, the same for the same seed."""
    torch.manual_seed(config.training.seed)
    return GPT(config.model, config.tokens.vocab_size)


def train(config: Config) -> None:
    """Run to the last step, from the newest checkpoint if there is one; skip a finished run.

    Raises:
        Diverged: if the loss becomes NaN or infinite.
    """
    run, settings = config.run, config.training
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = new_model(config).to(device)
    optimizer = optim.adamw(model, settings)
    stream = data.batches(config, settings.seed)
    held_out = data.held_out(config)
    step, spent = 0, 0.0
    fingerprint = json.loads(json.dumps({"config": to_dict(config), "data": read_json(run / "data" / "stamp.json")}))
    if (state := checkpoint.newest(run / "checkpoints")) is not None:
        if state["fingerprint"] != fingerprint:
            raise checkpoint.CheckpointError(
                f"runs/{config.name} holds a run with other settings or text; delete that folder or choose another name"
            )
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        stream.rng.bit_generator.state = json.loads(state["batches"])
        step, spent = state["step"], state["seconds"]
        if step >= settings.steps:
            print("train: up to date")
            return
        print(f"train: going on from step {step:,}")
    _forget_after(run / "metrics.jsonl", step)
    loss_of = torch.compile(model.loss) if settings.compile else model.loss
    stages = set(stage_steps(settings.steps, config.samples.stages))
    tokens_a_step = settings.batch_size * config.model.block_size
    started = saved = time.monotonic()

    def save() -> None:
        state = {
            "fingerprint": fingerprint,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "batches": json.dumps(stream.rng.bit_generator.state),
            "step": step,
            "seconds": spent + time.monotonic() - started,
        }
        checkpoint.save(run / "checkpoints", step, state)

    with _stop_requests() as stop, (run / "metrics.jsonl").open("a", encoding="utf-8") as metrics:
        while True:
            if step % settings.evaluate_every == 0 or step in stages or step == settings.steps:
                losses = evaluate(model, held_out, config, device)
                _log(metrics, {"step": step, "tokens": step * tokens_a_step, "val_loss": losses})
            if step in stages:
                checkpoint.save(run / "stages" / f"{step:08d}", step, {"model": model.state_dict(), "step": step})
            if step == settings.steps or stop:
                break
            rate = optim.set_rate(optimizer, settings, step)
            inputs, targets = (torch.from_numpy(part).to(device) for part in stream.next())
            with _precision(device):
                loss = loss_of(inputs, targets)
            torch.autograd.backward(loss)
            norm = float(torch.nn.utils.clip_grad_norm_(model.parameters(), settings.grad_clip))
            value = loss.item()
            if not math.isfinite(value) or not math.isfinite(norm):
                raise Diverged(
                    f"the loss became {value} at step {step:,}; the last good checkpoint is kept. Try a lower "
                    "training.learning_rate or a longer training.warmup"
                )
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            seconds = spent + time.monotonic() - started
            if step % settings.log_every == 0 or step <= 10:
                entry = {"step": step, "tokens": step * tokens_a_step, "loss": value, "learning_rate": rate}
                _log(metrics, entry | {"grad_norm": norm, "seconds": round(seconds, 1)})
                _progress(step, settings.steps, value, tokens_a_step, seconds)
            if time.monotonic() - saved > settings.checkpoint_seconds:
                save()
                saved = time.monotonic()
    save()
    print()
    if stop:
        print(f"train: stopped and saved at step {step:,}; the same command goes on from there")
        sys.exit(130)


@torch.no_grad()
def evaluate(model: GPT, held_out: dict[str, Any], config: Config, device: torch.device) -> dict[str, float]:
    """Loss in nats a token on held-out ids, by source; the same blocks every time."""
    losses = {}
    size = config.model.block_size
    for file, ids in held_out.items():
        blocks = (len(ids) - 1) // size
        chosen = np.unique(
            np.linspace(0, blocks - 1, min(config.training.evaluate_batches, blocks)).round().astype(int)
        )
        rows = np.stack([ids[i * size : i * size + size + 1] for i in chosen]).astype(np.int64)
        parts = [
            float(model.loss(part[:, :-1], part[:, 1:])) * len(part)
            for part in torch.split(torch.from_numpy(rows).to(device), 16)
        ]
        losses[file] = sum(parts) / len(rows)
    return losses


def mixed(losses: dict[str, float], config: Config) -> float:
    """One number from the losses by source, weighted as the sources are in training."""
    weights = {source.file: source.weight for source in config.data.source if source.file in losses}
    return sum(losses[file] * weight for file, weight in weights.items()) / sum(weights.values())


def _precision(device: torch.device) -> AbstractContextManager[object]:
    return torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else nullcontext()


def _log(file: TextIO, entry: Mapping[str, object]) -> None:
    file.write(json.dumps(entry) + "\n")
    file.flush()


def _forget_after(path: Path, step: int) -> None:
    """Drop what was logged after the checkpoint that the run goes on from."""
    if path.is_file():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
        # Step s is evaluated before its batch is read, so its evaluation is about to be made again.
        kept = [line for line in lines if _logged_before(json.loads(line), step)]
        path.write_text("".join(line + "\n" for line in kept), encoding="utf-8")


def _logged_before(entry: dict[str, Any], step: int) -> bool:
    return bool(entry["step"] < step or (entry["step"] == step and "loss" in entry))


def _progress(step: int, steps: int, loss: float, tokens_a_step: int, seconds: float) -> None:
    left = seconds / step * (steps - step) / 60
    speed = step * tokens_a_step / seconds
    end = "\r" if sys.stdout.isatty() else "\n"
    if sys.stdout.isatty() or step % 100 == 0:
        print(
            f"train: step {step:,} of {steps:,}  loss {loss:.3f}  {speed:,.0f} tokens/s  {left:.0f} min left", end=end
        )
        sys.stdout.flush()


@contextmanager
def _stop_requests() -> Iterator[list[int]]:
    """Collect Ctrl-C and SIGTERM instead of dying by them; a second Ctrl-C ends the program at once."""
    received: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
