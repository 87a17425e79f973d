"""What travels to the browser: widgets, engine, ml and their data; never the build's room."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from widgets.embed import bundle
from widgets.embed.vendor import VENDOR, VendorError


def test_packing_twice_gives_the_same_bytes() -> None:
    assert bundle.packed() == bundle.packed()


def test_the_builds_room_stays_at_home_and_data_travel() -> None:
    names = {path.relative_to(bundle.PACKAGE).as_posix() for path in bundle.sources()}
    assert not [name for name in names if name.startswith("embed")]
    assert {"quiz.toml", "flashcards.toml", "teach_back.toml", "engine/page.py", "ml/tokenizer.py"} <= names


def test_the_bundle_holds_every_source_compiled() -> None:
    bundle.build()
    with zipfile.ZipFile(VENDOR / bundle.NAME) as archive:
        packed = set(archive.namelist())
    expected = {f"widgets/{path.relative_to(bundle.PACKAGE).as_posix()}" for path in bundle.sources()}
    assert packed == {name + "c" if name.endswith(".py") else name for name in expected}


def test_the_list_of_assets_is_true() -> None:
    bundle.build()
    listed = json.loads((VENDOR / "assets.json").read_text())
    for name, entry in listed.items():
        data = (Path("docs") / entry.get("at", name)).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["size"], entry["sha256"])


def test_missing_runtimes_name_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "VENDOR", tmp_path)
    with pytest.raises(VendorError, match="run `make build`"):
        bundle.build()
