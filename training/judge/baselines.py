"""What a language model has to beat, in the same units: a general compressor, and counts of five tokens in a row."""

import lzma
import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = NDArray[np.uint16]
Keys: TypeAlias = NDArray[np.uint64]

ORDER = 5
# Five ids of 12 bits fit one key of 64.
_BITS = np.uint64(12)
MOST_TOKENS = 1 << 12


def xz_bits_a_byte(train: bytes, held_out: bytes) -> float:
    """Bits that xz, having read the training text, adds for each byte of the held-out text."""
    size = 1 << (len(train) + len(held_out)).bit_length()
    best = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": max(size, 1 << 12)}]
    before, after = (len(lzma.compress(text, filters=best)) for text in (train, train + held_out))
    return (after - before) * 8 / len(held_out)


class NGram:
    """Counts of up to five tokens in a row, mixed as Witten and Bell do (Chen & Goodman 1998, section 2.4).

    p(w | h) = (c(h w) + T(h) p(w | h')) / (c(h) + T(h)), where T(h) is how many tokens were seen after h and h' is h
    without its first token; the shortest context guesses blindly.
    """

    def __init__(self, ids: Ids, vocab_size: int) -> None:
        if vocab_size > MOST_TOKENS:
            raise ValueError(f"at most {MOST_TOKENS} tokens fit the keys, not {vocab_size}")
        self.vocab_size = vocab_size
        self.counts: list[tuple[Keys, NDArray[np.int64]]] = []
        self.contexts: list[tuple[Keys, NDArray[np.int64], NDArray[np.int64]]] = []
        for order in range(1, ORDER + 1):
            grams, counts = np.unique(_keys(ids, order), return_counts=True)
            # Sorted by gram means sorted by context, which is the gram without its last token.
            context, starts = np.unique(grams >> _BITS, return_index=True)
            self.counts.append((grams, counts))
            self.contexts.append((context, np.add.reduceat(counts, starts), np.diff(np.append(starts, len(grams)))))

    def probabilities(self, ids: Ids) -> NDArray[np.float64]:
        """p of each of ids (T,) after those before it; the first is guessed from no context."""
        p = np.full(len(ids), 1 / self.vocab_size)
        for order, (counted, contexts) in enumerate(zip(self.counts, self.contexts, strict=True), start=1):
            keys = _keys(ids, order)
            # The first tokens have no context of this length and keep what shorter ones said.
            tail = p[order - 1 :]
            seen = _look_up(counted[0], counted[1], keys)
            total = _look_up(contexts[0], contexts[1], keys >> _BITS)
            kinds = _look_up(contexts[0], contexts[2], keys >> _BITS)
            known = total > 0
            tail[known] = (seen[known] + kinds[known] * tail[known]) / (total[known] + kinds[known])
        return p

    def loss(self, ids: Ids) -> float:
        """Mean loss in nats of every token but the first."""
        return -float(np.log(self.probabilities(ids)[1:]).mean())


def bits_a_byte(nats_a_token: float, tokens: int, size: int) -> float:
    """Bits a byte of a text of `size` bytes in `tokens` tokens."""
    return nats_a_token * tokens / math.log(2) / size


def _keys(ids: Ids, order: int) -> Keys:
    """Every run of `order` ids as one number, the earliest in the highest bits."""
    runs = max(0, len(ids) - order + 1)
    keys = np.zeros(runs, np.uint64)
    for place in range(order):
        keys = (keys << _BITS) | ids[place : place + runs].astype(np.uint64)
    return keys


def _look_up(known: Keys, values: NDArray[np.int64], wanted: Keys) -> NDArray[np.int64]:
    """The value of every wanted key, 0 where it is not known."""
    at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    return np.where(known[at] == wanted, values[at], 0)
