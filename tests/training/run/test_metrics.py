"""Curves are thinned for a page, their ends kept."""

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from training.run import metrics


@given(st.integers(1, 900), st.integers(2, 300))
def test_a_thinned_curve_keeps_its_ends_and_its_order(length: int, most: int) -> None:
    steps = [entry["step"] for entry in metrics.thin([{"step": step} for step in range(length)], most)]
    assert len(steps) == min(length, most)
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, length - 1)


def test_numbers_are_short_and_what_is_no_number_is_null() -> None:
    (entry,) = metrics.thin([{"loss": math.inf, "norms": {"embedding": 0.123456789}, "step": 7}])
    assert json.dumps(entry, allow_nan=False) == '{"loss": null, "norms": {"embedding": 0.12346}, "step": 7}'
