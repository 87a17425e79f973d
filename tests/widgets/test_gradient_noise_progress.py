"""The second picture: what a step of each size brings, beside one without noise, from the measured noise scale."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import gradient_noise
from widgets.engine import Line
from widgets.gradient_noise import LARGEST, State, view
from widgets.ml.noise import Moment, moments, progress

MOMENTS = moments(json.loads(Path("docs/models/demo/noise.json").read_text(encoding="utf-8")))
END = len(MOMENTS) - 1

places = st.integers(0, END)


def _state(*given: Any, **fields: Any) -> State:
    return State(*given, moments=MOMENTS, **fields)


@given(places, st.integers(1, 512))
def test_the_second_picture_shows_the_readers_batch_on_the_curve_that_levels_off(place: int, size: int) -> None:
    state = _state(size, place, "progress")
    made, scale = drawn.chart(gradient_noise, state), MOMENTS[place].scale or 0
    curve = made.line("at the moment chosen").points
    assert [share for _, share in curve] == pytest.approx([1 / (1 + scale / b) for b, _ in curve])
    assert (curve[0][0], curve[-1][0]) == (made.x.low, made.x.high) == (1, LARGEST)
    mark = made.mark("batch_size")
    assert mark.at == (size, pytest.approx(progress(size, scale)))
    assert float(drawn.output(view(state), "progress")[1]) == pytest.approx(progress(size, scale))
    # At the noise scale it is half, and at the far end every doubling brings less than half of what it did before.
    half = made.line("half").points
    assert half[-1] == (scale, 0.5)
    *_, before, near, last = (share for _, share in curve)
    assert last - near < near - before


def test_the_error_of_the_noise_scale_is_drawn_on_both_sides() -> None:
    made, here = drawn.chart(gradient_noise, _state(picture="progress")), MOMENTS[END]
    below, above = [line for line in made.layers if isinstance(line, Line) and line.dash == "dotted"]
    assert here.scale is not None
    assert here.error is not None
    assert below.points[0][1] == pytest.approx(progress(1, here.scale - here.error))
    assert above.points[0][1] == pytest.approx(progress(1, here.scale + here.error))


@pytest.mark.parametrize("picture", ["spread", "progress"])
def test_a_moment_whose_noise_scale_could_not_be_told_says_so(picture: Any) -> None:
    drowned = Moment(9, 0.1, None, None, (1.0, 1.0))
    element = view(State(picture=picture, moment=0, moments=(drowned,)))
    assert drawn.output(element, "noise_scale") == ("too large to tell", None)
    assert drawn.output(element, "progress")[1] == repr(0.0)
