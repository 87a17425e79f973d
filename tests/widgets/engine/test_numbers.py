"""What is printed of a number is near it, has no power and no hyphen, and is 0 only for 0."""

import math
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine.numbers import (
    decimal,
    duration,
    energy,
    fine_percent,
    loss,
    narrow_loss,
    odds,
    percent,
    plain,
    rate,
    rounded,
    scientific,
    significant,
    typed,
    worded,
)

ordinary = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-9)
anything = st.floats()


def _read(text: str) -> float:
    return float(text.replace(",", "").replace("\u2212", "-"))


@given(ordinary, st.integers(0, 6))
def test_a_decimal_is_rounded_at_its_last_place(value: float, places: int) -> None:
    shown = decimal(value, places)
    # A large number has no such places to be read back.
    assert _read(shown) == pytest.approx(value, abs=0.5001 * 10**-places + 2.3e-16 * abs(value))
    assert len(shown.partition(".")[2]) == places


@given(ordinary, st.integers(1, 8))
def test_digits_that_count_are_as_many_as_asked_for(value: float, digits: int) -> None:
    shown = significant(value, digits)
    assert _read(shown) == pytest.approx(value, rel=0.5001 * 10 ** (1 - digits))
    if value and abs(value) < 1:
        assert len(shown.strip("\u2212").replace(".", "").lstrip("0")) == digits


@given(ordinary)
def test_a_plain_number_is_the_number_itself(value: float) -> None:
    assert _read(plain(value)) == pytest.approx(value, rel=1e-14)
    assert not re.search(r"\.\d*0$", plain(value))


@given(anything)
def test_nothing_prints_a_power_of_e_a_hyphen_or_a_signed_zero(value: float) -> None:
    for shown in (decimal(value, 2), significant(value), plain(value)):
        assert not re.search(r"e[-+]?\d|-|nan|inf", shown), shown
        assert not re.fullmatch("\u22120[.0]*", shown), shown


@given(st.floats(0, 1e6))
def test_a_loss_says_0_only_of_0(value: float) -> None:
    shown = loss(value)
    if shown == "below 0.01":
        assert 0 < value < 0.005
    else:
        assert _read(shown) == pytest.approx(value, abs=0.005001)
        assert (shown == "0.00") == (value == 0)


@given(st.floats(0, 1), st.sampled_from([percent, fine_percent]))
def test_a_share_is_nothing_only_if_it_is_0_and_all_only_if_it_is_1(share: float, of: Callable[[float], str]) -> None:
    shown = of(share)
    assert (shown in ("0%", "0.0%")) == (share == 0)
    assert (shown in ("100%", "100.0%")) == (share == 1)
    if not shown.startswith(("below", "above")):
        assert _read(shown.rstrip("%")) == pytest.approx(100 * share, abs=0.05001)


@given(st.floats(1e-12, 1), st.integers(1, 5))
def test_a_rate_is_read_back_at_its_printed_precision(value: float, digits: int) -> None:
    shown = rate(value, digits)
    assert float(shown) == pytest.approx(value, rel=0.5001 * 10 ** (1 - digits))
    assert "e-0" not in shown
    assert ("e" in shown) == (value < 0.00995)


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda value: value == 0 or abs(value) > 1e-15))
def test_a_control_holds_a_number_to_the_last_digit_and_without_a_power(value: float) -> None:
    assert float(typed(value)) == value
    assert "e" not in typed(value)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (significant(1000), "1,000"),
        (significant(999.6), "1,000"),
        (significant(50_257), "50,300"),
        (significant(2.71828), "2.72"),
        (significant(1), "1.00"),
        (significant(math.inf), "∞"),
        (significant(-1e-12), "−1.00 × 10^−12"),
        (significant(1.5e20), "1.50 × 10^20"),
        (plain(1e6), "1,000,000"),
        (plain(1e-5), "0.00001"),
        (plain(-4), "−4"),
        (plain(2.5), "2.5"),
        (plain(math.nan), "no number"),
        (decimal(-0.001, 2), "0.00"),
        (decimal(-12345.678, 1), "−12,345.7"),
        (loss(0.6931), "0.69"),
        (loss(0.001), "below 0.01"),
        (loss(0), "0.00"),
        (narrow_loss(0.6931), "0.69"),
        (narrow_loss(0.001), "<0.01"),
        (narrow_loss(0), "0.00"),
        (percent(0.49), "49.0%"),
        (percent(0.0004), "below 0.1%"),
        (percent(0.9999), "above 99.9%"),
        (odds(0.49), "49.0%"),
        (odds(0), "0%"),
        (odds(0.0008), "1 in 1,200"),
        (odds(1 / 6.04e6), "1 in 6 million"),
        (odds(4e-9), "1 in 250 million"),
        (fine_percent(0.146), "14.6%"),
        (fine_percent(0.01), "1.0%"),
        (fine_percent(0.00995), "1.0%"),
        (fine_percent(0.0064), "0.64%"),
        (fine_percent(0.0001), "0.01%"),
        (fine_percent(0.00004), "below 0.01%"),
        (rate(6e-4), "6e-4"),
        (rate(3.3e-4), "3.3e-4"),
        (rate(1e-5), "1e-5"),
        (rate(0.1), "0.1"),
        (rate(0.05), "0.05"),
        (rate(0), "0"),
        (rate(1.06e-5, 3), "1.06e-5"),
        (typed(1e-5), "0.00001"),
        (typed(1.06e-05), "0.0000106"),
        (typed(1000.0), "1000"),
        (typed(-0.5), "-0.5"),
    ],
)
def test_numbers_are_written_as_people_write_them(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (300e9, "300 billion"),
        (1.4e12, "1.4 trillion"),
        (3_443_136, "3.443 million"),
        (18_512, "18,512"),
        (0.75, "0.75"),
    ],
)
def test_a_large_number_is_said_in_words(value: float, said: str) -> None:
    assert worded(value) == said


@pytest.mark.parametrize(("value", "said"), [(3.1428e23, "3.14 × 10²³"), (0.00012, "1.20 × 10⁻⁴"), (7, "7.00 × 10⁰")])
def test_a_power_of_ten_is_raised(value: float, said: str) -> None:
    assert scientific(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(3637.4, "3,637"), (99.95, "100"), (1.718, "1.72"), (1_746_000, "1.75 million"), (0.0047, "0.00470")],
)
def test_three_digits_count_and_no_point_is_printed_above_a_hundred(value: float, said: str) -> None:
    assert rounded(value) == said


@pytest.mark.parametrize(
    ("years", "said"),
    [(1711.2, "1,711 years"), (1, "1.00 years"), (0.2336, "85.3 days"), (1 / 365.25 / 12, "2.00 hours")],
)
def test_a_time_is_said_in_the_unit_that_suits_it(years: float, said: str) -> None:
    assert duration(years) == said


@pytest.mark.parametrize(("kwh", "said"), [(0.00141, "0.00141 kWh"), (409_000, "409 MWh"), (21.6e6, "21.6 GWh")])
def test_an_energy_is_said_in_the_unit_that_suits_it(kwh: float, said: str) -> None:
    assert energy(kwh) == said
