"""Pieces of a text that a model reads at once: what a training step gets, or why it cannot be cut."""

import numpy as np
from numpy.typing import NDArray

from widgets.engine.model_effects import TrainStep
from widgets.ml.batches import starts


class Refused(ValueError):
    """What was asked cannot be done; the message is a sentence for the reader."""


def batch(effect: TrainStep, text: NDArray[np.int64], step: int, block_size: int) -> dict[str, NDArray[np.int64]]:
    """Pieces of the text (N,) and, one token on, what came next: ids and targets (B, T).

    Raises:
        Refused: if the text has no such piece.
    """
    length = effect.context or min(len(text) - 1, block_size)
    check(length, len(text) - 1, block_size)
    places = len(text) - length if effect.context else 1
    rows = [slice(start, start + length + 1) for start in starts(effect.batch_size, places, step, effect.seed)]
    cut = np.stack([text[row] for row in rows])
    return {"ids": cut[:, :-1], "targets": cut[:, 1:]}


def check(length: int, tokens: int, block_size: int) -> None:
    """Whether a text of so many tokens holds a piece of `length`, and the model reads as many.

    Raises:
        Refused: if not.
    """
    if length > block_size:
        raise Refused(f"The model reads at most {block_size} tokens at once, not {length}.")
    if not tokens:
        raise Refused("There is no text to train on; write some.")
    if tokens < length:
        raise Refused(f"This text is too short: it has {tokens} of the {length} tokens that a step reads.")
