"""Gradient noise of a small regression: true per-example gradients, and what a batch's average makes of them.

The task is stated in full: `EXAMPLES` pairs with x uniform on [-1, 1] and y = 3x + noise of standard deviation 1, a
model that predicts w·x with w = 0, and the squared error. Nothing is drawn from an assumed distribution of gradients:
each estimate is the mean of the gradients of examples picked at random, with replacement.
"""

import math
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

EXAMPLES = 2048
SLOPE = 3.0
_DATA_SEED = 11


@cache
def example_gradients() -> NDArray[np.float64]:
    """Gradient of every example's loss (w·x - y)² by w at w = 0, shape (EXAMPLES,): -2·x·y."""
    rng = np.random.default_rng(_DATA_SEED)
    x = rng.uniform(-1, 1, EXAMPLES)
    y = SLOPE * x + rng.normal(0, 1, EXAMPLES)
    gradients = np.asarray(-2 * x * y, dtype=np.float64)
    gradients.flags.writeable = False
    return gradients


@cache
def true_gradient() -> float:
    """Gradient of the loss averaged over all examples."""
    return float(example_gradients().mean())


# The clouds that are seen again and again while one of them changes.
@lru_cache(maxsize=32)
def batch_gradients(batch_size: int, batches: int, seed: int) -> NDArray[np.float64]:
    """Gradient estimates, shape (batches,), of batches of `batch_size` random examples each; not to be written to."""
    gradients = example_gradients()
    picks = np.random.default_rng(seed).integers(0, EXAMPLES, (batches, batch_size))
    estimates = np.asarray(gradients[picks].mean(axis=1), dtype=np.float64)
    estimates.flags.writeable = False
    return estimates


@cache
def _spread() -> float:
    return float(example_gradients().std())


def expected_spread(batch_size: int) -> float:
    """Standard deviation that independent examples give a batch's mean: that of one example over √batch_size."""
    return _spread() / math.sqrt(batch_size)
