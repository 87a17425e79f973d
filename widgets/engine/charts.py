"""Small accessible SVG charts: a title, a description, direct marks and a data table one click away.

Colours are CSS variables named by quantity, so that light, dark and print agree; every series also differs by dash or
marker. It knows no widget and no mathematics beyond scales.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from widgets.engine.html import Child, Element, h

Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 480, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 12, 12, 44


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its label, range, and ticks as (value, what is printed)."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def share(self, value: float) -> float:
        """How far along the axis `value` lies, 0 to 1; values outside are cut off at the ends."""
        low, high, at = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, at = math.log(low), math.log(high), math.log(at)
        return (at - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `dash` tells it from others without colour. An empty label keeps it off the legend."""

    label: str
    points: tuple[Point, ...]
    quantity: str
    dash: Literal["solid", "dashed", "dotted"] = "solid"


@dataclass(frozen=True, slots=True)
class Dots:
    """Points drawn as circles, or as hollow rings. An empty label keeps them off the legend."""

    label: str
    points: tuple[Point, ...]
    quantity: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One point that matters, with its words beside it."""

    label: str
    at: Point
    quantity: str
    side: Literal["left", "right"] = "right"


Layer: TypeAlias = Line | Dots | Mark


def nice_ticks(low: float, high: float, count: int = 5) -> tuple[tuple[float, str], ...]:
    """About `count` round values from `low` to `high`, with their text."""
    raw = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    values = [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]
    return tuple((value, f"{value:.6g}") for value in values)


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
    series = [layer for layer in layers if not isinstance(layer, Mark) and layer.label]
    return h.div(class_="chart")[
        h.p(class_="chart-title")[title],
        picture,
        h.ul(class_="chart-legend")[(_legend_item(layer) for layer in series)] if legend and series else None,
        data_table(title, columns, rows),
    ]


def data_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Element:
    """The numbers of a picture as a table, one click away."""
    return h.details(class_="chart-data")[
        h.summary["The numbers of this picture"],
        h.div(class_="chart-table", tabindex="0", role="region", aria_label=f"Data: {title}")[
            h.table[
                h.caption[title],
                h.thead[h.tr[(h.th(scope="col")[column] for column in columns)]],
                h.tbody[(h.tr[(h.td[cell] for cell in row)] for row in rows)],
            ]
        ],
    ]


def _at(x: Axis, y: Axis, point: Point) -> tuple[str, str]:
    across = _LEFT + x.share(point[0]) * (WIDTH - _LEFT - _RIGHT)
    down = HEIGHT - _BOTTOM - y.share(point[1]) * (HEIGHT - _TOP - _BOTTOM)
    # Fixed digits: CPython and Pyodide must print the same markup.
    return f"{across:.2f}", f"{down:.2f}"


def _x_axis(x: Axis) -> Iterator[Element]:
    base = HEIGHT - _BOTTOM
    for value, shown in x.ticks:
        at = f"{_LEFT + x.share(value) * (WIDTH - _LEFT - _RIGHT):.2f}"
        yield h.line(x1=at, x2=at, y1=base, y2=base + 4, class_="chart-tick")
        yield h.text(x=at, y=base + 18, text_anchor="middle")[shown]
    yield h.line(x1=_LEFT, x2=WIDTH - _RIGHT, y1=base, y2=base, class_="chart-rule")
    yield h.text(x=(WIDTH + _LEFT - _RIGHT) / 2, y=HEIGHT - 6, text_anchor="middle", class_="chart-label")[x.label]


def _y_axis(y: Axis) -> Iterator[Element]:
    for value, shown in y.ticks:
        at = HEIGHT - _BOTTOM - y.share(value) * (HEIGHT - _TOP - _BOTTOM)
        yield h.line(x1=_LEFT, x2=WIDTH - _RIGHT, y1=f"{at:.2f}", y2=f"{at:.2f}", class_="chart-grid")
        yield h.text(x=_LEFT - 6, y=f"{at + 4:.2f}", text_anchor="end")[shown]
    middle = (HEIGHT + _TOP - _BOTTOM) / 2
    yield h.text(transform=f"translate(12 {middle:.0f}) rotate(-90)", text_anchor="middle", class_="chart-label")[
        y.label
    ]


def _draw(layer: Layer, x: Axis, y: Axis) -> Child:
    kind = f"q-{layer.quantity}"
    if isinstance(layer, Line):
        places = " ".join(",".join(_at(x, y, point)) for point in layer.points)
        return h.polyline(points=places, class_=f"chart-line chart-{layer.dash} {kind}")
    if isinstance(layer, Dots):
        shape = "chart-dot chart-hollow" if layer.hollow else "chart-dot"
        return (
            h.circle(cx=across, cy=down, r=3.2, class_=f"{shape} {kind}")
            for across, down in (_at(x, y, point) for point in layer.points)
        )
    across, down = _at(x, y, layer.at)
    offset = 9 if layer.side == "right" else -9
    return (
        h.circle(cx=across, cy=down, r=6, class_=f"chart-mark {kind}"),
        h.text(
            x=f"{float(across) + offset:.2f}",
            y=f"{max(float(down) - 8, 14):.2f}",
            text_anchor="start" if layer.side == "right" else "end",
            class_=f"chart-mark-label {kind}",
        )[layer.label],
    )


def _legend_item(layer: Line | Dots) -> Element:
    if isinstance(layer, Line):
        sample: Element = h.line(x1=1, x2=27, y1=7, y2=7, class_=f"chart-line chart-{layer.dash} q-{layer.quantity}")
    else:
        shape = "chart-dot chart-hollow" if layer.hollow else "chart-dot"
        sample = h.circle(cx=14, cy=7, r=4, class_=f"{shape} q-{layer.quantity}")
    return h.li[h.svg(viewbox="0 0 28 14", class_="chart-swatch", aria_hidden="true")[sample], layer.label]
