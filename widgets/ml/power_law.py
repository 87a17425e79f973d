"""A power law through measured points, a line once both are logarithms. No library, so that it wakes at once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """loss = factor / size^exponent, the form of Kaplan et al. (2020, arXiv:2001.08361, eq. 1.1)."""

    factor: float
    exponent: float

    def loss(self, size: float) -> float:
        """What the law foretells for a size."""
        return self.factor * math.pow(size, -self.exponent)


def fitted(sizes: Sequence[float], losses: Sequence[float]) -> PowerLaw:
    """The law that lies nearest to points of sizes (n,) and losses (n,): least squares of the logarithms.

    Raises:
        ValueError: if there are fewer than two different sizes.
    """
    across, up = [math.log(size) for size in sizes], [math.log(loss) for loss in losses]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    spread = sum((x - middle) ** 2 for x in across)
    if not spread:
        raise ValueError("a line needs two different sizes")
    slope = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / spread
    return PowerLaw(math.exp(height - slope * middle), -slope)
