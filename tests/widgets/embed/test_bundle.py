"""What travels to the browser: widgets, engine, ml and their data; never the build's room."""

import gzip
import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.widgets import tiny_marker
from widgets.embed import bundle, published
from widgets.embed.checked import VendorError
from widgets.embed.places import within
from widgets.embed.shares import shares, sources
from widgets.embed.vendor import RUNTIME, VENDOR


def test_packing_twice_gives_the_same_bytes() -> None:
    assert bundle.packed(sources()) == bundle.packed(sources())


def test_every_share_holds_its_sources_compiled() -> None:
    bundle.build()
    for name, paths in shares().items():
        with zipfile.ZipFile(RUNTIME / name) as archive:
            packed = set(archive.namelist())
        expected = {within(path).as_posix() for path in paths}
        assert packed == {one + "c" if one.endswith(".py") else one for one in expected}, name


def test_the_list_of_assets_is_true() -> None:
    bundle.build()
    listed = json.loads((VENDOR / "assets.json").read_text())
    for name, entry in listed.items():
        sent = (Path("docs") / entry["at"]).read_bytes()
        data = gzip.decompress(sent)
        assert (len(sent), len(data)) == (entry["packed"], entry["size"]), name
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], name


def test_what_is_packed_and_not_listed_is_swept_away() -> None:
    bundle.build()
    listed = json.loads((VENDOR / "assets.json").read_text())
    packed = {path.relative_to("docs").as_posix() for path in Path("docs/vendor/assets").rglob("*") if path.is_file()}
    assert packed == {entry["at"] for entry in listed.values()}


def test_everything_that_a_worker_is_joined_of_is_listed() -> None:
    bundle.build()
    listed = json.loads((VENDOR / "assets.json").read_text())
    script = Path("docs/javascripts/assets.js").read_text(encoding="utf-8")
    joined = re.findall(r'"([\w.-]+\.js)"', script[script.index("const WORKERS") : script.index("};")])
    assert len(joined) > 5
    assert set(joined) <= set(listed)


def test_missing_runtimes_name_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "RUNTIME", tmp_path)
    with pytest.raises(VendorError, match="run `make build`"):
        bundle.build()


def test_a_model_travels_as_its_manifest_says_and_a_marker_with_all_that_lies_beside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "models/lab/moments/00003000.bin" in bundle._model("lab")
    monkeypatch.setattr(published, "MODELS", tmp_path)
    tiny_marker.write(tmp_path)
    assert list(bundle._model("tutor")) == [
        f"models/tutor/{name}" for name in ("manifest.json", "marker.onnx", "tokenizer.json")
    ]
