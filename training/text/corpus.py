"""The ids of a prepared run: batches of the training part, and the held-out part by source. It knows no torch."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.config import Config
from training.files import read_json


@dataclass
class Batches:
    """Random blocks of the training ids, each source as often as its weight says.

    `rng` is all the state there is: saving and restoring it continues the same stream of batches.
    """

    ids: list[NDArray[np.uint16]]
    shares: NDArray[np.float64]
    block_size: int
    batch_size: int
    rng: np.random.Generator

    def next(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Inputs and targets, each (B, T): targets are the inputs moved by one. Also see `tokens_by_source`."""
        rows = []
        for choice in self.rng.choice(len(self.ids), size=self.batch_size, p=self.shares):
            start = self.rng.integers(0, len(self.ids[choice]) - self.block_size)
            rows.append(self.ids[choice][start : start + self.block_size + 1])
        block = np.stack(rows).astype(np.int64)
        return block[:, :-1], block[:, 1:]


def batches(config: Config, seed: int) -> Batches:
    """The stream of training batches of a prepared run."""
    ids = training(config)
    weights = np.array([source.weight for source in config.data.source], dtype=np.float64)
    return Batches(
        ids, weights / weights.sum(), config.model.block_size, config.training.batch_size, np.random.default_rng(seed)
    )


def training(config: Config) -> list[NDArray[np.uint16]]:
    """Training ids of every source, in the order of the settings; every document begins with `<|endoftext|>`."""
    return [_load(config, name, "train") for name in names(config)]


def held_out(config: Config) -> dict[str, NDArray[np.uint16]]:
    """Validation ids by the name of their source's file, without sources that hold out too little for one block."""
    loaded = {name: _load(config, name, "val") for name in names(config)}
    return {name: ids for name, ids in loaded.items() if len(ids) > config.model.block_size}


def names(config: Config) -> list[str]:
    """The file names of a prepared run's sources, in the order of its settings."""
    sources: Any = read_json(config.run / "data" / "sources.json")
    return [Path(source["file"]).name for source in sources]


def _load(config: Config, name: str, part: str) -> NDArray[np.uint16]:
    path = config.run / "data" / f"{name}.{part}.bin"
    if path.stat().st_size == 0:
        return np.zeros(0, np.uint16)
    return np.memmap(path, dtype=np.uint16, mode="r")
