"""What steps on one text did to it and to others, judged by losses in nats before and after. No library."""

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

Judgement: TypeAlias = Literal["wrecked", "overshot", "timid", "learned"]

# Less than this share of its loss is hardly a move.
TIMID = 0.1
# From hardly likely to almost sure, while another text may get worse by so many nats: what takes care to reach.
DOUBTED, SURE, SPARED = 0.01, 0.9, 0.25


def judged(before: float, after: float, others: Sequence[float], blind: float) -> Judgement:
    """What steps did to a text whose mean loss was `before` and is `after`, now that `others` cost these.

    "wrecked": it or the others on average cost more than guessing blindly, or are no numbers; "overshot": it costs more
    than before; "timid": hardly less; else "learned".
    """
    mean = sum(others) / len(others)
    if not (after <= blind and mean <= blind):
        return "wrecked"
    if after > before:
        return "overshot"
    return "timid" if before - after < TIMID * before else "learned"


def chance(loss: float) -> float:
    """The probability behind the loss of a single token: exp(-loss)."""
    return math.exp(-loss)


def gentle(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether a token that was DOUBTED became SURE, and no other text lost more than SPARED.

    A row holds the losses of the text itself, of the others, and of the token; an empty one is not known.
    """
    if not (before and after and chance(before[-1]) < DOUBTED and chance(after[-1]) > SURE):
        return False
    return all(now - was <= SPARED for was, now in zip(before[1:-1], after[1:-1], strict=True))
