"""A network small enough to see: two inputs, two hidden units, the scores of "hat" and "mat", and the loss.

h = tanh(W x), s = V h, p = softmax(s) of "mat", L = -ln p. Every slope is written out by the chain rule (Rumelhart,
Hinton and Williams 1986, Nature 323): factors are multiplied along a path, and paths that meet are added. All numbers
are float64; sums are exact before they are rounded (math.fsum).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

INPUTS, HIDDEN, SCORES = ("x1", "x2"), ("h1", "h2"), ("hat", "mat")
TRUE = "mat"
# A weight is called by the two values that it joins.
Weight: TypeAlias = tuple[str, str]
Weights: TypeAlias = Mapping[Weight, float]

FIRST: tuple[Weight, ...] = tuple((x, h) for x in INPUTS for h in HIDDEN)
SECOND: tuple[Weight, ...] = tuple((h, s) for h in HIDDEN for s in SCORES)
# The author's own: a network that prefers the wrong word, and in which the paths from the first weights disagree.
WEIGHTS: Weights = {
    ("x1", "h1"): 0.8,
    ("x1", "h2"): -0.6,
    ("x2", "h1"): -0.4,
    ("x2", "h2"): 0.9,
    ("h1", "hat"): 0.7,
    ("h1", "mat"): 0.3,
    ("h2", "hat"): -0.2,
    ("h2", "mat"): 0.5,
}
# How far a weight is moved each way for the finite difference. Its error grows with the square of it, and with the last
# bits of the losses divided by it: here both are about 1e-11.
NUDGE = 1e-5


@dataclass(frozen=True, slots=True)
class Forward:
    """What the forward pass computed and keeps, by name; `p` is the probability of the true word, `loss` is in nats."""

    inputs: Mapping[str, float]
    hidden: Mapping[str, float]
    scores: Mapping[str, float]
    p: float
    loss: float

    def named(self) -> dict[str, float]:
        """Every value by its name, in the order in which it was computed."""
        return {**self.inputs, **self.hidden, **self.scores, "p": self.p, "loss": self.loss}


@dataclass(frozen=True, slots=True)
class Backward:
    """How fast the loss changes with each value of the forward pass, by its name, and with each weight."""

    values: Mapping[str, float]
    weights: Mapping[Weight, float]


@dataclass(frozen=True, slots=True)
class Path:
    """One way from the loss back to a weight: the values it passes, and its factors as (what by what, local slope)."""

    route: tuple[str, ...]
    factors: tuple[tuple[str, float], ...]

    @property
    def through(self) -> str:
        """The score that it passes."""
        return self.route[2]

    def product(self, count: int | None = None) -> float:
        """The first `count` factors multiplied, from the loss on; all of them without a count."""
        return math.prod(slope for _, slope in self.factors[:count])


def nudged(weights: Weights, weight: Weight, nudge: float) -> Weights:
    """The weights with one of them moved."""
    return {**weights, weight: weights[weight] + nudge}


def forward(inputs: Mapping[str, float], weights: Weights) -> Forward:
    """Values from the inputs up to the loss."""
    hidden = {h: math.tanh(math.fsum(weights[x, h] * inputs[x] for x in INPUTS)) for h in HIDDEN}
    scores = {s: math.fsum(weights[h, s] * hidden[h] for h in HIDDEN) for s in SCORES}
    lead = scores["mat"] - scores["hat"]
    # -ln p without a p that could round to 0.
    loss = math.log1p(math.exp(-abs(lead))) + max(-lead, 0.0)
    return Forward(dict(inputs), hidden, scores, share(lead), loss)


def share(lead: float) -> float:
    """Softmax over two scores: the share of the one that leads by `lead`."""
    return 1 / (1 + math.exp(-lead)) if lead >= 0 else math.exp(lead) / (1 + math.exp(lead))


def backward(values: Forward, weights: Weights) -> Backward:
    """Every slope in one sweep from the loss down; what came later is used, never computed anew."""
    slopes = {"loss": 1.0, "p": _loss_by_p(values)}
    for s in SCORES:
        slopes[s] = slopes["p"] * _p_by_score(values, s)
    for h in HIDDEN:
        # Two paths leave a hidden unit, so two contributions come back to it.
        slopes[h] = math.fsum(slopes[s] * weights[h, s] for s in SCORES)
    before = {h: slopes[h] * _bend(values, h) for h in HIDDEN}
    for x in INPUTS:
        slopes[x] = math.fsum(before[h] * weights[x, h] for h in HIDDEN)
    gradients = {(x, h): before[h] * values.inputs[x] for x, h in FIRST}
    gradients |= {(h, s): slopes[s] * values.hidden[h] for h, s in SECOND}
    return Backward(slopes, gradients)


def paths(values: Forward, weights: Weights, weight: Weight) -> tuple[Path, ...]:
    """All ways from the loss back to a weight, each with its local slopes; their products add up to its gradient."""
    start, end = weight
    if weight in SECOND:
        return (Path(("loss", "p", end, start), (*_from_loss(values, end), ("∂s/∂w", values.hidden[start]))),)
    below = (("∂h/∂z", _bend(values, end)), ("∂z/∂w", values.inputs[start]))
    return tuple(
        Path(("loss", "p", s, end, start), (*_from_loss(values, s), ("∂s/∂h", weights[end, s]), *below)) for s in SCORES
    )


def finite_difference(inputs: Mapping[str, float], weights: Weights, weight: Weight, nudge: float = NUDGE) -> float:
    """The gradient of a weight by trying: the loss with it raised, less that with it lowered, over the distance."""
    above, below = weights[weight] + nudge, weights[weight] - nudge
    losses = [forward(inputs, {**weights, weight: moved}).loss for moved in (above, below)]
    # What was really moved, after rounding.
    return (losses[0] - losses[1]) / (above - below)


def _from_loss(values: Forward, score: str) -> tuple[tuple[str, float], ...]:
    return ("∂L/∂p", _loss_by_p(values)), ("∂p/∂s", _p_by_score(values, score))


def _loss_by_p(values: Forward) -> float:
    return -1 / values.p


def _p_by_score(values: Forward, score: str) -> float:
    """p (1 - p) for the true word, its opposite for the other: what one gains the other loses."""
    lead = values.scores["mat"] - values.scores["hat"]
    slope = share(lead) * share(-lead)
    return slope if score == TRUE else -slope


def _bend(values: Forward, hidden: str) -> float:
    """The slope of tanh where it stands: 1 - h²."""
    return 1 - values.hidden[hidden] ** 2
