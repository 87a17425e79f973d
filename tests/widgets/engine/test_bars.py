"""Bars are as long as their share, and arrows run from where a value stood to where it stands, within the picture."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets.engine import Bar, Element, Shift, bars, h, render, shifts

values = st.floats(0, 1e6)


def _shown(before: float, after: float | None) -> Element:
    return shifts("costs", [Shift("a row", before, after, "loss")], 10.0, (8.32, "a blind guess"))


def _at(element: Element, name: str) -> float:
    said: Any = dict(element.attributes)[name]
    assert said.endswith("%")
    return float(said[:-1]) / 100


@pytest.mark.parametrize(("share", "width"), [(0, "0.0"), (0.628, "62.8"), (1, "100.0"), (1.7, "100.0"), (-1, "0.0")])
def test_a_bar_fills_its_share_and_never_more_than_its_row(share: float, width: str) -> None:
    made = bars("p", [Bar("moon", share, h.output(name="p")["62.8%"], "probability")])
    assert dict(drawn.one(made, "rect").attributes)["width"] == width
    assert drawn.words(made) == "moon62.8%"


def test_a_faint_bar_differs_by_more_than_its_place() -> None:
    rows = [Bar("before", 0.5, "", "probability", faint=True), Bar("after", 0.5, "", "probability")]
    one, other = drawn.found(bars("p", rows), "rect")
    assert dict(one.attributes)["class"] != dict(other.attributes)["class"]


def test_a_bar_carries_a_line_where_another_value_stands_and_only_then() -> None:
    plain, marked = Bar("a", 0.5, "", "gradient"), Bar("b", 0.5, "", "gradient", tick=0.25)
    (line,) = drawn.found(bars("norms", [plain, marked]), "path")
    assert dict(line.attributes)["d"] == "M25.0 0v1"


@given(values, values)
def test_an_arrow_runs_from_before_to_after_and_ends_at_the_edge(before: float, after: float) -> None:
    made = _shown(before, after)
    ring = _at(drawn.one(made, "circle"), "cx")
    assert ring == pytest.approx(min(before / 10, 1), abs=6e-4)
    for way in drawn.found(made, "line", class_="shift-way"):
        assert _at(way, "x1") == ring
        assert _at(way, "x2") == pytest.approx(min(after / 10, 1), abs=6e-4)
        tip = drawn.one(made, "path")
        assert str(dict(tip.attributes)["d"]).startswith("M1 " if after > before else "M-1 ")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (3.0, None, "3.00"),
        (3.0, 3.004, "3.00, as before"),
        (3.0, 3.21, "3.00 → 3.21, worse by 0.21"),
        (3.0, 2.5, "3.00 → 2.50, better by 0.50"),
        (3.0, 12345.0, "3.00 → 12,345.00, worse by 12,342.00"),
    ],
)
def test_a_row_says_its_numbers_and_what_got_worse_stands_out(before: float, after: float | None, said: str) -> None:
    row = drawn.one(_shown(before, after), "span", class_="shift-value")
    assert drawn.words(row) == said
    assert bool(drawn.found(row, "strong")) == ("worse" in said)


def test_the_value_to_compare_with_crosses_every_row_at_its_place_on_the_scale() -> None:
    rows = [Shift(name, 1.0, 2.0, "loss") for name in "abc"]
    made = shifts("costs", rows, 10.0, (8.32, "a blind guess"))
    levels = drawn.found(made, "line", class_="shift-level")
    assert [_at(one, "x1") for one in levels] == [pytest.approx(0.832)] * 3
    scale = drawn.found(drawn.one(made, "svg", class_="shift-scale"), "text")
    assert [(drawn.words(one), _at(one, "x")) for one in scale] == [
        ("0", 0.0),
        ("2", pytest.approx(0.2)),
        ("4", pytest.approx(0.4)),
        ("6", pytest.approx(0.6)),
        ("a blind guess", pytest.approx(0.832)),
    ]
    assert "style=" not in render(made)
