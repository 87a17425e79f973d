"""How well marks agree: thresholds from the development part, figures by kind and by point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.tutor.texts import POINTS, Explanation

Probabilities = NDArray[np.float32]
"""(S, 28) of one text."""


@dataclass(frozen=True)
class Thresholds:
    """Above which a point is earned, and above which something said against it cancels it; one a point."""

    earned: tuple[float, ...] = (0.5,) * POINTS
    against: tuple[float, ...] = (0.5,) * POINTS

    def points(self, p: Probabilities) -> tuple[bool, ...]:
        """The points that a text is given."""
        most = p.max(0) if len(p) else np.zeros(2 * POINTS)
        return tuple(bool(most[k] > self.earned[k] and not most[POINTS + k] > self.against[k]) for k in range(POINTS))


def thresholds(texts: Sequence[Explanation], marks: Sequence[Probabilities]) -> Thresholds:
    """Those with the fewest wrong points on these texts; near ties go to where marks are unbiased, and to 0.5."""
    true = np.array([text.points() for text in texts])
    most = np.array([p.max(0) for p in marks])
    grid = np.arange(0.1, 0.95, 0.05)
    earned, against = [], []
    for k in range(POINTS):
        best = (np.inf, 0.5, 0.5)
        for e in grid:
            for a in grid:
                given = (most[:, k] > e) & ~(most[:, POINTS + k] > a)
                wrong = (given != true[:, k]).mean() + 0.2 * abs(given.mean() - true[:, k].mean())
                best = min(best, (float(wrong + 0.01 * (abs(e - 0.5) + abs(a - 0.5))), float(e), float(a)))
        earned.append(round(best[1], 2))
        against.append(round(best[2], 2))
    return Thresholds(tuple(earned), tuple(against))


def figures(texts: Sequence[Explanation], given: Sequence[Sequence[bool]]) -> dict[str, object]:
    """Rank correlation and mean absolute error of the marks out of ten, agreement, and the mean excess by kind."""
    true, said = np.array([text.points() for text in texts]), np.array(given)
    marks, scores = true.sum(1).astype(float), said.sum(1).astype(float)
    kinds = sorted({text.kind for text in texts})
    of_kind = {kind: np.array([text.kind == kind for text in texts]) for kind in kinds}
    return against_scores(marks, scores) | {
        "agreement": round(float((true == said).mean()), 4),
        "by point": [round(float(share), 3) for share in (true == said).mean(0)],
        "above the true mark": {kind: round(float((scores - marks)[mask].mean()), 2) for kind, mask in of_kind.items()},
        "true mark": {kind: round(float(marks[mask].mean()), 2) for kind, mask in of_kind.items()},
    }


def against_scores(marks: NDArray[np.float64], scores: NDArray[np.float64]) -> dict[str, object]:
    """What can be said of any system that gives a mark out of ten."""
    return {
        "texts": len(marks),
        "spearman": round(spearman(marks, scores), 3),
        "error": round(float(np.abs(marks - scores).mean()), 3),
        "mean": [round(float(marks.mean()), 2), round(float(scores.mean()), 2)],
    }


def spearman(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The rank correlation of Spearman (1904), ties sharing the mean of their ranks; 0 where one is constant."""
    first, second = ranks(one), ranks(other)
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The place of each value in order, ties sharing the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]
