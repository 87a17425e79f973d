"""From text files to token ids on disk, training and held-out apart. It knows no torch."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from training import progress
from training.config import Config, Data, to_dict
from training.errors import DataError
from training.files import read_json, write_bytes, write_json, writing
from training.text import corpus, tokenizer
from training.text.coder import Tokenizer
from training.text.documents import SEPARATOR, documents, normal
from training.text.sources import ADVICE, distinct, fingerprint, locate
from training.text.split import digest, is_held_out, marks, owners, shares_of


def prepare(config: Config) -> None:
    """Train the tokenizer, then write ids of every source, train and validation apart; skip what is up to date.

    Raises:
        DataError: if a source is missing or unusable, or the text too little for a block or for the vocabulary.
    """
    folder = config.run / "data"
    paths = [locate(config, source) for source in config.data.source]
    if not paths:
        raise DataError(f"the settings name no source; {ADVICE}")
    hashes = [fingerprint(path, source) for path, source in zip(paths, config.data.source, strict=True)]
    settings = to_dict(config)
    wanted = {"data": settings["data"], "tokens": settings["tokens"], "hashes": hashes}
    if (folder / "stamp.json").is_file() and read_json(folder / "stamp.json") == json.loads(json.dumps(wanted)):
        _check(corpus.described(config), config)
        print("prepare: up to date")
        return
    # What was prepared before is about to be overwritten; if this ends halfway, nothing may be taken for finished.
    (folder / "stamp.json").unlink(missing_ok=True)
    size = sum(path.stat().st_size for path in paths)
    with progress.bar("prepare: count", size, "B") as bar:
        every = [marks(_used(path, config.data, bar)) for path in paths]
    shares, owned = shares_of(every, config.data), owners(every)
    print(f"prepare: training a tokenizer of {config.tokens.vocab_size:,} entries")
    with progress.bar("prepare: read", size, "B") as bar:
        texts = (
            text
            for path, share in zip(paths, shares, strict=True)
            for text in _used(path, config.data, bar)
            if not is_held_out(text, share)
        )
        write_bytes(folder / "tokenizer.json", tokenizer.train(texts, config.tokens.vocab_size))
    coder = Tokenizer((folder / "tokenizer.json").read_bytes())
    sources: list[dict[str, Any]] = [
        {"file": name, "licence": source.licence, "sha256": found, "val_share": round(share, 6)}
        for name, source, found, share in zip(
            distinct([path.name for path in paths]), config.data.source, hashes, shares, strict=True
        )
    ]
    with progress.bar("prepare: encode", size, "B") as bar:
        for index, (path, source, share) in enumerate(zip(paths, sources, shares, strict=True)):
            others = {mark for mark, owner in owned.items() if owner != index}
            used = _used(path, config.data, bar)
            source |= _encode(used, folder / source["file"], coder, config.data, share, others)
    for source in sources:
        print(
            f"prepare: {source['file']}: {source['train_tokens']:,} tokens to train on, {source['val_tokens']:,} held "
            f"out, {source['duplicates']:,} duplicate documents left out"
        )
    _check(sources, config)
    if coder.vocab_size < config.tokens.vocab_size:
        raise DataError(
            f"the text gives only {coder.vocab_size:,} different tokens, not {config.tokens.vocab_size:,}; "
            f"add text, or set tokens.vocab_size={coder.vocab_size}"
        )
    write_json(folder / "sources.json", sources)
    write_json(folder / "stamp.json", wanted)


def _check(sources: list[dict[str, Any]], config: Config) -> None:
    """Refuse text that is too little for the settings, before anything is trained on it."""
    block = config.model.block_size + 1
    weighed = {source["file"]: source["train_tokens"] for source in sources}
    if not corpus.weighs(config):
        weighed = {"the text": sum(weighed.values())}
    for name, tokens in weighed.items():
        if tokens < block:
            raise DataError(
                f"{name} gives {tokens} tokens to train on, less than one block of {block}; add text to it, lower "
                "model.block_size, or, if it is one piece that is held out, end every document of it with a line "
                f"{SEPARATOR}"
            )
    if not corpus.exams(config, sources):
        raise DataError(
            f"less than one block of {block} tokens is held out to judge the model by; end every document of the "
            f"text with a line {SEPARATOR}, add text, or raise data.validation_share"
        )


def _used(path: Path, settings: Data, bar: progress.Bar) -> Iterator[str]:
    """The documents of a file without those that the settings leave out."""
    phrases = [normal(phrase).casefold() for phrase in settings.leave_out]
    for text in documents(path, bar.update):
        if not any(phrase in " ".join(text.casefold().split()) for phrase in phrases):
            yield text


def _encode(
    texts: Iterable[str], to: Path, coder: Tokenizer, settings: Data, share: float, seen: set[int]
) -> dict[str, int]:
    """Write the ids of one source; `seen` holds the digests of documents that another source uses, and grows."""
    counts = {f"{part}_{what}": 0 for part in ("train", "val") for what in ("documents", "tokens", "bytes")}
    counts["duplicates"] = 0
    with ExitStack() as stack:
        files = {p: stack.enter_context(writing(to.with_name(f"{to.name}.{p}.bin"))) for p in ("train", "val")}
        for text in texts:
            part = "val" if is_held_out(text, share) else "train"
            if part == "train" and 0 < settings.most_tokens <= counts["train_tokens"]:
                continue
            # A text is used once, so none is on both sides.
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
