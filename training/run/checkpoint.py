"""Checkpoints: everything a run needs to go on as if it had never stopped, written whole and checked by SHA-256."""

import hashlib
import io
import re
from pathlib import Path
from typing import Any

import torch

from training.config import Config
from training.errors import Said
from training.files import write_bytes
from training.run.model import GPT

KEPT = 2
_HEADER = re.compile(rb"nudge checkpoint ([0-9a-f]{64})\n")


class CheckpointError(Said, ValueError):
    """A file is no checkpoint of this run, or damaged."""


def save(folder: Path, step: int, state: dict[str, Any]) -> Path:
    """Write the checkpoint of `step`, then drop all but the newest two."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    body = buffer.getvalue()
    path = folder / f"{step:08d}.ckpt"
    write_bytes(path, b"nudge checkpoint " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    for old in sorted(folder.glob("*.ckpt"))[:-KEPT]:
        old.unlink()
    return path


def keep(folder: Path, step: int, model: GPT) -> None:
    """Write a snapshot of a run's weights, which stays."""
    save(folder / "snapshots" / f"{step:08d}", step, {"model": model.state_dict(), "step": step})


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint.

    Raises:
        CheckpointError: if it is foreign, cut off or changed since it was written.
    """
    data = path.read_bytes()
    header = _HEADER.match(data)
    if header is None:
        raise CheckpointError(f"{path.name} is no checkpoint of Nudge")
    body = data[header.end() :]
    if hashlib.sha256(body).hexdigest() != header[1].decode():
        raise CheckpointError(f"{path.name} is damaged: its contents do not match its SHA-256")
    state: dict[str, Any] = torch.load(io.BytesIO(body), map_location="cpu", weights_only=True)
    return state


def latest(config: Config) -> dict[str, Any]:
    """The newest whole checkpoint of a run.

    Raises:
        CheckpointError: if there is none.
    """
    state = newest(config.run / "checkpoints")
    if state is None:
        raise CheckpointError(f"runs/{config.name} has no checkpoint yet; train first")
    return state


def identity(state: dict[str, Any]) -> dict[str, Any]:
    """What tells the weights of a checkpoint from all others: their step and a digest."""
    digest = hashlib.sha256()
    for weight in state["model"].values():
        digest.update(weight.cpu().numpy().tobytes())
    return {"step": state["step"], "weights": digest.hexdigest()[:16]}


def model_at(config: Config, step: int) -> GPT:
    """The model as it was at one of the run's snapshots.

    Raises:
        CheckpointError: if that step was not kept, or is damaged.
    """
    state = newest(config.run / "snapshots" / f"{step:08d}")
    if state is None:
        raise CheckpointError(f"runs/{config.name} kept no weights at step {step:,}; train it again from the start")
    model = GPT(config.model, config.tokens.vocab_size)
    model.load_state_dict(state["model"])
    return model.eval()


def newest(folder: Path) -> dict[str, Any] | None:
    """The newest checkpoint that is whole, or None if there is none; a damaged one is named and passed over."""
    for path in sorted(folder.glob("*.ckpt"), reverse=True):
        try:
            return load(path)
        except CheckpointError as error:
            print(f"checkpoint: {error}; going back to the one before")
    return None
