"""The laboratory trains what the reader sets, one run after the other, keeps what came of them, and loses nothing."""

import json
from functools import cache
from typing import Any

import pytest

from tests.widgets.controls import View
from widgets import training_lab
from widgets.embed import published
from widgets.embed.host import first_view, settle
from widgets.embed.model import Model
from widgets.engine import Event, Failure, Published, SaveFile, Session, Tokenize, TrainStep, Weights, Write
from widgets.laboratory.experiments import experiments, written
from widgets.laboratory.work import Work
from widgets.ml.runs import Run, Settings

SAMPLE = "A heading.\nOnce upon a time.\n<|endoftext|>\nThe end."


@cache
def _built() -> Session[Any]:
    return first_view("training_lab", {})


def _fresh() -> Session[Any]:
    return Session(_built().widget, _built().state)


def _fired(session: Session[Any], *events: tuple[str, str]) -> Any:
    for name, value in events:
        step = session.dispatch(Event(name, value))
        assert not session.message, session.message
    return step


def _output(session: Session[Any], name: str) -> str:
    return str(session.html().split(f'<output name="{name}"')[1].split(">")[1].split("<")[0])


def test_it_opens_with_the_training_of_the_model() -> None:
    session = _fresh()
    last = published.contents("lab", "curves.json")["train"][-1]
    assert f'name="train_loss" data-value="{last["loss"]}"' in session.html()
    assert "how our small model was trained" in _output(session, "verdict")
    assert session.state.runs == ()


def test_the_sample_comes_when_it_is_needed_without_its_heading_and_marks() -> None:
    session = _fresh()
    step = _fired(session, ("experiment", "nothing"))
    assert Published("sample", "demo", "stories.txt") in step.effects
    step = session.answer("sample", SAMPLE)
    (asked,) = step.effects
    assert isinstance(asked, Tokenize)
    assert session.state.work.train + session.state.work.held_out == "Once upon a time.\nThe end."
    assert "<|endoftext|>" not in session.state.sample


def test_a_text_of_the_readers_own_is_read_in_place_of_the_sample() -> None:
    session = _fresh()
    step = _fired(session, ("text", "My own words, " * 200), ("start", ""))
    assert isinstance(step.effects[-1], Tokenize)
    assert session.state.work.train + session.state.work.held_out == "My own words, " * 200
    assert "your own text of 2,800 characters" in _output(session, "plan")


def test_a_file_goes_into_the_box_and_a_text_too_long_is_refused_by_its_label() -> None:
    session = _fresh()
    assert 'data-fills="text" data-most="400000"' in session.html()
    _fired(session, ("text", "Out of a file."))
    session.dispatch(Event("text", "x" * 400_001))
    assert "takes at most 400,000 characters" in session.message
    assert session.state.text == "Out of a file."


def test_every_setting_is_that_of_the_next_run() -> None:
    session = _fresh()
    given = {"learning_rate": 0.02, "warmup": 0.1, "floor": 0.2, "batch_size": 4, "context": 32, "steps": 99, "seed": 7}
    _fired(session, *((name, str(value)) for name, value in given.items()), ("begins", "trained"), ("start", ""))
    settings = session.state.runs[-1].settings
    assert settings == Settings("the sample", "trained", 0.02, 0.1, 0.2, 4, 32, 99, 7)


@pytest.mark.parametrize("id", list(experiments()))
def test_an_experiment_is_one_press_and_begins_as_it_says(id: str) -> None:
    session, one = _fresh(), experiments()[id]
    _fired(session, ("learning_rate", "1"), ("experiment", id))
    (run,) = session.state.runs
    assert (run.settings.peak, run.settings.warmup, run.settings.steps) == (one.rates[0], one.warmup, one.steps)
    assert one.look_for.split(".")[0].replace("'", "&#x27;") in session.html()
    step = session.answer("sample", SAMPLE * 9000)
    assert isinstance(step.effects[-1], Tokenize)
    if one.characters:
        assert len(session.state.work.train + session.state.work.held_out) == one.characters


def test_a_real_run_falls_below_a_blind_guess_and_writes_on_its_way() -> None:
    session, model = _fresh(), Model()
    _fired(session, ("steps", "12"), ("batch_size", "4"))
    settle(session, session.dispatch(Event("start", "")), most=60, model=model)
    (run,) = session.state.runs
    assert (run.step, run.done, session.state.work.failure) == (12, True, "")
    assert run.train[-1][1] < run.train[0][1] - 0.3
    assert [step for step, _ in run.held_out] == [step for step, _ in run.samples] == [0, 10, 12]
    assert _output(session, "sample") != ""
    assert _output(session, "verdict") == "Done, after 12 steps."
    settle(session, session.dispatch(Event("write", "")), most=9, model=model)
    assert session.state.answer


def test_rates_side_by_side_run_one_after_the_other_and_are_drawn_together() -> None:
    session = _fresh()
    _fired(session, ("experiment", "rates"))
    for rate in experiments()["rates"].rates:
        run = session.state.runs[-1]
        assert run.settings.peak == rate
        done = Work(run=Run(run.settings, run.name, 199, held_out=((0, 6.0),), samples=((0, ""),)), going=True)
        session.state = training_lab.replace(session.state, work=training_lab.replace(done, stage="steps", alive=True))
        session.waiting = {"work": TrainStep("work", "mine", "", ())}
        for answer in ({"step": 200, "losses": [4.0], "norms": [1.0], "steps_per_second": 20.0}, 4.0, "words"):
            session.waiting = {"work": next(iter(session.waiting.values()))}
            session.answer("work", answer)
    assert [run.settings.peak for run in session.state.runs] == list(experiments()["rates"].rates)
    assert not session.state.ahead
    for rate in ("0.0003", "0.002", "0.006"):
        assert f"rate {rate}: a peak rate of {rate} in place of a peak rate of 0.06" in session.html()


def test_a_pause_waits_for_its_answer_and_reset_takes_the_run_away() -> None:
    session = _fresh()
    _fired(session, ("experiment", "nothing"))
    work = Work(run=session.state.runs[-1], stage="steps", going=True, alive=True)
    session.state = training_lab.replace(session.state, work=work)
    _fired(session, ("pause", ""))
    assert not session.state.work.going
    _fired(session, ("pause", ""))
    assert session.state.work.going
    step = _fired(session, ("reset", ""))
    assert session.state.runs == ()
    assert session.state.work == Work()
    assert step.effects == ()


def test_what_is_left_comes_back_as_it_was_but_for_the_weights() -> None:
    session = _fresh()
    _fired(session, ("name", "mine"), ("experiment", "nothing"), ("name", "first try"))
    back = first_view("training_lab", json.loads(json.dumps(session.kept())))
    assert back.state.runs == session.state.runs
    assert back.state.runs[-1].name == "first try"
    assert "weights went with the page" in _output(back, "verdict")
    assert View(back.html()).controls["pause"].disabled


def test_a_run_goes_out_as_a_file_and_comes_back_beside_the_newest() -> None:
    session = _fresh()
    _fired(session, ("experiment", "nothing"))
    (file,) = _fired(session, ("export", "")).effects
    assert isinstance(file, SaveFile)
    assert file.name == "rate 0.006.json"
    _fired(session, ("import", file.text))
    assert [run.name for run in session.state.runs] == ["rate 0.006 2", "rate 0.006"]
    assert session.state.beside == "rate 0.006 2"
    assert "set alike" in session.html()


@pytest.mark.parametrize("file", ["", "{}", "no JSON", written(Run(Settings()))[:-4]])
def test_a_damaged_file_changes_nothing_and_says_why(file: str) -> None:
    session = _fresh()
    before = session.state
    session.dispatch(Event("import", file))
    assert session.state == before
    assert "no run of the laboratory" in session.message


def test_a_failure_is_shown_and_the_run_stands() -> None:
    session = _fresh()
    _fired(session, ("experiment", "nothing"))
    session.answer("sample", Failure("The file did not arrive; try again."))
    assert "The file did not arrive" in session.html()
    assert len(session.state.runs) == 1


def test_writing_is_by_the_run_while_its_weights_are_there_and_else_by_the_trained_model() -> None:
    session = _fresh()
    _fired(session, ("write", ""))
    (asked,) = session.answer("chance", [0.5]).effects
    assert isinstance(asked, Write)
    assert (asked.run, asked.text, asked.seed) == ("", "Once upon a time", 2**31)
    session.state = training_lab.replace(session.state, work=Work(alive=True))
    _fired(session, ("write", ""))
    (asked,) = session.answer("chance", [0.5]).effects
    assert isinstance(asked, Write)
    assert asked.run == "mine"


def test_weights_are_left_of_a_run_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="left"):
        training_lab.State(left="0a1b2c3d")


def test_fresh_weights_come_from_the_seed() -> None:
    session = _fresh()
    _fired(session, ("seed", "9"), ("context", "8"), ("text", "x" * 999), ("start", ""))
    for ids in ([1] * 50, [1, 2] * 50):
        step = session.answer("work", ids)
    assert step.effects == (Weights("work", "mine", "lab", seed=9),)
