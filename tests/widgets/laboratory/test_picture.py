"""What the laboratory shows of a run is what the run holds."""

from dataclasses import replace
from itertools import pairwise

from widgets.engine import render
from widgets.laboratory.experiments import experiments
from widgets.laboratory.picture import compared, curves, figures, is_met, samples, settings_of, verdict
from widgets.laboratory.work import Work
from widgets.ml.runs import Run, Settings
from widgets.training_lab import State

RUN = Run(
    Settings(steps=300),
    "mine",
    100,
    ((1, 6.6), (100, 4.0)),
    ((0, 6.65), (100, 3.5)),
    (5.6, 3.6, 3.2, 3.3),
    tuple((n, f"words {n}") for n in range(8)),
)


def test_the_numbers_are_the_runs_in_full() -> None:
    html = render(figures(RUN, Work(speed=20.0, norm=0.5)))
    for name, value in (("step", "100"), ("train_loss", "4.0"), ("val_loss", "3.5"), ("ngram_loss", "3.2")):
        assert f'name="{name}" data-value="{value}"' in html
    assert f'name="tokens_per_second" data-value="{20.0 * 512}"' in html
    assert 'name="grad_norm" data-value="0.5"' in html


def test_the_peak_rate_has_a_slider_of_round_rates_from_end_to_end_with_those_of_the_experiments_among_them() -> None:
    html = render(settings_of(State()))
    values = html.split('data-sets="learning_rate" data-values="')[1].split('"')[0].split()
    rates = [float(value) for value in values]
    assert (rates[0], rates[-1], len(rates)) == (1e-5, 10, 25)
    assert all(1.4 < more / less < 2.1 for less, more in pairwise(rates))
    assert {rate for one in experiments().values() for rate in one.rates} <= set(rates)


def test_a_run_that_has_not_begun_has_no_numbers() -> None:
    html = render(figures(Run(Settings()), None))
    assert html.count("none yet") == 5
    assert html.count("data-value") == 1


def test_the_description_says_what_is_beaten() -> None:
    assert "below the unigram and the bigram." in render(curves(RUN, ()))


def test_the_first_sample_and_the_newest_are_shown() -> None:
    shown = render(samples(RUN) or replace(RUN))  # type: ignore[arg-type]
    assert [n for n in range(8) if f"words {n}" in shown] == [0, 4, 5, 6, 7]
    assert '<output name="sample" translate="no">words 7</output>' in shown


def test_what_differs_stands_in_words() -> None:
    other = replace(RUN, name="other", settings=replace(RUN.settings, seed=2))
    assert "other: seed 2 in place of seed 1" in render(compared(RUN, (other,)) or replace(RUN))  # type: ignore[arg-type]
    assert "set alike" in render(compared(RUN, (replace(RUN, name="twin"),)) or replace(RUN))  # type: ignore[arg-type]
    assert compared(RUN, ()) is None


def test_the_verdict_says_how_the_run_stands() -> None:
    at_work = Work(run=RUN, going=True, alive=True)
    assert verdict(RUN, at_work) == "Training."
    assert "Reading" in verdict(RUN, replace(at_work, alive=False))
    assert "Paused" in verdict(RUN, replace(at_work, going=False))
    assert "weights went" in verdict(RUN, Work())
    assert "Done" in verdict(replace(RUN, step=300), at_work)
    assert verdict(replace(RUN, step=300), replace(at_work, stage="sample")) == "Training."
    assert "blown up" in verdict(replace(RUN, train=((1, 12.0),)), at_work)
    assert "diverged" in verdict(replace(RUN, broken="At step 3 the loss is no number."), at_work)


def test_the_challenge_asks_for_fresh_weights_few_steps_and_a_loss_below_the_bigram() -> None:
    assert is_met(RUN, 300)
    assert not is_met(RUN, 299)
    assert not is_met(replace(RUN, settings=replace(RUN.settings, begins="trained")), 300)
    assert not is_met(replace(RUN, held_out=((100, 3.6),)), 300)
    assert not is_met(replace(RUN, ngrams=()), 300)
