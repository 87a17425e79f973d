"""The page's door: whatever comes in, one JSON reply goes out, and what a widget raises stays in its own frame."""

import json
import sys
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import DERIVED, Cancel, Element, Event, Failure, Now, Progress, Range, Save, h, number
from widgets.engine.page import Page

LEVEL = Range(0, 10)


@dataclass(frozen=True)
class State:
    level: float = 1.0
    words: tuple[str, ...] = ()
    heard: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        LEVEL.check("level", self.level)


def view(state: State) -> Element:
    if state.heard == "undrawable":
        raise ZeroDivisionError("cannot be drawn")
    return h.p[f"level {state.level:g}, heard {state.heard}"]


def update(state: State, event: Event) -> Any:
    match event.name:
        case "mount":
            return replace(state, heard="mounted")
        case "ask":
            return state, Now("clock")
        case "keep":
            return state, Save("kept", "name", {"level": state.level})
        case "keep badly":
            return state, Save("kept", "name", {1, 2})
        case "forget":
            return state, Cancel("clock")
        case "level":
            return replace(state, level=number(event, LEVEL))
        case "clock" | "kept":
            value = event.value
            told = f"{type(value).__name__} {value.message if isinstance(value, Failure) else value}"
            return replace(state, heard=told)
        case "undrawable":
            return replace(state, heard="undrawable")
        case "endless":
            return replace(state, words=(float("nan"),))
        case _:
            raise ValueError(f"nothing is called {event.name}")


@pytest.fixture(autouse=True)
def _widget(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("widgets.example")
    module.State, module.view, module.update = State, view, update  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "widgets.example", module)


def _reply(text: str) -> dict[str, Any]:
    reply = json.loads(text, parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
    assert isinstance(reply, dict)
    return reply


def _mounted(fields: str = "{}") -> Page:
    page = Page()
    assert "html" in _reply(page.mount("one", "example", fields))
    return page


def test_a_mount_answers_with_markup_state_and_what_to_perform() -> None:
    assert _reply(Page().mount("one", "example", '{"level": 2}')) == {
        "html": '<form method="dialog" class="widget-form" autocomplete="off"><p>level 2, heard mounted</p></form>',
        "state": {"level": 2.0, "words": []},
        "effects": [],
        "dropped": [],
        "message": "",
    }


@pytest.mark.parametrize("level", ["1e999", "-1e999", "NaN", "-Infinity", "9" * 5000, str(2**53 + 1), f"-{2**53 + 1}"])
def test_a_number_that_no_page_writes_is_refused_at_the_door(level: str) -> None:
    assert list(_reply(Page().mount("one", "example", f'{{"level": {level}}}'))) == ["refused"]
    assert list(_reply(Page().mount("one", "example", f'{{"words": [{level}]}}'))) == ["refused"]


def test_an_effect_travels_with_its_kind_and_all_it_needs() -> None:
    page = _mounted()
    assert _reply(page.event("one", "ask", None))["effects"] == [{"kind": "Now", "key": "clock"}]
    assert _reply(page.event("one", "keep", None))["effects"] == [
        {"kind": "Save", "key": "kept", "name": "name", "value": {"level": 1.0}}
    ]


def test_an_overtaken_request_and_a_cancelled_one_are_named() -> None:
    page = _mounted()
    page.event("one", "ask", None)
    assert _reply(page.event("one", "ask", None))["dropped"] == ["clock"]
    assert _reply(page.event("one", "forget", None)) | {"dropped": ["clock"], "effects": []} == _reply(
        page.event("one", "level", "1")
    ) | {"dropped": ["clock"]}


def test_an_answer_reaches_the_widget_under_its_key_once() -> None:
    page = _mounted()
    page.event("one", "ask", None)
    assert "heard float 5.0" in _reply(page.answer("one", "clock", 5))["html"]
    assert "heard float 5.0" in _reply(page.answer("one", "clock", 6))["html"]


def test_progress_keeps_the_request_open_and_comes_marked_as_such() -> None:
    page = _mounted()
    page.event("one", "ask", None)
    assert f"heard {Progress.__name__}" in _reply(page.progress("one", "clock", 5))["html"]
    assert "heard float 6.0" in _reply(page.answer("one", "clock", 6))["html"]


def test_an_answer_that_is_none_of_its_effect_stops_the_widget_and_says_why() -> None:
    page = _mounted()
    page.event("one", "ask", None)
    assert "takes a number, not 'noon'" in _reply(page.answer("one", "clock", "noon"))["error"]


def test_a_failure_is_an_answer_too() -> None:
    page = _mounted()
    page.event("one", "ask", None)
    assert "heard Failure No clock here." in _reply(page.fail("one", "clock", "No clock here."))["html"]


def test_a_value_that_a_control_cannot_use_is_told_beside_the_unchanged_state() -> None:
    page = _mounted()
    reply = _reply(page.event("one", "level", "11"))
    assert reply["message"] == "“level” takes a number from 0 to 10."
    assert reply["state"] == {"level": 1.0, "words": []}
    assert '<p class="widget-message" role="alert">“level” takes a number from 0 to 10.</p>' in reply["html"]
    assert _reply(page.event("one", "level", "9"))["message"] == ""


def test_the_state_of_any_reply_mounts_again_as_it_was() -> None:
    page = _mounted('{"words": ["a", "b"]}')
    state = _reply(page.event("one", "level", "7"))["state"]
    again = _reply(Page().mount("two", "example", json.dumps(state)))
    assert again["state"] == state == {"level": 7.0, "words": ["a", "b"]}


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("example", '{"leven": 1}', "unknown field 'leven'; the fields are level, words"),
        ("example", '{"heard": "x"}', "unknown field 'heard'"),
        ("example", '{"level": "x"}', "field 'level' takes a number, not 'x'"),
        ("example", '{"level": 11}', "field 'level' takes a number from 0 to 10, not 11"),
        ("nothing_so_called", "{}", "there is no widget called 'nothing_so_called'"),
    ],
)
def test_fields_that_are_none_of_the_widgets_are_refused_with_the_reason(name: str, fields: str, reason: str) -> None:
    page = Page()
    reply = _reply(page.mount("one", name, fields))
    assert list(reply) == ["refused"]
    assert reply["refused"].startswith(reason)
    assert "error" in _reply(page.event("one", "ask", None)), "nothing was mounted"


values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["level", "words", "x"]), inner),
    max_leaves=5,
)


@pytest.mark.parametrize("fields", ["[]", "null", "3", '"text"'])
def test_fields_that_are_no_table_are_refused_as_such(fields: str) -> None:
    assert _reply(Page().mount("one", "example", fields)) == {"refused": "the fields of a widget come as one table"}


@given(values.map(json.dumps) | st.text(max_size=8))
def test_whatever_was_kept_a_mount_answers_with_a_widget_or_the_reason_why_not(fields: str) -> None:
    reply = _reply(Page().mount("one", "example", fields))
    assert "html" in reply or list(reply) == ["refused"]


def test_a_mount_of_the_same_element_starts_afresh_even_if_it_is_refused() -> None:
    page = _mounted('{"level": 7}')
    assert _reply(page.mount("one", "example", "{}"))["state"]["level"] == 1.0
    page.mount("one", "example", '{"level": 99}')
    assert "error" in _reply(page.event("one", "ask", None))


@pytest.mark.parametrize("event", ["no such event", "undrawable", "keep badly", "endless"])
def test_what_a_widget_raises_is_told_and_leaves_the_others_alone(
    event: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = _mounted()
    page.mount("two", "example", '{"level": 2}')
    reply = _reply(page.event("one", event, None))
    assert list(reply) == ["error"]
    assert reply["error"].split(":")[0] in ("ValueError", "ZeroDivisionError", "TypeError")
    assert "Traceback" in capsys.readouterr().err
    assert "level 2" in _reply(page.event("two", "level", "2"))["html"]


def test_a_widget_that_left_is_forgotten_and_leaving_twice_is_fine() -> None:
    page = _mounted()
    page.unmount("one")
    page.unmount("one")
    assert "error" in _reply(page.event("one", "ask", None))


def test_two_elements_of_one_widget_have_states_of_their_own() -> None:
    page = _mounted()
    page.mount("two", "example", "{}")
    page.event("one", "level", "5")
    assert _reply(page.event("two", "ask", None))["state"]["level"] == 1.0
