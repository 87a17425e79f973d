"""What a language model has to beat: counts of up to five tokens in a row, the shorter helping the longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids: TypeAlias = NDArray[np.uint16]
Keys: TypeAlias = NDArray[np.uint64]
Counts: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

ORDER = 5
# Five ids of 12 bits fit one key of 64.
BITS = np.uint64(12)
MOST_TOKENS = 1 << 12
# Of every count something is held back, or what was never seen would be impossible in some context.
LEAST_DISCOUNT = 0.05


@dataclass(frozen=True, slots=True)
class Level:
    """Runs of one length: what is left of each count over that of its context, and what each context hands on.

    `grams` (G,) are sorted, with `kept` (G,), and `contexts` (H,), with `handed` (H,): those of a context sum to 1.
    """

    grams: Keys
    kept: Floats
    contexts: Keys
    handed: Floats


class KneserNey:
    """Counts of up to five tokens in a row, mixed by modified Kneser-Ney (Chen & Goodman 1998, section 3).

    p(w | h) = (c(h w) - D(c(h w))) / c(h) + g(h) p(w | h'), where h' is h without its first token and g(h) is what the
    discounts D have freed after h. The longest runs are counted as the text has them, the shorter by how many different
    tokens stand before them, the beginning of the text for one. The shortest context guesses blindly.
    """

    def __init__(self, ids: Ids, vocab_size: int) -> None:
        """Count the text `ids` (T,).

        Raises:
            ValueError: if the vocabulary is too large for the keys.
        """
        if vocab_size > MOST_TOKENS:
            raise ValueError(f"at most {MOST_TOKENS} tokens fit the keys, not {vocab_size}")
        self.vocab_size = vocab_size
        counted = [np.unique(keys_of(ids, order), return_counts=True) for order in range(1, ORDER + 1)]
        self.longest = [_level(*one) for one in counted]
        self.shorter = [_level(*_before(counted[order][0], ids, order)) for order in range(1, ORDER)]

    def probabilities(self, ids: Ids, order: int = ORDER) -> Floats:
        """p of each of ids (T,) after at most `order` - 1 of those before it; the first is guessed from no context."""
        p = np.full(len(ids), 1 / self.vocab_size)
        for length, level in enumerate((*self.shorter[: order - 1], self.longest[order - 1]), start=1):
            keys = keys_of(ids, length)
            # The first tokens have no context of this length and keep what shorter ones said; so do unknown contexts.
            tail = p[length - 1 :]
            tail *= look_up(level.contexts, level.handed, keys >> BITS, 1.0)
            tail += look_up(level.grams, level.kept, keys, 0.0)
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
    counts = KneserNey(counted, vocab_size)
    return tuple(counts.loss(guessed, order) for order in orders)


def discounts(seen: Sequence[int]) -> tuple[float, float, float]:
    """What is taken from a count of 1, of 2, and of 3 or more; `seen` (4,) says how many runs have the counts 1 to 4.

    Chen and Goodman's estimates, equation 26; where a text is too small for them, Ney's one for all, n1 / (n1 + 2 n2).
    """
    n1, n2, n3, n4 = seen
    one = n1 / (n1 + 2 * n2) if n1 else 0.5
    found = (1 - 2 * one * n2 / n1, 2 - 3 * one * n3 / n2, 3 - 4 * one * n4 / n3) if n1 and n2 and n3 else (one,) * 3
    first, second, more = (max(LEAST_DISCOUNT, taken) for taken in found)
    return first, second, more


def keys_of(ids: Ids, order: int) -> Keys:
    """Every run of `order` ids as one number, the earliest in the highest bits."""
    runs = max(0, len(ids) - order + 1)
    keys = np.zeros(runs, np.uint64)
    for place in range(order):
        keys = (keys << BITS) | ids[place : place + runs].astype(np.uint64)
    return keys


def look_up(known: Keys, values: Floats, wanted: Keys, otherwise: float) -> Floats:
    """The value of every wanted key; `otherwise` where it is not among the `known`, which are sorted."""
    at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    return np.where(known[at] == wanted, values[at], otherwise)


def _before(longer: Keys, ids: Ids, order: int) -> tuple[Keys, Counts]:
    """The runs of `order`, and how many different tokens stand before each; `longer` are the runs with that token."""
    without_it = longer & np.uint64((1 << (order * int(BITS))) - 1)
    return np.unique(np.append(without_it, keys_of(ids[:order], order)), return_counts=True)


def _level(grams: Keys, counts: Counts) -> Level:
    taken = np.array((0.0, *discounts([int(np.count_nonzero(counts == n)) for n in (1, 2, 3, 4)])))[counts.clip(max=3)]
    # Sorted by gram means sorted by context, which is the gram without its last token.
    contexts, starts = np.unique(grams >> BITS, return_index=True)
    totals = np.add.reduceat(counts, starts)
    shares = np.repeat(totals, np.diff(np.append(starts, len(grams))))
    return Level(grams, (counts - taken) / shares, contexts, np.add.reduceat(taken, starts) / totals)
