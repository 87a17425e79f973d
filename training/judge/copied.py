"""How much of a text stands in the training text word for word, token by token. It knows no torch."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.config import Config
from training.text import corpus
from training.text.coder import Tokenizer

Ids: TypeAlias = NDArray[np.uint16]
Hashes: TypeAlias = NDArray[np.uint64]
WINDOW = 32
_CHUNK = 2**20
# A polynomial in this odd number, modulo 2^64, over a random number for every token (Karp & Rabin 1987): two different
# windows meet by chance once in some 10^19 pairs, and there are about 10^13.
_BASE = 0x9E3779B97F4A7C15
_TOKENS = np.random.default_rng(1987).integers(0, 2**64, 2**16, dtype=np.uint64)


def figures(texts: Sequence[Sequence[int]], config: Config, coder: Tokenizer) -> dict[str, Any]:
    """How much of texts is copied from a run's training text, beside what people's held-out texts share with it.

    `copied_windows` is the share of all windows of 32 tokens that occur in the training text, `longest_copy` the number
    of tokens in the longest passage that does, `held_out_windows` the share among held-out windows, by source.
    """
    training = corpus.training(config)
    own = [np.array(text, np.uint16) for text in texts]
    longest = _longest(own, training)
    held_out = {
        file: np.split(ids, np.flatnonzero(ids == coder.endoftext)) for file, ids in corpus.held_out(config).items()
    }
    found = {
        "window_tokens": WINDOW,
        "copied_windows": _share(own, training),
        "longest_copy": len(longest),
        "held_out_windows": {file: _share(parts, training) for file, parts in held_out.items()},
    }
    print(f"copied: {found['copied_windows']:.3%} of the windows of {WINDOW} tokens stand in the training text")
    print(f"copied: of held-out texts by people {found['held_out_windows']}")
    print(f"copied: the longest passage has {len(longest)} tokens: {coder.decode(longest.tolist())!r}")
    return found


def _share(texts: Sequence[Ids], training: Sequence[Ids]) -> float:
    occur = np.concatenate([np.zeros(0, bool), *occurring(texts, training, WINDOW)])
    return round(float(occur.mean()), 6) if len(occur) else 0.0


def _longest(texts: Sequence[Ids], training: Sequence[Ids]) -> Ids:
    """The longest passage of the texts that stands in the training text."""
    longest, refused = np.zeros(0, np.uint16), max(map(len, texts), default=0) + 1
    while refused - len(longest) > 1:
        width = (len(longest) + refused) // 2
        found = zip(texts, occurring(texts, training, width), strict=True)
        first = next((text[at.argmax() :][:width] for text, at in found if at.any()), None)
        if first is None:
            refused = width
        else:
            longest = first
    return longest


def occurring(texts: Sequence[Ids], training: Sequence[Ids], width: int) -> list[NDArray[np.bool_]]:
    """For every text, which of its windows of `width` tokens, in order, occur in one of the training texts."""
    hashes = [_hashes(text, width) for text in texts]
    wanted = np.unique(np.concatenate([np.zeros(0, np.uint64), *hashes]))
    found = np.zeros(len(wanted), bool)
    if len(wanted):
        # Most windows are sorted out by a look at their first 22 bits.
        likely = np.zeros(2**22, bool)
        likely[wanted >> np.uint64(42)] = True
        for part in _chunks(training, width):
            rest = _hashes(part, width)
            rest = rest[likely[rest >> np.uint64(42)]]
            at = np.minimum(np.searchsorted(wanted, rest), len(wanted) - 1)
            found[at[wanted[at] == rest]] = True
    return [found[np.searchsorted(wanted, own)] for own in hashes]


def _chunks(texts: Sequence[Ids], width: int) -> Iterator[Ids]:
    """The texts in pieces that overlap, so that every window lies in one."""
    for text in texts:
        for start in range(0, len(text), _CHUNK):
            yield text[start : start + _CHUNK + width - 1]


def _hashes(ids: Ids, width: int) -> Hashes:
    """(n,) to (n - width + 1,): a number for every window of `width` tokens, equal for equal windows."""
    if len(ids) < width:
        return np.zeros(0, np.uint64)
    whole, covered = np.zeros(len(ids) + 1, np.uint64), 0
    part, size = _TOKENS[ids], 1
    while covered < width:
        shift = np.uint64(pow(_BASE, size, 2**64))
        if width & size:
            # A window is what was put together so far and then a part.
            whole, covered = whole[:-size] * shift + part[covered:], covered + size
        if covered < width:
            part, size = part[:-size] * shift + part[size:], 2 * size
    return whole
