"""The line through logarithms is the one that numpy finds and that training wrote down."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.power_law import PowerLaw, fitted

points = st.lists(
    st.tuples(st.integers(10, 10**9), st.floats(0.1, 20)), min_size=2, max_size=8, unique_by=lambda point: point[0]
)


@given(st.floats(0.5, 20), st.floats(0.01, 1), st.lists(st.integers(10, 10**9), min_size=2, max_size=6, unique=True))
def test_points_of_a_law_give_the_law_back(factor: float, exponent: float, sizes: list[int]) -> None:
    law = PowerLaw(factor, exponent)
    found = fitted(sizes, [law.loss(size) for size in sizes])
    assert found.loss(1e5) == pytest.approx(law.loss(1e5), rel=1e-4)


@given(points)
def test_the_line_is_numpys(points: list[tuple[int, float]]) -> None:
    sizes, losses = zip(*points, strict=True)
    slope, height = np.polyfit(np.log(sizes), np.log(losses), 1)
    found = fitted(sizes, losses)
    assert found.exponent == pytest.approx(-slope, abs=1e-6)
    assert np.log(found.factor) == pytest.approx(height, abs=1e-5)


def test_it_finds_the_line_that_training_wrote_down() -> None:
    written = json.loads(Path("docs/models/lab/scale.json").read_text(encoding="utf-8"))
    sizes, losses = ([size[name] for size in written["sizes"]] for name in ("parameters", "loss"))
    found, smaller = fitted(sizes, losses), fitted(sizes[:-1], losses[:-1])
    assert found.exponent == pytest.approx(written["line"]["exponent"], abs=1e-5)
    assert found.factor == pytest.approx(written["line"]["factor"], abs=1e-4)
    assert smaller.loss(sizes[-1]) == pytest.approx(written["line"]["foretold"], abs=1e-4)


def test_one_size_makes_no_line() -> None:
    with pytest.raises(ValueError, match="two different sizes"):
        fitted([100, 100], [2.0, 3.0])
