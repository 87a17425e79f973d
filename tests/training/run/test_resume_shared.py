"""Compiled or shared by two processes, a run that stopped ends as one that did not, bit for bit."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from training.config import Config, changed
from training.errors import DataError
from training.run import checkpoint, optim, resume
from training.run.checkpoint import CheckpointError
from training.run.team import Team
from training.run.train import new_model, train
from training.text import corpus

# Dropout, so that chance has to come back as well, and Muon, whose matrices are of many shapes.
HARD = ("training.steps=12", "training.optimizer=muon", "model.dropout=0.1")
STOPPED = 130
TEAM = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")


def _go(folder: Path, name: str, *more: str, team: tuple[str, ...] = ()) -> int:
    command = [sys.executable, *team, "-m", "tests.training.alone", str(folder), name, *HARD, *more]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def _end(run: Path) -> dict[str, Any]:
    state = checkpoint.newest(run / "checkpoints")
    assert state is not None
    assert state["step"] == 12
    weights: dict[str, Any] = state["model"]
    return weights


def _equal(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two processes have trained the run `whole` without a stop."""
    folder = tmp_path_factory.mktemp("two")
    # Prepared by one process, which then has nothing to do: two would write the same files.
    assert _go(folder, "whole", "training.steps=1") == 0
    for left in ("checkpoints", "snapshots"):
        shutil.rmtree(folder / "runs" / "whole" / left)
    assert _go(folder, "whole", team=TEAM) == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("disks", [1, 2], ids=["one-folder", "two-folders"])
def test_two_processes_go_on_from_what_the_leader_has(two: Path, tmp_path: Path, disks: int) -> None:
    places = [tmp_path / str(rank) for rank in range(disks)]
    for place in places:
        shutil.copytree(two / "runs" / "whole" / "data", place / "runs" / "stopped" / "data")
    folder = tmp_path / "{rank}" if disks == 2 else places[0]
    # torchrun tells only that a process failed, not with what.
    assert _go(folder, "stopped", "stop=5", team=TEAM) != 0
    state = checkpoint.newest(places[0] / "runs" / "stopped" / "checkpoints")
    assert state is not None
    assert state["step"] == 6
    assert _go(folder, "stopped", team=TEAM) == 0
    assert _equal(_end(two / "runs" / "whole"), _end(places[0] / "runs" / "stopped"))
    assert not any((place / "runs" / "stopped" / "checkpoints").exists() for place in places[1:])


@pytest.mark.slow
def test_a_compiled_run_that_stopped_ends_as_one_that_did_not(tmp_path: Path) -> None:
    assert _go(tmp_path, "whole", "training.compile=true") == 0
    shutil.copytree(tmp_path / "runs" / "whole" / "data", tmp_path / "runs" / "stopped" / "data")
    assert _go(tmp_path, "stopped", "training.compile=true", "stop=5") == STOPPED
    assert _go(tmp_path, "stopped", "training.compile=true") == 0
    assert _equal(_end(tmp_path / "runs" / "whole"), _end(tmp_path / "runs" / "stopped"))


class _Told(Team):
    """A process of two that hears from the other what the test says."""

    heard: Any = None

    def share(self, value: Any) -> Any:
        return self.heard

    def gather(self, value: Any) -> list[Any]:
        return [value, self.heard]


def _told(rank: int, heard: Any) -> Team:
    here = _Told(rank, 2, torch.device("cpu"))
    object.__setattr__(here, "heard", heard)
    return here


def test_a_process_with_other_settings_or_no_text_is_refused_by_all(tiny: Config) -> None:
    other = resume.made_from(changed(tiny, ["training.learning_rate=0.1"]), Team(0, 1, torch.device("cpu")))
    with pytest.raises(CheckpointError, match=r"process 1 has other settings.*training\.learning_rate was"):
        resume.made_from(tiny, _told(0, other))
    with pytest.raises(DataError, match="process 1: runs/smoke/data holds no prepared text"):
        resume.made_from(tiny, _told(0, "runs/smoke/data holds no prepared text"))


def test_a_process_without_checkpoints_takes_up_the_leaders(tiny: Config) -> None:
    train(tiny)
    state = checkpoint.latest(tiny)
    shutil.rmtree(tiny.run / "checkpoints")
    alone = Team(0, 1, torch.device("cpu"))
    model = new_model(tiny)
    run = resume.Run(
        model,
        optim.optimizers(model, tiny.training),
        corpus.batches(tiny, tiny.training.seed),
        made_from=resume.made_from(tiny, alone),
        matrices="float32",
    )
    assert not resume.take_up(run, tiny, _told(1, state))
    assert run.step == 30
    assert _equal(run.model.state_dict(), state["model"])


def test_chance_follows_from_seed_step_and_process() -> None:
    def drawn(rank: int, seed: int, step: int) -> list[float]:
        Team(rank, 4, torch.device("cpu")).roll(seed, step)
        return torch.nn.functional.dropout(torch.ones(64), 0.5).tolist()

    kinds = [drawn(rank, seed, step) for rank in (0, 1) for seed in (1, 2) for step in (0, 1)]
    assert len({tuple(kind) for kind in kinds}) == 8
    assert drawn(1, 2, 1) == kinds[-1]
