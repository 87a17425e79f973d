"""From text files to token ids on disk, training and held-out apart. It knows no torch."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from training import progress
from training.config import ROOT, Config, Data, Source, to_dict
from training.errors import DataError
from training.files import read_json, sha256, write_bytes, write_json, writing
from training.text import hub, tokenizer
from training.text.documents import SEPARATOR, documents
from training.text.split import digest, is_held_out, share_of
from widgets.ml.tokenizer import Tokenizer

ADVICE = (
    "name the text to train on: `--corpus FILE [FILE ...]`, or "
    "`--dataset roneneldan/TinyStories/TinyStoriesV2-GPT4-train.txt` from the Hugging Face hub"
)


def locate(config: Config, source: Source) -> Path:
    """The file of a source: of a dataset, an absolute path, or one in the corpus folder.

    Raises:
        DataError: if it is not there, or not the file that the settings mean.
    """
    path = hub.fetch(source.dataset, source.file) if source.dataset else ROOT / config.data.folder / source.file
    if path.is_dir():
        raise DataError(f"{path} is a folder; name the files in it, all of one kind as {path}/*.txt")
    if path.exists() and not path.is_file():
        raise DataError(f"{path} is no plain file, and text is read more than once; save it to a file first")
    if not path.exists():
        missing = path if Path(source.file).is_absolute() else f"{source.file} in {config.data.folder}"
        raise DataError(f"there is no {missing}; {ADVICE}")
    return path


def prepare(config: Config) -> None:
    """Train the tokenizer, then write ids of every source, train and validation apart; skip what is up to date.

    Raises:
        DataError: if a source is missing or unusable, smaller than one block, or too small for the vocabulary.
    """
    folder = config.run / "data"
    paths = [locate(config, source) for source in config.data.source]
    if not paths:
        raise DataError(f"the settings name no source; {ADVICE}")
    _distinct(paths)
    settings = to_dict(config)
    hashes = [sha256(path) for path in paths]
    for source, path, found in zip(config.data.source, paths, hashes, strict=True):
        if source.sha256 not in ("", found):
            raise DataError(
                f"{path.name} is not the file that the settings name: its SHA-256 is {found}, not {source.sha256}; "
                "fetch that file again, or change sha256 in the settings if the new text is meant"
            )
    wanted = {"data": settings["data"], "tokens": settings["tokens"], "hashes": hashes}
    if (folder / "stamp.json").is_file() and read_json(folder / "stamp.json") == json.loads(json.dumps(wanted)):
        print("prepare: up to date")
        return
    # What was prepared before is about to be overwritten; if this ends halfway, nothing may be taken for finished.
    (folder / "stamp.json").unlink(missing_ok=True)
    shares = [share_of(_used(path, config.data), config.data) for path in _shown("count", paths)]
    print(f"prepare: training a tokenizer of {config.tokens.vocab_size:,} entries")
    texts = (
        text
        for path, share in zip(_shown("read", paths), shares, strict=True)
        for text in _used(path, config.data)
        if not is_held_out(text, share)
    )
    write_bytes(folder / "tokenizer.json", tokenizer.train(texts, config.tokens.vocab_size))
    coder = Tokenizer((folder / "tokenizer.json").read_bytes())
    sources: list[dict[str, Any]] = []
    seen = set[int]()
    for source, path, share, found in zip(config.data.source, _shown("encode", paths), shares, hashes, strict=True):
        counts = _encode(path, folder, coder, config.data, share, seen)
        described = {"file": path.name, "licence": source.licence, "sha256": found, "val_share": round(share, 6)}
        sources.append(described | counts)
        print(
            f"prepare: {path.name}: {counts['train_tokens']:,} tokens to train on, {counts['val_tokens']:,} held out, "
            f"{counts['duplicates']:,} duplicate documents left out"
        )
    _check(sources, coder, config)
    write_json(folder / "sources.json", sources)
    write_json(folder / "stamp.json", wanted)


def _check(sources: list[dict[str, Any]], coder: Tokenizer, config: Config) -> None:
    """Refuse text that is too little for the settings, before anything is trained on it."""
    block = config.model.block_size + 1
    for source in sources:
        if source["train_tokens"] < block:
            raise DataError(
                f"{source['file']} gives {source['train_tokens']} tokens to train on, less than one block of {block}; "
                "add text to it, or lower model.block_size"
            )
    if all(source["val_tokens"] < block for source in sources):
        raise DataError(
            f"less than one block of {block} tokens is held out to judge the model by; end every document of the "
            f"text with a line {SEPARATOR}, add text, or raise data.validation_share"
        )
    if coder.vocab_size < config.tokens.vocab_size:
        raise DataError(
            f"the text gives only {coder.vocab_size:,} different tokens, not {config.tokens.vocab_size:,}; "
            f"add text, or set tokens.vocab_size={coder.vocab_size}"
        )


def _distinct(paths: list[Path]) -> None:
    files = [path.name for path in paths]
    if twice := [file for file in files if files.count(file) > 1]:
        raise DataError(f"two sources are named {twice[0]}; rename one")


def _shown(doing: str, paths: list[Path]) -> Iterator[Path]:
    """The paths, with a progress bar over their sizes."""
    with progress.bar(f"prepare: {doing}", sum(path.stat().st_size for path in paths), "B") as bar:
        for path in paths:
            yield path
            bar.update(path.stat().st_size)


def _used(path: Path, settings: Data) -> Iterator[str]:
    """The documents of a file without those that the settings leave out."""
    phrases = [phrase.casefold() for phrase in settings.leave_out]
    for text in documents(path):
        if not any(phrase in " ".join(text.casefold().split()) for phrase in phrases):
            yield text


def _encode(path: Path, folder: Path, coder: Tokenizer, settings: Data, share: float, seen: set[int]) -> dict[str, int]:
    """Write the ids of one source; `seen` holds the digests of all documents so far and grows."""
    counts = {f"{part}_{what}": 0 for part in ("train", "val") for what in ("documents", "tokens", "bytes")}
    counts["duplicates"] = 0
    with ExitStack() as stack:
        files = {part: stack.enter_context(writing(folder / f"{path.name}.{part}.bin")) for part in ("train", "val")}
        for text in _used(path, settings):
            part = "val" if is_held_out(text, share) else "train"
            if part == "train" and 0 < settings.most_tokens <= counts["train_tokens"]:
                continue
            # A text is used where it first comes, so none is on both sides.
            if (mark := digest(text)) in seen:
                counts["duplicates"] += 1
                continue
            seen.add(mark)
            ids = np.array(coder.encode_document(text), dtype=np.uint16)
            files[part].write(ids.tobytes())
            counts[f"{part}_documents"] += 1
            counts[f"{part}_tokens"] += len(ids)
            counts[f"{part}_bytes"] += len(text.encode())
    return counts
