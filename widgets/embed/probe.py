"""The build's side of Probe: docs/javascripts/probe.js in Python.

A step graph's loss is the mean over all tokens of a row. Of n + k tokens the last k are the answer, so what they cost
is (n + k) times the mean over the whole row, minus n times that over the row without them; and so for the gradient.
With rates of n + k and n the two steps differ by that gradient itself.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from widgets.embed.tokens import Tokens
from widgets.engine import Probe, Probed
from widgets.ml.token_losses import log_softmax

Floats: TypeAlias = NDArray[np.float32]

# How far the weight is nudged up and down: further, and the slope bends; nearer, and float32 has no digits left.
NUDGE = 2.0**-7
RATE = 0.01


def probed(
    effect: Probe,
    coder: Tokens,
    layout: Mapping[str, Any],
    flat: Floats,
    step: onnxruntime.InferenceSession,
    forward: onnxruntime.InferenceSession,
) -> Probed:
    """The answer to `effect`, from the weights `flat` (N,), their layout (weights.json) and the graphs."""
    most = layout["block_size"]
    answer = coder.encode(effect.answer)[: most - 1]
    own = coder.encode(effect.text)
    own = own[max(0, len(own) - most + max(1, len(answer))) :]
    if not answer:
        last = _logs(forward, flat, [coder.endoftext, *own])[-1]
        answer = [int(np.argmax(last))]
    ids = [coder.endoftext, *own, *answer]

    def moved(rate: float, places: slice) -> NDArray[np.float64]:
        """What one step on the answer alone takes from the weights at these places."""
        whole = _stepped(step, flat, ids, rate * (len(ids) - 1))
        without = _stepped(step, flat, ids[: len(own) + 1], rate * len(own)) if own else flat
        return without[places].astype(np.float64) - whole[places]

    def loss(weights: Floats) -> float:
        logs = _logs(forward, weights, ids[:-1])[len(own) :]
        return -math.fsum(float(log[id]) for log, id in zip(logs, answer, strict=True))

    gradient = moved(1.0, slice(None))
    pieces = {name: _places(layout["parts"], name) for name in layout["groups"]}
    start, end = pieces.get(effect.group, (0, len(flat)))
    at = start + int(np.argmax(np.abs(gradient[start:end])))
    part = next(one for one in layout["parts"] if one["start"] <= at < one["start"] + math.prod(one["shape"]))
    up, down = flat.copy(), flat.copy()
    up[at] += NUDGE
    down[at] -= NUDGE
    return Probed(
        answer=coder.tokens(answer),
        loss=loss(flat),
        groups=tuple(layout["groups"]),
        norms=tuple(float(np.linalg.norm(gradient[a:b])) for a, b in pieces.values()),
        part=part["name"],
        place=tuple(int(i) for i in np.unravel_index(at - part["start"], part["shape"])),
        weight=float(flat[at]),
        gradient=float(gradient[at]),
        # A weight is stored with about seven digits: what it was really moved by is measured too.
        difference=(loss(up) - loss(down)) / (float(up[at]) - float(down[at])),
        nudge=NUDGE,
        step_change=float(moved(RATE, slice(at, at + 1))[0]) / RATE,
        rate=RATE,
    )


def _stepped(step: onnxruntime.InferenceSession, flat: Floats, ids: Sequence[int], rate: float) -> Floats:
    row = np.array([ids], np.int64)
    feed = {"flat": flat, "ids": row[:, :-1], "targets": row[:, 1:], "learning_rate": np.array(rate, np.float32)}
    (found,) = step.run(["next"], feed)
    return np.asarray(found, np.float32)


def _logs(forward: onnxruntime.InferenceSession, flat: Floats, ids: Sequence[int]) -> NDArray[np.float64]:
    (found,) = forward.run(["logits"], {"flat": flat, "ids": np.array([ids], np.int64)})
    return log_softmax(np.asarray(found))


def _places(parts: Sequence[Mapping[str, Any]], group: str) -> tuple[int, int]:
    """Where the weights of a group begin and end: its parts lie side by side."""
    own = [part for part in parts if part["group"] == group]
    return own[0]["start"], own[-1]["start"] + math.prod(own[-1]["shape"])
