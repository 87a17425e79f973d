"""Contrast runs differ where they say so, train, and leave one file of curves."""

import json
from pathlib import Path

import pytest

from training.config import Config, ConfigError, changed, read
from training.judge import contrast

LAB = Path("training/configs/lab.toml")


def test_the_lab_names_health_and_four_mistakes_and_each_differs_from_the_healthy_one() -> None:
    found = contrast.runs(read(LAB))
    names = [name for name, _, _ in found]
    assert names == ["healthy", "overfitting", "underfitting", "rate-too-high", "no-warmup", "warmup"]
    healthy = found[0][2]
    for _, _, config in found[1:]:
        assert (config.training.steps, config.data.source) == (healthy.training.steps, healthy.data.source)
        assert (config.data, config.model, config.training) != (healthy.data, healthy.model, healthy.training)


def test_runs_leave_their_curves_and_where_they_come_from(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    table = '[{"name": "short", "title": "Short", "set": ["training.steps=12"]}]'
    contrast.contrast(changed(tiny, [f"contrast={table}"]))
    (run,) = json.loads((tiny.run / "contrast.json").read_text())["runs"]
    assert run["set"] == ["training.steps=12"]
    assert run["train"][-1]["step"] <= 12
    assert run["validation"][-1]["step"] == 12
    assert run["tokens_seen"] == 12 * tiny.training.batch_size * tiny.model.block_size
    assert run["corpus"][0]["file"] == "index.md"
    assert {"device", "versions", "source_commit", "duration_seconds"} <= set(run)
    capsys.readouterr()
    contrast.contrast(changed(tiny, [f"contrast={table}"]))
    assert "train: up to date" in capsys.readouterr().out


def test_a_wrong_setting_of_a_contrast_run_is_named(tiny: Config) -> None:
    table = '[{"name": "bad", "title": "Bad", "set": ["training.speed=3"]}]'
    with pytest.raises(ConfigError, match=r"unknown setting training\.speed"):
        contrast.runs(changed(tiny, [f"contrast={table}"]))
