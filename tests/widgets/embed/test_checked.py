"""A file is the pinned one, and is written whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from widgets.embed.checked import VendorError, checked, write


def test_a_file_that_is_another_is_refused_with_what_to_do() -> None:
    with pytest.raises(VendorError, match=r"a\.js has SHA-256 .* Delete node_modules and \.cache and run make again"):
        checked("a.js", b"changed", hashlib.sha256(b"original").hexdigest())


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_bytes(b"old")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(VendorError, match="No space left on device"):
        write(tmp_path / "a.js", b"new contents")
    assert [path.name for path in tmp_path.iterdir()] == ["a.js"]
    assert (tmp_path / "a.js").read_bytes() == b"old"
