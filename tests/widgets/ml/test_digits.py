"""Numbers are printed with as many digits as say something, and agree as far as their digits do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.digits import DIGITS, agreeing, decimals


@given(st.floats(1e-6, 9e6), st.sampled_from([1, -1]))
def test_a_number_is_printed_with_the_digits_that_count(size: float, sign: int) -> None:
    digits = f"{size:.{decimals(sign * size)}f}".replace(".", "").lstrip("0")
    # A 9.99 that rounds up has one digit more.
    assert len(digits) in (DIGITS, DIGITS + 1)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf, 1.0])
def test_what_has_no_size_is_printed_like_one(value: float) -> None:
    assert decimals(value) == DIGITS - 1


def test_a_large_number_needs_no_decimals() -> None:
    assert decimals(1e12) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("1.8728", "1.8726", 5), ("1.87", "1.87", 4), ("−0.5", "0.5", 0), ("1.87", "1.8", 3), ("", "1", 0)],
)
def test_digits_agree_up_to_the_first_that_differs(one: str, other: str, same: int) -> None:
    assert agreeing(one, other) == agreeing(other, one) == same
