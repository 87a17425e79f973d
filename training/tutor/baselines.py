"""What a marker must beat: the number of words, keywords of each point, and likeness to the points' own words.

Each is given the best straight line from its number to the mark on the development part, so only its order counts.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.tutor.encoder import Encoder
from training.tutor.examples import ends, ids_of
from training.tutor.judge import against_scores
from training.tutor.texts import Explanation
from widgets.ml.windows import windows

KEYWORDS = (
    r"probabilit|chance|predict|guess|next (?:word|token)",
    r"cross.?entropy|minus (?:the )?log|-log|-ln|negative log",
    r"confident|sure|certain|graded",
    r"gradient|slope|derivative",
    r"backprop|backward|chain rule",
    r"against|downhill|opposite|subtract|learning rate",
    r"small steps?|tiny|little by little|overshoot",
    r"average|noise|noisy|steadier",
    r"gpu|hardware|parallel|at once",
    r"warm.?up|ramp",
)
"""A pattern a point."""


def words(text: Explanation) -> float:
    """How many words it has."""
    return float(len(text.text.split()))


def keywords(text: Explanation) -> float:
    """How many points it has a word of."""
    return float(sum(bool(re.search(pattern, text.text, re.IGNORECASE)) for pattern in KEYWORDS))


def likeness(encoder: Encoder, tokenizer: Tokenizer, points: Sequence[str]) -> Callable[[Explanation], float]:
    """The cosine of each point to the passage that is most like it, summed, as MiniLM came."""
    ideas = np.stack([_vector(encoder, tokenizer, point) for point in points])

    def score(text: Explanation) -> float:
        found = np.stack([_vector(encoder, tokenizer, passage) for passage in text.passages])
        return float((found @ ideas.T).max(0).sum())

    return score


def beaten(
    score: Callable[[Explanation], float], development: Sequence[Explanation], test: Sequence[Explanation]
) -> dict[str, object]:
    """Its figures on the test part."""
    slope, intercept = np.polyfit(
        [score(text) for text in development], [sum(text.points()) for text in development], 1
    )
    said = np.clip([slope * score(text) + intercept for text in test], 0, 10)
    return against_scores(np.array([float(sum(text.points())) for text in test]), said)


def _vector(encoder: Encoder, tokenizer: Tokenizer, text: str) -> NDArray[np.float32]:
    (window,) = windows([ids_of(text, tokenizer)], *ends(tokenizer))
    ids = torch.tensor([window.ids])
    with torch.no_grad():
        mean = encoder(ids, torch.ones_like(ids))[0].mean(0)
    return (mean / mean.norm()).numpy()  # type: ignore[no-any-return]
