"""A run keeps every loss in its curve once, says when it has broken, and tells in words how it differs from another."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.runs import (
    MOST_POINTS,
    PATIENCE,
    Run,
    Settings,
    cut_back,
    differences,
    in_words,
    is_due,
    named,
    trained,
)
from widgets.ml.schedule import learning_rate

BLIND = math.log(768)


@given(st.lists(st.lists(st.floats(0, 5), max_size=40), max_size=20))
def test_every_step_counts_once_however_the_losses_come(parts: list[list[float]]) -> None:
    losses = [loss for part in parts for loss in part]
    run = Run(Settings(steps=10**6))
    for part in parts:
        run = trained(run, tuple(part), BLIND)
    assert run == trained(Run(Settings(steps=10**6)), tuple(losses), BLIND)
    assert run.step == len(losses)
    steps = [0, *(step for step, _ in run.train)]
    for before, (step, mean) in zip(steps, run.train, strict=False):
        assert mean == pytest.approx(sum(losses[before:step]) / (step - before))
    assert run.waiting == tuple(losses[steps[-1] :])


def test_the_longest_run_fits_its_curve_and_the_last_step_has_a_point() -> None:
    run = trained(Run(Settings(steps=5000)), (4.0,) * 5000, BLIND)
    assert run.train[-1] == (5000, 4.0)
    assert 100 < len(run.train) < 160 < MOST_POINTS
    assert run.done
    assert not run.broken


@pytest.mark.parametrize("wrong", [math.nan, math.inf, 1e9])
def test_a_loss_that_is_no_number_breaks_the_run_at_its_step(wrong: float) -> None:
    run = trained(Run(Settings()), (4.0, 5.0, wrong, 4.0), BLIND)
    assert (run.step, run.train) == (2, ((1, 4.0), (2, 5.0)))
    assert "step 3" in run.broken
    assert run.done


def test_a_run_breaks_when_it_stays_above_a_blind_guess_and_not_when_it_comes_back() -> None:
    high = (BLIND + 1,) * (PATIENCE - 1)
    assert not trained(Run(Settings()), (*high, 5.0, *high), BLIND).broken
    assert "blind guess" in trained(Run(Settings()), (*high, BLIND + 1), BLIND).broken


def test_rates_are_the_schedules_and_end_with_the_run() -> None:
    rates = Settings(steps=100, peak=0.01, warmup=0.1, floor=0.2).rates(95, 50)
    assert rates == tuple(learning_rate(t, steps=100, peak=0.01, warmup=0.1, floor=0.2) for t in range(95, 100))


def test_runs_differ_in_words_by_what_is_set_otherwise_and_by_nothing_else() -> None:
    one = Settings()
    other = replace(one, peak=0.3, warmup=0.0)
    assert differences(one, one) == ()
    assert differences(one, other) == (
        "a peak rate of 0.3 in place of a peak rate of 0.006",
        "no warmup in place of 30 warmup steps",
    )
    assert "307,200 tokens in all" in in_words(one)


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert named("rate 0.1", ()) == "rate 0.1"
    assert named("a", ("a", "a 2")) == "a 3"


def test_soon_at_first_then_at_each_and_at_the_end() -> None:
    assert [step for step in range(231) if is_due(step, 230, every=100)] == [0, 10, 25, 50, 100, 200, 230]


@pytest.mark.parametrize(
    "wrong",
    [
        {"train": ((2, 1.0), (1, 1.0))},
        {"train": ((1, 1.0), (9, 1.0))},
        {"train": ((-(10**400), 1.0), (1, 1.0))},
        {"held_out": ((1, math.nan),)},
        {"ngrams": (-1.0,)},
        {"samples": ((1, "x" * 1001),)},
        {"step": -1},
        {"ngrams": (5.0,)},
        {"ngrams": (5.0, 4.0, 3.0, 0.0)},
    ],
)
def test_what_no_run_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"steps|loss|run"):
        Run(Settings(), **({"step": 5} | wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        *({"peak": 0.0}, {"peak": math.nan}, {"warmup": 1.5}, {"steps": 0}, {"seed": -1}),
        *({"batch_size": 10**400}, {"context": 10**400}),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="sense"):
        Settings(**wrong)  # type: ignore[arg-type]


def test_a_run_cut_back_is_what_it_was_then() -> None:
    points = ((10, 5.0), (20, 4.0), (30, 3.0))
    run = Run(
        Settings(), step=30, train=points, held_out=points, samples=((20, "a"), (30, "b")), waiting=(1.0,), high=3
    )
    assert cut_back(run, 20) == Run(Settings(), step=20, train=points[:2], held_out=points[:2], samples=((20, "a"),))
