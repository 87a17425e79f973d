"""From logits to probabilities and losses, and from probabilities to one token."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def softmax(logits: Sequence[float], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities, shape (vocab_size,), of logits divided by the temperature; computed in float64.

    At temperature 0 all of it lies on the most likely token, on the first of equals: the limit of ever lower ones.

    Raises:
        ValueError: if the temperature is negative or no number.
    """
    if not temperature >= 0:
        raise ValueError(f"a temperature is 0 or more, not {temperature}")
    # Subtracting the largest changes nothing and keeps exp from overflowing.
    below = np.asarray(logits, dtype=np.float64) - np.max(logits)
    if temperature == 0:
        return np.asarray(np.arange(len(below)) == below.argmax(), dtype=np.float64)
    # Very far below at a very low temperature is minus infinity, whose exp is 0 as it should be.
    with np.errstate(over="ignore"):
        weights = np.exp(below / temperature)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def token_losses(logits: ArrayLike, targets: ArrayLike) -> NDArray[np.float64]:
    """Losses (T,), in nats, of the tokens `targets` (T,) that came where logits (T, vocab_size) were given."""
    scores, chosen = np.asarray(logits, dtype=np.float64), np.asarray(targets)
    shifted = scores - scores.max(axis=-1, keepdims=True)
    losses: NDArray[np.float64] = np.log(np.exp(shifted).sum(axis=-1)) - shifted[np.arange(len(chosen)), chosen]
    return losses


def most_likely(probs: NDArray[np.float64], count: int) -> list[int]:
    """Ids of the `count` most likely tokens, most likely first; equals go by id."""
    return [int(index) for index in np.argsort(-probs, kind="stable")[:count]]


def draw(probs: NDArray[np.float64], chance: float) -> int:
    """The token on which `chance`, a random number from 0 to 1, falls when tokens lie side by side by probability."""
    return min(int(np.searchsorted(np.cumsum(probs), chance, side="right")), len(probs) - 1)
