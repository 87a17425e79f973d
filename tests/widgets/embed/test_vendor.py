"""What the site carries from elsewhere is pinned, checked before use, and compiled."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from widgets.embed import vendor
from widgets.embed.checked import VendorError
from widgets.embed.vendor import RUNTIME


def test_what_pyodide_says_of_itself_is_what_its_own_list_says() -> None:
    line = vendor.versions(vendor.pins()["versions"]).decode()
    assert (RUNTIME / "pyodide.js").read_text().endswith(line)
    info = json.loads(line.partition("=")[2].rstrip(";\n"))
    assert info == json.loads((vendor.NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text())["info"]


def test_a_missing_npm_package_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vendor, "NODE_MODULES", tmp_path)
    with pytest.raises(VendorError, match="npm ci"):
        vendor.from_npm("pyodide/pyodide.js", "0" * 64)


def test_every_file_is_pinned_by_sha256() -> None:
    text = (Path("widgets/embed") / "vendor.toml").read_text()
    hashes = re.findall(r'"([0-9a-f]{64})"', text)
    pinned = vendor.pins()
    single, made, wheels = pinned["copy"] | pinned["page"], pinned["script"] | pinned["font"], pinned["wheels"]
    apart = sum(len(one) for one in pinned["index"].values())
    assert len(hashes) == len(single) + 2 + 2 * len(made) + apart + len(wheels["sha256"]) + 1
    assert len(set(hashes)) == len(hashes)


def test_the_compiled_archives_are_stored_and_hold_no_source() -> None:
    for name in ("python_stdlib.zip", "library.zip", "packages.zip", "fsrs.zip", "segno.zip", "nudge.zip"):
        with zipfile.ZipFile(RUNTIME / name) as archive:
            infos = archive.infolist()
            assert all(info.compress_type == zipfile.ZIP_STORED for info in infos), name
            assert not [info.filename for info in infos if info.filename.endswith(".py")], name
            assert len({info.date_time for info in infos}) == 1
