"""The loop: effects are numbered, late answers dropped, bad values refused without losing the state."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from widgets.engine import Cancel, Element, Event, Now, Range, Session, Widget, h, number


@dataclass(frozen=True)
class _State:
    answers: tuple[object, ...] = ()
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


def _session() -> Session:
    widget: Widget = SimpleNamespace(State=_State, view=_view, update=_update)  # type: ignore[assignment]
    return Session(widget, _State())


def test_an_answer_reaches_the_widget_under_its_key() -> None:
    session = _session()
    ((request, effect),) = session.dispatch(Event("ask"))
    assert effect == Now("clock")
    session.answer(request, 5)
    assert session.state.answers == (5,)
    assert not session.waiting


def test_an_answer_older_than_the_newest_request_of_its_key_is_dropped() -> None:
    session = _session()
    ((old, _),) = session.dispatch(Event("ask"))
    ((new, _),) = session.dispatch(Event("ask"))
    session.answer(new, "new")
    session.answer(old, "old")
    assert session.state.answers == ("new",)


def test_an_answer_is_taken_once() -> None:
    session = _session()
    ((request, _),) = session.dispatch(Event("ask"))
    session.answer(request, 1)
    session.answer(request, 2)
    assert session.state.answers == (1,)


def test_cancel_drops_what_is_still_to_come() -> None:
    session = _session()
    ((request, _),) = session.dispatch(Event("ask"))
    assert session.dispatch(Event("stop")) == []
    session.answer(request, 1)
    assert session.state.answers == ()


def test_several_effects_are_asked_for_at_once() -> None:
    assert [effect.key for _, effect in _session().dispatch(Event("both"))] == ["clock", "other"]


def test_a_refused_value_leaves_the_state_and_says_what_the_control_takes() -> None:
    session = _session()
    session.dispatch(Event("level", "0.5"))
    session.dispatch(Event("level", "lots"))
    assert session.state.level == 0.5
    assert "takes a number from 0 to 1" in session.html()
    session.dispatch(Event("level", "1"))
    assert "takes a number" not in session.html()
