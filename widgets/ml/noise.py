"""Gradient noise of a real model: the measured gradients of single examples, and what a batch's average makes of them.

Training measured the same examples at several moments of a run and published what each one's gradient is along the mean
of all (noise.json), in lengths of that mean: the true gradient is 1. Nothing is drawn from an assumed distribution:
each estimate is the mean of examples picked at random, with replacement, so that its spread follows 1/√B to the last,
where a batch without replacement would hold all examples and have none.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Gradients: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Moment:
    """A moment of the run: after `step` updates, the mean gradient's length and every example's gradient along it.

    `scale` is the simple noise scale with its standard `error`, in examples (McCandlish et al. 2018, arXiv:1812.06162,
    eq. 2.9); None where it could not be told.
    """

    step: int
    length: float
    scale: float | None
    error: float | None
    examples: Gradients


def moments(published: Mapping[str, Any]) -> tuple[Moment, ...]:
    """The moments of a noise.json, in the order of the run."""
    return tuple(
        Moment(
            stage["step"],
            stage["gradient_norm"],
            stage["noise_scale"],
            stage["noise_scale_error"],
            tuple(map(float, _along(stage["projections"], "mean gradient"))),
        )
        for stage in published["stages"]
    )


def true_gradient(examples: Gradients) -> float:
    """The mean over all examples: 1 but for rounding."""
    return sum(examples) / len(examples)


# The clouds that are seen again and again while one of them changes.
@lru_cache(maxsize=64)
def batch_gradients(examples: Gradients, batch_size: int, batches: int, seed: int) -> NDArray[np.float64]:
    """Estimates, shape (batches,), of batches of `batch_size` random examples each; not to be written to.

    The same seed picks the same examples at every moment.
    """
    picks = np.random.default_rng(seed).integers(0, len(examples), (batches, batch_size))
    estimates = np.asarray(np.asarray(examples, dtype=np.float64)[picks].mean(axis=1), dtype=np.float64)
    estimates.flags.writeable = False
    return estimates


@lru_cache(maxsize=64)
def _spread(examples: Gradients) -> float:
    return float(np.std(examples))


def expected_spread(examples: Gradients, batch_size: int) -> float:
    """Standard deviation that independent examples give a batch's mean: that of one example over √batch_size."""
    return _spread(examples) / math.sqrt(batch_size)


def progress(batch_size: float, critical: float) -> float:
    """The share of a noiseless step's progress that a step makes: 1 / (1 + critical / batch_size).

    For a simplified model of the loss (McCandlish et al. 2018, section 2.2); the noise scale stands for the critical
    size, which it tells to about a factor of ten.
    """
    return 1 / (1 + critical / batch_size)


def _along(projections: list[Mapping[str, Any]], direction: str) -> list[float]:
    return next(one["examples"] for one in projections if one["direction"] == direction)
