"""What comes from elsewhere is checked before use, and never left half written."""

import hashlib
import io
import json
import re
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

from widgets.embed import vendor
from widgets.embed.vendor import RUNTIME, VendorError, checked, wheels, write

GOOD = b"wheel"
PINNED: dict[str, Any] = {
    "cdn": "https://cdn.example/v{version}/",
    "package": "no-such-package-of-nudge==0",
    "package_sha256": "0" * 64,
    "folder": "inside/",
    "sha256": {"a.whl": hashlib.sha256(GOOD).hexdigest()},
}


def _cdn(monkeypatch: pytest.MonkeyPatch, answer: bytes | None) -> None:
    def opened(url: str, timeout: float) -> io.BytesIO:
        if answer is None:
            raise OSError("no network")
        return io.BytesIO(answer)

    monkeypatch.setattr(urllib.request, "urlopen", opened)


def test_a_file_that_is_another_is_refused_with_what_to_do() -> None:
    with pytest.raises(VendorError, match=r"a\.js has SHA-256 .* Delete node_modules and \.cache and run make again"):
        checked("a.js", b"changed", hashlib.sha256(b"original").hexdigest())


def test_wheels_come_from_the_cdn_and_then_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _cdn(monkeypatch, GOOD)
    assert wheels(PINNED, tmp_path) == {"a.whl": GOOD}
    _cdn(monkeypatch, None)
    assert wheels(PINNED, tmp_path) == {"a.whl": GOOD}


def test_the_cdn_is_asked_for_the_version_that_npm_installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def opened(url: str, timeout: float) -> io.BytesIO:
        asked.append(url)
        return io.BytesIO(GOOD)

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    wheels(PINNED, tmp_path)
    installed = json.loads((vendor.NODE_MODULES / "pyodide" / "package.json").read_text())["version"]
    assert asked == [f"https://cdn.example/v{installed}/a.whl"]


def test_what_pyodide_says_of_itself_is_what_its_own_list_says() -> None:
    line = vendor.versions(vendor.pins()["versions"]).decode()
    assert (RUNTIME / "pyodide.js").read_text().endswith(line)
    info = json.loads(line.partition("=")[2].rstrip(";\n"))
    assert info == json.loads((vendor.NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text())["info"]


def test_a_changed_wheel_is_refused_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _cdn(monkeypatch, b"changed")
    with pytest.raises(VendorError, match=r"vendor\.toml pins"):
        wheels(PINNED, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.whl").write_bytes(b"half")
    _cdn(monkeypatch, GOOD)
    assert wheels(PINNED, tmp_path) == {"a.whl": GOOD}
    assert (tmp_path / "a.whl").read_bytes() == GOOD


def test_without_a_network_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _cdn(monkeypatch, None)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(VendorError, match="connect to a network and run again"):
        wheels(PINNED, tmp_path)
    assert not list(tmp_path.iterdir())


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


def test_a_missing_npm_package_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vendor, "NODE_MODULES", tmp_path)
    with pytest.raises(VendorError, match="npm ci"):
        vendor.from_npm("pyodide/pyodide.js", "0" * 64)


def test_every_file_is_pinned_by_sha256() -> None:
    text = (Path("widgets/embed") / "vendor.toml").read_text()
    hashes = re.findall(r'"([0-9a-f]{64})"', text)
    pinned = vendor.pins()
    single, scripts, wheels = len(pinned["copy"] | pinned["page"]) + 2, len(pinned["script"]), pinned["wheels"]
    assert len(hashes) == single + 2 * scripts + len(wheels["sha256"]) + 1
    assert len(set(hashes)) == len(hashes)


def test_the_compiled_archives_are_stored_and_hold_no_source() -> None:
    for name in ("python_stdlib.zip", "library.zip", "packages.zip", "nudge.zip"):
        with zipfile.ZipFile(RUNTIME / name) as archive:
            infos = archive.infolist()
            assert all(info.compress_type == zipfile.ZIP_STORED for info in infos), name
            assert not [info.filename for info in infos if info.filename.endswith(".py")], name
            assert len({info.date_time for info in infos}) == 1
