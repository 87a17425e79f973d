"""How many digits of numbers are worth printing, and how many of them agree. No library."""

import math

# One more than a weight in float32 has room for.
DIGITS = 8


def decimals(value: float) -> int:
    """Decimals with which `value` has DIGITS digits that count; 0 and what is no number have as many as 1 has."""
    if not value or not math.isfinite(value):
        return DIGITS - 1
    return max(0, DIGITS - 1 - math.floor(math.log10(abs(value))))


def agreeing(one: str, other: str) -> int:
    """How many characters two printed numbers share from the left on."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (mine, its) in enumerate(pairs) if mine != its), min(len(one), len(other)))
