"""The engine is laid into an author's folder; runtimes come from a house that made them, or not at all."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.widgets.embed.sites import lay_out
from widgets.embed import alone, vendor
from widgets.embed.checked import VendorError
from widgets.embed.places import INSTALLED


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An author's folder, in which the command runs."""
    made = lay_out(tmp_path / "mine", {"mkdocs.yml": "INHERIT: engine/mkdocs.yml\nsite_name: Mine\n"})
    for module, name, path in (
        (alone, "ROOT", made),
        (alone, "DOCS", made / "docs"),
        (vendor, "VENDOR", made / "docs" / "vendor"),
    ):
        monkeypatch.setattr(module, name, path)
    return made


def _house(folder: Path, text: str = "runtime", stamp: str = "") -> Path:
    """A house with one runtime."""
    record = {
        "stamp": stamp or vendor.stamp(),
        "files": {".cache/runtime/a.js": hashlib.sha256(b"runtime").hexdigest()},
    }
    return lay_out(folder, {"docs/vendor/.stamp.json": json.dumps(record), ".cache/runtime/a.js": text})


def test_the_folder_gets_what_pages_load_and_settings_that_name_all_of_it(folder: Path) -> None:
    alone.lay_out()
    settings = (folder / "engine" / "mkdocs.yml").read_text(encoding="utf-8")
    named = [line.removeprefix("  - ") for line in settings.splitlines() if line.endswith((".js", ".css"))]
    assert len(named) > 50
    assert [one for one in named if not one.startswith("vendor/") and not (folder / "docs" / one).is_file()] == []
    assert (folder / "engine" / "hooks.py").is_file()


def test_the_house_itself_is_no_folder_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for root in (INSTALLED.parent, tmp_path):
        monkeypatch.setattr(alone, "ROOT", root)
        with pytest.raises(VendorError, match="in a folder of your own"):
            alone.lay_out()


def test_runtimes_are_copied_and_known_to_be_there(folder: Path, tmp_path: Path) -> None:
    assert alone.main(["--runtimes", str(_house(tmp_path / "house"))]) == 0
    assert (folder / ".cache" / "runtime" / "a.js").read_text(encoding="utf-8") == "runtime"
    assert (folder / "docs" / "vendor" / vendor.RECORD).is_file()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"text": "changed"}, "has SHA-256"),
        ({"stamp": "another"}, "of another version"),
        (None, "has no runtimes; run `make build` there"),
    ],
)
def test_what_was_not_made_there_like_this_is_refused(
    folder: Path,
    tmp_path: Path,
    made: dict[str, str] | None,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house = tmp_path / "house" if made is None else _house(tmp_path / "house", **made)
    assert alone.main(["--runtimes", str(house)]) == 1
    assert said in capsys.readouterr().err
    assert not (folder / "docs" / "vendor" / vendor.RECORD).exists()


def test_without_node_the_other_way_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert alone.main([]) == 1
    assert "--runtimes FOLDER" in capsys.readouterr().err
