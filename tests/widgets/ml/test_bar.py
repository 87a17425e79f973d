"""Marks lead where every figure reaches the bar, and nowhere else."""

import pytest

from widgets.ml.bar import LEAST_AGREEMENT, LEAST_SPEARMAN, MOST_ABOVE, MOST_BELOW, MOST_ERROR, reached

FIGURES = {"spearman": 0.9, "error": 0.5, "agreement": 0.96, "above the true mark": {"prose": -0.3, "salad": 0.1}}


@pytest.mark.parametrize(
    "worse",
    [
        {"spearman": 0.87},
        {"error": 0.61},
        {"agreement": 0.94},
        *({"above the true mark": {kind: 0.31}} for kind in ("confident_wrong", "swapped", "off_topic", "salad")),
        *({"above the true mark": {kind: -0.41}} for kind in ("analogy", "prose")),
    ],
)
def test_marks_lead_only_where_every_figure_reaches_its_bar(worse: dict[str, object]) -> None:
    assert reached(FIGURES)
    assert not reached(FIGURES | worse)


def test_on_the_bar_is_enough_and_of_a_kind_that_is_not_there_nothing_is_asked() -> None:
    on_it = MOST_ABOVE | {kind: -most for kind, most in MOST_BELOW.items()}
    figures = {"spearman": LEAST_SPEARMAN, "error": MOST_ERROR, "agreement": LEAST_AGREEMENT}
    assert reached(figures | {"above the true mark": on_it | {"contrast": -3}})
    assert reached(figures | {"above the true mark": {}})
