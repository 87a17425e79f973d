"""A run goes on from where it was, also beyond its plan; wherever it is killed, the same command finishes it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from training.config import Config, changed
from training.files import read_json
from training.judge.sample import sample
from training.run import checkpoint, metrics
from training.run.train import train

# These train.
pytestmark = pytest.mark.slow


def _weights(config: Config) -> dict[str, torch.Tensor]:
    weights: dict[str, torch.Tensor] = checkpoint.latest(config)["model"]
    return weights


def test_a_finished_run_goes_on_for_more_steps(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    train(tiny)
    sample(tiny)
    longer = changed(tiny, ["training.steps=45"])
    with pytest.raises(checkpoint.CheckpointError, match=r"trained for 30 steps, not 45; run the stage train"):
        checkpoint.latest(longer)
    train(longer)
    assert "from step 30 to 45; until here the learning rate followed a plan of 30 steps" in capsys.readouterr().out
    # The first way stays as it was, the new one follows; no step is logged twice.
    assert checkpoint.snapshots(longer) == sorted({*tiny.snapshots, 45})
    validated = [entry["step"] for entry in metrics.read(longer) if "val_loss" in entry]
    assert validated == sorted({*tiny.snapshots, 10, 20, 40, 45})
    assert read_json(longer.run / "run.json")["earlier_plans"] == [{"until": 30, "steps": 30}]  # type: ignore[index]
    rates = {entry["step"]: entry["learning_rate"] for entry in metrics.read(longer) if "loss" in entry}
    assert rates[40] > rates[30]
    sample(longer)
    assert [stage["step"] for stage in json.loads((longer.run / "samples.json").read_text())["stages"]] == [0, 1, 45]


def test_a_run_that_goes_on_and_is_left_halfway_is_still_the_finished_one(tiny: Config) -> None:
    train(tiny)
    before = {path: path.read_bytes() for path in tiny.run.rglob("*") if path.is_file()}
    train(changed(tiny, ["training.steps=45"]))
    for path in (tiny.run / "checkpoints").glob("*45.ckpt"):
        path.unlink()
    train(tiny)
    after = {path: path.read_bytes() for path in tiny.run.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    assert after[tiny.run / "metrics.jsonl"] == before[tiny.run / "metrics.jsonl"]


def test_a_run_can_end_where_it_is_but_not_go_back(tiny: Config) -> None:
    train(tiny)
    with pytest.raises(checkpoint.CheckpointError, match="at step 30 already and cannot go back to 20"):
        train(changed(tiny, ["training.steps=20"]))
    longer = changed(tiny, ["training.steps=45"])
    train(longer)
    assert checkpoint.latest(longer)["step"] == 45


def test_moments_are_the_nearest_that_were_kept(tiny: Config) -> None:
    for step in (0, 1, 3, 9, 27, 40):
        (tiny.run / "snapshots" / f"{step:08d}").mkdir(parents=True)
        (tiny.run / "snapshots" / f"{step:08d}" / f"{step:08d}.ckpt").touch()
    five = changed(tiny, ["samples.stages=5"])
    # 0, 1, 3, 10, 30 would be even.
    assert checkpoint.moments(five, 30) == [0, 1, 3, 9, 30]
    assert checkpoint.moments(five, 27) == [0, 1, 3, 9, 27]
    assert checkpoint.moments(five, 2) == [0, 1, 2]


def test_a_checkpoint_of_an_older_version_goes_on(tiny: Config) -> None:
    train(tiny)
    (path,) = (tiny.run / "checkpoints").glob("*30.ckpt")
    state = checkpoint.load(path)
    del state["ran_on"], state["fingerprint"]["text"], state["fingerprint"]["config"]["training"]["explosion"]
    checkpoint.save(path.parent, 30, state | {"random": torch.get_rng_state()})
    (tiny.run / "run.json").unlink()
    train(tiny)
    assert (tiny.run / "run.json").is_file()
    assert checkpoint.latest(tiny)["step"] == 30
    train(changed(tiny, ["training.steps=31"]))


@pytest.mark.parametrize("override", ["model.n_layer=3", "training.learning_rate=0.1"])
def test_other_settings_get_no_weights(tiny: Config, override: str) -> None:
    train(tiny)
    other = changed(tiny, [override])
    for ask in (lambda: checkpoint.latest(other), lambda: checkpoint.model_at(other, 1), lambda: train(other)):
        with pytest.raises(checkpoint.CheckpointError, match=rf"other settings or text: {override.split('=')[0]} was"):
            ask()


def test_snapshots_of_an_older_version_are_known_by_their_run(tiny: Config) -> None:
    train(tiny)
    folder = tiny.run / "snapshots" / "00000001"
    state = checkpoint.load(folder / "00000001.ckpt")
    del state["fingerprint"]
    checkpoint.save(folder, 1, state)
    assert torch.equal(checkpoint.model_at(tiny, 1).wte.weight, state["model"]["wte.weight"])
    with pytest.raises(checkpoint.CheckpointError, match="other settings"):
        checkpoint.model_at(changed(tiny, ["model.n_layer=3"]), 1)


def test_weights_of_a_stopped_run_are_those_of_its_checkpoint(tiny: Config) -> None:
    train(tiny)
    for step in (9, 30):
        checkpoint.forget_after(tiny, step - 1)
    assert torch.equal(checkpoint.model_at(tiny, 30).wte.weight, _weights(tiny)["wte.weight"])


@pytest.mark.slow
def test_killed_at_any_write_the_same_command_ends_in_the_same_files(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.training.killed", str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[-2]) > 10
