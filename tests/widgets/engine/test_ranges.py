"""The limits of a control stand once: both ends belong to them, nothing that is no number does."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import Range

numbers = st.floats(-1e9, 1e9)


@given(numbers, st.floats(0, 1e9), st.floats(0, 1))
def test_both_ends_and_all_between_are_inside(low: float, width: float, share: float) -> None:
    limits = Range(low, low + width)
    assert low in limits
    assert low + width in limits
    assert min(low + share * width, low + width) in limits


@given(numbers, st.floats(0, 1e9))
def test_the_next_number_beyond_either_end_is_outside(low: float, width: float) -> None:
    limits = Range(low, low + width)
    assert math.nextafter(limits.low, -math.inf) not in limits
    assert math.nextafter(limits.high, math.inf) not in limits


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "1", None, (1,)])
def test_what_is_no_finite_number_is_outside(value: object) -> None:
    assert value not in Range(0, 10)


@pytest.mark.parametrize(
    ("low", "high", "step"), [(2, 1, 1), (0, 1, 0), (0, 1, -1), (math.nan, 1, 1), (0, math.nan, 1), (0, 1, math.nan)]
)
def test_a_range_that_does_not_go_up_is_refused(low: float, high: float, step: float) -> None:
    with pytest.raises(ValueError, match="goes up from low to high by a step above 0"):
        Range(low, high, step)


def test_a_step_is_one_where_none_is_named_and_a_single_number_is_a_range() -> None:
    assert Range(3, 3).step == 1
    assert 3 in Range(3, 3)


@pytest.mark.parametrize(
    ("limits", "shown"),
    [
        (Range(0.001, 0.999), "0.001 to 0.999"),
        (Range(10, 1_000_000), "10 to 1,000,000"),
        (Range(1e-5, 0.1), "0.00001 to 0.1"),
        (Range(-2.0, 2.0), "\u22122 to 2"),
    ],
)
def test_the_limits_read_as_people_write_them(limits: Range, shown: str) -> None:
    assert str(limits) == shown


def test_a_state_refuses_a_field_by_name_with_what_it_takes() -> None:
    Range(0, 1).check("p", 1)
    with pytest.raises(ValueError, match=r"^field 'p' takes a number from 0 to 1, not 1.5$"):
        Range(0, 1).check("p", 1.5)
    with pytest.raises(ValueError, match=r"not ∞$"):
        Range(0, 1).check("p", math.inf)


def test_the_values_of_a_slider_are_printed_as_a_browser_prints_them() -> None:
    assert Range(0, 0.5, 0.1).values() == ("0", "0.1", "0.2", "0.3", "0.4", "0.5")
    assert Range(0, 1000, 500).values() == ("0", "500", "1000")
    assert Range(1e-5, 3e-5, 1e-5).values() == ("0.00001", "0.00002", "0.00003")
    assert Range(-1, 1).values() == ("-1", "0", "1")


def test_the_values_of_a_slider_end_at_its_last_step() -> None:
    assert Range(0, 10, 3).values() == ("0", "3", "6", "9")
    values = Range(0.001, 0.999, 0.001).values()
    assert [float(value) for value in values] == [index / 1000 for index in range(1, 1000)]


def test_round_numbers_are_even_on_a_logarithmic_scale_and_reach_both_ends() -> None:
    values = [float(value) for value in Range(1e-5, 0.1).rounds()]
    assert (values[0], values[-1], len(values)) == (1e-5, 0.1, 161)
    steps = [math.log10(after / before) for before, after in itertools.pairwise(values)]
    assert all(0.018 < step < 0.031 for step in steps)
    assert all(abs(math.log10(value) + 5 - index / 40) < 0.01 for index, value in enumerate(values))
    assert "0.0006" in Range(1e-5, 0.1).rounds()


def test_round_numbers_lie_inside_their_range() -> None:
    assert Range(3, 20).rounds()[0] == "3"
    assert Range(3, 20).rounds()[-1] == "20"
    assert Range(3.01, 19.9).rounds()[:1] + Range(3.01, 19.9).rounds()[-1:] == ("3.15", "19")


def test_fewer_round_numbers_are_every_so_manyth_of_them() -> None:
    assert Range(1, 10).rounds(4) == ("1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8", "10")
