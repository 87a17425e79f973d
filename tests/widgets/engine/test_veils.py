"""A veil covers the picture from its edge to the end."""

import re

from widgets.engine import Axis, Line, Veil, chart, render
from widgets.engine.charts import BOTTOM, LEFT, RIGHT, TOP

X, Y = Axis("x", 0, 10, ()), Axis("y", 0, 1, ())


def _drawn(start: float, label: str = "not yet") -> str:
    return render(chart("t", "d", X, Y, [Line("a", ((0, 0), (5, 1)), "loss"), Veil(start, label)], columns=(), rows=()))


def test_it_covers_all_that_lies_behind_its_edge() -> None:
    middle = (LEFT + RIGHT) // 2
    assert (
        f'<rect x="{middle}" y="{TOP}" width="{RIGHT - middle}" height="{BOTTOM - TOP}" class="chart-veil">'
        in _drawn(5)
    )
    assert f'<path d="M{middle} {TOP}v{BOTTOM - TOP}" class="chart-veil-edge">' in _drawn(5)


def test_its_words_stand_in_the_middle_and_only_where_there_is_room() -> None:
    assert re.search(r'<text [^>]*text-anchor="middle">not yet</text>', _drawn(5))
    assert "not yet" not in _drawn(9.9)


def test_it_is_no_series_of_the_legend() -> None:
    assert _drawn(5).count("<li>") == 1
