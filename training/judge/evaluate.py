"""How well a model predicts text it never saw: nats a token, and bits a byte, which no tokenizer can flatter."""

import math
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from training import progress
from training.config import Config
from training.files import read_json, write_json
from training.run import checkpoint
from training.run.held_out import mixed, total
from training.run.model import GPT
from training.text import corpus

Ids: TypeAlias = NDArray[np.uint16]


@torch.no_grad()
def full(model: GPT, config: Config) -> dict[str, Any]:
    """Every held-out token once, in blocks side by side: loss and bits a byte by source and mixed.

    Bits a byte count every token's bits, ends of text included, over the bytes of the text alone.
    """
    model.eval()
    size = model.config.block_size
    held_out, text_bytes = corpus.held_out(config), corpus.held_out_bytes(config)
    sources: dict[str, Any] = {}
    with progress.bar("evaluate", sum(len(ids) for ids in held_out.values()), "tok") as bar:
        for file, ids in held_out.items():
            blocks = (len(ids) - 1) // size
            rows = np.lib.stride_tricks.sliding_window_view(ids, size + 1)[: blocks * size : size].astype(np.int64)
            nats = 0.0
            for part in np.array_split(rows, max(1, len(rows) // 64)):
                nats += total(model, part)
                bar.update(part.shape[0] * size)
            if len(rest := ids[blocks * size :]) > 1:
                nats += total(model, np.array(rest, dtype=np.int64)[None])
            tokens = len(ids) - 1
            sources[file] = {
                "tokens": tokens,
                "bytes": text_bytes[file],
                "nats_a_token": round(nats / tokens, 4),
                "bits_a_byte": round(nats / math.log(2) / text_bytes[file], 4),
            }
    return {
        "sources": sources,
        **{
            name: round(mixed({file: source[name] for file, source in sources.items()}, config), 4)
            for name in ("nats_a_token", "bits_a_byte")
        },
    }


def evaluate(config: Config) -> None:
    """Write runs/<name>/evaluation.json; skip what is up to date.

    Raises:
        CheckpointError: if nothing was trained yet.
    """
    state = checkpoint.latest(config)
    path, identity = config.run / "evaluation.json", checkpoint.identity(state)
    if is_of(path, identity):
        print("evaluate: up to date")
        return
    model = GPT(config.model, config.tokens.vocab_size)
    model.load_state_dict(state["model"])
    if torch.cuda.is_available():
        model.cuda()
    found = full(model, config)
    for file, source in found["sources"].items():
        print(f"evaluate: {file}: {source['nats_a_token']:.3f} nats a token, {source['bits_a_byte']:.3f} bits a byte")
    print(f"evaluate: mixed: {found['nats_a_token']:.3f} nats a token, {found['bits_a_byte']:.3f} bits a byte")
    write_json(path, identity | found)


def is_of(path: Path, identity: dict[str, Any], steps: list[int] | None = None) -> bool:
    """Whether a result is there and was made from these weights, and at these steps of their way."""
    if not path.is_file():
        return False
    found: Any = read_json(path)
    at = steps if steps is None else [stage["step"] for stage in found["stages"]]
    return {name: found.get(name) for name in identity} == identity and at == steps
