"""What travels is packed under an address of its contents, once."""

import gzip
import os
from pathlib import Path

import pytest

from widgets.embed import packed


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(packed, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(packed, "ASSETS", tmp_path / "vendor" / "assets")
    return tmp_path / "vendor"


def test_other_contents_have_another_address(vendor: Path) -> None:
    one, other = packed.pack("models/demo/a.json", b"one"), packed.pack("models/demo/a.json", b"other")
    assert one["at"] != other["at"]
    assert one["at"].startswith("vendor/assets/models/demo/a.json.")
    assert one["at"].endswith(".bin"), "an ending that no host takes for packing of its own"
    assert gzip.decompress((vendor.parent / one["at"]).read_bytes()) == b"one"


def test_the_same_contents_are_written_once_and_alike(vendor: Path) -> None:
    path = vendor.parent / packed.pack("a", b"data")["at"]
    first = path.read_bytes()
    os.utime(path, (0, 0))
    packed.pack("a", b"data")
    assert path.stat().st_mtime == 0
    path.unlink()
    packed.pack("a", b"data")
    assert path.read_bytes() == first


def test_a_sweep_leaves_what_is_listed_and_what_pages_load(vendor: Path) -> None:
    kept, gone = packed.pack("a", b"new"), packed.pack("a", b"old")
    (vendor / "idiomorph.js").write_text("page")
    (vendor / "pyodide.js").write_text("from an earlier version")
    (vendor / ".stamp.json").write_text("{}")
    packed.sweep({"a": kept}, ["idiomorph.js"])
    left = {path.name for path in vendor.rglob("*") if path.is_file()}
    assert left == {Path(kept["at"]).name, "idiomorph.js", ".stamp.json"}
    assert Path(gone["at"]).name not in left
