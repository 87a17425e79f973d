"""A file or a code of any stranger is taken whole or refused with a sentence; it never breaks what reads it."""

import binascii
import hashlib
import json
import zlib
from dataclasses import asdict, astuple
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets.deck import kept_lists
from tests.widgets.fields import ANYTHING, TEXTS
from tests.widgets.hands import faults
from tests.widgets.records.kept import books
from widgets.deck import exchange
from widgets.embed.host import BUILD_DATE
from widgets.engine import Entries, Event, Ledger, Now
from widgets.engine.session import Session, start
from widgets.engine.widget import Plain
from widgets.laboratory.experiments import written as run_written
from widgets.ml.runs import Run, Settings
from widgets.records import hand_ins
from widgets.records.marks import VERSION, Marks, Question

RUN = Run(Settings(), "mine", 3, ((1, 6.5), (3, 5.0)), ((3, 5.5),), (6.0, 4.0, 3.5, 3.4), ((3, "the"),), (5.1,))
MARKS = Marks("Bob", 5, "x", questions=(Question("q", 1, 1, True, True, "b", 50),))
BIG = st.sampled_from(
    ["1e999", "-1e999", "NaN", "9" * 400, "1e308", "[" * 5000, '{"a":' * 5000, '"\\ud800"', '{"__proto__":{"a":1}}']
)
MARK = "\u0000here\u0000"


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, item in inside for place in _places(item, (*at, key)))]


def _set(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = _set(value[place[0]], place[1:], new)
    return copy


def _forged(data: st.DataObject, document: Any) -> str:
    """JSON of the document with something else in one of its places, or with one more field."""
    place = data.draw(st.sampled_from(_places(document)[1:]), "place")
    inside = document
    for key in place[:-1]:
        inside = inside[key]
    if isinstance(inside, dict) and data.draw(st.integers(0, 5), "one more") == 0:
        place = (*place[:-1], data.draw(st.sampled_from(["__proto__", "constructor", "other"])))
        document = _set(document, place[:-1], {**inside, place[-1]: None})
    if data.draw(st.booleans(), "raw"):
        text = json.dumps(_set(document, place, MARK))
        return text.replace(json.dumps(MARK), data.draw(BIG, "written"))
    return json.dumps(_set(document, place, data.draw(ANYTHING, "value")))


def _signed(text: str) -> str:
    """A hand-in whose sum is right: its maker knows how, too."""
    try:
        document = {key: one for key, one in json.loads(text).items() if key != "sha256"}
        return json.dumps({**document, "sha256": hand_ins._sum(document)})
    except (ValueError, RecursionError):
        return text


def _coded(text: str) -> str:
    body = zlib.compress(text.encode(), 9, -15)
    data = hashlib.sha256(body).digest()[:4] + body
    return binascii.b2a_base64(data, newline=False).decode().rstrip("=").translate(str.maketrans("+/", "-_"))


def _mounted(name: str) -> Session[Plain]:
    session = start(name, {})
    for effect in session.dispatch(Event("mount")).effects:
        if isinstance(effect, Ledger | Now):
            session.answer(effect.key, BUILD_DATE if isinstance(effect, Now) else Entries(()))
    return session


def _taken_or_refused(name: str, event: str, text: str) -> None:
    session = _mounted(name)
    before = session.state
    step = session.dispatch(Event(event, text))
    assert not (session.message and session.state != before), "refused, and taken all the same"
    assert faults(session.html()) == []
    json.dumps([session.kept(), *map(asdict, step.effects)], allow_nan=False)
    # The ledgers say what was added, and the widget shows it.
    for effect in step.effects:
        if isinstance(effect, Ledger):
            session.answer(effect.key, Entries(effect.add))
    assert faults(session.html()) == []
    json.dumps(session.kept(), allow_nan=False)


@given(st.data())
def test_a_forged_file_of_reviews(data: st.DataObject) -> None:
    reviews = [kept_lists.entry(kept_lists.IDS[0], kept_lists.NOW, 3), kept_lists.entry(kept_lists.IDS[1], 5.0, 1)]
    true = exchange.written(kept_lists.kept(reviews, [kept_lists.put(kept_lists.IDS[2])]))
    _taken_or_refused("flashcards", "import", _forged(data, json.loads(true)))


@given(st.data())
def test_a_forged_run(data: st.DataObject) -> None:
    _taken_or_refused("training_lab", "import", _forged(data, json.loads(run_written(RUN))))


@settings(max_examples=60)
@pytest.mark.parametrize(("name", "event"), [("progress", "import"), ("class_report", "files")])
@given(data=st.data())
def test_a_forged_hand_in_that_is_signed(name: str, event: str, data: st.DataObject) -> None:
    true = json.loads(hand_ins.written(data.draw(books, "books"), "Ada", 5.0))
    _taken_or_refused(name, event, _signed(_forged(data, true)))


@given(st.data())
def test_a_forged_code_that_is_signed(data: st.DataObject) -> None:
    code = _coded(_forged(data, json.loads(json.dumps([VERSION, *astuple(MARKS)]))))
    _taken_or_refused("class_report", data.draw(st.sampled_from(["link", "links"])), code)


@pytest.mark.parametrize(
    ("name", "event"),
    [("flashcards", "import"), ("training_lab", "import"), ("progress", "import"), ("class_report", "files")],
)
@given(
    text=TEXTS
    | BIG
    | st.text(max_size=80)
    | st.sampled_from(["x" * 3_000_000, "[]" * 1_000_000, "\ufeff{}", "", "null"])
)
@settings(max_examples=30)
def test_what_is_no_file_of_ours(name: str, event: str, text: str) -> None:
    session = _mounted(name)
    before = session.state
    session.dispatch(Event(event, text))
    assert session.message
    assert session.state == before
    assert faults(session.html()) == []
