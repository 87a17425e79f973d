"""Checkpoints: everything a run needs to go on as if it had never stopped, written whole and checked by SHA-256."""

import hashlib
import io
import math
import re
import shutil
from pathlib import Path
from typing import Any

import torch

from training.config import Config, stage_steps
from training.errors import Said
from training.files import write_bytes
from training.run import fingerprint
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


def keep(folder: Path, step: int, model: GPT, made_from: dict[str, Any]) -> None:
    """Write a snapshot of a run's weights, which stays."""
    state = {"fingerprint": made_from, "model": model.state_dict(), "step": step}
    save(folder / "snapshots" / f"{step:08d}", step, state)


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


def newest(folder: Path) -> dict[str, Any] | None:
    """The newest checkpoint that is whole, or None if there is none; a damaged one is named and passed over."""
    for path in sorted(folder.glob("*.ckpt"), reverse=True):
        try:
            return load(path)
        except CheckpointError as error:
            print(f"checkpoint: {error}; going back to the one before")
    return None


def latest(config: Config) -> dict[str, Any]:
    """The newest whole checkpoint of a run, made from the settings and the text as they are now.

    Raises:
        CheckpointError: if there is none, or it was made from others.
    """
    state = newest(config.run / "checkpoints")
    if state is None:
        raise CheckpointError(f"runs/{config.name} has no checkpoint yet; train first")
    refuse_other(config, state["fingerprint"], fingerprint.of(config))
    planned = state["fingerprint"]["config"]["training"]["steps"]
    if planned != config.training.steps:
        raise CheckpointError(
            f"runs/{config.name} was trained for {planned:,} steps, not {config.training.steps:,}; run the stage train "
            f"to go on from there, or set training.steps={planned}"
        )
    return state


def refuse_other(config: Config, then: dict[str, Any], now: dict[str, Any]) -> None:
    """Let a run pass that was made from what there is now; for how many steps it was planned is no matter.

    Raises:
        CheckpointError: if it was made from other settings or another text.
    """
    found = fingerprint.differences(then, now)
    found.pop("training.steps", None)
    if found:
        first, more = next(iter(found.values())), len(found) - 1
        raise CheckpointError(
            f"runs/{config.name} was trained with other settings or text: {first}{f' (and {more} more)' * bool(more)}; "
            "take that back, or train under another name"
        )


def identity(state: dict[str, Any]) -> dict[str, Any]:
    """What tells the weights of a checkpoint from all others: their step and a digest."""
    digest = hashlib.sha256()
    for weight in state["model"].values():
        digest.update(weight.cpu().numpy().tobytes())
    return {"step": state["step"], "weights": digest.hexdigest()[:16]}


def snapshots(config: Config) -> list[int]:
    """The steps whose weights a run has kept, in order."""
    return sorted(int(path.parent.name) for path in (config.run / "snapshots").glob("*/*.ckpt"))


def way(config: Config, last: int) -> list[int]:
    """The steps of a run that has come to step `last` whose weights are still there, that one among them.

    They are those that the settings plan; but a run that went on beyond its first plan lacks what the longer plan would
    have kept before, and one that was stopped has come to a step that no plan names.
    """
    return sorted({last, *(step for step in snapshots(config) if step < last)})


def moments(config: Config, last: int) -> list[int]:
    """The steps to publish of a run that has come to step `last`: evenly on a log scale, the first and the last of all.

    Where such a step was not kept, the nearest that was takes its place.
    """
    there = way(config, last)
    wanted = stage_steps(last, config.samples.stages)
    return sorted({min(there, key=lambda step: abs(math.log((1 + step) / (1 + one)))) for one in wanted})


def model_at(config: Config, step: int) -> GPT:
    """The model as it was at one of the run's snapshots, or as it is at its newest checkpoint.

    Raises:
        CheckpointError: if that step was not kept, is damaged, or the run was made from other settings or text.
    """
    state = newest(config.run / "snapshots" / f"{step:08d}")
    if state is None or "fingerprint" not in state:
        # Snapshots once did not say what they were made from.
        whole = newest(config.run / "checkpoints") or {"step": None}
        state = state | {"fingerprint": whole["fingerprint"]} if state else whole
    if state["step"] != step:
        raise CheckpointError(f"runs/{config.name} kept no weights at step {step:,}; train it again from the start")
    refuse_other(config, state["fingerprint"], fingerprint.of(config))
    model = GPT(config.model, config.tokens.vocab_size)
    model.load_state_dict(state["model"])
    return model.eval()


def forget_after(config: Config, step: int) -> None:
    """Drop the snapshots of steps that are about to be taken again."""
    for later in (one for one in snapshots(config) if one > step):
        shutil.rmtree(config.run / "snapshots" / f"{later:08d}")
