"""Where a run left off: what moves while it trains, kept in its checkpoints and taken up again."""

import json
from dataclasses import dataclass
from typing import Any

import torch
from torch.optim import Optimizer

from training.config import Config, to_dict
from training.files import read_json, write_json
from training.run import checkpoint
from training.run.model import GPT
from training.run.team import Team
from training.text.corpus import Batches


@dataclass
class Run:
    """All that moves while a run trains: weights, optimizers, the stream of batches, steps and seconds so far."""

    model: GPT
    optimizers: list[Optimizer]
    batches: Batches
    step: int = 0
    seconds: float = 0.0


def save(run: Run, config: Config, here: Team, half: bool) -> None:
    """Write the checkpoint of a run, and beside it what the run ran on."""
    state = {
        "fingerprint": _fingerprint(config),
        "model": run.model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in run.optimizers],
        "batches": json.dumps(run.batches.rng.bit_generator.state),
        "random": torch.get_rng_state(),
        "step": run.step,
        "seconds": run.seconds,
    }
    if here.device.type == "cuda":
        state["random_cuda"] = torch.cuda.get_rng_state()
    # Before the checkpoint: a run whose last checkpoint is there is finished, and has to be whole.
    write_json(config.run / "run.json", here.described() | {"matrices": "bfloat16" if half else "float32"})
    checkpoint.save(config.run / "checkpoints", run.step, state)


def take_up(run: Run, config: Config, here: Team) -> bool:
    """Go back to the newest checkpoint, if there is one; False if the run is finished.

    Raises:
        CheckpointError: if the run's folder holds a run with other settings or text.
    """
    state = checkpoint.newest(config.run / "checkpoints")
    if state is None:
        return True
    if _decisive(state["fingerprint"]) != _decisive(_fingerprint(config)):
        raise checkpoint.CheckpointError(
            f"runs/{config.name} holds a run with other settings or text; delete that folder or choose another name"
        )
    run.model.load_state_dict(state["model"])
    for optimizer, saved in zip(run.optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    run.batches.rng.bit_generator.state = json.loads(state["batches"])
    torch.set_rng_state(state["random"])
    if here.device.type == "cuda" and "random_cuda" in state:
        torch.cuda.set_rng_state(state["random_cuda"])
    run.step, run.seconds = state["step"], state["seconds"]
    unfinished = run.step < config.training.steps
    if here.leads:
        print(f"train: going on from step {run.step:,}" if unfinished else "train: up to date")
    return unfinished


def _fingerprint(config: Config) -> dict[str, Any]:
    """What a run is made from: its settings, and the text as it was prepared."""
    stamp = read_json(config.run / "data" / "stamp.json")
    made_from: dict[str, Any] = json.loads(json.dumps({"config": to_dict(config), "data": stamp}))
    return made_from


def _decisive(fingerprint: dict[str, Any]) -> list[object]:
    """What makes a run another run: what it samples, measures or compares afterwards does not."""
    config = fingerprint["config"]
    parts = [config[name] for name in ("data", "tokens", "model", "training")]
    return [*parts, config["samples"]["stages"], config["samples"]["snapshots"], fingerprint["data"]]
