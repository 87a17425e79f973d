"""Tiny runs in folders of their own."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from training import config as settings
from training.config import Config, Source
from training.text import prepare


@pytest.fixture(autouse=True)
def one_thread() -> None:
    import torch

    # Bit-identical results need a fixed thread count; tiny models need no second one.
    torch.set_num_threads(1)


@pytest.fixture(autouse=True, scope="session")
def traced_once() -> Iterator[None]:
    """Tracing takes a quarter of a minute a graph, which depends on the model's shape alone: each is traced once."""
    import onnx
    import torch

    from training.ship import trace

    graphs: dict[object, onnx.ModelProto] = {}

    def once(make: Callable[..., onnx.ModelProto]) -> Callable[..., onnx.ModelProto]:
        def traced(model: Any, *settings: float) -> onnx.ModelProto:
            # What a test puts in the place of a part is another shape.
            parts = (torch.Tensor.masked_fill, trace.slim)
            key = (make.__name__, model.config, model.wte.num_embeddings, settings, parts)
            if key not in graphs:
                graphs[key] = make(model, *settings)
            copy = onnx.ModelProto()
            copy.CopyFrom(graphs[key])
            return copy

        return traced

    with pytest.MonkeyPatch.context() as patch:
        for name in ("forward", "following", "sgd", "adamw"):
            patch.setattr(trace, name, once(getattr(trace, name)))
        yield


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
