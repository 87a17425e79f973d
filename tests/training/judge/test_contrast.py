"""Contrast runs differ where they say so, train or blow up, and leave one file of curves and samples."""

import json
from pathlib import Path

import pytest

from training.config import Config, ConfigError, beside, changed, read
from training.judge import contrast
from training.run import checkpoint, fingerprint
from training.run.model import GPT

# These train.
pytestmark = pytest.mark.slow

LAB = Path("training/configs/lab.toml")


def test_the_lab_names_health_and_four_mistakes_and_each_differs_from_the_healthy_one() -> None:
    lab = read(LAB)
    assert [one.name for one in lab.contrast] == [
        "healthy",
        "overfitting",
        "underfitting",
        "rate-too-high",
        "no-warmup",
        "warmup",
    ]
    healthy, *others = (beside(lab, one) for one in lab.contrast)
    for config in others:
        assert (config.training.steps, config.data.source) == (healthy.training.steps, healthy.data.source)
        assert (config.data, config.model, config.training) != (healthy.data, healthy.model, healthy.training)
    assert all(one.title and one.difference.endswith(".") for one in lab.contrast)


def _with(config: Config, **run: object) -> Config:
    return changed(config, [f"contrast={json.dumps([run])}", "samples.tokens=5"])


def test_runs_leave_their_curves_a_sample_and_where_they_come_from(
    tiny: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    named = _with(tiny, name="short", title="Short", difference="Only 12 steps.", set=["training.steps=12"])
    contrast.contrast(named)
    made = json.loads((tiny.run / "contrast.json").read_text())
    (run,) = made["runs"]
    assert (run["set"], run["difference"], run["blew_up_after"]) == (["training.steps=12"], "Only 12 steps.", None)
    assert run["train"][-1]["step"] <= 12
    assert run["validation"][-1]["step"] == run["step"] == 12
    assert run["tokens_seen"] == 12 * tiny.training.batch_size * tiny.model.block_size
    assert run["corpus"][0]["file"] == "index.md"
    assert {"device", "versions", "source_commit", "duration_seconds"} <= set(run)
    assert isinstance(run["sample"], str)
    assert made["samples"]["tokens"] == 5
    capsys.readouterr()
    contrast.contrast(named)
    assert "contrast: up to date" in capsys.readouterr().out
    assert json.loads((tiny.run / "contrast.json").read_text()) == made


def test_a_run_that_blows_up_is_recorded_once_with_a_sample_of_its_last_weights_that_are_numbers(
    tiny: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    wild = ["training.learning_rate=1e9", "training.explosion=0", "training.warmup=0"]
    named = _with(tiny, name="wild", title="Wild", set=wild)
    contrast.contrast(named)
    (run,) = json.loads((tiny.run / "contrast.json").read_text())["runs"]
    assert run["blew_up_after"] < 30
    assert run["step"] <= run["blew_up_after"]
    assert isinstance(run["sample"], str)
    assert run["train"][0]["loss"] > 0
    capsys.readouterr()
    contrast.contrast(named)
    assert "up to date" in capsys.readouterr().out


def test_the_last_weights_are_the_last_that_are_numbers(tiny: Config) -> None:
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    early, late = tiny.snapshots[1], tiny.snapshots[2]
    checkpoint.keep(tiny.run, early, model, fingerprint.of(tiny))
    model.wte.weight.data[0, 0] = float("nan")
    checkpoint.keep(tiny.run, late, model, fingerprint.of(tiny))
    assert contrast.last_weights(tiny, late)[0] == early
    with pytest.raises(checkpoint.CheckpointError, match="kept no weights"):
        contrast.last_weights(tiny, 0)


def test_a_wrong_setting_of_a_contrast_run_is_named(tiny: Config) -> None:
    with pytest.raises(ConfigError, match=r"contrast bad: unknown setting training\.speed"):
        _with(tiny, name="bad", title="Bad", set=["training.speed=3"])
