"""Small accessible SVG charts: a title, a description, direct marks, handles and a data table one click away.

Colours are CSS variables named by quantity, so that light, dark and print agree; every series also differs by dash or
marker. A point outside the frame is not drawn: a triangle at the edge points to where it lies and says its value; one
that is no number is nowhere. It knows no widget and no mathematics beyond scales.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from widgets.engine.html import Child, Element, h
from widgets.engine.numbers import significant
from widgets.engine.paths import Place, dashes, dots, line, shown, thinned, triangles
from widgets.engine.scales import Axis, Share, clipped, inside, outside
from widgets.engine.stops import Stops, stops
from widgets.engine.tables import data_table
from widgets.engine.veils import Veil, veil

Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 480, 260
# controls.css sets sliders that move along the axis as wide as it.
LEFT, RIGHT, TOP, BOTTOM = 56, WIDTH - 16, 30, HEIGHT - 44
# Most of a picture stays as it was while one value moves; what was drawn from the same values is taken again.
_kept = lru_cache(maxsize=128)
# How far around a handle a finger may land, in units of the picture.
GRIP = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `dash` tells it from others without colour. An empty label keeps it off the legend."""

    label: str
    points: tuple[Point, ...]
    quantity: str
    dash: Literal["solid", "dashed", "dotted"] = "solid"


@dataclass(frozen=True, slots=True)
class Dots:
    """A cloud of points, drawn as dots or as short dashes. An empty label keeps it off the legend."""

    label: str
    points: tuple[Point, ...]
    quantity: str
    shape: Literal["dot", "dash"] = "dot"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point that matters, with its words beside it.

    With `handle`, the name of a control, dragging the point along `along` sets that control; one unit of the control
    is `per` units of that axis. With `curve` it is dragged along that, to the place nearest to the hand. A `bare` one
    is its words alone.
    """

    label: str
    at: Point
    quantity: str
    side: Literal["left", "right"] = "right"
    handle: str = ""
    along: Literal["x", "y"] = "x"
    per: float = 1.0
    curve: tuple[Point, ...] = ()
    bare: bool = False


Layer: TypeAlias = Line | Dots | Mark | Stops | Veil


def chart(
    title: str,
    description: str,
    x: Axis,
    y: Axis,
    layers: Sequence[Layer],
    *,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    legend: bool = True,
) -> Element:
    """A chart with its legend and its data table (`columns`, then `rows` of printed cells)."""
    picture = h.svg(viewbox=f"0 0 {WIDTH} {HEIGHT}", role="img", class_="chart-picture")[
        h.title[title],
        h.desc[description],
        h.g(class_="chart-axes", aria_hidden="true")[_x_axis(x), _y_axis(y)],
        h.g(aria_hidden="true")[(_draw(layer, x, y) for layer in layers)],
    ]
    series = [layer for layer in layers if isinstance(layer, Line | Dots) and layer.label]
    return h.div(class_="chart")[
        picture,
        h.ul(class_="chart-legend")[(_legend_item(layer) for layer in series)] if legend and series else None,
        _table(title, tuple(columns), tuple(map(tuple, rows))),
    ]


_table = _kept(data_table)


def _across(share: float) -> int:
    """Where a share of the x axis lies, in tenths of a unit of the picture; so that CPython and Pyodide agree."""
    return round(10 * (LEFT + share * (RIGHT - LEFT)))


def _down(share: float) -> int:
    """Where a share of the y axis lies, in tenths; more of it is higher up."""
    return round(10 * (BOTTOM - share * (BOTTOM - TOP)))


def _place(point: Share) -> Place:
    return _across(point[0]), _down(point[1])


@_kept
def _x_axis(x: Axis) -> tuple[Element, ...]:
    marks = [(shown(_across(share)), text) for share, text in x.marks()]
    ticks = "".join(f"M{at} {BOTTOM}v4" for at, _ in marks)
    return (
        h.path(d=f"{ticks}M{LEFT} {BOTTOM}H{RIGHT}", class_="chart-rule"),
        *(h.text(x=at, y=BOTTOM + 18, text_anchor="middle")[text] for at, text in marks),
        h.text(x=RIGHT, y=HEIGHT - 6, text_anchor="end", class_="chart-label")[x.label],
    )


@_kept
def _y_axis(y: Axis) -> tuple[Element, ...]:
    marks = [(_down(share), text) for share, text in y.marks()]
    return (
        h.path(d="".join(f"M{LEFT} {shown(at)}H{RIGHT}" for at, _ in marks), class_="chart-grid"),
        *(h.text(x=LEFT - 8, y=shown(at + 40), text_anchor="end")[text] for at, text in marks),
        # Above its axis and not along it: read without turning the head, and never on the numbers.
        h.text(x=0, y=12, class_="chart-label")[y.label],
    )


@_kept
def _draw(layer: Layer, x: Axis, y: Axis) -> Child:
    if isinstance(layer, Mark):
        return _mark(layer, x, y)
    if isinstance(layer, Veil):
        return veil(layer.label, _across(x.share(layer.start)), 10 * RIGHT, 10 * TOP, 10 * BOTTOM)
    if isinstance(layer, Stops):
        return stops(layer, [_place((x.share(across), y.share(up))) for across, up, _ in layer.places])
    points = [(x.share(point[0]), y.share(point[1])) for point in layer.points]
    if isinstance(layer, Line):
        path = "".join(line([_place(point) for point in piece]) for piece in clipped(points))
        shape = f"line chart-{layer.dash}"
    else:
        cloud = [_place(point) for point in points if inside(point)]
        path = dots(cloud) if layer.shape == "dot" else dashes(cloud)
        shape = layer.shape
    kind = f"q-{layer.quantity}"
    gone = _farthest(list(zip(points, layer.points, strict=True)))
    return (
        h.path(d=path, class_=f"chart-{shape} {kind}"),
        # No generator: what is drawn is kept, and taken more than once.
        *(_outside(_edge(share), point, kind) for share, point in gone),
    )


def _farthest(points: Sequence[tuple[Share, Point]]) -> list[tuple[Share, Point]]:
    """Of the points that lie outside, the farthest in each direction: their values are the ones to know."""
    found: dict[Place, tuple[float, tuple[Share, Point]]] = {}
    for share, point in points:
        if outside(share):
            away = max(abs(along - 0.5) for along in share)
            direction = _edge(share)[1]
            if direction not in found or away > found[direction][0]:
                found[direction] = (away, (share, point))
    return [one for _, one in found.values()]


def _outside(edge: tuple[Place, Place], point: Point, kind: str) -> tuple[Element, Element]:
    """A triangle at the edge toward a point beyond it, and the value there, inside the frame."""
    (across, down), (right, below) = edge
    value = ", ".join(significant(value) for value, gone in zip(point, (right, below), strict=True) if gone)
    near_end = across > _across(0.8)
    words = h.text(
        x=shown(across + (-90 if near_end else 90)),
        y=shown(min(max(down + 40, 10 * TOP + 110), 10 * BOTTOM - 40)),
        text_anchor="end" if near_end else "start",
        class_=f"chart-mark-label {kind}",
    )
    return h.path(d=triangles([edge]), class_=f"chart-outside {kind}")[h.title["Outside the picture"]], words[value]


def _edge(point: Share) -> tuple[Place, Place]:
    """Where the frame's edge is nearest to a point outside, and in which direction (right, down) the point lies."""
    right, up = ((share > 1) - (share < 0) for share in point)
    return _place((min(max(point[0], 0.0), 1.0), min(max(point[1], 0.0), 1.0))), (right, -up)


def _mark(mark: Mark, x: Axis, y: Axis) -> Child:
    point = x.share(mark.at[0]), y.share(mark.at[1])
    if math.isnan(point[0]) or math.isnan(point[1]):
        return None
    edge = _edge(point)
    across, down = edge[0]
    kind, left = f"q-{mark.quantity}", mark.side == "left"
    handle = h.g(
        transform=f"translate({shown(across)} {shown(down)})",
        class_="chart-handle" if mark.handle else None,
        **(_axis_of(mark, x, y) if mark.handle else {}),
    )[
        h.circle(r=GRIP, class_="chart-grip") if mark.handle else None,
        None if outside(point) or mark.bare else h.circle(r=6, class_=f"chart-mark {kind}"),
        h.text(
            x=-9 if left else 9,
            y=shown(max(-80, 10 * TOP + 20 - down)),
            text_anchor="end" if left else "start",
            class_=f"chart-mark-label {kind}",
        )[mark.label]
        if mark.label and not outside(point)
        else None,
    ]
    return (handle, _outside(edge, mark.at, kind)) if outside(point) else handle


def _axis_of(mark: Mark, x: Axis, y: Axis) -> dict[str, str | float | None]:
    """What a drag needs: the control, its axis in units of the picture, and the control's values at both ends."""
    axis = x if mark.along == "x" else y
    low, high = axis.limits()
    places = thinned([_place((x.share(across), y.share(up))) for across, up in mark.curve])
    return {
        "data_handle": mark.handle,
        "data_axis": mark.along,
        "data_from": LEFT if mark.along == "x" else BOTTOM,
        "data_to": RIGHT if mark.along == "x" else TOP,
        "data_low": low / mark.per,
        "data_high": high / mark.per,
        "data_scale": "log" if axis.log else "linear",
        "data_curve": " ".join(f"{shown(across)},{shown(down)}" for across, down in places) or None,
    }


@_kept
def _legend_item(layer: Line | Dots) -> Element:
    if isinstance(layer, Line):
        shape, path = f"line chart-{layer.dash}", "M1 7h26"
    else:
        shape, path = layer.shape, dots([(140, 70)]) if layer.shape == "dot" else dashes([(140, 70)])
    sample = h.path(d=path, class_=f"chart-{shape} q-{layer.quantity}")
    return h.li[h.svg(viewbox="0 0 28 14", class_="chart-swatch", aria_hidden="true")[sample], layer.label]
