"""What is published under docs/models/ is whole, small enough for every clone, and says where it comes from."""

import hashlib
import json
import re
from pathlib import Path

import pytest

MODELS = Path("docs/models")
NAMES = sorted(path.parent.name for path in MODELS.glob("*/manifest.json"))
LANGUAGE_MODELS = [name for name in NAMES if name != "tutor"]


def test_every_clone_pays_at_most_60_mb_in_files_of_at_most_10_and_a_marker_of_at_most_16() -> None:
    sizes = {path: path.stat().st_size for path in MODELS.rglob("*") if path.is_file()}
    assert sum(sizes.values()) <= 60_000_000
    assert all(size <= (16_000_000 if path.name == "marker.onnx" else 10_000_000) for path, size in sizes.items())


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_lists_every_file_as_it_is(name: str) -> None:
    manifest = json.loads((MODELS / name / "manifest.json").read_text())
    found = {path.relative_to(MODELS / name).as_posix(): path for path in (MODELS / name).rglob("*") if path.is_file()}
    assert set(manifest["files"]) == set(found) - {"manifest.json"}
    for file, described in manifest["files"].items():
        assert hashlib.sha256(found[file].read_bytes()).hexdigest() == described["sha256"], file


@pytest.mark.parametrize("name", LANGUAGE_MODELS)
def test_eight_moments_on_a_log_scale_end_at_the_shipped_weights(name: str) -> None:
    manifest = json.loads((MODELS / name / "manifest.json").read_text())
    moments = manifest["moments"]
    assert len(moments) == 8
    assert moments[0]["step"] == 0
    assert moments[-1]["step"] == manifest["steps"]
    assert moments[-1]["val_loss"] < moments[0]["val_loss"]
    assert all(moment["file"] in manifest["files"] for moment in moments)


@pytest.mark.parametrize("name", NAMES)
def test_no_file_names_a_folder_of_the_machine_that_made_it(name: str) -> None:
    for path in (MODELS / name).rglob("*"):
        if path.is_file():
            assert not re.search(rb"\.\./shared|/(?:home|root|tmp|Users|work|mnt)/", path.read_bytes()), path


def test_the_contrast_runs_tell_health_from_four_mistakes() -> None:
    runs = {run["name"]: run for run in json.loads((MODELS / "lab" / "contrast.json").read_text())["runs"]}
    assert set(runs) == {"healthy", "overfitting", "underfitting", "rate-too-high", "no-warmup", "warmup"}
    last = {name: run["validation"][-1]["loss"] for name, run in runs.items()}
    mistakes = set(runs) - {"healthy", "warmup"}
    assert all(last[name] > last["healthy"] + 0.3 for name in mistakes)
    assert last["rate-too-high"] > last["healthy"] + 1
    # What hurts the run without warmup is that it has none, not its peak.
    assert last["no-warmup"] > last["warmup"] + 0.3
    assert abs(last["warmup"] - last["healthy"]) < 0.1
    over = [point["loss"] for point in runs["overfitting"]["validation"]]
    assert over[-1] > min(over) + 0.3
    assert runs["overfitting"]["train"][-1]["loss"] < min(over)
    assert last["underfitting"] > last["healthy"] + 0.5
