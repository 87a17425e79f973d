"""Checkpoints are whole or refused; a full disk leaves the one before."""

import resource
import signal
from pathlib import Path

import pytest
import torch

from training.config import Config, changed
from training.run import checkpoint
from training.run.train import train


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


def test_a_full_disk_leaves_the_checkpoint_before_whole(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, 1, {"step": 1})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # No file may grow beyond 64 KB: the system itself refuses to write on.
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            checkpoint.save(tmp_path, 2, {"step": 2, "weights": torch.zeros(100_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path.name for path in tmp_path.iterdir()] == ["00000001.ckpt"]
    assert checkpoint.newest(tmp_path) == {"step": 1}


def test_only_the_newest_two_are_kept(tmp_path: Path) -> None:
    for step in (1, 2, 3):
        checkpoint.save(tmp_path, step, {"step": step})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["00000002.ckpt", "00000003.ckpt"]


def test_weights_are_told_apart_by_their_digest() -> None:
    first, second = ({"step": 3, "model": {"w": torch.full((2,), value)}} for value in (1.0, 1.5))
    assert checkpoint.identity(first) == checkpoint.identity(first)
    assert checkpoint.identity(first) != checkpoint.identity(second)


def test_weights_of_a_snapshot_come_back(tiny: Config) -> None:
    short = changed(tiny, ["training.steps=20"])
    train(short)
    last = checkpoint.latest(short)["model"]
    found = checkpoint.model_at(short, 20).state_dict()
    assert all(torch.equal(found[name], last[name]) for name in last)
    with pytest.raises(checkpoint.CheckpointError, match="kept no weights at step 3"):
        checkpoint.model_at(short, 3)
