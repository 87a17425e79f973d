"""Train the smoke settings in a folder: `python -m tests.training.alone FOLDER NAME [KEY=VALUE ...]`.

A process of its own, for tests that kill it or start several. `{rank}` in the folder is the process's place in its
team, so that each can have a disk of its own; `stop=STEP` lets the leader be asked to stop there.
"""

import os
import signal
import sys
from pathlib import Path

import torch

from training import config as settings
from training.run import optim, train
from training.text import prepare

SETTINGS = Path("training/configs/smoke.toml")
OURS = ("training.steps=60", "training.evaluate_every=20", "training.precision=float32")


def main(folder: str, name: str, *overrides: str) -> None:
    torch.set_num_threads(1)
    rank = os.environ.get("RANK", "0")
    settings.ROOT = Path(folder.format(rank=rank))
    stops = [int(one.removeprefix("stop=")) for one in overrides if one.startswith("stop=")]
    given = [one for one in overrides if not one.startswith("stop=")]
    config = settings.read(SETTINGS, [f"name={name}", *OURS, *given])
    if not (config.run / "data" / "stamp.json").is_file():
        prepare.prepare(config)
    if stops and rank == "0":
        _stop_at(stops[0])
    train.train(config)


def _stop_at(wanted: int) -> None:
    real = optim.set_rate

    def stopping(optimizers: list[torch.optim.Optimizer], config: settings.Training, step: int) -> float:
        if step == wanted:
            os.kill(os.getpid(), signal.SIGTERM)
        return real(optimizers, config, step)

    optim.set_rate = stopping


if __name__ == "__main__":
    main(*sys.argv[1:])
