"""Train the smoke settings in a folder: `python -m tests.training.alone FOLDER NAME [KEY=VALUE ...]`.

A process of its own, for tests that kill it or start several.
"""

import sys
from pathlib import Path

import torch

from training import config as settings
from training.run import train
from training.text import prepare

SETTINGS = Path("training/configs/smoke.toml")


def main(folder: str, name: str, *overrides: str) -> None:
    torch.set_num_threads(1)
    settings.ROOT = Path(folder)
    ours = [f"name={name}", "training.steps=60", "training.evaluate_every=20", "training.precision=float32"]
    config = settings.read(SETTINGS, [*ours, *overrides])
    if not (config.run / "data" / "stamp.json").is_file():
        prepare.prepare(config)
    train.train(config)


if __name__ == "__main__":
    main(*sys.argv[1:])
