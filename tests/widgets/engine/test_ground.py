"""The map shows what it is given: tints in order, heights where the lines are, a trail through every place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import ground, milestones, render, trail, walker
from widgets.engine.ground import crossings, way

SQUARE = "M10 10l80 0 0 80-80 0z"
AREAS = [{"level": float(level), "path": f"M{level} 0l9 0z"} for level in range(3, 12)]
LINES = [
    {"level": 3.75, "index": False, "path": "M0 50l100 0"},
    {"level": 4.0, "index": True, "path": "M0 20l100 20M0 80l100 0"},
    {"level": 5.0, "index": True, "path": "M90 0l10 9"},
]


def test_the_lowest_ground_is_the_floor_and_each_area_is_tinted_in_order() -> None:
    drawn = render(ground("0 0 100 100", AREAS, LINES, label_at=50))
    assert re.findall(r'<(rect|path) class="ground-(\d)"', drawn) == [
        ("rect", "1"),
        *(("path", str(tint)) for tint in range(2, 8)),
    ]
    assert 'd="M3 0l9 0z" fill-rule="evenodd"' in drawn.split("ground-3")[0], "areas overlap by evenodd"
    assert "M9 0l9 0z" not in drawn, "what is higher than all looks like the highest"


def test_every_line_is_drawn_and_an_index_line_says_its_height_where_it_first_crosses() -> None:
    drawn = render(ground("0 0 100 100", AREAS, LINES, label_at=50))
    assert [drawn.count(f'd="{line["path"]}"') for line in LINES] == [1, 1, 1]
    assert re.findall(r'<text class="ground-height" transform="(.*?)".*?>(.*?)</text>', drawn) == [
        ("translate(50 30) rotate(11)", "4")
    ]


def test_a_path_is_crossed_where_it_passes_an_upright_line() -> None:
    assert sorted(crossings(SQUARE, 50)) == [(10, 0.0), (90, 0.0)]
    assert list(crossings(SQUARE, 5)) == []
    assert sorted(crossings("M0 0l10 20 10-40", 15)) == [(0, -4.0)]
    assert sorted(crossings("M0 0l10 10zM0 50l10 10z", 4)) == [(4, 1.0), (4, 1.0), (54, 1.0), (54, 1.0)]


def test_heights_are_the_same_whatever_the_sign_between_numbers() -> None:
    assert list(crossings("M0 10l10-4", 5)) == list(crossings("M 0 10 l 10 -4", 5)) == [(8, -0.4)]


places = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 2000)), min_size=1, max_size=40)


def _ends(path: str) -> list[tuple[int, int]]:
    """The places that a way passes, in order."""
    (start,) = re.findall(r"M(-?\d+) (-?\d+)", path)
    x, y = int(start[0]), int(start[1])
    found = [(x, y)]
    for curve in path.split("c")[1:]:
        numbers = [int(number) for number in curve.split()]
        x, y = x + numbers[4], y + numbers[5]
        found.append((x, y))
    return found


@given(places)
def test_a_way_passes_every_place_in_order(through: list[tuple[int, int]]) -> None:
    once = [place for index, place in enumerate(through) if index == 0 or place != through[index - 1]]
    assert _ends(way(through)) == once


def test_no_place_is_no_way() -> None:
    assert way([]) == ""


def test_a_ring_sets_its_own_place_and_the_first_lies_on_top() -> None:
    drawn = render(trail("at", [(0, 0), (0, 0), (50, 5), (90, 9)], [0, 1, 3]))
    rings = re.findall(r'cx="(\d+)" cy="(\d+)" r="16" data-along="at" data-at="(\d+)"', drawn)
    assert rings == [("90", "9", "3"), ("0", "0", "1"), ("0", "0", "0")]


def test_the_walker_stands_at_its_place_and_knows_all_others() -> None:
    drawn = render(walker("at", [(0, 1), (20, 30)], 1))
    assert 'transform="translate(20 30)" data-handle="at" data-path="0,1 20,30"' in drawn


@pytest.mark.parametrize("last", [1, 49, 1000])
def test_marks_under_a_slider_stand_at_their_places_and_words_do_not_touch_the_first(last: int) -> None:
    drawn = render(milestones({0: "start", 1: "one", last // 2: "half", last: "end"}, last))
    assert drawn.count("<rect") == len({0, 1, last // 2, last})
    assert ">one<" not in drawn
    assert 'x="0.0%" y="20" text-anchor="start"' in drawn
    assert 'x="100.0%" y="20" text-anchor="end"' in drawn
