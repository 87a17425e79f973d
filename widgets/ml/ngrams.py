"""What a language model has to beat: counts of up to five tokens in a row, the shorter helping the longer."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids: TypeAlias = NDArray[np.uint16]
Keys: TypeAlias = NDArray[np.uint64]

ORDER = 5
# Five ids of 12 bits fit one key of 64.
_BITS = np.uint64(12)
MOST_TOKENS = 1 << 12


class NGram:
    """Counts of up to five tokens in a row, mixed as Witten and Bell do (Chen & Goodman 1998, section 2.4).

    p(w | h) = (c(h w) + T(h) p(w | h')) / (c(h) + T(h)), where T(h) is how many tokens were seen after h and h' is h
    without its first token; the shortest context guesses blindly.
    """

    def __init__(self, ids: Ids, vocab_size: int) -> None:
        """Count the text `ids` (T,).

        Raises:
            ValueError: if the vocabulary is too large for the keys.
        """
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

    def probabilities(self, ids: Ids, order: int = ORDER) -> NDArray[np.float64]:
        """p of each of ids (T,) after at most `order` - 1 of those before it; the first is guessed from no context."""
        p = np.full(len(ids), 1 / self.vocab_size)
        for length, (counted, contexts) in enumerate(zip(self.counts[:order], self.contexts, strict=False), start=1):
            keys = _keys(ids, length)
            # The first tokens have no context of this length and keep what shorter ones said.
            tail = p[length - 1 :]
            seen = _look_up(counted[0], counted[1], keys)
            total = _look_up(contexts[0], contexts[1], keys >> _BITS)
            kinds = _look_up(contexts[0], contexts[2], keys >> _BITS)
            known = total > 0
            tail[known] = (seen[known] + kinds[known] * tail[known]) / (total[known] + kinds[known])
        return p

    def loss(self, ids: Ids, order: int = ORDER) -> float:
        """Mean loss in nats of every token but the first."""
        return -float(np.log(self.probabilities(ids, order)[1:]).mean())


def ngram_losses(train: ArrayLike, held_out: ArrayLike, vocab_size: int, orders: tuple[int, ...]) -> tuple[float, ...]:
    """What counts of the ids `train` make of the ids `held_out`: a mean loss in nats for each of `orders`.

    Raises:
        ValueError: if there are fewer than ORDER ids to count, or fewer than two to guess.
    """
    counted, guessed = np.asarray(train, np.uint16), np.asarray(held_out, np.uint16)
    if len(counted) < ORDER or len(guessed) < 2:
        raise ValueError(f"{len(counted)} and {len(guessed)} tokens are too few to count and to guess")
    counts = NGram(counted, vocab_size)
    return tuple(counts.loss(guessed, order) for order in orders)


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
