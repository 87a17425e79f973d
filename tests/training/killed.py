"""Kill a run at each of its writes, let it go on, and compare what it leaves: `python -m tests.training.killed FOLDER`.

A process of its own, which trains only in children: a process that has trained cannot be forked safely.
"""

import dataclasses
import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import torch

# What an optimizer loads at its first step, loaded once for all children.
import torch._dynamo

from training import config as settings
from training import lock
from training.config import Config
from training.run import checkpoint
from training.run.train import train
from training.text import prepare

SHORT = ("training.steps=4", "training.evaluate_every=3", "training.precision=float32", "model.dropout=0.1")
# A checkpoint after every step, each in several writes.
OFTEN = ("training.checkpoint_seconds=0", "training.log_every=1", "samples.stages=3", "samples.snapshots=3")


def main(folder: str) -> int:
    """Print how often it was killed; 1 if anything came out differently."""
    torch.set_num_threads(1)
    settings.ROOT = Path(folder)
    config = settings.read(Path("training/configs/smoke.toml"), [*SHORT, *OFTEN])
    whole = dataclasses.replace(config, name="whole")
    prepare.prepare(whole)
    assert _dies_at(0, whole) is False
    wanted = _left(whole)
    for write in itertools.count(1):
        own = dataclasses.replace(config, name=f"killed-{write}")
        shutil.copytree(whole.run / "data", own.run / "data")
        if not _dies_at(write, own):
            print(f"killed {write - 1} times")
            return 0
        _dies_at(0, own)
        if (found := _left(own)) != wanted:
            print(f"killed at write {write}, it left {found}, not {wanted}")
            return 1
    raise AssertionError


def _dies_at(write: int, config: Config) -> bool:
    """Train in a child that is killed at its n-th write, just before the file is moved into its place; 0 is never."""
    child = os.fork()
    if child == 0:
        writes, move = itertools.count(1), Path.replace

        def deadly(source: Path, target: Path) -> Path:
            if next(writes) == write:
                os.kill(os.getpid(), signal.SIGKILL)
            return move(source, target)

        Path.replace = deadly  # type: ignore[method-assign, assignment]
        with lock.owned(config.run, "train"):
            train(config)
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WIFSIGNALED(status), "it failed by itself"
    return status != 0


def _left(config: Config) -> dict[str, Any]:
    """What a run left, without what clocks say."""
    log = [json.loads(line) for line in (config.run / "metrics.jsonl").read_text().splitlines()]
    return {
        "files": sorted(path.relative_to(config.run).as_posix() for path in config.run.rglob("*") if path.is_file()),
        "log": [{key: value for key, value in entry.items() if key != "seconds"} for entry in log],
        "weights": checkpoint.identity(checkpoint.latest(config)),
        "moments": [checkpoint.model_at(config, step).wte.weight.sum().item() for step in checkpoint.snapshots(config)],
        "run": sorted(json.loads((config.run / "run.json").read_text())),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
