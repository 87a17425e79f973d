"""A run's folder has one owner at a time; a second comer is told who, and a dead owner's lock is nobody's."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from training import __main__ as command
from training import config as settings
from training import lock

OWN = """
import pathlib, sys, time
from training import lock
with lock.owned(pathlib.Path(sys.argv[1]), "train"):
    print("mine", flush=True)
    time.sleep(60)
"""


@contextmanager
def _another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that owns the folder until it is killed."""
    with subprocess.Popen([sys.executable, "-c", OWN, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def test_the_second_is_told_who_was_first(tmp_path: Path) -> None:
    with _another(tmp_path / "con") as first:
        named = (
            rf"runs/con belongs to another process \(stage train, process {first.pid} on .+, since 20\d\d-.+\); wait"
        )
        with pytest.raises(lock.Taken, match=named), lock.owned(tmp_path / "con", "prepare"):
            pass


def test_a_killed_owner_owns_nothing_and_what_it_left_half_written_goes(tmp_path: Path) -> None:
    left = tmp_path / "con" / "checkpoints" / ".00000001.ckpt.unfinished"
    with _another(tmp_path / "con") as first:
        left.parent.mkdir()
        left.write_bytes(b"half")
        first.kill()
        first.wait()
        assert (tmp_path / "con" / "lock").is_file()
        with lock.owned(tmp_path / "con", "evaluate"):
            assert json.loads((tmp_path / "con" / "lock").read_text())["pid"] == os.getpid()
            assert not left.exists()
    assert not (tmp_path / "con" / "lock").exists()


def test_of_many_who_come_at_once_only_one_is_in_at_a_time(tmp_path: Path) -> None:
    # Each tries until it has owned the folder 20 times; inside, it makes a folder that must not be there.
    code = """
import pathlib, sys
from training import lock
folder, times = pathlib.Path(sys.argv[1]), 0
while times < 20:
    try:
        with lock.owned(folder, "train"):
            (folder / "inside").mkdir()
            (folder / "inside").rmdir()
            times += 1
    except lock.Taken:
        pass
"""
    crowd = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "con")]) for _ in range(4)]
    assert [process.wait() for process in crowd] == [0] * 4


def test_of_a_team_only_the_leader_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lock.owned(tmp_path / "con", "train"):
        monkeypatch.setenv("RANK", "1")
        with lock.owned(tmp_path / "con", "train"):
            pass
        assert (tmp_path / "con" / "lock").exists()


def test_where_there_are_no_locks_it_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    with lock.owned(tmp_path / "con", "train"):
        assert "no locks here" in capsys.readouterr().out


def test_every_stage_refuses_a_folder_that_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    path = str(Path("training/configs/smoke.toml").resolve())
    with _another(tmp_path / "runs" / "smoke"):
        for stage in ("prepare", "train", "publish", "all"):
            assert command.main([stage, "--config", path]) == 2
            assert "runs/smoke belongs to another process" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "runs" / "smoke").iterdir()) == ["lock"]
