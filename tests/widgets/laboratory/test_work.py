"""The work of a run: one request after the other, every loss taken once, and a text too short named by its box."""

import math
from dataclasses import replace
from typing import Any

import pytest

from widgets.engine import Effect, Evaluate, Held, Keep, Progress, Tokenize, Trained, TrainStep, Weights, Write
from widgets.laboratory.work import BLIND, KEPT, PIECES, RUN, WORK, Work, begun, failed, heard, mark_of, resumed, turned
from widgets.ml.ngrams import ngram_losses
from widgets.ml.runs import Run, Settings

TEXT = "a" * 900 + "b" * 100
IDS = tuple(n * n % 91 for n in range(400))
HELD = Held(RUN, "lab", 0, 147_776)
SETTINGS = Settings(steps=60, context=16, seed=5)


def _at_steps(settings: Settings = SETTINGS) -> tuple[Work, TrainStep]:
    work, asked = begun(Work(), Run(settings), TEXT)
    for answer in (IDS[:90], IDS, HELD, 6.6, "noise"):
        assert len(asked) == 1
        work, asked = heard(work, answer)
    return work, _steps(asked)


def _steps(asked: tuple[Effect, ...]) -> TrainStep:
    (one,) = asked
    assert isinstance(one, TrainStep)
    return one


def _trained(losses: tuple[float, ...], speed: float = 4.0) -> Trained:
    return Trained(len(losses), losses, (3.0, 4.0), speed)


def test_a_run_first_counts_its_text_then_lays_weights_judges_them_and_lets_them_write() -> None:
    work, asked = begun(Work(), Run(SETTINGS), TEXT)
    assert asked == (Tokenize(WORK, "lab", "b" * 100),)
    work, asked = heard(work, IDS[:90])
    assert asked == (Tokenize(WORK, "lab", "a" * 900),)
    work, asked = heard(work, IDS)
    assert asked == (Weights(WORK, RUN, "lab", seed=5),)
    assert work.run.ngrams == ngram_losses(IDS, IDS[:90], 768, (1, 2, 3, 5))
    work, asked = heard(work, HELD)
    assert asked == (Evaluate(WORK, "lab", "b" * 100, 16, PIECES, RUN),)
    work, asked = heard(work, 6.6)
    assert isinstance(asked[0], Write)
    assert work.run.held_out == ((0, 6.6),)
    work, asked = heard(work, "noise")
    assert work.run.samples == ((0, "noise"),)
    assert _steps(asked).rates == SETTINGS.rates(0, 1)
    assert (_steps(asked).text, _steps(asked).optimizer, _steps(asked).seed) == ("a" * 900, "adamw", 5)


def test_a_run_from_the_trained_model_takes_its_last_moment() -> None:
    work, _ = begun(Work(), Run(Settings(begins="trained", context=16)), TEXT)
    work, _ = heard(work, IDS)
    assert heard(work, IDS)[1] == (Weights(WORK, RUN, "lab"),)


def test_the_same_text_is_counted_once() -> None:
    work, _ = _at_steps()
    again, asked = begun(work, Run(SETTINGS), TEXT)
    assert isinstance(asked[0], Weights)
    assert again.run.ngrams == work.run.ngrams
    assert isinstance(begun(work, Run(SETTINGS), TEXT + "c")[1][0], Tokenize)


@pytest.mark.parametrize(("held_out", "train"), [(IDS[:15], IDS), (IDS[:16], IDS[:15])])
def test_a_text_too_short_is_refused_by_the_name_of_its_box(held_out: tuple[int, ...], train: tuple[int, ...]) -> None:
    work, _ = begun(Work(), Run(SETTINGS), TEXT)
    work, asked = heard(heard(work, held_out)[0], train)
    assert asked == ()
    assert "“Your own text” is too short" in work.failure
    assert not work.going


def test_progress_is_taken_when_it_is_worth_drawing_and_every_loss_once() -> None:
    work, _ = _at_steps()
    work, asked = heard(work, Progress(_trained((6.0, 5.9), speed=20.0)))
    assert (work.run.step, asked) == (0, ())
    work, asked = heard(work, Progress(_trained((6.0, 5.9, 5.8, 5.7, 5.6), speed=20.0)))
    assert (work.run.step, asked) == (5, ())
    work, asked = heard(work, _trained((6.0, 5.9, 5.8, 5.7, 5.6, 5.5), speed=20.0))
    assert work.run.train == tuple((n, pytest.approx(6.1 - n / 10)) for n in range(1, 7))
    assert work.norm == 5.0
    # As many as fit into a second, but not past the next look at what is held out.
    assert _steps(asked).rates == SETTINGS.rates(6, 4)


def test_a_pause_comes_after_what_was_asked_for_and_the_run_goes_on_where_it_stood() -> None:
    work, _ = _at_steps()
    work, asked = turned(work)
    assert (work.going, asked) == (False, ())
    work, asked = heard(work, _trained((6.0,)))
    assert (work.stage, asked, work.run.step) == ("", (Keep(KEPT, RUN, mark_of(work.run, TEXT)),), 1)
    work, asked = turned(work)
    assert _steps(asked).rates[0] == SETTINGS.rates(1, 1)[0]
    # Turned twice before the answer: nothing is asked for twice.
    assert turned(turned(work)[0])[1] == ()


def test_a_run_ends_after_its_last_loss_and_sample() -> None:
    work, asked = _at_steps(Settings(steps=10, context=16))
    work, asked = heard(work, _trained((6.0,) * 10))
    assert isinstance(asked[0], Evaluate)
    work, asked = heard(work, 5.0)
    assert isinstance(asked[0], Write)
    work, asked = heard(work, "words")
    assert asked == (Keep(KEPT, RUN, mark_of(work.run, TEXT)),)
    assert (work.stage, work.going, work.run.done) == ("", False, True)


def test_a_loss_that_is_no_number_ends_the_run_at_once() -> None:
    work, _ = _at_steps()
    work, asked = heard(work, _trained((6.0, math.nan)))
    assert asked == ()
    assert work.run.broken
    assert not work.going


def test_a_failure_stands_and_the_run_can_go_on() -> None:
    work, _ = _at_steps()
    work = failed(work, "The language model broke off.")
    assert (work.going, work.failure) == (False, "The language model broke off.")
    work, asked = turned(work)
    assert (work.failure, len(asked)) == ("", 1)


def _at(step: int, **changes: Any) -> Work:
    run = Run(Settings(steps=600, context=16), step=step, held_out=((step, 4.0),), samples=((step, ""),))
    return Work(run=run, train=TEXT[:900], held_out=TEXT[900:], stage="held_out", going=True, alive=True, **changes)


def test_weights_are_kept_on_the_way_where_a_sample_is_and_not_before_the_first_step() -> None:
    for step, kept in ((0, False), (150, False), (200, True), (400, True)):
        work = _at(step)
        # Whatever came last is taken before this point of the curve: the same one again is none.
        _, asked = turned(replace(work, stage="", going=False))
        assert [isinstance(one, Keep) for one in asked] == ([True, False] if kept else [False])
    assert heard(replace(_at(200), stage="steps"), _trained((math.nan,)))[1] == ()


def test_a_run_of_an_earlier_visit_goes_on_from_its_weights_and_what_came_after_them_is_made_again() -> None:
    run = Run(SETTINGS, "mine", 30, ((10, 5.0), (30, 4.0)), ((0, 6.6), (25, 4.5)), samples=((0, "a"), (25, "b")))
    work, asked = resumed(Work(), run, TEXT, mark_of(run, TEXT))
    assert asked == (Weights(WORK, RUN, "lab", kept=mark_of(run, TEXT)),)
    same, asked = heard(work, Held(RUN, "lab", 30, 147_776))
    assert same.run == run
    assert _steps(asked).rates[0] == SETTINGS.rates(30, 1)[0]
    assert (_steps(asked).text, same.alive) == (TEXT[:900], True)
    earlier, asked = heard(work, Held(RUN, "lab", 20, 147_776))
    assert (earlier.run.step, earlier.run.train, earlier.run.samples) == (20, ((10, 5.0),), ((0, "a"),))
    assert _steps(asked).rates[0] == SETTINGS.rates(20, 1)[0]


def test_a_run_does_not_go_on_upon_another_text() -> None:
    run = Run(SETTINGS, step=30)
    work, asked = resumed(Work(), run, TEXT + "c", mark_of(run, TEXT))
    assert asked == ()
    assert "is another one than this run began on" in work.failure
    assert (work.run, work.going) == (run, False)


def test_a_mark_is_that_of_settings_and_text_whatever_letters_it_has_and_whatever_the_run_is_called() -> None:
    run = Run(SETTINGS, "mine")
    assert mark_of(run, "a\ud800") == mark_of(replace(run, name="other", step=9), "a\ud800")
    assert len({mark_of(run, "a"), mark_of(run, "b"), mark_of(Run(Settings(seed=2)), "a")}) == 3


def test_a_blind_guess_is_over_the_vocabulary_of_the_model() -> None:
    from widgets.embed import published

    coder = published.tokens(published.published("lab", "tokenizer.json"))
    assert pytest.approx(math.log(coder.vocab_size)) == BLIND
