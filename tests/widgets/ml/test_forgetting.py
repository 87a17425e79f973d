"""Steps are judged by what they did to their own text and to others, at the limits that the words name."""

import math

import pytest

from widgets.ml.forgetting import chance, gentle, judged

BLIND = math.log(4096)


@pytest.mark.parametrize(
    ("before", "after", "others", "word"),
    [
        (4.0, 1.0, [3.0, 3.0], "learned"),
        (4.0, 3.61, [3.0, 3.0], "timid"),
        (4.0, 3.59, [3.0, 3.0], "learned"),
        (4.0, 4.01, [3.0, 3.0], "overshot"),
        (4.0, 0.01, [8.0, 8.7], "wrecked"),
        (4.0, 0.01, [8.0, 8.5], "learned"),
        (4.0, 8.4, [3.0, 3.0], "wrecked"),
        (4.0, math.nan, [3.0, 3.0], "wrecked"),
        (4.0, 1.0, [3.0, math.nan], "wrecked"),
        (4.0, 1.0, [3.0, math.inf], "wrecked"),
    ],
)
def test_each_judgement_holds_up_to_its_limit(before: float, after: float, others: list[float], word: str) -> None:
    assert judged(before, after, others, BLIND) == word


def test_the_chance_of_a_token_undoes_its_loss() -> None:
    assert chance(-math.log(0.3)) == pytest.approx(0.3)
    assert chance(1e6) == 0


def _row(own: float, other: float, p: float) -> tuple[float, ...]:
    return (own, 3.0, other, -math.log(p))


@pytest.mark.parametrize(
    ("before", "after", "met"),
    [
        (_row(4, 3.0, 0.009), _row(0.2, 3.25, 0.91), True),
        (_row(4, 3.0, 0.011), _row(0.2, 3.25, 0.91), False),
        (_row(4, 3.0, 0.009), _row(0.2, 3.26, 0.91), False),
        (_row(4, 3.0, 0.009), _row(0.2, 3.25, 0.89), False),
        (_row(4, 3.0, 0.009), (), False),
        ((), (), False),
    ],
)
def test_gentle_is_what_learns_a_doubted_token_and_spares_the_others(
    before: tuple[float, ...], after: tuple[float, ...], met: bool
) -> None:
    assert gentle(before, after) == met
