"""A graph's nodes lie in layers, its edges run from rim to rim, and what is pressed names its control."""

import math

import pytest

from tests.widgets import drawn
from widgets.engine import Edge, Node, Trace, graph
from widgets.engine.graphs import RADIUS, between, placed, rims, stops

LAYERS = (("a", "b"), ("c",), ("d",))
NODES = {name: Node(name.upper(), "1.00") for name in "abcd"}


def test_layers_run_to_the_right_and_each_stands_in_the_middle() -> None:
    places = placed(LAYERS)
    assert places["a"][0] == places["b"][0] < places["c"][0] < places["d"][0]
    assert places["c"][1] == places["d"][1] == (places["a"][1] + places["b"][1]) / 2


def test_a_line_leaves_and_meets_the_circles_at_their_rims() -> None:
    start, end = (10, 20), (150, 180)
    left, right = rims(start, end)
    assert math.dist(start, left) == pytest.approx(RADIUS, abs=1)
    assert math.dist(right, end) == pytest.approx(RADIUS, abs=1)
    assert between(start, end, 0.5) == (80, 100)


def test_a_trace_halts_once_a_step_and_twice_at_a_node_that_is_one() -> None:
    places = placed(LAYERS)
    assert len(stops(Trace("at", ("d", "c", "a"), 0), places)) == 3
    halts = stops(Trace("at", ("d", "c", "a"), 0, frozenset("c")), places)
    assert len(halts) == 4
    assert all(math.dist(halt, places["c"]) == pytest.approx(RADIUS, abs=1) for halt in halts[1:3])


def test_an_edge_that_names_a_control_can_be_pressed_over_a_wide_line() -> None:
    edges = [Edge("k", ("a", "c"), "0.50", "?", "weight"), Edge("", ("c", "d"))]
    element = graph("T", "D", LAYERS, NODES, edges)
    reach = dict(drawn.one(element, "path", class_="graph-reach").attributes)
    assert (reach["data-along"], reach["data-at"]) == ("weight", "k")
    assert [drawn.words(text) for text in drawn.found(element, "text", class_="graph-words")] == ["0.50", "?"]
    assert drawn.words(drawn.one(element, "desc")) == "D"


def test_a_node_that_names_a_control_sets_it_to_its_name() -> None:
    element = graph("T", "D", LAYERS, NODES | {"c": Node("C", "2.00", control="path")}, [])
    (pressed,) = drawn.found(element, "g", data_along="path")
    assert dict(pressed.attributes)["data-at"] == "c"


def test_the_chosen_edge_lies_on_top_and_the_trace_names_its_control() -> None:
    edges = [Edge("k", ("a", "c"), control="weight", chosen=True), Edge("l", ("b", "c"), control="weight", lit=True)]
    element = graph("T", "D", LAYERS, NODES, edges, Trace("at", ("d", "c", "a"), 9))
    lines = [str(dict(line.attributes)["class"]) for line in drawn.found(element, "path", class_="graph-edge")]
    assert "graph-lit" in lines[0]
    assert "graph-chosen" in lines[1]
    handle = dict(drawn.one(element, "g", class_="chart-handle").attributes)
    assert handle["data-handle"] == "at"
    last = str(handle["data-path"]).split()[-1]
    assert handle["transform"] == f"translate({last.replace(',', ' ')})"
