"""Probabilities come from logits; tokens are drawn as often as their probability says."""

import math
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.sampling import chances, draw, most_likely, softmax

logits = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=50)


@given(logits, st.floats(0.05, 10))
def test_probabilities_are_not_negative_and_sum_to_one(values: list[float], temperature: float) -> None:
    probs = softmax(values, temperature)
    assert min(probs) >= 0
    assert sum(probs) == pytest.approx(1)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=50), st.floats(0.2, 0.9))
def test_a_lower_temperature_never_makes_the_favourite_less_likely(values: list[float], temperature: float) -> None:
    assert max(softmax(values, temperature)) >= max(softmax(values)) - 1e-12


@pytest.mark.parametrize("temperature", [-1.0, float("nan")])
def test_a_temperature_is_not_negative(temperature: float) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        softmax([1.0], temperature)


@given(logits, st.floats(0, 1, exclude_max=True))
def test_temperature_0_draws_the_most_likely_token_whatever_chance_says(values: list[float], chance: float) -> None:
    assert draw(softmax(values, 0), chance) == values.index(max(values))


@given(logits)
def test_the_lowest_of_temperatures_is_near_0(values: list[float]) -> None:
    probs = softmax(values, 5e-324)
    assert all(map(math.isfinite, probs))
    assert probs[values.index(max(values))] == max(probs)


@given(logits)
def test_the_most_likely_come_in_order(values: list[float]) -> None:
    probs = softmax(values)
    best = most_likely(probs, 10)
    assert len(best) == len(set(best)) == min(10, len(values))
    assert all(probs[a] >= probs[b] for a, b in pairwise(best))


def test_a_chance_beyond_the_last_token_draws_the_last() -> None:
    assert draw((0.2, 0.3), 0.9) == 1


def test_tokens_are_drawn_as_often_as_their_probability_says() -> None:
    counts = Counter(draw((0.5, 0.0, 0.3, 0.2), (i + 0.5) / 1000) for i in range(1000))
    assert counts == {0: 500, 2: 300, 3: 200}


@given(logits, st.floats(0, 1, exclude_max=True))
def test_a_drawn_token_exists(values: list[float], chance: float) -> None:
    assert 0 <= draw(softmax(values), chance) < len(values)


@given(logits, st.floats(0.05, 10))
def test_torch_agrees(values: list[float], temperature: float) -> None:
    import torch

    expected = (torch.tensor(values, dtype=torch.float64) / temperature).softmax(dim=0)
    assert softmax(values, temperature) == pytest.approx(expected.tolist(), abs=1e-9)


def test_of_equals_the_first_id_comes_first() -> None:
    assert most_likely([0.1, 0.3, 0.3, 0.3], 3) == [1, 2, 3]


def test_the_same_seed_gives_the_same_chances_and_another_gives_others() -> None:
    assert chances(7, 16) == chances(7, 16)
    assert chances(7, 16)[:4] == chances(7, 4)
    assert not {*chances(7, 16)} & {*chances(8, 16)}
    assert all(0 <= chance < 1 for chance in chances(7, 1000))
    assert sum(chances(7, 1000)) / 1000 == pytest.approx(0.5, abs=0.05)
