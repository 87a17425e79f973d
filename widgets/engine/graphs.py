"""A computation graph as SVG: values in circles, edges that can be pressed, and a point that is dragged along a path.

It knows no widget and no mathematics: every number comes as it is printed. Places are whole units of the picture.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from widgets.engine.html import Element, h

Place: TypeAlias = tuple[int, int]

RADIUS = 22
# From layer to layer, less where the next has one node and edges bear no words; from row to row; and around all of it.
_ACROSS, _NEAR, _DOWN, _SIDE, _TOP = 140, 71, 144, 30, 62
# How far the words of an edge stand from it.
_AWAY = 4
# Where on its edge a trace ends, clear of the edge's words.
_LAST = 0.25


@dataclass(frozen=True, slots=True)
class Node:
    """A value: its label above the circle, the value in it, its slope below; pressed it sets `control` to its name."""

    label: str
    value: str
    quantity: str = "muted"
    slope: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes with words on it: what it holds above, its slope below.

    Pressed it sets `control` to `key`. One that is `lit` lies on the path that is read; one is `chosen`.
    """

    key: str
    ends: tuple[str, str]
    value: str = ""
    slope: str = ""
    control: str = ""
    lit: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """A point that is dragged along a route of nodes, and sets `control` to its steps so far, now `at` or all.

    It halts on the rims that it meets; a node in `through` is a step by itself, from rim to rim. The last step ends on
    the edge to the last node.
    """

    control: str
    route: tuple[str, ...]
    at: int
    through: frozenset[str] = frozenset()


def stops(trace: Trace, places: Mapping[str, Place]) -> list[Place]:
    """Where a trace halts, the start first."""
    ways = [rims(places[here], places[there]) for here, there in pairwise(trace.route)]
    halts = [ways[0][0]]
    for (_, met), onward, name in zip(ways, ways[1:], trace.route[1:], strict=False):
        halts += [met, onward[0]] if name in trace.through else [met]
    return [*halts, between(*ways[-1], _LAST)]


def graph(
    title: str,
    description: str,
    layers: Sequence[Sequence[str]],
    nodes: Mapping[str, Node],
    edges: Sequence[Edge],
    trace: Trace | None = None,
) -> Element:
    """The graph, its layers from left to right; whoever cannot see it hears the title and the description."""
    places = placed(layers)
    width, height = (max(place[axis] for place in places.values()) for axis in (0, 1))
    return h.svg(viewbox=f"0 0 {width + _SIDE} {height + _TOP - 6}", role="img", class_="chart-picture graph")[
        h.title[title],
        h.desc[description],
        h.g(aria_hidden="true")[
            # The chosen one lies over those that it crosses, and every word over every line.
            (_line(edge, places) for edge in sorted(edges, key=lambda edge: (edge.chosen, edge.lit))),
            (_words(edge, places) for edge in edges),
            (_node(name, node, places[name]) for name, node in nodes.items()),
            _point(trace, stops(trace, places)) if trace else None,
        ],
    ]


def placed(layers: Sequence[Sequence[str]]) -> dict[str, Place]:
    """Where the nodes of layers lie: each layer in the middle of the highest."""
    most, across = max(map(len, layers)), _SIDE
    places: dict[str, Place] = {}
    for layer, onward in zip(layers, [*layers[1:], ()], strict=True):
        top = _TOP + (most - len(layer)) * _DOWN // 2
        places |= {name: (across, top + row * _DOWN) for row, name in enumerate(layer)}
        across += _ACROSS if len(onward) > 1 else _NEAR
    return places


def between(start: Place, end: Place, share: float) -> Place:
    """The place at a share of the way from one place to another."""
    return round(start[0] + share * (end[0] - start[0])), round(start[1] + share * (end[1] - start[1]))


def _line(edge: Edge, places: Mapping[str, Place]) -> Iterator[Element]:
    (left, top), (right, bottom) = rims(*(places[end] for end in edge.ends))
    path = f"M{left} {top}L{right} {bottom}"
    state = " graph-chosen" if edge.chosen else " graph-lit" if edge.lit else ""
    yield h.path(d=path, class_=f"chart-line graph-edge{state} q-{'weight' if edge.control else 'muted'}")
    if edge.control:
        yield h.path(d=path, class_="graph-reach", data_along=edge.control, data_at=edge.key)


def rims(start: Place, end: Place) -> tuple[Place, Place]:
    """Where the line between two places leaves the circle around the first and meets that around the second."""
    share = RADIUS / math.dist(start, end)
    return between(start, end, share), between(start, end, 1 - share)


def _words(edge: Edge, places: Mapping[str, Place]) -> Iterator[Element]:
    start, end = (places[end] for end in edge.ends)
    # Where edges may cross, their words stand before the crossing.
    across, down = between(start, end, 0.5 if start[1] == end[1] else 0.3)
    if edge.value:
        yield h.text(x=across, y=down - _AWAY, text_anchor="middle", class_="graph-words q-weight")[edge.value]
    if edge.slope:
        yield h.text(x=across, y=down + _AWAY, dy=".8em", text_anchor="middle", class_="graph-words q-gradient")[
            edge.slope
        ]


def _node(name: str, node: Node, place: Place) -> Element:
    across, down = place
    pressed = {"data_along": node.control, "data_at": name} if node.control else {}
    return h.g(transform=f"translate({across} {down})", class_=f"graph-node q-{node.quantity}", **pressed)[
        h.circle(r=RADIUS),
        h.text(y=-RADIUS - 7, text_anchor="middle", class_="graph-name")[node.label],
        h.text(dy=".35em", text_anchor="middle", class_="graph-value")[node.value],
        h.text(y=RADIUS + 5, dy=".8em", text_anchor="middle", class_="graph-words q-gradient")[node.slope]
        if node.slope
        else None,
    ]


def _point(trace: Trace, halts: Sequence[Place]) -> Element:
    across, down = halts[min(trace.at, len(halts) - 1)]
    return h.g(
        transform=f"translate({across} {down})",
        class_="chart-handle",
        data_handle=trace.control,
        data_path=" ".join(f"{x},{y}" for x, y in halts),
    )[h.circle(class_="chart-grip", r=20), h.circle(class_="chart-mark q-gradient", r=6)]
