"""Wheels come from wherever they can be had, and only if they are the pinned ones."""

import hashlib
import io
import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from widgets.embed.checked import VendorError
from widgets.embed.vendor import NODE_MODULES
from widgets.embed.wheels import from_index, wheels

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
    installed = json.loads((NODE_MODULES / "pyodide" / "package.json").read_text())["version"]
    assert asked == [f"https://cdn.example/v{installed}/a.whl"]


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


def _pip(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[str]:
    """An index that has one wheel; what it is asked for."""
    asked: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command[-1])
        Path(command[command.index("--dest") + 1], "pure-1.0-py3-none-any.whl").write_bytes(data)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return asked


PURE = {"pure==1.0": hashlib.sha256(GOOD).hexdigest()}


def test_pure_python_comes_from_the_index_by_its_very_version_and_then_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _pip(monkeypatch, GOOD)
    for _ in range(2):
        assert from_index(PURE, tmp_path) == {"pure-1.0-py3-none-any.whl": GOOD}
    assert asked == ["pure==1.0"]


def test_another_file_of_that_name_is_refused_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pip(monkeypatch, b"changed")
    with pytest.raises(VendorError, match=r"vendor\.toml pins"):
        from_index(PURE, tmp_path)
    assert not list(tmp_path.iterdir())


def test_without_an_index_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(VendorError, match="no-such-package-of-nudge==0 cannot be fetched"):
        from_index({"no-such-package-of-nudge==0": "0" * 64}, tmp_path)
