"""A file is whole or not there."""

import hashlib
import math
from pathlib import Path

import pytest

from training import files


def test_an_interruption_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.bin"
    files.write_bytes(path, b"old")

    def cut() -> None:
        with files.writing(path) as file:
            file.write(b"half of the new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut()
    assert path.read_bytes() == b"old"
    assert [found.name for found in path.parent.iterdir()] == ["file.bin"]
    assert files.sha256(path) == hashlib.sha256(b"old").hexdigest()


def test_json_repeats_to_the_byte_and_holds_no_nan(tmp_path: Path) -> None:
    for name, table in (("a", {"x": 1, "y": "é"}), ("b", {"y": "é", "x": 1})):
        files.write_json(tmp_path / name, table)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert files.read_json(tmp_path / "a") == {"x": 1, "y": "é"}
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "c", {"loss": math.nan})
