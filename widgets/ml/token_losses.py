"""What each token of a text costs, from the logits of all its positions at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def log_softmax(logits: ArrayLike) -> NDArray[np.float64]:
    """Logarithms of the probabilities (T, vocab_size) of logits (T, vocab_size), in float64."""
    scores = np.asarray(logits, dtype=np.float64)
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def token_losses(logits: ArrayLike, targets: ArrayLike) -> NDArray[np.float64]:
    """Losses (T,), in nats, of the tokens `targets` (T,) that came where logits (T, vocab_size) were given."""
    chosen = np.asarray(targets)
    losses: NDArray[np.float64] = -log_softmax(logits)[np.arange(len(chosen)), chosen]
    return losses
