"""Gradient descent, one step at a time, with momentum or without (Polyak 1964; as torch.optim.SGD writes it)."""

from dataclasses import dataclass

from widgets.ml.grounds import Ground, Place


@dataclass(frozen=True, slots=True)
class Walker:
    """Where one stands, and the velocity that momentum keeps: the sum of earlier gradients, each step fainter."""

    place: Place
    velocity: Place


def standing(place: Place) -> Walker:
    """One who has not moved yet."""
    return Walker(place, (0.0,) * len(place))


def pull(ground: Ground, walker: Walker, momentum: float) -> Place:
    """What the learning rate multiplies: the gradient, and with momentum what is left of the velocity beside it."""
    return tuple(momentum * v + g for v, g in zip(walker.velocity, ground.slope(walker.place), strict=True))


def step(ground: Ground, walker: Walker, rate: float, momentum: float = 0.0) -> Walker:
    """The walker after one step: w - rate (momentum v + gradient)."""
    pulled = pull(ground, walker, momentum)
    return Walker(tuple(w - rate * v for w, v in zip(walker.place, pulled, strict=True)), pulled)
