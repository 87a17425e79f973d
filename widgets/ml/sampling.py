"""From logits to probabilities, and from probabilities to one token."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def softmax(logits: Sequence[float], temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities, shape (vocab_size,), of logits divided by the temperature; computed in float64.

    Raises:
        ValueError: if the temperature is not positive.
    """
    if temperature <= 0:
        raise ValueError(f"a temperature must be positive, not {temperature}")
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    # Subtracting the largest changes nothing and keeps exp from overflowing.
    weights = np.exp(scaled - scaled.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def most_likely(probs: NDArray[np.float64], count: int) -> list[int]:
    """Ids of the `count` most likely tokens, most likely first; equals go by id."""
    return [int(index) for index in np.argsort(-probs, kind="stable")[:count]]


def draw(probs: NDArray[np.float64], chance: float) -> int:
    """The token on which `chance`, a random number from 0 to 1, falls when tokens lie side by side by probability."""
    return min(int(np.searchsorted(np.cumsum(probs), chance, side="right")), len(probs) - 1)
