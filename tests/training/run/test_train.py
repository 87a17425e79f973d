"""A run that stops goes on as if it had not, alone or shared; one that blows up says so."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.config import Config, ConfigError, changed, read, stage_steps
from training.run import checkpoint, health, metrics, train
from training.text import prepare


def _weights(config: Config) -> dict[str, torch.Tensor]:
    state = checkpoint.newest(config.run / "checkpoints")
    assert state is not None
    weights: dict[str, torch.Tensor] = state["model"]
    return weights


def _losses(config: Config) -> list[float]:
    lines = (config.run / "metrics.jsonl").read_text().splitlines()
    return [entry["loss"] for entry in map(json.loads, lines) if "loss" in entry]


def _named(config: Config, name: str) -> Config:
    renamed = dataclasses.replace(config, name=name)
    prepare.prepare(renamed)
    return renamed


def test_the_loss_falls(tiny: Config) -> None:
    train.train(tiny)
    losses = _losses(tiny)
    assert losses[-1] < losses[0] - 0.5


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
@pytest.mark.parametrize("stop_at", [1, 7, 29])
def test_resuming_equals_never_having_stopped(
    tiny: Config, stop_at: int, optimizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Dropout, so that the state of chance has to come back as well.
    tiny = changed(tiny, [f"training.optimizer={optimizer}", "model.dropout=0.1"])
    train.train(tiny)
    broken = _named(tiny, "broken")
    real, steps = train.optim.set_rate, iter(range(1000))

    def stopping(*arguments: object) -> float:
        if next(steps) == stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        return real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(train.optim, "set_rate", stopping)
        with pytest.raises(SystemExit):
            train.train(broken)
    train.train(broken)
    whole, resumed = _weights(tiny), _weights(broken)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    assert _losses(tiny) == _losses(broken)


def test_a_run_keeps_snapshots_of_its_way_with_their_losses(tiny: Config) -> None:
    train.train(tiny)
    kept = sorted(path.name for path in (tiny.run / "snapshots").iterdir())
    assert kept == [f"{step:08d}" for step in tiny.snapshots]
    assert set(tiny.stages) < set(tiny.snapshots)
    validated = {entry["step"] for entry in metrics.read(tiny) if "val_loss" in entry}
    assert set(tiny.snapshots) <= validated
    first, last = (checkpoint.model_at(tiny, step) for step in (0, tiny.training.steps))
    assert not torch.equal(first.wte.weight, last.wte.weight)
    assert torch.equal(last.wte.weight, _weights(tiny)["wte.weight"])


def test_a_finished_run_is_not_run_again(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    train.train(tiny)
    train.train(tiny)
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize("explosion", [3.0, 0.0], ids=["exploding", "no-number"])
def test_a_run_that_blows_up_stops_with_the_step_and_advice(tiny: Config, explosion: float) -> None:
    overrides = ["training.learning_rate=1e9", "training.grad_clip=1e9", f"training.explosion={explosion}"]
    with pytest.raises(health.Diverged, match=r"at step \d+; no checkpoint was saved.*lower training\.learning_rate"):
        train.train(changed(tiny, overrides))


def test_the_last_good_checkpoint_is_named(tiny: Config) -> None:
    overrides = ["training.learning_rate=1e9", "training.grad_clip=1e9", "training.checkpoint_seconds=0"]
    with pytest.raises(health.Diverged, match=r"the last good checkpoint is 0000000\d\.ckpt"):
        train.train(changed(tiny, overrides))


def test_clipping_to_0_is_no_clipping(tiny: Config) -> None:
    short = changed(tiny, ["training.steps=3"])
    lengths = {"none": 0, "never": 1e9, "hard": 0.001}
    for name, length in lengths.items():
        train.train(changed(_named(short, name), [f"training.grad_clip={length}"]))
    none, never, hard = (_weights(dataclasses.replace(short, name=name)) for name in lengths)
    assert all(torch.equal(none[part], never[part]) for part in none)
    assert not all(torch.equal(none[part], hard[part]) for part in none)


def test_a_batch_in_parts_is_the_same_batch(tiny: Config) -> None:
    train.train(tiny)
    parts = changed(_named(tiny, "parts"), ["training.accumulate=4"])
    train.train(parts)
    assert _losses(parts) == pytest.approx(_losses(tiny), abs=1e-4)


def test_a_batch_that_cannot_be_shared_evenly_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"multiple of training\.accumulate"):
        read(Path("training/configs/smoke.toml"), ["training.accumulate=3"])


@pytest.mark.slow
def test_a_run_killed_again_and_again_ends_bit_for_bit_like_one_left_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.training.alone", str(tmp_path)]
    subprocess.run([*command, "whole"], check=True, stdout=subprocess.DEVNULL)
    log, reached = tmp_path / "runs" / "killed" / "metrics.jsonl", list[int]()
    for target in (3, 17, 38):
        process = subprocess.Popen([*command, "killed", "training.checkpoint_seconds=0"], stdout=subprocess.DEVNULL)
        while process.poll() is None and (not reached or reached[-1] < target):
            reached.append(_last_step(log))
            time.sleep(0.005)
        process.kill()
        process.wait()
        # A checkpoint after every step: at most the step under way is lost.
        found = checkpoint.newest(log.parent / "checkpoints")
        assert found is not None
        assert found["step"] >= _last_step(log) - 1
    subprocess.run([*command, "killed", "training.checkpoint_seconds=0"], check=True, stdout=subprocess.DEVNULL)
    ends = [checkpoint.newest(tmp_path / "runs" / name / "checkpoints") for name in ("whole", "killed")]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0]["step"] == ends[1]["step"] == 60
    for name, weight in ends[0]["model"].items():
        assert torch.equal(weight, ends[1]["model"][name])
    assert _logged(tmp_path, "whole") == _logged(tmp_path, "killed")


def _last_step(log: Path) -> int:
    """The last step in a log that may be half written."""
    if not log.is_file():
        return 0
    whole = [line for line in log.read_text().splitlines() if line.endswith("}") and '"loss"' in line]
    return int(json.loads(whole[-1])["step"]) if whole else 0


def _logged(root: Path, name: str) -> list[dict[str, object]]:
    lines = (root / "runs" / name / "metrics.jsonl").read_text().splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != "seconds"} for line in lines]


@pytest.mark.slow
def test_two_processes_train_like_one(tmp_path: Path) -> None:
    alone = [sys.executable, "-m", "tests.training.alone", str(tmp_path), "one"]
    subprocess.run(alone, check=True, stdout=subprocess.DEVNULL)
    team = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "tests.training.alone"]
    # Prepared once: two processes would write the same files.
    shutil.copytree(tmp_path / "runs" / "one" / "data", tmp_path / "runs" / "two" / "data")
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *team, str(tmp_path), "two"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    one, two = _logged(tmp_path, "one"), _logged(tmp_path, "two")
    assert [entry["step"] for entry in one] == [entry["step"] for entry in two]
    for name in ("loss", "grad_norm"):
        assert [e[name] for e in one if name in e] == pytest.approx([e[name] for e in two if name in e], abs=1e-4)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_it_learns_in_half_precision_on_a_gpu(tiny: Config) -> None:
    train.train(tiny)
    losses = _losses(tiny)
    assert losses[-1] < losses[0] - 0.5


def test_a_run_with_other_settings_is_not_overwritten(tiny: Config) -> None:
    train.train(tiny)
    other = dataclasses.replace(tiny, training=dataclasses.replace(tiny.training, learning_rate=1e-4))
    with pytest.raises(checkpoint.CheckpointError, match="other settings"):
        train.train(other)


def test_stages_are_spread_on_a_log_scale_and_end_at_the_last_step() -> None:
    steps = stage_steps(4600, 8)
    assert (steps[0], steps[1], steps[-1], len(steps)) == (0, 1, 4600, 8)
    ratios = [b / a for a, b in pairwise(steps[1:])]
    assert max(ratios) / min(ratios) < 1.1


@given(st.integers(1, 100_000), st.integers(3, 12))
def test_stages_rise_from_the_start_to_the_end(steps: int, stages: int) -> None:
    found = stage_steps(steps, stages)
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (0, steps)
    assert len(found) <= stages


def test_signals_are_handed_back_after_a_run(tiny: Config) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert threading.current_thread() is threading.main_thread()
    train.train(tiny)
    assert signal.getsignal(signal.SIGTERM) is before
