"""A run outlives its visit: its weights are kept, come back, and it goes on; where they are gone a sentence says so."""

import json
from typing import Any

import pytest

from tests.widgets.controls import View
from widgets.embed.host import first_view, settle
from widgets.embed.model import GONE, Model
from widgets.engine import Event, Failure, Session, Step, Write

# Long enough that its last tenth fills a piece of the smallest context.
TEXT = "The cat sat on the mat and looked at the moon. " * 30
SETTINGS = {"text": TEXT, "steps": "30", "batch_size": "2", "context": "8"}


def _left_at(model: Model, step: int) -> Session[Any]:
    """A run of 30 steps, paused at `step` or soon after."""
    session: Session[Any] = first_view("training_lab", {})
    for name, value in SETTINGS.items():
        session.dispatch(Event(name, value))
    waiting = settle(session, session.dispatch(Event("start", "")), most=0)
    while session.state.runs[-1].step < step:
        waiting = settle(session, Step(), most=1, waiting=waiting, model=model)
    if not session.state.runs[-1].done:
        session.dispatch(Event("pause", ""))
    settle(session, Step(), most=9, waiting=waiting, model=model)
    assert not session.message
    return session


def _again(session: Session[Any]) -> Session[Any]:
    """The next visit: what was kept of the State, and nothing else."""
    return first_view("training_lab", json.loads(json.dumps(session.kept())))


def test_a_paused_run_says_that_it_is_kept_and_stands_there_at_the_next_visit() -> None:
    session = _left_at(Model(), 12)
    assert "Its weights are kept on this device (1.8 MB)." in session.html()
    back = _again(session)
    assert "in an earlier visit. Its weights are on this device: it can go on." in back.html()
    assert not View(back.html()).controls["pause"].disabled


def test_after_a_return_it_goes_on_with_the_losses_that_it_would_have_had() -> None:
    whole = _left_at(Model(), 30).state.runs[-1]
    model = Model()
    back = _again(_left_at(model, 12))
    assert 12 <= back.state.runs[-1].step < 20
    settle(back, back.dispatch(Event("pause", "")), most=200, model=model)
    assert back.state.runs[-1].done
    assert [step for step, _ in back.state.runs[-1].train] == [step for step, _ in whole.train]
    assert [loss for _, loss in back.state.runs[-1].train] == pytest.approx([loss for _, loss in whole.train])
    assert back.state.runs[-1].held_out == whole.held_out


def test_a_run_that_is_done_still_writes_after_a_return() -> None:
    model = Model()
    back = _again(_left_at(model, 30))
    assert "Write with your run" in back.html()
    waiting = settle(back, back.dispatch(Event("write", "")), most=2, model=model)
    (asked,) = waiting.values()
    assert isinstance(asked, Write)
    assert asked.run == "mine"
    settle(back, Step(), waiting=waiting, most=1, model=model)
    assert back.state.answer


@pytest.mark.parametrize("press", ["pause", "write"])
def test_weights_that_are_not_there_any_more_are_told_of_once(press: str) -> None:
    back = _again(_left_at(Model(), 12))
    settle(back, back.dispatch(Event(press, "")), most=9, model=Model())
    assert GONE in back.html()
    assert back.state.left == ""
    assert View(back.html()).controls["pause"].disabled
    assert back.state.runs[-1].step >= 12


def test_another_text_in_the_box_stops_it_until_the_text_is_back() -> None:
    model = Model()
    back = _again(_left_at(model, 12))
    back.dispatch(Event("text", "Something else. " * 99))
    settle(back, back.dispatch(Event("pause", "")), most=9, model=model)
    assert "is another one than this run began on" in back.html()
    back.dispatch(Event("text", TEXT))
    settle(back, back.dispatch(Event("pause", "")), most=200, model=model)
    assert back.state.runs[-1].done


def test_a_browser_that_keeps_nothing_says_so_and_the_run_goes_on_for_the_visit() -> None:
    model = Model()
    session = _left_at(model, 12)
    session.waiting["kept"] = next(iter(session.dispatch(Event("mount")).effects))
    session.answer("kept", Failure("Your browser keeps no weights here."))
    assert "Your browser keeps no weights here." in session.html()
    assert session.state.left == ""
    settle(session, session.dispatch(Event("pause", "")), most=200, model=model)
    assert session.state.runs[-1].done


def test_a_new_run_and_a_reset_let_go_of_what_was_kept() -> None:
    for press in ("start", "reset"):
        session = _left_at(Model(), 12)
        session.dispatch(Event(press, ""))
        assert session.state.left == ""
        assert "are kept on this device" not in session.html()
