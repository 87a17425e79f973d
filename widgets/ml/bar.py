"""The bar above which the marks of a marker of explanations may lead; below it the reader's own marking counts.

It holds on explanations by voices that were left out. Scores are points of ten, against the settled marks.
"""

from collections.abc import Mapping
from typing import Any

LEAST_SPEARMAN, MOST_ERROR, LEAST_AGREEMENT = 0.88, 0.6, 0.95
MOST_ABOVE = {"confident_wrong": 0.3, "swapped": 0.3, "off_topic": 0.2, "salad": 0.2}
"""How many points too many a kind of text may be given on average,"""
MOST_BELOW = {"prose": 0.4, "analogy": 0.4}
"""and how many too few."""


def holds(kind: str, above: float) -> bool:
    """Whether texts of a kind, `above` the settled marks by so many points on average, are marked well enough."""
    return above <= MOST_ABOVE.get(kind, above) and above >= -MOST_BELOW.get(kind, -above)


def reached(figures: Mapping[str, Any]) -> bool:
    """Whether all figures of a marker reach the bar; of a kind that its texts do not have nothing is asked."""
    return bool(
        figures["spearman"] >= LEAST_SPEARMAN
        and figures["error"] <= MOST_ERROR
        and figures["agreement"] >= LEAST_AGREEMENT
        and all(holds(kind, above) for kind, above in figures["above the true mark"].items())
    )
