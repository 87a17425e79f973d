"""Every frame is what Python would draw; every position of a framed slider has one; all are small."""

import gzip
import json
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markdown import Markdown

from tests.widgets.controls import View
from tests.widgets.embed.applied import draw, tree
from widgets import gradient_noise
from widgets.embed import fence, frames
from widgets.embed.host import first_view
from widgets.engine import Event, Range, Session, h
from widgets.learning_rate_schedule import PEAK

SMALL = "cross_entropy", "sentence_loss", "backprop", "gradient_descent", "gradient_noise", "scale", "checkpoints"
FRAMED = ("journey", "learning_rate_schedule", *SMALL)
# The map's apart, and all others together, gzipped.
MOST = 150_000


@cache
def _built() -> dict[str, Path]:
    return frames.build()


def _frames(widget: str, **fields: object) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(frames.frames(widget, fields)))
    return made


@cache
def _lessons() -> dict[str, dict[str, Any]]:
    """The frames of the lesson by widget."""
    return {
        widget: json.loads(_built()[name].read_bytes())
        for widget, fields in frames.fences()
        if (name := frames.name_of(widget, fields))
    }


def _moved(controls: str, made: dict[str, Any], row: int) -> dict[str, str]:
    """The values of a frame's controls."""
    return {name: made["columns"][index][row] for index, name in enumerate(controls.split())}


def test_every_calculator_of_the_lesson_has_frames() -> None:
    assert set(_lessons()) == set(FRAMED)
    assert {widget: set(controls) for widget, controls in _lessons().items()} == {
        "journey": {"sentence at"},
        "cross_entropy": {"p"},
        # Its page opens on a run of 5,000 steps, more than have frames: the step waits for Python.
        "learning_rate_schedule": {"warmup", "floor", "peak"},
        "gradient_noise": {"batch_size", "moment"},
        "backprop": {"x1", "x2", "nudge", "weight", "path", "at"},
        "gradient_descent": {"learning_rate"},
        "sentence_loss": {"at"},
        "scale": {"tokens", "parameters", "words_per_token", "words_per_minute", "used"},
        "checkpoints": {"checkpoint"},
    }


@pytest.mark.slow
@pytest.mark.parametrize("widget", FRAMED)
def test_every_frame_is_what_python_draws(widget: str) -> None:
    built = first_view(widget, dict(frames.fences())[widget])
    for control, made in _lessons()[widget].items():
        # As on the page: each frame is drawn on the one before, and the first again after the last.
        page = deepcopy(tree(built.html()))
        for row in [*range(len(made["columns"][0])), 0]:
            session = Session(built.widget, built.state)
            for name, value in _moved(control, made, row).items():
                session.dispatch(Event(name, value))
                assert not session.message
            draw(page, made, row)
            assert page == tree(session.html()), _moved(control, made, row)


@pytest.mark.parametrize("widget", FRAMED)
def test_a_frame_never_ends_in_the_view_as_built_unless_its_value_is_the_built_one(widget: str) -> None:
    built = first_view(widget, dict(frames.fences())[widget])
    for control, made in _lessons()[widget].items():
        for row in range(0, len(made["columns"][0]), 37):
            page = tree(built.html())
            draw(page, made, row)
            moved = _moved(control, made, row)
            as_built = all(_is(getattr(built.state, one), value) for one, value in moved.items())
            assert (page == tree(built.html())) == as_built


def _is(held: object, sent: str) -> bool:
    return held == sent if isinstance(held, str) else float(str(held)) == float(sent)


@pytest.mark.parametrize("widget", ["cross_entropy", "learning_rate_schedule"])
def test_no_position_of_a_framed_slider_is_without_a_frame(widget: str) -> None:
    controls = View(first_view(widget, dict(frames.fences())[widget]).html()).controls
    for name, made in _lessons()[widget].items():
        if name == "peak":
            # Its slider walks through round rates.
            assert tuple(made["columns"][0]) == PEAK.rounds()
            continue
        control = controls[name]
        count = round((control.high - control.low) / control.step) + 1
        expected = [round(control.low + index * control.step, 9) for index in range(count)]
        assert [float(value) for value in made["columns"][0]] == pytest.approx(expected)


def test_every_place_of_the_trail_has_a_frame_for_every_sentence() -> None:
    controls = View(first_view("journey", {}).html()).controls
    made = _lessons()["journey"]["sentence at"]
    places = [str(place) for place in range(round(controls["at"].high) + 1)]
    pairs = [(sentence, at) for sentence in controls["sentence"].values for at in places]
    assert list(zip(*made["columns"][:2], strict=True)) == pairs


def test_every_size_of_the_slider_has_a_frame() -> None:
    values = _lessons()["gradient_noise"]["batch_size"]["columns"][0]
    assert values == [str(size) for size in gradient_noise.SIZES]


def test_all_frames_of_the_lesson_together_are_small() -> None:
    sizes = {name: len(gzip.compress(path.read_bytes(), 9, mtime=0)) for name, path in _built().items()}
    for widget, controls in _lessons().items():
        for control, made in controls.items():
            data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
            print(f"{widget}.{control}: {len(data):,} bytes, {len(gzip.compress(data, 9)):,} gzipped")
    of_the_map = sizes.pop(str(frames.name_of("journey", {})))
    print(f"the map {of_the_map:,}, the others {sum(sizes.values()):,} gzipped")
    assert of_the_map <= MOST
    assert sum(sizes.values()) <= MOST, sizes


def test_the_fence_names_the_file_that_was_built() -> None:
    named = set()
    for page in (frames.PAGES).rglob("*.md"):
        for info, body, _ in frames.blocks(page.read_text(encoding="utf-8")):
            kind, _, widget = info.partition(" ")
            if kind != "widget":
                continue
            figure = tree(fence.format(body, widget, "", {"words": (widget,)}, Markdown()))
            element, _ = figure.children
            assert not isinstance(element, str)
            named |= {value for name, value in element.attributes.items() if name == "data-frames"}
    assert named == set(_built())
    assert len(named) == len(FRAMED)


def test_other_fields_or_another_widget_are_another_file() -> None:
    names = [frames.name_of(*one) for one in (("cross_entropy", {}), ("cross_entropy", {"p": 0.25}))]
    names.append(frames.name_of("gradient_noise", {}))
    assert len(set(names)) == 3
    assert frames.name_of("cross_entropy", {}) == names[0]
    assert frames.name_of("quiz", {}) is None


def test_a_shorter_run_has_its_own_steps_and_one_of_a_million_waits_for_python_at_each() -> None:
    assert _frames("learning_rate_schedule", steps=50)["at"]["columns"][0] == [str(step) for step in range(50)]
    assert set(_frames("learning_rate_schedule", steps=1_000_000)) == {"warmup", "floor", "peak"}


@dataclass(frozen=True)
class _State:
    line: int = 1
    at: float = 2.0


def _two(monkeypatch: pytest.MonkeyPatch, given: dict[Any, Any]) -> dict[str, Any]:
    """The frames of a widget with two controls."""
    widget = SimpleNamespace(
        State=_State,
        view=lambda state: h.p[f"{state.line:g} at {state.at:g}"],
        update=lambda state, event: replace(state, **({event.name: float(event.value)} if event.value else {})),
        frames=lambda state: given,
    )
    monkeypatch.setattr(frames, "load", lambda _: widget)
    monkeypatch.setattr(frames, "first_view", lambda *_: Session(widget, _State()))
    made: dict[str, Any] = json.loads(json.dumps(frames.frames("two", {})))
    return made


def test_controls_that_answer_together_have_a_frame_for_every_combination(monkeypatch: pytest.MonkeyPatch) -> None:
    (made,) = _two(monkeypatch, {("line", "at"): (("1", "7"), Range(1, 3))}).items()
    assert made[0] == "line at"
    assert made[1]["built"] == ["1", "2"]
    pairs = list(zip(*made[1]["columns"][:2], strict=True))
    assert pairs == [(line, at) for line in "17" for at in "123"]
    for row, (line, at) in enumerate(pairs):
        page = tree("<form><p>1 at 2</p></form>")
        draw(page, made[1], row)
        assert page == tree(f"<form><p>{line} at {at}</p></form>")


def test_controls_that_answer_together_need_a_choice_and_a_frame_of_what_was_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValueError, match="'line' answers together"):
        _two(monkeypatch, {("line", "at"): (("1",), Range(1, 3))})
    with pytest.raises(ValueError, match=r"'at' answers together.*frame for 2"):
        _two(monkeypatch, {("line", "at"): (("1", "7"), ("1", "3"))})


def test_too_many_combinations_wait_for_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _two(monkeypatch, {("line", "at"): (Range(1, 50), Range(1, 50)), "at": ("2",)}).keys() == {"at"}


def _pages(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    (folder / "page.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(frames, "PAGES", folder)
    monkeypatch.setattr(frames, "CACHE", folder / "cache")


def test_fences_are_found_but_not_those_shown_as_examples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _pages(
        monkeypatch,
        tmp_path,
        "```widget cross_entropy\np = 0.5\n```\n\n````markdown\n```widget quiz\n```\n````\n\n"
        "=== x\n\n    ~~~ widget learning_rate_schedule\n    id = 'a'\n    at = 3\n    ~~~\n\n```python\n```\n",
    )
    assert list(frames.fences()) == [("cross_entropy", {"p": 0.5}), ("learning_rate_schedule", {"at": 3})]


def test_a_wrong_fence_is_left_to_complain_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _pages(monkeypatch, tmp_path, "```widget nope\n```\n```widget cross_entropy\np = \n```\n```widget quiz\n```\n")
    assert list(frames.fences()) == [("quiz", {})]
    assert frames.build() == {}


def test_what_did_not_change_is_not_made_again_and_what_did_replaces_what_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _pages(monkeypatch, tmp_path, '```widget gradient_noise\nid = "here"\n```\n')
    (first,) = frames.build().values()
    with monkeypatch.context() as patch:
        patch.setattr(frames, "frames", lambda *_: pytest.fail("made again"))
        assert list(frames.build().values()) == [first]
    monkeypatch.setattr(frames, "digest_of", lambda widget: f"an edited {widget}")
    (other,) = frames.build().values()
    assert list((tmp_path / "cache" / "frames").iterdir()) == [other] != [first]
