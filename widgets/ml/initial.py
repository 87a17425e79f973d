"""The weights that a model begins with, from a seed alone, by a rule that any language can repeat.

All integers are without sign, of 32 bits. Number i of the flat vector comes from block b = i // 4, whatever part it
belongs to:

1. Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") with the counter (b, 0, 0, 0) and
   the key (seed, 0) gives four words w0 to w3.
2. u = (w + 0.5) / 2^32 makes each a number between 0 and 1.
3. Box and Muller (1958) make normals of them: sqrt(-2 ln u0) cos(2 pi u1), sqrt(-2 ln u0) sin(2 pi u1), and the same of
   u2 and u3. Number i is the one at place i % 4.
4. A part with a deviation `std` multiplies its numbers by it; a part with a `value` is that value throughout. The
   result is rounded to float32; another language's logarithm may differ in its last bit.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 10
_MULTIPLIERS = np.array([0xD2511F53, 0xCD9E8D57], dtype=np.uint64)
_WEYL = (0x9E3779B9, 0xBB67AE85)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(counters: NDArray[np.uint64], key: tuple[int, int]) -> NDArray[np.uint64]:
    """Four random words for each counter: counters (B, 4) and the result (B, 4) hold 32 bits in every number."""
    words = [counters[:, i].astype(np.uint64) for i in range(4)]
    for turn in range(ROUNDS):
        keys = [np.uint64((part + turn * weyl) & 0xFFFFFFFF) for part, weyl in zip(key, _WEYL, strict=True)]
        first, second = words[0] * _MULTIPLIERS[0], words[2] * _MULTIPLIERS[1]
        words = [
            (second >> _HALF) ^ words[1] ^ keys[0],
            second & _LOW,
            (first >> _HALF) ^ words[3] ^ keys[1],
            first & _LOW,
        ]
    return np.stack(words, axis=1)


def normals(count: int, seed: int) -> NDArray[np.float64]:
    """The first `count` numbers (count,) of a seed's stream, of mean 0 and deviation 1.

    Raises:
        ValueError: if the seed is not a whole number from 0 to 2^32 - 1.
    """
    if not 0 <= seed < 2**32 or seed != int(seed):
        raise ValueError(f"a seed is a whole number from 0 to 4294967295, not {seed}")
    counters = np.zeros((-(-count // 4), 4), dtype=np.uint64)
    counters[:, 0] = np.arange(len(counters), dtype=np.uint64)
    chances = (philox(counters, (int(seed), 0)) + 0.5) / 2.0**32  # (B, 4)
    lengths, angles = np.sqrt(-2 * np.log(chances[:, ::2])), 2 * np.pi * chances[:, 1::2]  # (B, 2) each
    pairs: NDArray[np.float64] = np.stack([lengths * np.cos(angles), lengths * np.sin(angles)], axis=2)
    return pairs.reshape(-1)[:count]


def initial(parts: Sequence[Mapping[str, Any]], seed: int) -> NDArray[np.float32]:
    """A fresh flat vector (N,) for the parts of a model's weights.json: each has `shape`, `start`, `std` or `value`.

    Raises:
        ValueError: if the seed is no whole number of 32 bits, or a part names neither a deviation nor a value.
    """
    sizes = [int(np.prod(part["shape"])) for part in parts]
    numbers = normals(sum(sizes), seed)
    for part, size in zip(parts, sizes, strict=True):
        place = slice(part["start"], part["start"] + size)
        if "std" in part:
            numbers[place] *= part["std"]
        elif "value" in part:
            numbers[place] = part["value"]
        else:
            raise ValueError(f"the part {part.get('name', part['start'])} of the weights has neither std nor value")
    return numbers.astype(np.float32)
