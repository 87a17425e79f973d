"""The loop: overtaken requests are named, late answers dropped, bad values refused without losing the state."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from widgets.engine import DERIVED, Cancel, Element, Event, Now, Range, Session, Step, Widget, h, number, number_field


@dataclass(frozen=True)
class _State:
    answers: tuple[object, ...] = field(default=(), metadata=DERIVED)
    level: float = 0.0


def _view(state: _State) -> Element:
    return h.p[state.level]


def _update(state: _State, event: Event) -> Any:
    match event.name:
        case "ask":
            return state, Now("clock")
        case "clock":
            return replace(state, answers=(*state.answers, event.value))
        case "stop":
            return state, Cancel("clock")
        case "both":
            return state, (Now("clock"), Now("other"))
        case "level":
            return replace(state, level=number(event, Range(0, 1)))
        case _:
            return state


def _session() -> Session[_State]:
    widget: Widget[_State] = SimpleNamespace(State=_State, view=_view, update=_update)  # type: ignore[assignment]
    return Session(widget, _State())


def test_an_answer_reaches_the_widget_under_its_key() -> None:
    session = _session()
    assert session.dispatch(Event("ask")) == Step((Now("clock"),))
    session.answer("clock", 5)
    assert session.state.answers == (5,)
    assert not session.waiting


def test_a_newer_request_of_a_key_says_that_the_older_one_is_overtaken() -> None:
    session = _session()
    session.dispatch(Event("ask"))
    assert session.dispatch(Event("ask")) == Step((Now("clock"),), ("clock",))
    assert set(session.waiting) == {"clock"}


def test_an_answer_is_taken_once() -> None:
    session = _session()
    session.dispatch(Event("ask"))
    session.answer("clock", 1)
    session.answer("clock", 2)
    assert session.state.answers == (1,)


def test_progress_keeps_the_request_open() -> None:
    session = _session()
    session.progress("clock", 0)
    session.dispatch(Event("ask"))
    session.progress("clock", 1)
    session.progress("clock", 2)
    session.answer("clock", 3)
    session.progress("clock", 4)
    assert session.state.answers == (1, 2, 3)


def test_cancel_drops_what_is_still_to_come() -> None:
    session = _session()
    session.dispatch(Event("ask"))
    assert session.dispatch(Event("stop")) == Step((), ("clock",))
    session.answer("clock", 1)
    assert session.state.answers == ()


def test_a_cancel_of_what_nobody_waits_for_drops_nothing() -> None:
    assert _session().dispatch(Event("stop")) == Step()


def test_several_effects_are_asked_for_at_once() -> None:
    assert [effect.key for effect in _session().dispatch(Event("both")).effects] == ["clock", "other"]


def test_what_is_kept_leaves_out_what_follows_from_the_rest() -> None:
    session = _session()
    session.dispatch(Event("level", "0.5"))
    session.dispatch(Event("ask"))
    session.answer("clock", 5)
    assert session.kept() == {"level": 0.5}


def test_an_answer_in_the_background_does_not_wipe_away_what_was_said_of_a_value() -> None:
    session = _session()
    session.dispatch(Event("ask"))
    session.dispatch(Event("level", "lots"))
    session.answer("clock", 1)
    assert "takes a number from 0 to 1" in session.html()


def test_a_refused_value_leaves_the_state_and_says_what_the_control_takes() -> None:
    session = _session()
    session.dispatch(Event("level", "0.5"))
    session.dispatch(Event("level", "lots"))
    assert session.state.level == 0.5
    assert "takes a number from 0 to 1" in session.html()
    session.dispatch(Event("level", "1"))
    assert "takes a number" not in session.html()


def test_a_refused_value_is_told_by_the_label_of_its_control_and_not_by_its_name() -> None:
    def labelled(state: _State) -> Element:
        return h.div[number_field("level", "Level of the water", state.level, Range(0, 1))]

    widget: Widget[_State] = SimpleNamespace(State=_State, view=labelled, update=_update)  # type: ignore[assignment]
    session = Session(widget, _State())
    session.dispatch(Event("level", "lots"))
    assert session.message == "“Level of the water” takes a number from 0 to 1."
