"""A thumbnail holds the lines of a chart on the same axes, small, and for eyes alone."""

from widgets.engine import Axis, Line, Veil, render, thumbnail

X, Y = Axis("x", 0, 10, ((5, "five"),)), Axis("y", 0, 1, ())


def test_lines_go_from_corner_to_corner_inside_the_edge() -> None:
    drawn = render(thumbnail(X, Y, [Line("a", ((0, 0), (10, 1)), "loss", "dashed")]))
    assert '<path d="M2 58l96-56" class="chart-line chart-dashed q-loss">' in drawn
    assert 'viewBox="0 0 100 60"' in drawn


def test_a_veil_covers_the_rest_and_a_line_stays_in_the_frame() -> None:
    drawn = render(thumbnail(X, Y, [Line("a", ((0, 0.5), (5, 0.5), (5, 3)), "loss"), Veil(5)]))
    assert '<rect x="50" y="2" width="48" height="56" class="chart-veil">' in drawn
    assert '<path d="M2 30l48 0 0-28" class="chart-line chart-solid q-loss">' in drawn


def test_it_says_nothing_that_the_words_beside_it_do_not_say() -> None:
    drawn = render(thumbnail(X, Y, []))
    assert 'aria-hidden="true"' in drawn
    assert "five" not in drawn
