"""Tables of what was measured come from files that a benchmark wrote; a missing one stops the build."""

import json
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from widgets.embed import measured

WHERE = {"machine": "a machine", "torch": "2.0", "date": "2026-11-26"}
LEARNER = {
    "name": "ours",
    "tokens_a_second": 14800,
    "speed_beside_ours": 1.0,
    "speed_beside_ours_10_to_90": [0.9, 1.2],
    "update_seconds": 0.0826,
    "train_loss": 4.8712,
    "val_loss": None,
}
FOUND: dict[str, dict[str, dict[str, Any]]] = {
    "training": {
        "speed": WHERE | {"learners": [LEARNER]},
        "text": WHERE | {"bits_a_byte": {"stories": {"model": 0.7012, "xz": 1.2}}},
    },
    "changes": {
        "changes": WHERE
        | {
            "seeds": [1, 2],
            "runs": [
                {"name": "none", "val_loss": [3.9, 3.95], "kept": None},
                {"name": "QK-norm", "val_loss": [3.7, 3.8], "kept": True},
                {"name": "both", "val_loss": [3.6, None], "kept": True},
            ],
        }
    },
}


def _made(part: str) -> str:
    return measured.format_measured("", "measured", "measured", {"words": [part]}, Markdown())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, found in FOUND.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(found))
    monkeypatch.setattr(measured, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("part", "cells"),
    [
        ("speed", ["14,800", "1.00 (0.90 to 1.20)", "83 ms", "4.871", "–"]),
        ("text", ["0.701", "1.200", "model", "xz"]),
        ("changes", ["3.900", "-0.200, -0.150", "+0.000, +0.000", "-0.300, –", "yes"]),
    ],
)
def test_a_table_says_what_the_file_says_and_where_it_was_measured(folder: Path, part: str, cells: list[str]) -> None:
    made = _made(part)
    assert all(f">{cell}<" in made for cell in cells)
    assert "a machine, torch 2.0, 2026-11-26" in made


def test_what_was_never_measured_stops_the_build(folder: Path) -> None:
    (folder / "training.json").unlink()
    with pytest.raises(Exception, match="make bench-training"):
        _made("speed")
    with pytest.raises(Exception, match="nothing is measured as 'size'"):
        _made("size")
