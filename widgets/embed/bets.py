"""What the published model bets after a text: the numbers of the prose are those that its widget shows beside it."""

from dataclasses import dataclass
from functools import cache
from statistics import fmean

from widgets.embed.model import Model
from widgets.embed.published import published, tokens
from widgets.engine import Predict, Prediction, Score, Scored
from widgets.ml.sampling import softmax


@dataclass(frozen=True)
class Chance:
    """What a word gets after a text: its probability `p`, its tokens, and its place from 1, if it is one token."""

    p: float
    tokens: int
    place: int | None


def favorites(model: str, text: str) -> list[tuple[str, float]]:
    """The ten tokens that are most likely after a text, without the space before them, and their probabilities.

    Raises:
        MissingModel: if the model was never published.
    """
    probs, answer = _after(model, text, ())
    return [(token.text.strip(), probs[token.id]) for token in answer.best]


def chance(model: str, text: str, word: str) -> Chance:
    """What a word gets after a text, all of its tokens one after another.

    Raises:
        MissingModel: if the model was never published.
    """
    ids = tuple(tokens(published(model, "tokenizer.json")).encode(f" {word}"))
    p = 1.0
    for count, id in enumerate(ids):
        p *= _after(model, text, ids[:count])[0][id]
    first = _after(model, text, ())[0]
    place = 1 + sum(other > p for other in first) if len(ids) == 1 else None
    return Chance(p, len(ids), place)


@cache
def mean_loss(model: str, text: str) -> float:
    """What a text costs on average over its tokens, in nats.

    Raises:
        MissingModel: if the model was never published.
    """
    answer = Model().perform(Score("losses", model, text))
    if not isinstance(answer, Scored):
        raise ValueError(f"the model {model} has no answer: {answer}")
    return fmean(position.loss for position in answer.positions)


@cache
def _after(model: str, text: str, ids: tuple[int, ...]) -> tuple[tuple[float, ...], Prediction]:
    answer = Model().perform(Predict("bets", model, text, ids))
    if not isinstance(answer, Prediction):
        raise ValueError(f"the model {model} has no answer: {answer}")
    return softmax(answer.logits, 1.0), answer
