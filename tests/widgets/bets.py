"""A model of six tokens that stands in for the real one, so that every number can be known beforehand."""

import math
from typing import Any

from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import next_token
from widgets.engine import (
    Effect,
    Element,
    Event,
    Prediction,
    Token,
)
from widgets.next_token import State, view

END = 5
VOCABULARY = (
    Token(0, " mat"),
    Token(1, " hat"),
    Token(2, "\n"),
    Token(3, "�", "E2 80"),
    Token(4, " cat"),
    Token(END, ""),
)
LOGITS = (2.0, 1.0, 0.5, -1.0, 0.0, -2.0)
SHOWN = {0: "␣mat", 1: "␣hat", 2: "↵", 3: "⟨E2⟩⟨80⟩", 4: "␣cat", END: "⟨end of text⟩"}

temperatures = st.integers(0, 38).map(lambda notch: round(0.1 + 0.05 * notch, 2))
some_logits = st.tuples(*(st.floats(-8, 8) for _ in VOCABULARY))


def probs(logits: tuple[float, ...], temperature: float = 1.0) -> list[float]:
    """The probabilities that these logits have."""
    weights = [math.exp((logit - max(logits)) / temperature) for logit in logits]
    return [weight / sum(weights) for weight in weights]


def an_answer(logits: tuple[float, ...] = LOGITS, *, length: int = 3, read: int = 3, written: str = "") -> Prediction:
    """What the model says of a text of so many tokens."""
    best = tuple(sorted(VOCABULARY, key=lambda token: (-logits[token.id], token.id)))
    tokens = tuple(VOCABULARY[index % 5] for index in range(min(length, 255)))
    return Prediction(tokens, length, written, logits, best, END, read)


def heard(answer: Prediction | None = None, **fields: Any) -> State:
    """A state whose question was answered."""
    return drawn.after(next_token, State(**fields), Event("prediction", answer or an_answer()))


def effects(result: State | tuple[State, Effect | tuple[Effect, ...]]) -> tuple[Effect, ...]:
    """What an update asks for."""
    effects = result[1] if isinstance(result, tuple) else ()
    return effects if isinstance(effects, tuple) else (effects,)


def part_of(state: State, name: str) -> Element:
    """A part of the view by its name."""
    return drawn.one(view(state), "", data_part=name)


def candidates(state: State) -> list[tuple[int, float]]:
    """The candidates that are shown, with their probabilities."""
    items = drawn.found(part_of(state, "candidates"), "li")
    return [(int(str(dict(i.attributes)["data-id"])), float(str(dict(i.attributes)["data-p"]))) for i in items]
