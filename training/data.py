"""From text files to token ids on disk, and from these to batches. It knows no torch.

Documents end with a line `<|endoftext|>`. Whether one is held out is decided by a hash of its text, so equal documents
always fall on the same side, whatever file they come from.
"""

import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import tokenizer
from training.config import ROOT, Config, Source, to_dict
from training.files import read_json, sha256, write_bytes, write_json
from widgets.ml.tokenizer import Tokenizer

SEPARATOR = "<|endoftext|>"
LESSON = ROOT / "training" / "lesson.txt"


class DataError(ValueError):
    """The text cannot be used; the message says where and what to do."""


def locate(config: Config, source: Source) -> Path:
    """The file of a source: the lesson's own text, an absolute path, or one in the corpus folder.

    Raises:
        DataError: if it is not there.
    """
    path = LESSON if source.file == LESSON.name else ROOT / config.data.folder / source.file
    if not path.is_file():
        raise DataError(
            f"{source.file} is not in {config.data.folder}; name the text files to train on with "
            "`python -m training all --corpus FILE [FILE ...]` (.txt or .txt.xz)"
        )
    return path


def documents(path: Path) -> Iterator[str]:
    """The documents of a .txt or .txt.xz file, without empty ones.

    Raises:
        DataError: if the file is empty, damaged, or no UTF-8.
    """
    count, lines = 0, list[str]()
    try:
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                try:
                    line = raw.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise DataError(
                        f"{path.name}, line {number}: byte {error.start + 1} is no UTF-8; save the file as UTF-8"
                    ) from error
                if line.strip() != SEPARATOR:
                    lines.append(line)
                elif text := "".join(lines).strip():
                    count += 1
                    yield text
                    lines = []
    except (lzma.LZMAError, EOFError) as error:
        raise DataError(f"{path.name} is damaged ({error}); fetch it again") from error
    if text := "".join(lines).strip():
        count += 1
        yield text
    if not count:
        raise DataError(f"{path.name} is empty; name a file that holds text")


def is_held_out(text: str, share: float) -> bool:
    """Whether a document belongs to the validation set: true for `share` of all texts, by their SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") < share * 2**64


def prepare(config: Config) -> None:
    """Train the tokenizer, then write ids of every source, train and validation apart; skip what is up to date.

    Raises:
        DataError: if a source is missing or unusable, or smaller than one block.
    """
    folder = config.run / "data"
    paths = [locate(config, source) for source in config.data.source]
    if not paths:
        raise DataError("no source is named; see [[data.source]] in the settings or use --corpus FILE")
    settings = to_dict(config)
    wanted = {
        "data": settings["data"],
        "tokens": settings["tokens"],
        "hashes": [sha256(path) for path in paths],
    }
    if (folder / "sources.json").is_file() and read_json(folder / "stamp.json") == json.loads(json.dumps(wanted)):
        print("prepare: up to date")
        return
    print(f"prepare: training a tokenizer of {config.tokens.vocab_size:,} entries")
    share = config.data.validation_share
    texts = (text for path in paths for text in documents(path) if not is_held_out(text, share))
    write_bytes(folder / "tokenizer.json", tokenizer.train(texts, config.tokens.vocab_size, config.name))
    coder = Tokenizer((folder / "tokenizer.json").read_bytes())
    sources = []
    for source, path, digest in zip(config.data.source, paths, wanted["hashes"], strict=True):
        counts = _encode(path, folder, coder, share)
        if counts["train_tokens"] <= config.model.block_size:
            raise DataError(f"{path.name} gives {counts['train_tokens']} tokens, less than one block; add text to it")
        sources.append({"file": source.file, "licence": source.licence, "sha256": digest, **counts})
        print(f"prepare: {path.name}: {counts['train_tokens']:,} tokens to train on, {counts['val_tokens']:,} held out")
    write_json(folder / "sources.json", sources)
    write_json(folder / "stamp.json", wanted)


def _encode(path: Path, folder: Path, coder: Tokenizer, share: float) -> dict[str, int]:
    parts: dict[str, list[NDArray[np.uint16]]] = {"train": [], "val": []}
    sizes = {"train": 0, "val": 0}
    for text in documents(path):
        part = "val" if is_held_out(text, share) else "train"
        parts[part].append(np.array(coder.encode_document(text), dtype=np.uint16))
        sizes[part] += len(text.encode())
    counts = {}
    for part, arrays in parts.items():
        ids = np.concatenate(arrays) if arrays else np.zeros(0, np.uint16)
        write_bytes(folder / f"{path.name}.{part}.bin", ids.tobytes())
        counts[f"{part}_documents"] = len(arrays)
        counts[f"{part}_tokens"] = len(ids)
        counts[f"{part}_bytes"] = sizes[part]
    return counts


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
    ids = [_load(config, source, "train") for source in config.data.source]
    weights = np.array([source.weight for source in config.data.source], dtype=np.float64)
    return Batches(
        ids, weights / weights.sum(), config.model.block_size, config.training.batch_size, np.random.default_rng(seed)
    )


def held_out(config: Config) -> dict[str, NDArray[np.uint16]]:
    """Validation ids by source file, without sources that hold out too little for one block."""
    loaded = {source.file: _load(config, source, "val") for source in config.data.source}
    return {file: ids for file, ids in loaded.items() if len(ids) > config.model.block_size}


def _load(config: Config, source: Source, part: str) -> NDArray[np.uint16]:
    path = config.run / "data" / f"{locate(config, source).name}.{part}.bin"
    if path.stat().st_size == 0:
        return np.zeros(0, np.uint16)
    return np.memmap(path, dtype=np.uint16, mode="r")
