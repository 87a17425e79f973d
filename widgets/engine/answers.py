"""What the host answers effects with, as plain values. The page's answers come in through the same typed gate.

Losses are in nats. A token's place in the vocabulary is its `id`.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from widgets.engine import effects, model_effects
from widgets.engine.gate import read


@dataclass(frozen=True, slots=True)
class Failure:
    """The answer of an effect that could not be performed; `message` is one sentence for the reader."""

    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A part of an answer; the request stays open and the whole follows."""

    value: object


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the vocabulary. Bytes that are no UTF-8 stand as U+FFFD in `text` and as "E2 80" in `hex`.

    Both are empty for `<|endoftext|>`.
    """

    id: int
    text: str
    hex: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model expects after a text: `logits` (vocab_size,) and the ten `best`, most likely first, ties by id.

    As Progress, while the model's weights are on their way, it holds the tokens alone, with no logits and no best.
    """

    tokens: tuple[Token, ...]
    """The text's own, the last of them: at most as many as the model reads."""
    length: int
    """How many tokens the text has in all."""
    written: str
    """The text of the ids that followed it, with bytes that are no text as ⟨E2⟩⟨80⟩."""
    logits: tuple[float, ...]
    best: tuple[Token, ...]
    end: int
    """The id of `<|endoftext|>`."""
    read: int
    """How many of the last tokens the model really read, the mark in front not counted."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A token and the probability `p` that the model gave it."""

    token: Token
    p: float


@dataclass(frozen=True, slots=True)
class Position:
    """One token of a text, what it cost, its place among all (0: the favorite), and the ten best there."""

    token: Token
    loss: float
    rank: int
    best: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A text's tokens with their losses; `cut` tokens at its end were left out because the model reads no more."""

    positions: tuple[Position, ...]
    cut: int


@dataclass(frozen=True, slots=True)
class Attended:
    """How much every head of every layer looks from each position (the mark in front is the first) at each.

    `attention` (layers, heads, positions, positions) lies in one row; what a position looks with adds up to 1, and none
    of it goes to later ones.
    """

    attention: tuple[float, ...]
    layers: int
    heads: int
    positions: int

    def row(self, layer: int, head: int, position: int) -> tuple[float, ...]:
        """The weights of one position, on itself and those before; all three count from 0.

        Raises:
            IndexError: if there is no such layer, head or position.
        """
        within = (layer, self.layers), (head, self.heads), (position, self.positions)
        if not all(0 <= number < count for number, count in within):
            raise IndexError(f"no row {layer}, {head}, {position} of {self.layers}, {self.heads}, {self.positions}")
        start = ((layer * self.heads + head) * self.positions + position) * self.positions
        return self.attention[start : start + position + 1]


@dataclass(frozen=True, slots=True)
class Held:
    """The weights that now lie under a run's name, and the step of its training they come from."""

    run: str
    model: str
    step: int
    parameters: int


@dataclass(frozen=True, slots=True)
class Trained:
    """How far a request to train is: the `step` its run has reached, and the `losses` of this request's steps.

    `norms` are the gradient's norms at the last step, one a group of parts of the model.
    """

    step: int
    losses: tuple[float, ...]
    norms: tuple[float, ...]
    steps_per_second: float


@dataclass(frozen=True, slots=True)
class Probed:
    """The gradient of what an answer costs: its norm in every group of parts, and one weight checked three ways.

    The `norms` are those of the `groups`, in order; `loss` is the sum over the tokens of the `answer`.
    """

    answer: tuple[Token, ...]
    loss: float
    groups: tuple[str, ...]
    norms: tuple[float, ...]
    part: str
    """The name of the part that holds the weight, such as blocks.2.mlp.up.weight."""
    place: tuple[int, ...]
    """The weight's row and column in it, or its place in a vector."""
    weight: float
    gradient: float
    """By backpropagation: the weights before a step at a rate of 1, minus those after it."""
    difference: float
    """The central difference (loss(w + nudge) - loss(w - nudge)) / 2 nudge, losses summed in float64."""
    nudge: float
    step_change: float
    """What one step at `rate` did to the weight, over minus the rate."""
    rate: float


@dataclass(frozen=True, slots=True)
class Marked:
    """What a marker finds: `p` (passages, 28), of every passage the probabilities that it holds.

    They are: that it earns points 1 to 10, that it speaks against points 1 to 10, that it asserts misconceptions 1 to
    8.
    As Progress it holds the rows of the passages read so far; before the first, `loaded` of `total` bytes have come.
    """

    p: tuple[tuple[float, ...], ...]
    loaded: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """What a ledger holds, in the order of the entries' `at` (seconds) and then of their ids.

    `trouble` is one sentence for the reader if the device does not keep them; they then last as long as the page.
    """

    entries: tuple[object, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Replied:
    """What a server answered: the `status` of HTTP, and the `text` of at most 100 kB that came with it."""

    status: int
    text: str


_KINDS: dict[type[Any], Any] = {
    model_effects.Predict: Prediction,
    model_effects.Score: Scored,
    model_effects.Attend: Attended,
    model_effects.Tokenize: tuple[int, ...],
    model_effects.Evaluate: float,
    model_effects.Write: str,
    model_effects.Weights: Held,
    model_effects.Keep: int,
    model_effects.TrainStep: Trained,
    model_effects.Probe: Probed,
    model_effects.MarkText: Marked,
    effects.Prose: str,
    effects.Published: object,
    effects.Load: object,
    effects.Ledger: Entries,
    effects.Save: bool,
    effects.SaveFile: bool,
    effects.Random: tuple[float, ...],
    effects.Now: float,
    effects.Address: str,
    effects.Neighbor: str,
    effects.AskTutor: Replied,
}

Answer: TypeAlias = Any


def answer_to(effect: effects.Effect, value: object) -> Answer:
    """The page's plain `value` as what `effect` is answered with; Failure and Progress stay what they are.

    Raises:
        WrongValue: if it is something else.
    """
    if isinstance(value, Failure):
        return value
    if isinstance(value, Progress):
        return Progress(answer_to(effect, value.value))
    if isinstance(effect, model_effects.Score) and isinstance(value, dict):
        value = value | {"positions": _positions(value.get("positions"))}
    return read(_KINDS[type(effect)], value)


def _positions(rows: object) -> object:
    """Positions as the model worker tells them, each a JSON text; what is none is left to the gate."""
    return [_position(row) if isinstance(row, str) else row for row in rows] if isinstance(rows, list) else rows


# Whoever types on gets most of a text's positions anew at every key.
@lru_cache(maxsize=512)
def _position(row: str) -> object:
    try:
        return read(Position, json.loads(row))
    except ValueError:
        return row
