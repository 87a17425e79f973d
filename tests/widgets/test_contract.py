"""Every widget keeps the contract: plain frozen state, a view that repeats, controls that matter, no value that breaks.


A new widget is tested here before its author writes a line.
"""

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets.controls import Control, View
from widgets.embed.host import first_view, settle
from widgets.engine import Effect, Event, Plain, Session, Step, UnknownEvent
from widgets.engine.widget import is_derived

WIDGETS = sorted(path.stem for path in Path("widgets").glob("[a-z]*.py"))
every_widget = pytest.mark.parametrize("name", WIDGETS)


@cache
def _mounted(name: str) -> Session[Plain]:
    return first_view(name, {})


def _fresh(name: str) -> Session[Plain]:
    first = _mounted(name)
    return Session(first.widget, first.state)


def _observed(session: Session[Plain]) -> list[str]:
    return View(session.html()).seen


def _plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_plain(item) for item in value)
    if dataclasses.is_dataclass(value):
        return all(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))
    return value is None or isinstance(value, str | int | float | bool)


@every_widget
def test_the_state_is_frozen_plain_and_can_travel_as_json(name: str) -> None:
    state = _mounted(name).state
    assert dataclasses.is_dataclass(state)
    with pytest.raises(dataclasses.FrozenInstanceError):
        state.anything = 1  # type: ignore[misc, union-attr]
    assert all(_plain(getattr(state, field.name)) for field in dataclasses.fields(state) if not is_derived(field))
    json.dumps(dataclasses.asdict(state), allow_nan=False)  # type: ignore[call-overload]


@every_widget
def test_a_mount_from_what_is_kept_shows_what_was_left(name: str) -> None:
    session = _fresh(name)
    for control in View(session.html()).controls.values():
        if control.name not in ("again", "write", "clear"):
            _fire(session, control, control.examples()[-1])
    again = first_view(name, json.loads(json.dumps(session.kept())))
    session.message = ""
    assert again.state == session.state
    assert again.html() == session.html()


@every_widget
def test_the_view_repeats(name: str) -> None:
    assert _fresh(name).html() == first_view(name, {}).html()


@every_widget
def test_every_control_has_a_visible_label(name: str) -> None:
    unlabelled = [control.name for control in View(_fresh(name).html()).controls.values() if not control.labelled]
    assert not unlabelled


@every_widget
def test_the_widget_says_what_to_look_for_or_asks(name: str) -> None:
    html = _fresh(name).html()
    assert 'class="look-for"' in html or 'class="think-question"' in html


@every_widget
def test_an_event_it_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(UnknownEvent):
        _fresh(name).dispatch(Event("no such control"))


Waiting: TypeAlias = dict[str, Effect]


def _fire(
    session: Session[Plain], control: Control, value: str, most: int = 12, waiting: Waiting | None = None
) -> Waiting:
    """Move a control, and answer what it leads to with the real model (writing on goes on for long)."""
    return settle(session, session.dispatch(Event(control.name, value)), most=most, waiting=waiting)


def _prepared(name: str, target: str, moved: str) -> Session[Plain]:
    """A session in which none of the other controls, those before the target, or all of them were each moved once."""
    session = _fresh(name)
    for control in View(session.html()).controls.values() if moved != "none" else ():
        if control.name == target:
            if moved == "before":
                break
            continue
        _fire(session, control, control.examples()[-1])
    return session


def _changes_something(name: str, control: Control) -> bool:
    """Whether firing the control, from some state, leads to another picture or output than not firing it."""
    for moved in ("none", "before", "all"):
        for pressed in (None, *(c for c in View(_fresh(name).html()).controls.values() if c.kind == "button")):
            for value in control.examples():
                futures = []
                for fired in (False, True):
                    session = _prepared(name, control.name, moved)
                    # What was pressed before may still be under way: stop has something to stop.
                    waiting = _fire(session, pressed, pressed.examples()[0], most=3) if pressed else {}
                    if fired:
                        waiting = _fire(session, control, value, most=0, waiting=waiting)
                    settle(session, Step(), most=12, waiting=waiting)
                    futures.append(_observed(session))
                if futures[0] != futures[1]:
                    return True
    return False


@every_widget
def test_every_control_changes_an_output_or_the_picture(name: str) -> None:
    controls = View(_fresh(name).html()).controls
    assert controls, "a widget without a control is a picture"
    dead = [control.name for control in controls.values() if not _changes_something(name, control)]
    assert not dead


@every_widget
@settings(max_examples=25)
@given(data=st.data())
def test_a_random_walk_over_what_the_view_offers_never_fails(name: str, data: st.DataObject) -> None:
    session = _fresh(name)
    for _ in range(data.draw(st.integers(1, 6), "steps")):
        offered = [control for control in View(session.html()).controls.values() if not control.disabled]
        control = data.draw(st.sampled_from(offered), "control")
        _fire(session, control, data.draw(control.value(), "value"), most=4)
        assert session.html() == session.html()


@every_widget
def test_no_patch_is_over_12_kb(name: str) -> None:
    """Whatever is pressed, in the order of the page and then backwards; a reader's own text comes on top."""
    session = _fresh(name)
    sizes = {"as built": len(session.html().encode())}
    for controls in (list(View(session.html()).controls.values()), [*View(session.html()).controls.values()][::-1]):
        for control in controls:
            for value in control.examples():
                _fire(session, control, value, most=4)
                sizes[f"{control.name} = {value[:20]}"] = len(session.html().encode())
    assert max(sizes.values()) <= 12_000, {state: size for state, size in sizes.items() if size > 12_000}


hostile: st.SearchStrategy[Any] = (
    st.none() | st.text() | st.sampled_from(["nan", "inf", "-1e400", "1e9", "", " ", "0x10", "<script>", "true", "💥"])
)


@every_widget
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_a_control_is_given_the_state_survives(name: str, data: st.DataObject) -> None:
    session = _fresh(name)
    control = data.draw(st.sampled_from(list(View(session.html()).controls.values())), "control")
    settle(session, session.dispatch(Event(control.name, data.draw(hostile, "value"))), most=3)
    html = session.html()
    assert "<script>" not in html
    json.dumps(dataclasses.asdict(session.state), allow_nan=False)
