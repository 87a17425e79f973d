"""An error of the system ends as one sentence with the path and what to do."""

import errno
import os
from pathlib import Path

import pytest

from training import files
from training.errors import in_words

HERE = Path("runs/mine")


def words(error: Exception) -> str:
    said = in_words(error, HERE)
    assert said is not None
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room is left to write runs/a; free some"),
        (errno.EDQUOT, "no room is left to write runs/a"),
        (errno.EFBIG, "no room is left to write runs/a"),
        (errno.EACCES, "this user may not use runs/a; change its rights"),
        (errno.EPERM, "this user may not use runs/a"),
        (errno.EROFS, "runs/a lies where nothing may be written"),
        (errno.EBUSY, "runs/a is in use by another program"),
        (errno.EMFILE, "runs/a is one open file too many"),
        (errno.EIO, "the disk fails at runs/a"),
        (errno.ELOOP, "runs/a cannot be used: Too many levels of symbolic links"),
    ],
)
def test_an_error_of_the_system_is_said_with_its_path_and_what_to_do(number: int, said: str) -> None:
    assert words(OSError(number, os.strerror(number), str(Path.cwd() / "runs/a"))).startswith(said)


def test_real_errors_of_the_system_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for path, said in {
        tmp_path / "file" / "a": "is a file, and should be a folder",
        tmp_path / "folder": "is a folder, and should be a file",
        tmp_path / ("x" * 300): "is too long; shorten it",
    }.items():
        with pytest.raises(OSError) as caught:  # noqa: PT011
            files.write_bytes(path, b"x")
        assert said in words(caught.value)
        assert str(tmp_path) in words(caught.value)
    with pytest.raises(OSError) as caught:  # noqa: PT011
        (tmp_path / "none").read_bytes()
    assert words(caught.value) == f"there is no {tmp_path}/none; check the name, or run the stages that come before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full device")
def test_a_full_disk_is_said_with_the_file_that_had_no_room(tmp_path: Path) -> None:
    (tmp_path / ".a.bin.unfinished").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        files.write_bytes(tmp_path / "a.bin", b"x" * 100_000)
    assert words(caught.value).startswith(f"no room is left to write {tmp_path}/a.bin; free some")


def test_where_the_system_names_no_file_the_runs_folder_is_named() -> None:
    assert words(OSError(errno.ENOSPC, "No space left")).startswith("no room is left to write runs/mine;")


def test_torch_on_a_full_disk_and_without_memory_is_said() -> None:
    full = RuntimeError("[enforce fail at inline_container.cc:672] . PytorchStreamWriter failed writing file data/0")
    assert words(full).startswith("no room is left to write runs/mine")
    for error in (MemoryError(), RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes")):
        assert "memory of this machine does not suffice; lower training.batch_size" in words(error)


def test_an_unknown_error_keeps_its_traceback() -> None:
    assert in_words(RuntimeError("shapes differ"), HERE) is None
    assert in_words(KeyError("x"), HERE) is None
    assert in_words(OSError("no number"), HERE) is None
