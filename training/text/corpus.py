"""The ids of a prepared run: batches of the training part, and the held-out part by source. It knows no torch.

Where the settings give weights, each source is drawn from as often as its weight says. Where they give none, all are
one long text. Sources too small to judge a model by alone are judged together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.config import Config
from training.files import read_json

Ids: TypeAlias = NDArray[np.uint16]
SMALL = "small sources"


class Stream:
    """The ids of a few files, one after the other, none of them held in memory."""

    def __init__(self, parts: Sequence[Ids]) -> None:
        self.parts = [part for part in parts if len(part)]
        self.ends = np.cumsum([len(part) for part in self.parts])

    def __len__(self) -> int:
        return int(self.ends[-1]) if len(self.ends) else 0

    def block(self, start: int, size: int) -> Ids:
        """`size` ids from place `start` on, across the ends of files."""
        index = int(np.searchsorted(self.ends, start, side="right"))
        found = self.parts[index][start - int(self.ends[index]) :][:size]
        while len(found) < size:
            index += 1
            found = np.concatenate([found, self.parts[index][: size - len(found)]])
        return found


@dataclass
class Batches:
    """Random blocks of the training ids, each stream as often as its share says.

    `rng` is all the state there is: saving and restoring it continues the same stream of batches.
    """

    streams: list[Stream]
    shares: NDArray[np.float64]
    block_size: int
    batch_size: int
    rng: np.random.Generator

    def next(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Inputs and targets, each (B, T): targets are the inputs moved by one."""
        rows = []
        for choice in self.rng.choice(len(self.streams), size=self.batch_size, p=self.shares):
            start = self.rng.integers(0, len(self.streams[choice]) - self.block_size)
            rows.append(self.streams[choice].block(int(start), self.block_size + 1))
        block = np.stack(rows).astype(np.int64)
        return block[:, :-1], block[:, 1:]


def batches(config: Config, seed: int) -> Batches:
    """The stream of training batches of a prepared run."""
    ids = training(config)
    weighted = weighs(config)
    streams = [Stream([part]) for part in ids] if weighted else [Stream(ids)]
    drawn = np.array(shares(config)) if weighted else np.ones(1)
    return Batches(streams, drawn, config.model.block_size, config.training.batch_size, np.random.default_rng(seed))


def training(config: Config) -> list[Ids]:
    """Training ids of every source, in the order of the settings; every document begins with `<|endoftext|>`."""
    return [_load(config, name, "train") for name in names(config)]


def held_out(config: Config) -> dict[str, Ids]:
    """Validation ids by exam: a source's own, or those of small sources together."""
    found = {}
    for exam, members in exams(config, described(config)).items():
        parts = [_load(config, source["file"], "val") for source in members]
        found[exam] = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return found


def held_out_bytes(config: Config) -> dict[str, int]:
    """Bytes of held-out text by exam."""
    found = exams(config, described(config))
    return {exam: sum(source["val_bytes"] for source in members) for exam, members in found.items()}


def weights(config: Config) -> dict[str, float]:
    """What each exam counts for: the share of training tokens that is drawn from the sources it stands for."""
    share = dict(zip(names(config), shares(config), strict=True))
    found = exams(config, described(config))
    return {exam: sum(share[source["file"]] for source in members) for exam, members in found.items()}


def shares(config: Config) -> list[float]:
    """Of every source, in the order of the settings, the share of training tokens that is drawn from it; in sum 1."""
    given = [source.weight for source in config.data.source if source.weight is not None]
    sizes = np.array(given if weighs(config) else [source["train_tokens"] for source in described(config)], np.float64)
    found: list[float] = (sizes / sizes.sum()).tolist()
    return found


def weighs(config: Config) -> bool:
    """Whether the settings say how often each source is read."""
    return any(source.weight is not None for source in config.data.source)


def exams(config: Config, sources: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Which sources are judged together, by the name of what is judged.

    A source has an exam of its own if it holds out a block, and if it is trained on as well: of files of one document
    each, most are only one of the two. All others share one exam, or none if together they hold out less than a block.
    """
    size, weighted = config.model.block_size, weighs(config)
    own = [s for s in sources if s["val_tokens"] > size and (weighted or s["train_tokens"] > size)]
    found = {source["file"]: [source] for source in own}
    rest = [source for source in sources if source["file"] not in found]
    if sum(source["val_tokens"] for source in rest) > size:
        found[rest[0]["file"] if len(rest) == 1 else SMALL] = rest
    return found


def described(config: Config) -> list[dict[str, Any]]:
    """What `prepare` wrote down about every source, in the order of the settings."""
    sources: Any = read_json(config.run / "data" / "sources.json")
    return [{**source, "file": Path(source["file"]).name} for source in sources]


def names(config: Config) -> list[str]:
    """The names of a prepared run's sources, in the order of its settings; no two are the same."""
    return [source["file"] for source in described(config)]


def _load(config: Config, name: str, part: str) -> Ids:
    path = config.run / "data" / f"{name}.{part}.bin"
    if path.stat().st_size == 0:
        return np.zeros(0, np.uint16)
    return np.memmap(path, dtype=np.uint16, mode="r")
