"""What a chart really draws, read from its markup: places in units of the picture, down is more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from hypothesis import strategies as st

from widgets.engine import Axis, Element, chart, nice_ticks, render
from widgets.engine.charts import Layer

Place = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """A marked point: where it stands, its words, and what a drag would read from it."""

    at: Place
    label: str
    data: dict[str, str]


class Picture:
    """The drawing of a chart."""

    def __init__(self, chart: Element) -> None:
        self.markup = render(chart)
        found = re.search(r"<svg.*?</svg>", self.markup, re.DOTALL)
        assert found
        self._svg = ElementTree.fromstring(found[0])  # noqa: S314 (our own markup)
        axes, self._layers = self._svg.findall("g")
        self._axes = axes

    def paths(self, kind: str) -> list[list[list[Place]]]:
        """Subpaths of every layer of this kind: line, dot, dash or outside."""
        found = [path for path in self._layers.findall("path") if f"chart-{kind}" in path.get("class", "").split()]
        return [subpaths(path.get("d", "")) for path in found]

    def places(self, kind: str) -> list[Place]:
        """The corners of all layers of this kind together."""
        return [place for path in self.paths(kind) for piece in path for place in piece]

    def marks(self) -> list[Mark]:
        """The marked points, in the order of their layers."""
        marks = []
        for group in self._layers.findall("g"):
            found = re.fullmatch(r"translate\((\S+) (\S+)\)", group.get("transform", ""))
            assert found
            data = {key.removeprefix("data-"): value for key, value in group.items() if key.startswith("data-")}
            text = group.find("text")
            marks.append(Mark((float(found[1]), float(found[2])), "" if text is None else text.text or "", data))
        return marks

    def ticks(self, kind: str) -> list[Place]:
        """Where the marks of an axis start: "tick" under the picture, "grid" across it; all of a kind are one path."""
        name = {"tick": "chart-rule", "grid": "chart-grid"}[kind]
        (path,) = [path for path in self._axes.findall("path") if path.get("class") == name]
        pieces = subpaths(path.get("d", ""))
        # The last piece of the lower axis is the axis itself.
        return [piece[0] for piece in (pieces[:-1] if kind == "tick" else pieces)]

    def values_outside(self) -> list[str]:
        """What is written at the edge of points that lie beyond it."""
        return [text.text or "" for text in self._layers.findall("text")]

    def tick_labels(self, anchor: str) -> dict[str, Place]:
        """Where the numbers of an axis stand: "middle" under the picture, "end" beside it."""
        return {
            text.text or "": (float(text.get("x", "nan")), float(text.get("y", "nan")))
            for text in self._axes.findall("text")
            if text.get("text-anchor") == anchor and text.get("class") is None
        }


def subpaths(d: str) -> list[list[Place]]:
    """The corners of every subpath of an SVG path."""
    pieces: list[list[Place]] = []
    at = (0.0, 0.0)
    for letter, body in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", body)]
        assert re.fullmatch(r"[\d\s.-]*", body), f"no number of SVG: {body}"
        start = at if letter.islower() else (0.0, 0.0)
        match letter.upper():
            case "M":
                at = (start[0] + numbers[0], start[1] + numbers[1])
                pieces.append([at])
            case "L":
                for across, down in zip(numbers[::2], numbers[1::2], strict=True):
                    at = (at[0] + across, at[1] + down) if letter == "l" else (across, down)
                    pieces[-1].append(at)
            case "H":
                at = (start[0] + numbers[0], at[1])
                pieces[-1].append(at)
            case "V":
                at = (at[0], start[1] + numbers[0])
                pieces[-1].append(at)
            case "Z":
                at = pieces[-1][0]
            case other:
                raise AssertionError(f"no test reads {other}")
    return pieces


def pictured(x: Axis, y: Axis, *layers: Layer) -> Picture:
    """The drawing of these layers."""
    return Picture(chart("Title", "Words", x, y, layers, columns=("x", "y"), rows=[("1", "2")]))


def an_axis(low: float, high: float, *, log: bool = False) -> Axis:
    """An axis with round ticks."""
    return Axis("axis", low, high, nice_ticks(low, high), log)


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    """A sensible axis, linear or logarithmic."""
    low, size = draw(st.floats(0.01, 1000)), draw(st.floats(0.5, 1000))
    log = draw(st.booleans())
    return an_axis(low, low + size, log=log) if log else an_axis(low - 500, low - 500 + size)


def within(axis: Axis, shares: Sequence[float]) -> list[float]:
    """The values at these shares of an axis."""
    return [axis.low + share * (axis.high - axis.low) for share in shares]
