"""From logits to probabilities, and from probabilities to one token. No library, so that it wakes at once."""

import heapq
import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate


def softmax(logits: Sequence[float], temperature: float = 1.0) -> tuple[float, ...]:
    """Probabilities (vocab_size,) of logits divided by the temperature.

    At temperature 0 all of it lies on the most likely token, on the first of equals: the limit of ever lower ones.

    Raises:
        ValueError: if the temperature is negative or no number.
    """
    if not temperature >= 0:
        raise ValueError(f"a temperature is 0 or more, not {temperature}")
    top, exp = max(logits), math.exp
    if temperature == 0:
        first = logits.index(top)
        return tuple(float(id == first) for id in range(len(logits)))
    # Subtracting the largest changes nothing and keeps exp from overflowing. Very far below at a very low temperature
    # is minus infinity, whose exp is 0 as it should be.
    weights = [exp((logit - top) / temperature) for logit in logits]
    total = math.fsum(weights)
    return tuple([weight / total for weight in weights])


def most_likely(probs: Sequence[float], count: int) -> list[int]:
    """Ids of the `count` most likely tokens, most likely first; equals go by id."""
    return heapq.nlargest(count, range(len(probs)), key=probs.__getitem__)


def draw(probs: Sequence[float], chance: float) -> int:
    """The token on which `chance`, a random number from 0 to 1, falls when tokens lie side by side by probability."""
    return min(bisect_right(list(accumulate(probs)), chance), len(probs) - 1)


@lru_cache(maxsize=4)
def chances(seed: int, count: int) -> tuple[float, ...]:
    """So many random numbers from 0 to 1, the same for the same seed."""
    made = random.Random(seed)  # noqa: S311 - nothing is kept secret with them
    return tuple(made.random() for _ in range(count))
