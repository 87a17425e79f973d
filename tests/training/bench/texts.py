"""Held-out bits a byte by source: the published model, the one before it, xz, and a 5-gram.

The text is what the model before held out. Ours holds out more, and these documents among it, so neither has read them.
"""

import base64
import json
import math
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnxruntime
import tiktoken
from numpy.typing import NDArray

from training.config import ROOT, Config
from training.judge.baselines import bits_a_byte, xz_bits_a_byte
from training.ship.weights import read_moment
from training.text import corpus, sources
from training.text.coder import Tokenizer
from training.text.documents import documents
from training.text.split import is_held_out
from widgets.ml.ngrams import KneserNey
from widgets.ml.token_losses import token_losses

# As git knows them, of the model that was published first with eight checkpoints: 28.7 M tokens, 1.117 bits a byte.
BEFORE = {
    "forward": "7c4f7c62eb8e9baf0530d2059a2b2ac9f2d45ff6",
    "weights": "e26ca3a6e36d192ef9e84ab66311a406353ffb6a",
    "tokenizer": "8358ef104ea56d1be55037d5c1052176802c7230",
}
SHARE_BEFORE = 0.015
BLOCK_SIZE = 256
Encode = Callable[[str], list[int]]


def from_history(blob: str) -> bytes:
    """A file that some commit held.

    Raises:
        RuntimeError: if this clone does not reach back so far.
    """
    done = subprocess.run(["git", "cat-file", "blob", blob], cwd=ROOT, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"{blob[:10]} is not in this clone; `git fetch --unshallow` brings the earlier model")
    return done.stdout


class Published:
    """A model as its files are: the graph `forward`, its flat weights, and what encodes a document."""

    def __init__(self, forward: bytes, flat: NDArray[np.float32], encode: Encode) -> None:
        self.session = onnxruntime.InferenceSession(forward, providers=["CPUExecutionProvider"])
        self.flat, self.encode = flat, encode

    def bits_a_byte(self, texts: Sequence[str]) -> float:
        """Bits a byte of documents in blocks side by side, every token but the first once."""
        ids = np.array([token for text in texts for token in self.encode(text)], dtype=np.int64)
        nats = 0.0
        for start in range(0, len(ids) - 1, BLOCK_SIZE):
            block = ids[start : start + BLOCK_SIZE + 1]
            (logits,) = self.session.run(["logits"], {"flat": self.flat, "ids": block[None, :-1]})
            nats += float(token_losses(logits, block[1:]).sum())
        return nats / math.log(2) / sum(len(text.encode()) for text in texts)


def now(config: Config) -> Published:
    """The model in docs/models/<name>."""
    folder = ROOT / "docs" / "models" / config.name
    coder = Tokenizer((folder / "tokenizer.json").read_bytes())
    return Published((folder / "forward.onnx").read_bytes(), read_moment(folder), coder.encode_document)


def before() -> Published:
    """The model before, from the history of this repository."""
    described = json.loads(from_history(BEFORE["tokenizer"]))
    tokens = [base64.b64decode(token) for token in described["tokens"]]
    ranks = {token: rank for rank, token in enumerate(tokens) if rank != described["endoftext"]}
    coder = tiktoken.Encoding("before", pat_str=described["pattern"], mergeable_ranks=ranks, special_tokens={})
    weights = onnxruntime.InferenceSession(from_history(BEFORE["weights"]), providers=["CPUExecutionProvider"])

    def encode(text: str) -> list[int]:
        return [described["endoftext"], *coder.encode_ordinary(text)]

    return Published(from_history(BEFORE["forward"]), weights.run(["flat"], {})[0], encode)


def compare(config: Config) -> dict[str, Any]:
    """Bits a byte by source and mixed, of all four."""
    names = corpus.names(config)
    counted = KneserNey(np.concatenate(corpus.training(config)), config.tokens.vocab_size)
    ours, earlier = now(config), before()
    rows: dict[str, dict[str, float]] = {}
    for source, name in zip(config.data.source, names, strict=True):
        train, held_out = [], []
        for document in documents(sources.locate(config, source)):
            (held_out if is_held_out(document, SHARE_BEFORE) else train).append(document)
        ids = np.array([token for text in held_out for token in ours.encode(text)], dtype=np.uint16)
        size = sum(len(text.encode()) for text in held_out)
        rows[name] = {
            "model": ours.bits_a_byte(held_out),
            "before": earlier.bits_a_byte(held_out),
            "5-gram": bits_a_byte(counted.loss(ids), len(ids) - 1, size),
            "xz": xz_bits_a_byte("\n".join(train).encode(), "\n".join(held_out).encode()),
        }
        print(f"text: {name}: {rows[name]}")
    shares = corpus.shares(config)
    mixed = {
        who: sum(rows[name][who] * share for name, share in zip(names, shares, strict=True)) / sum(shares)
        for who in next(iter(rows.values()))
    }
    return {
        "bits_a_byte": {
            name: {who: round(bits, 4) for who, bits in row.items()} for name, row in (rows | {"mixed": mixed}).items()
        }
    }
