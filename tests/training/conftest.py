"""Tiny runs in folders of their own."""

import dataclasses
from pathlib import Path

import pytest

from training import config as settings
from training.config import Config, Source
from training.text import prepare


@pytest.fixture(autouse=True)
def one_thread() -> None:
    import torch

    # Bit-identical results need a fixed thread count; tiny models need no second one.
    torch.set_num_threads(1)


# In float32, so that tests say the same on every machine.
_SHORT = ["training.steps=30", "training.evaluate_every=10", "training.precision=float32"]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The smoke settings, prepared, with everything below a folder of the test."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    config = settings.read(Path("training/configs/smoke.toml"), _SHORT)
    config = dataclasses.replace(config, samples=dataclasses.replace(config.samples, stages=3, snapshots=6))
    prepare.prepare(config)
    return config


def with_source(config: Config, path: Path) -> Config:
    """The settings with one text file as the corpus."""
    changed = dataclasses.replace(config.data, folder="", source=(Source(str(path), 1.0),))
    return dataclasses.replace(config, data=changed)
