"""Paths are short, and the eye cannot tell them from the whole line."""

import math

from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.engine.picture import Place, subpaths
from widgets.engine.paths import TOLERANCE, dashes, dots, line, shown, thinned, triangles

tenths = st.integers(-9999, 9999)
places = st.lists(st.tuples(tenths, tenths), max_size=30)
near = st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), max_size=30)


def _units(place: tuple[int, int]) -> Place:
    return place[0] / 10, place[1] / 10


def _distance(place: Place, start: Place, end: Place) -> float:
    """From a place to a segment."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    part = ((place[0] - start[0]) * along[0] + (place[1] - start[1]) * along[1]) / length if length else 0
    part = min(max(part, 0), 1)
    return math.dist(place, (start[0] + part * along[0], start[1] + part * along[1]))


@given(tenths)
def test_tenths_are_printed_in_full_and_without_a_needless_digit(value: int) -> None:
    text = shown(value)
    assert float(text) * 10 == value or math.isclose(float(text) * 10, value)
    assert not text.startswith(("0.", "-0"))
    assert not text.endswith(".0")


@given(places | near)
def test_what_is_left_out_of_a_line_lies_on_what_is_drawn(points: list[tuple[int, int]]) -> None:
    kept = thinned(points)
    assert kept[:1] == points[:1]
    assert kept[-1:] == points[-1:]
    assert all(place in points for place in kept)
    for place in points:
        nearest = min(
            (_distance(place, start, end) for start, end in zip(kept, kept[1:] or kept, strict=False)), default=math.inf
        )
        assert nearest <= TOLERANCE + 1e-9


@given(places | near)
def test_a_line_goes_through_the_places_kept(points: list[tuple[int, int]]) -> None:
    drawn = subpaths(line(points))
    if not points:
        assert drawn == []
        return
    kept = thinned(points)
    expected = [_units(place) for place in (kept if len(kept) > 1 else kept * 2)]
    assert len(drawn) == 1
    assert len(drawn[0]) == len(expected)
    assert all(math.dist(one, other) < 1e-6 for one, other in zip(drawn[0], expected, strict=True))


def test_a_straight_line_is_two_points_and_a_half_cosine_a_few_dozen() -> None:
    assert len(thinned([(10 * i, 7 * i) for i in range(500)])) == 2
    bend = [(4 * i, round(1000 + 1000 * math.cos(math.pi * i / 1000))) for i in range(1001)]
    assert 10 < len(thinned(bend)) < 60
    assert len(line(bend)) < 400


def test_a_line_that_turns_back_keeps_its_corner() -> None:
    assert thinned([(0, 0), (50, 0), (100, 0), (20, 0)]) == [(0, 0), (100, 0), (20, 0)]


@given(places)
def test_a_cloud_has_one_dot_at_every_place(points: list[tuple[int, int]]) -> None:
    drawn = subpaths(dots(points))
    assert sorted((round(10 * piece[0][0]), round(10 * piece[0][1])) for piece in drawn) == sorted(set(points))
    assert all(piece[0] == piece[1] for piece in drawn)


@given(places)
def test_a_cloud_of_dashes_has_each_centred_on_its_place(points: list[tuple[int, int]]) -> None:
    drawn = subpaths(dashes(points))
    middles = [(piece[0][0] + piece[1][0]) / 2 for piece in drawn]
    tops = [piece[0][1] for piece in drawn]
    found = sorted((round(10 * x), round(10 * y)) for x, y in zip(middles, tops, strict=True))
    assert found == sorted(set(points))
    assert all(piece[0][1] == piece[1][1] and piece[0][0] < piece[1][0] for piece in drawn)


@given(st.tuples(tenths, tenths), st.sampled_from([(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]))
def test_a_triangle_points_where_it_is_told(place: tuple[int, int], direction: tuple[int, int]) -> None:
    (piece,) = subpaths(triangles([(place, direction)]))
    tip, *base = piece
    at = _units(place)
    middle = (sum(x for x, _ in base) / 2, sum(y for _, y in base) / 2)
    assert math.dist(middle, at) < 1e-6
    assert ((tip[0] > at[0] + 1) - (tip[0] < at[0] - 1), (tip[1] > at[1] + 1) - (tip[1] < at[1] - 1)) == direction
    assert abs(math.dist(tip, base[0]) - math.dist(tip, base[1])) < 1e-6
