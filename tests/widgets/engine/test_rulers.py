"""Rulers: equal ratios are equal ways, a handle carries what a drag needs, and nothing is lost beyond an end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets.engine import Axis, Element, Ruler, render, rulers
from widgets.engine.rulers import LEFT, RIGHT

AXIS = Axis("tokens", 1e3, 1e9, ((1e6, "1 million"),), log=True)


def _picture(*rows: Ruler) -> Element:
    return rulers("Rulers", "Some rulers.", [rows], columns=("a",), rows=[("1",)])


@given(st.floats(1e3, 1e6), st.floats(1e3, 1e6))
def test_the_same_ratio_is_the_same_way_wherever_it_begins(one: float, other: float) -> None:
    ruler = Ruler(AXIS, 1e6, "")
    ways = [ruler.across(1000 * value) - ruler.across(value) for value in (one, other)]
    assert ways == pytest.approx([5 * (RIGHT - LEFT)] * 2, abs=1)


def test_a_handle_names_its_control_and_carries_the_map_of_its_own_part_of_the_picture() -> None:
    element = _picture(Ruler(AXIS, 1e6, "1 million", handle="tokens", start=0.5, end=1.0))
    handle = dict(drawn.one(element, "g", data_handle="tokens").attributes)
    assert (handle["data-axis"], handle["data-scale"]) == ("x", "log")
    assert [float(str(handle[name])) for name in ("data-low", "data-high")] == [1e3, 1e9]
    left, right = (float(str(handle[name])) for name in ("data-from", "data-to"))
    assert (left, right) == ((LEFT + RIGHT) / 2, RIGHT)
    assert handle["transform"] == f"translate({(left + right) / 2:g} 27)"


def test_a_result_has_no_handle_and_the_headline_says_what_it_is() -> None:
    element = _picture(Ruler(AXIS, 2e6, "2 million"))
    assert not drawn.found(element, "g", class_="chart-handle")
    assert "tokens\u20022 million" in drawn.words(element)


@pytest.mark.parametrize(("value", "tip"), [(1e12, RIGHT + 4.5), (1.0, LEFT - 4.5)])
def test_a_result_beyond_an_end_is_a_triangle_that_points_there(value: float, tip: float) -> None:
    path = str(dict(drawn.one(_picture(Ruler(AXIS, value, "")), "path", class_="chart-outside").attributes)["d"])
    assert float(re.findall(r"-?[\d.]+", path)[0]) == pytest.approx(tip)


def test_ticks_stand_at_powers_of_ten_and_words_at_some_of_them() -> None:
    element = _picture(Ruler(AXIS, 1e6, ""))
    path = str(dict(drawn.one(element, "path", class_="chart-rule").attributes)["d"])
    assert path.count("v4") == 7
    assert drawn.words(drawn.one(element, "tspan", x="240")) == "1 million"


def test_others_are_dots_and_the_numbers_stand_in_a_table() -> None:
    markup = render(_picture(Ruler(AXIS, 1e6, "", others=(1e4, 1e7))))
    assert re.search(r'<path d="m90 27h0m225 0h0" class="chart-dot q-muted">', markup)
    assert "<td>1</td>" in markup
