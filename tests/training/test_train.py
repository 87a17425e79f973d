"""A run that stops goes on as if it had not; damaged and foreign checkpoints are refused."""

import dataclasses
import json
import os
import signal
import threading
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from training import checkpoint, data, train
from training.config import Config


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
    data.prepare(renamed)
    return renamed


def test_the_loss_falls(tiny: Config) -> None:
    train.train(tiny)
    losses = _losses(tiny)
    assert losses[-1] < losses[0] - 0.5


@pytest.mark.parametrize("stop_at", [1, 7, 29])
def test_resuming_equals_never_having_stopped(tiny: Config, stop_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_finished_run_is_not_run_again(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    train.train(tiny)
    train.train(tiny)
    assert "up to date" in capsys.readouterr().out


def test_a_loss_that_is_no_number_stops_the_run_with_advice(tiny: Config) -> None:
    hot = dataclasses.replace(tiny, training=dataclasses.replace(tiny.training, learning_rate=1e9, grad_clip=1e9))
    with pytest.raises(train.Diverged, match=r"at step \d+.*lower training\.learning_rate"):
        train.train(hot)


def test_a_run_with_other_settings_is_not_overwritten(tiny: Config) -> None:
    train.train(tiny)
    other = dataclasses.replace(tiny, training=dataclasses.replace(tiny.training, learning_rate=1e-4))
    with pytest.raises(checkpoint.CheckpointError, match="other settings"):
        train.train(other)


def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint.save(tmp_path, 1, {"step": 1})
    newest = checkpoint.save(tmp_path, 2, {"step": 2})
    damaged = bytearray(newest.read_bytes())
    damaged[-20] ^= 1
    newest.write_bytes(bytes(damaged))
    with pytest.raises(checkpoint.CheckpointError, match="damaged"):
        checkpoint.load(newest)
    assert checkpoint.newest(tmp_path) == {"step": 1}
    assert "going back" in capsys.readouterr().out


def test_a_foreign_file_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "1.ckpt").write_bytes(b"something else")
    with pytest.raises(checkpoint.CheckpointError, match="no checkpoint of Nudge"):
        checkpoint.load(tmp_path / "1.ckpt")


def test_a_full_disk_leaves_the_checkpoint_before_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint.save(tmp_path, 1, {"step": 1})

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        checkpoint.save(tmp_path, 2, {"step": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["00000001.ckpt"]
    assert checkpoint.newest(tmp_path) == {"step": 1}


def test_stages_are_spread_on_a_log_scale_and_end_at_the_last_step() -> None:
    steps = train.stage_steps(3400, 6)
    assert (steps[0], steps[-1], len(steps)) == (0, 3400, 6)
    ratios = [b / a for a, b in pairwise(steps[1:])]
    assert max(ratios) / min(ratios) < 1.1


def test_signals_are_handed_back_after_a_run(tiny: Config) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert threading.current_thread() is threading.main_thread()
    train.train(tiny)
    assert signal.getsignal(signal.SIGTERM) is before
