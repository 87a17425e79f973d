"""Which pieces of a text are read, and on what chances a text is drawn, by rules that any language can repeat."""

import numpy as np

from widgets.ml.initial import philox

# Beside the seed in the key, so that places owe nothing to the weights that the same seed makes.
STREAM = 1
WRITING_STREAM = 2


def starts(batch_size: int, places: int, step: int, seed: int) -> list[int]:
    """Where the `batch_size` pieces of a step begin, each at one of `places` places from 0 on, all alike.

    Piece i takes word i % 4 of Philox4x32-10 (see initial.py) with the counter (i // 4, step, 0, 0) and the key
    (seed, 1): it begins at floor(word * places / 2^32).

    Raises:
        ValueError: if there is no place.
    """
    if places < 1:
        raise ValueError("there is no place for a piece to begin")
    counters = np.zeros((-(-batch_size // 4), 4), dtype=np.uint64)
    counters[:, 0], counters[:, 1] = np.arange(len(counters), dtype=np.uint64), step
    words = philox(counters, (seed, STREAM)).ravel()[:batch_size]
    return [int(word) * places >> 32 for word in words]


def spread(pieces: int, length: int, tokens: int) -> list[int]:
    """Where up to `pieces` pieces of `length` begin that lie evenly in `tokens`, from the first place to the last.

    There are as many as do not overlap, at least one: piece i of n begins at floor(i * (tokens - length) / (n - 1)).
    """
    count = max(1, min(pieces, tokens // length))
    return [i * (tokens - length) // max(1, count - 1) for i in range(count)]


def chances(count: int, seed: int) -> list[float]:
    """Chances (count,) from 0 to 1: the first word of Philox4x32-10 with the counter (i, 0, 0, 0), over 2^32."""
    counters = np.zeros((count, 4), dtype=np.uint64)
    counters[:, 0] = np.arange(count, dtype=np.uint64)
    words = philox(counters, (seed, WRITING_STREAM))
    return [int(word) / 2**32 for word in words[:, 0]]
