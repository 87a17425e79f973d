"""No chart clamps: what lies outside its frame is shown as outside, with its value."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.engine.picture import an_axis, axes, pictured, within
from widgets.engine import Axis, Dots, Line, Mark
from widgets.engine.charts import BOTTOM, LEFT, RIGHT, TOP, Point

MIDDLE = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2


@pytest.mark.parametrize(
    ("point", "edge", "direction", "value"),
    [
        ((0.5, 3), (MIDDLE[0], TOP), (0, -1), "3.00"),
        ((0.5, -3), (MIDDLE[0], BOTTOM), (0, 1), "\u22123.00"),
        ((-9, 0.5), (LEFT, MIDDLE[1]), (-1, 0), "\u22129.00"),
        ((math.inf, 0.5), (RIGHT, MIDDLE[1]), (1, 0), "∞"),
        ((math.inf, -math.inf), (RIGHT, BOTTOM), (1, 1), "∞, \u2212∞"),
    ],
)
def test_a_point_outside_is_shown_at_the_edge_by_a_triangle_that_points_to_it_and_by_its_value(
    point: Point, edge: Point, direction: Point, value: str
) -> None:
    x, y = an_axis(0, 1), an_axis(0, 1)
    for layer in (Dots("", (point,), "loss"), Line("", (point,), "loss"), Mark("here", point, "loss")):
        picture = pictured(x, y, layer)
        assert picture.places("dot") == picture.places("line") == []
        assert "chart-mark " not in picture.markup, "no dot claims to lie at the edge"
        ((tip, one, other),) = picture.paths("outside")[0]
        assert ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2) == pytest.approx(edge, abs=0.11)
        assert ((tip[0] > edge[0]) - (tip[0] < edge[0]), (tip[1] > edge[1]) - (tip[1] < edge[1])) == direction
        assert picture.values_outside() == [value]


def test_a_handle_outside_can_still_be_taken_where_its_triangle_is() -> None:
    (mark,) = pictured(an_axis(0, 1), an_axis(0, 1), Mark("p", (0.5, 3), "loss", handle="p", along="y")).marks()
    assert mark.at == (MIDDLE[0], TOP)
    assert mark.data["handle"] == "p"


def test_a_point_that_is_no_number_is_not_drawn_and_one_inside_bears_no_triangle() -> None:
    nowhere: Point = (0.5, math.nan)
    x, y = an_axis(0, 1), an_axis(0, 1)
    picture = pictured(x, y, Dots("", (nowhere,), "loss"), Line("", (nowhere,), "loss"), Mark("", nowhere, "loss"))
    assert not picture.marks()
    assert not picture.places("dot")
    assert not picture.places("line")
    inside = pictured(x, y, Dots("", ((0, 1),), "loss"), Line("", ((0, 0), (1, 1)), "loss"), Mark("", (1, 0), "loss"))
    assert not inside.paths("outside")
    assert not inside.values_outside()


def test_of_many_points_beyond_an_edge_the_farthest_says_its_value() -> None:
    points = tuple((i / 10, 0.5 if i < 5 else 2.0 + i) for i in range(10))
    for layer in (Line("", points, "loss"), Dots("", points, "loss")):
        picture = pictured(an_axis(0, 1), an_axis(0, 1), layer)
        assert len(picture.paths("outside")) == 1
        assert picture.values_outside() == ["11.0"]
    both = pictured(an_axis(0, 1), an_axis(0, 1), Dots("", ((0.2, 4), (0.3, -2), (0.4, 3), (0.5, -1)), "loss"))
    assert both.values_outside() == ["4.00", "\u22122.00"]


@given(axes(), st.floats(0, 1), st.floats(-20, 20))
def test_a_value_beyond_the_edge_is_written_inside_the_frame(x: Axis, share: float, beyond: float) -> None:
    (across,) = within(x, [share])
    picture = pictured(x, an_axis(0, 1), Mark("", (across, 2 + beyond if beyond > 0 else beyond - 1), "loss"))
    (found,) = re.findall(r'<text x="(\S+)" y="(\S+)" text-anchor="(\w+)" class="chart-mark-label', picture.markup)
    assert LEFT < float(found[0]) < RIGHT
    assert found[2] == "end" or float(found[0]) < RIGHT - 60, "room for its digits"
    assert TOP < float(found[1]) < BOTTOM
