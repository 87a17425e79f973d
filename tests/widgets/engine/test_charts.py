"""Charts stand upright: more is higher and farther right, and a point stands where its axis says."""

import itertools
import math
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.widgets.engine.picture import an_axis, axes, pictured, within
from widgets.engine import Axis, Dots, Line, Mark, chart, render
from widgets.engine.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Point

anything = st.floats()
value = st.floats(-1000, 1000)


@given(axes(), axes(), st.lists(st.floats(0, 1), min_size=2, max_size=8, unique=True))
def test_more_is_higher_and_farther_right_in_every_kind_of_layer(x: Axis, y: Axis, shares: list[float]) -> None:
    shares.sort()
    assume(all(after - before > 0.05 for before, after in itertools.pairwise(shares)))
    points: tuple[Point, ...] = tuple(zip(within(x, shares), within(y, shares), strict=True))
    picture = pictured(x, y, Line("line", points, "loss"), *(Mark("", point, "loss") for point in points))
    dots = [pictured(x, y, Dots("dots", (point,), "loss", shape)) for point in points for shape in ("dot", "dash")]
    marks = [mark.at for mark in picture.marks()]
    for places in (picture.places("line"), marks, [p.places("dot")[0] for p in dots[::2]]):
        ordered = sorted(places)
        assert places == ordered, "farther right"
        assert all(after[1] <= before[1] for before, after in itertools.pairwise(places)), "higher"
        assert places[0][0] < places[-1][0]
        assert places[0][1] > places[-1][1]
    # All kinds agree on where a point stands.
    for mark, dot, dash in zip(marks, dots[::2], dots[1::2], strict=True):
        assert dot.places("dot")[0] == pytest.approx(mark)
        (start, end) = dash.places("dash")
        assert ((start[0] + end[0]) / 2, start[1]) == pytest.approx(mark)
    assert picture.places("line")[0] == pytest.approx(marks[0])
    assert picture.places("line")[-1] == pytest.approx(marks[-1])


@given(axes(), axes())
def test_the_corners_of_the_frame_are_the_limits(x: Axis, y: Axis) -> None:
    low, high = Mark("", (x.low, y.low), "loss"), Mark("", (x.high, y.high), "loss")
    bottom_left, top_right = pictured(x, y, low, high).marks()
    assert bottom_left.at == (LEFT, BOTTOM)
    assert top_right.at == (RIGHT, TOP)


@given(axes(), axes())
def test_a_point_at_a_tick_stands_at_that_tick(x: Axis, y: Axis) -> None:
    along = [Mark("", (at, y.low), "loss") for at, _ in x.ticks]
    up = [Mark("", (x.low, at), "loss") for at, _ in y.ticks]
    picture = pictured(x, y, *along, *up)
    marks = [mark.at for mark in picture.marks()]
    assert [place[0] for place in picture.ticks("tick")] == [place[0] for place in marks[: len(along)]]
    assert [place[1] for place in picture.ticks("grid")] == [place[1] for place in marks[len(along) :]]
    below, beside = picture.tick_labels("middle"), picture.tick_labels("end")
    assert [below[text][0] for _, text in x.ticks] == [place[0] for place in marks[: len(along)]]
    assert [beside[text][1] for _, text in y.ticks] == pytest.approx([place[1] + 4 for place in marks[len(along) :]])
    assert all(place[1] > BOTTOM for place in below.values())
    assert all(place[0] < LEFT for place in beside.values())


@given(axes(), st.floats(0, 1), st.sampled_from(["x", "y"]), st.floats(0.01, 100))
def test_a_handle_carries_the_map_from_its_place_to_its_controls_value(
    axis: Axis, share: float, along: str, per: float
) -> None:
    (at,) = within(axis, [share])
    other = an_axis(0, 1)
    upright = along == "y"
    mark = Mark("", (0.5, at) if upright else (at, 0.5), "loss", handle="p", along="y" if upright else "x", per=per)
    (drawn,) = pictured(other if upright else axis, axis if upright else other, mark).marks()
    data = drawn.data
    assert data["handle"] == "p"
    assert data["axis"] == along
    start, end, low, high = (float(data[key]) for key in ("from", "to", "low", "high"))
    part = (drawn.at[1 if upright else 0] - start) / (end - start)
    read = low * (high / low) ** part if data["scale"] == "log" else low + part * (high - low)
    resolution = 0.06 / abs(end - start)
    steepest = high * math.log(high / low) if data["scale"] == "log" else high - low
    assert read == pytest.approx(at / per, abs=resolution * steepest + 1e-9)


def test_a_mark_without_a_handle_cannot_be_dragged() -> None:
    (mark,) = pictured(an_axis(0, 1), an_axis(0, 1), Mark("here", (0.5, 0.5), "loss")).marks()
    assert mark.data == {}
    assert mark.label == "here"


@given(anything, anything, anything, anything, st.lists(st.tuples(anything, anything), max_size=8), st.booleans())
def test_whatever_the_limits_and_points_are_the_drawing_stays_on_its_sheet(
    low: float, high: float, bottom: float, top: float, points: list[Point], log: bool
) -> None:
    cloud = tuple(points)
    picture = pictured(
        an_axis(low, high, log=log),
        an_axis(bottom, top),
        Line("line", cloud, "loss"),
        Dots("dots", cloud, "loss"),
        Dots("dashes", cloud, "loss", "dash"),
        *(Mark("m", point, "loss", handle="p") for point in cloud),
    )
    places = [p for kind in ("line", "dot", "dash", "outside") for p in picture.places(kind)]
    places += [mark.at for mark in picture.marks()]
    assert all(LEFT - 5 <= across <= WIDTH and TOP - 5 <= down <= BOTTOM + 5 for across, down in places)
    assert all(math.isfinite(number) for place in places for number in place)


def test_the_same_layer_is_drawn_the_same_again() -> None:
    cloud = Dots("again", ((0.5, 3.5), (0.2, 0.2)), "loss")
    assert pictured(an_axis(0, 1), an_axis(0, 1), cloud).markup == pictured(an_axis(0, 1), an_axis(0, 1), cloud).markup


def test_a_cloud_is_one_path_however_many_points_it_has() -> None:
    points = tuple((i / 600, (i * 7 % 600) / 600) for i in range(600))
    picture = pictured(an_axis(0, 1), an_axis(0, 1), Dots("cloud", points, "loss"))
    assert len(picture.paths("dot")) == 1
    assert len(picture.paths("dot")[0]) == 600
    assert len(picture.markup) < 600 * 15


def test_an_empty_chart_is_a_chart() -> None:
    picture = pictured(an_axis(0, 0), an_axis(math.nan, math.inf), Line("none yet", (), "loss"), Dots("", (), "loss"))
    assert picture.paths("line") == [[]]
    assert picture.paths("dot") == [[]]
    assert "none yet" in picture.markup


def test_series_that_share_a_colour_differ_by_dash_or_shape_in_picture_and_legend() -> None:
    layers = [Line("one", ((0, 0), (1, 1)), "loss"), Line("two", ((0, 1), (1, 0)), "loss", "dashed")]
    layers += [Line("three", ((0, 1), (1, 0)), "loss", "dotted")]
    clouds = [Dots("four", ((0, 0),), "loss"), Dots("five", ((0, 0),), "loss", "dash")]
    markup = pictured(an_axis(0, 1), an_axis(0, 1), *layers, *clouds).markup
    for kind in ("chart-solid", "chart-dashed", "chart-dotted", "chart-dot ", "chart-dash "):
        assert markup.count(kind) == 2, kind


def test_the_label_of_a_mark_stays_in_the_frame_at_the_top() -> None:
    markup = pictured(an_axis(0, 1), an_axis(0, 1), Mark("top", (0.5, 1), "loss")).markup
    assert 'y="2"' in markup
    assert HEIGHT > BOTTOM


def test_a_handle_on_a_curve_carries_the_curve_where_the_line_is_drawn() -> None:
    points = tuple((i / 40, (i / 40) ** 2) for i in range(41))
    mark = Mark("", (0.5, 0.25), "loss", handle="p", curve=points)
    picture = pictured(an_axis(0, 1), an_axis(0, 1), Line("", points, "loss"), mark)
    (drawn,) = picture.marks()
    curve = [tuple(map(float, place.split(","))) for place in drawn.data["curve"].split()]
    assert [place for point in curve for place in point] == pytest.approx(
        [place for point in picture.places("line") for place in point]
    )
    (other,) = pictured(an_axis(0, 1), an_axis(0, 1), Mark("", (0.5, 0.25), "loss", handle="p")).marks()
    assert "curve" not in other.data


def test_the_titles_of_the_axes_stand_clear_of_their_numbers() -> None:
    markup = pictured(an_axis(0, 1), an_axis(0, 1)).markup
    titles = re.findall(r'<text x="(\d+)" y="(\d+)"[^>]*class="chart-label"', markup)
    assert titles == [(str(RIGHT), str(HEIGHT - 6)), ("0", "12")]
    assert "rotate" not in markup
    # The largest type of a picture is 14.5 units high, on a phone; the topmost number stands around TOP.
    assert TOP + 4 - 14.5 * 0.75 > 12 + 14.5 * 0.25
    assert HEIGHT - 6 - 14.5 * 0.75 > BOTTOM + 18 + 14.5 * 0.25


def test_a_small_chart_whole() -> None:
    x, y = (Axis(name, 0, most, ((0.0, "0"), (float(most), str(most)))) for name, most in (("step", 10), ("loss", 4)))
    layers = [
        Line("measured", ((0, 4), (10, 0)), "loss", "dashed"),
        Dots("batches", ((5, 2), (5, 9)), "gradient", "dash"),
        Mark("here", (5, 2), "rate", handle="at"),
    ]
    drawn = chart("Loss", "It falls.", x, y, layers, columns=("step", "loss"), rows=[("0", "4"), ("10", "0")])
    assert render(drawn).replace("><", ">\n<") + "\n" == Path(__file__).with_name("chart.html").read_text()
