"""What a run costs agrees with what was published of real runs, and each factor counts once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.compute import Run, chip_hours, energy_kwh, petaflop_days, reading_years, training_flops

counts = st.floats(1e3, 1e15)


def test_the_lessons_reader_needs_1711_years_for_gpt_3s_tokens() -> None:
    assert round(reading_years(300e9, 0.75, 250)) == 1711
    assert reading_years(525_960, 1, 1) == pytest.approx(1)


def test_gpt_3s_work_is_that_of_its_table() -> None:
    flops = training_flops(174.6e9, 300e9)
    assert flops == pytest.approx(3.14e23, rel=0.001)
    assert petaflop_days(flops) == pytest.approx(3640, rel=0.001)


@pytest.mark.parametrize(
    ("parameters", "tokens", "published"),
    [(405e9, 15.6e12, 3.8e25), (70e9, 1.4e12, 5.76e23), (540.35e9, 780e9, 2.53e24)],
    ids=["Llama 3", "Chinchilla", "PaLM"],
)
def test_six_operations_come_near_the_work_that_others_published(
    parameters: float, tokens: float, published: float
) -> None:
    assert training_flops(parameters, tokens) == pytest.approx(published, rel=0.03)


def test_llamas_chips_take_the_energy_that_its_makers_state_but_for_their_building() -> None:
    # Touvron et al. 2023, Table 15: 449 MWh with 1.1 for the building around the chips.
    assert 1.1 * energy_kwh(1_022_362, 400) == pytest.approx(449e3, rel=0.003)


@given(counts, counts, st.floats(1e9, 1e16), st.floats(0.01, 1))
def test_the_share_used_brings_the_hours_back(parameters: float, tokens: float, peak: float, used: float) -> None:
    hours = chip_hours(training_flops(parameters, tokens), peak, used)
    assert Run("", "", parameters, tokens, "", chip_hours=hours).used(peak) == pytest.approx(used)


@given(counts, counts, st.floats(1.1, 100))
def test_as_many_times_more_tokens_are_as_many_times_more_reading_and_work(
    parameters: float, tokens: float, times: float
) -> None:
    assert reading_years(times * tokens, 0.75, 250) == pytest.approx(times * reading_years(tokens, 0.75, 250))
    assert training_flops(parameters, times * tokens) == pytest.approx(times * training_flops(parameters, tokens))


@pytest.mark.parametrize(("peak", "used"), [(0, 0.4), (1e12, 0)])
def test_a_chip_that_does_nothing_is_refused(peak: float, used: float) -> None:
    with pytest.raises(ValueError, match="a chip does some work"):
        chip_hours(1e20, peak, used)
