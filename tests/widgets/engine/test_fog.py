"""Fog hides all but the way, the ring lies where the next step leads, and every path is in whole numbers."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets.engine import h
from widgets.engine.fog import axis, curve, fogged, outline, relief, spot, stretch, tangent

SIZE = (480, 300)
WAY = [(10, 20), (110, 220), (90, 120)]
places = st.tuples(st.integers(20, 460), st.integers(20, 280))
paces = st.tuples(st.floats(-900, 900), st.floats(-900, 900)).filter(lambda pace: max(map(abs, pace)) > 5)


def _picture(*, clear: bool = False, way: list[tuple[int, int]] = WAY) -> object:
    return fogged("T", "D", SIZE, h.path(class_="scene"), way, None, clear=clear)


def test_the_scene_is_seen_along_the_way_and_whole_when_it_is_clear() -> None:
    hidden, clear = _picture(), _picture(clear=True)
    mask = dict(drawn.one(hidden, "mask").attributes)["id"]  # type: ignore[arg-type]
    way = dict(drawn.one(drawn.one(hidden, "defs"), "path").attributes)  # type: ignore[arg-type]
    assert dict(drawn.one(drawn.one(hidden, "mask"), "use").attributes)["href"] == f"#{way['id']}"  # type: ignore[arg-type]
    assert drawn.found(hidden, "g", mask=f"url(#{mask})")  # type: ignore[arg-type]
    assert not [g for g in drawn.found(clear, "g") if dict(g.attributes).get("mask")]  # type: ignore[arg-type]
    assert way["d"] == outline(WAY)


def test_another_way_has_another_mask_so_that_two_pictures_of_a_page_do_not_share_one() -> None:
    ids = {dict(drawn.one(_picture(way=way), "mask").attributes)["id"] for way in (WAY, WAY[:2])}  # type: ignore[arg-type]
    assert len(ids) == 2


def test_the_walker_stands_at_the_end_of_the_way_and_the_steps_behind() -> None:
    walker = dict(drawn.one(_picture(), "circle", class_="fog-walker").attributes)  # type: ignore[arg-type]
    assert (walker["cx"], walker["cy"]) == WAY[-1]
    steps = dict(drawn.one(_picture(), "path", class_="fog-step").attributes)  # type: ignore[arg-type]
    assert str(steps["d"]).count("h0") == len(WAY) - 1


def test_a_path_goes_through_every_place_and_one_place_is_a_dot() -> None:
    assert outline(WAY) == "M10 20l100 200-20-100"
    assert outline(WAY[:1]) == "M10 20l0 0"
    assert outline(WAY, closed=True).endswith("z")


def test_a_share_outside_lies_at_the_edge() -> None:
    assert spot(SIZE, (0.5, 0.25)) == (240, 225)
    assert spot(SIZE, (-3, 7)) == (0, 0)


@given(places, paces, st.floats(0.001, 2))
def test_the_ring_is_as_far_as_the_value_says_and_never_outside(
    place: tuple[int, int], pace: tuple[float, float], value: float
) -> None:
    made = stretch("rate", SIZE, place, pace, value, 2)
    assert isinstance(made, tuple)
    handle = dict(made[1].attributes)  # type: ignore[union-attr]
    x, y = (float(number) for number in str(handle["transform"])[10:-1].split())
    assert 0 <= x <= SIZE[0]
    assert 0 <= y <= SIZE[1]
    far = min(value, float(str(handle["data-high"])))
    assert (x, y) == pytest.approx((place[0] + far * pace[0], place[1] + far * pace[1]), abs=0.51)
    assert handle["data-axis"] == ("x" if abs(pace[0]) >= abs(pace[1]) else "y")


def test_where_no_step_leads_anywhere_there_is_no_ring() -> None:
    assert stretch("rate", SIZE, (100, 100), (0.0, 0.0), 0.1, 2) is None
    assert stretch("rate", SIZE, (100, 100), (0.2, 0.1), 0.1, 2) is None


def test_the_slope_underfoot_is_a_short_line_as_steep_as_it_says() -> None:
    path = str(dict(tangent((100, 100), 2.0).attributes)["d"])
    left, top, across, down = map(int, re.findall(r"-?\d+", path))
    assert -down / across == pytest.approx(2, abs=0.1)
    assert math.hypot(across, down) == pytest.approx(88, abs=3)
    assert (left + across / 2, top + down / 2) == (100, 100)


def test_a_relief_is_tinted_from_every_height_up_and_says_it_on_the_rim() -> None:
    ring = [(0.1, 0.2), (0.8, 0.2), (0.8, 0.8), (0.1, 0.8)]
    drawn_relief = relief(SIZE, [(3.0, [ring]), (4.0, [])], [(3.5, [ring])])
    assert len(drawn.found(drawn_relief, "path", class_="fog-rim")) == 2
    assert len(drawn.found(drawn_relief, "path", class_="ground-line")) == 1
    (height,) = drawn.found(drawn_relief, "text")
    assert drawn.words(height) == "3"


def test_a_curve_has_an_axis_with_round_values_and_its_name() -> None:
    assert str(dict(curve(SIZE, [(0, 0), (1, 1)]).attributes)["d"]) == "M0 300l480-300"
    said = [drawn.words(text) for text in drawn.found(axis(SIZE, (-2.1, 4.9), "w"), "text")]
    assert said[0] == "−1"
    assert said[-1] == "w"
