"""Logarithmic rulers under each other, one for each number of a sum: where numbers multiply, their marks move alike.

A ruler that names a control has a round mark that can be dragged (handles.js); one that shows a result has a triangle.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from widgets.engine.charts import GRIP
from widgets.engine.html import Element, h
from widgets.engine.paths import dots, shown, triangles
from widgets.engine.scales import Axis
from widgets.engine.tables import data_table

WIDTH, LEFT, RIGHT = 480, 15, 465
ROW, LINE = 54, 27


@dataclass(frozen=True, slots=True)
class Ruler:
    """A logarithmic `axis` with its mark at a value, which its headline says as `shown`; `others` are dots on it.

    It lies between two shares of the picture's width, so that short rulers lie side by side and decades can be alike.
    """

    axis: Axis
    at: float
    shown: str
    quantity: str = "muted"
    handle: str = ""
    others: tuple[float, ...] = ()
    start: float = 0.0
    end: float = 1.0

    def across(self, value: float) -> int:
        """Where a value lies, in tenths of a unit of the picture; beyond an end it is the end."""
        left, right = self.ends()
        share = min(max(self.axis.share(value), 0.0), 1.0)
        return round(10 * (left + share * (right - left)))

    def ends(self) -> tuple[float, float]:
        """Where the ruler begins and ends, in units of the picture."""
        return LEFT + self.start * (RIGHT - LEFT), LEFT + self.end * (RIGHT - LEFT)


def rulers(
    title: str,
    description: str,
    lines: Sequence[Sequence[Ruler]],
    *,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Element:
    """The picture, each of its `lines` holding rulers side by side, and its data table."""
    picture = h.svg(viewbox=f"0 0 {WIDTH} {ROW * len(lines)}", role="img", class_="chart-picture")[
        h.title[title],
        h.desc[description],
        h.g(aria_hidden="true")[
            # Marks come last: what can be grasped lies on top.
            [_scale(line, ROW * i) for i, line in enumerate(lines)],
            [_mark(ruler, ROW * i) for i, line in enumerate(lines) for ruler in line],
        ],
    ]
    return h.div(class_="chart")[picture, _table(title, tuple(columns), tuple(map(tuple, rows)))]


_table = lru_cache(maxsize=16)(data_table)


def _scale(line: Sequence[Ruler], top: int) -> tuple[Element, ...]:
    """What lies under the marks: headlines, rules with their words, and the dots of others."""
    others = [(ruler.across(one), 10 * (top + LINE)) for ruler in line for one in ruler.others]
    return (
        *_rules(tuple((ruler.axis, *(round(10 * end) for end in ruler.ends())) for ruler in line), top),
        *(_headline(ruler, top) for ruler in line),
        *([h.path(d=dots(others), class_="chart-dot q-muted")] if others else []),
    )


def _headline(ruler: Ruler, top: int) -> Element:
    value = h.tspan(class_=f"chart-mark-label q-{ruler.quantity}")[ruler.shown]
    return h.text(x=shown(round(10 * ruler.ends()[0])), y=top + 14)[f"{ruler.axis.label}\u2002", value]


@lru_cache(maxsize=32)
def _rules(line: tuple[tuple[Axis, int, int], ...], top: int) -> tuple[Element, ...]:
    """The rulers themselves, from left to right in tenths: a tick for every power of ten, words at some."""
    path, words = "", []
    for axis, left, right in line:
        first, last = (math.log10(limit) for limit in axis.limits())
        # Long rulers count in thousands.
        powers = range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1, 1 if last - first < 11 else 3)
        at = [shown(round(left + axis.share(10.0**power) * (right - left))) for power in powers]
        path += "".join(f"M{across} {top + LINE}v4" for across in at) + f"M{shown(left)} {top + LINE}H{shown(right)}"
        words += [h.tspan(x=shown(round(left + share * (right - left))))[text] for share, text in axis.marks()]
    return h.path(d=path, class_="chart-rule"), h.text(y=top + LINE + 16, text_anchor="middle")[words]


def _short(value: float) -> str:
    """A number as scripts read it: 1e14 and not fifteen digits."""
    return f"{value:g}".replace("e+", "e")


def _mark(ruler: Ruler, top: int) -> Element:
    across, kind = ruler.across(ruler.at), f"q-{ruler.quantity}"
    if not ruler.handle:
        share = ruler.axis.share(ruler.at)
        # At an end the triangle points to where the number lies.
        direction = (int(share > 1) - int(share < 0), 0 if share > 1 or share < 0 else 1)
        down = 10 * (top + LINE) - (0 if direction[0] else 50)
        return h.path(d=triangles([((across, down), direction)]), class_=f"chart-outside {kind}")
    low, high = ruler.axis.limits()
    return h.g(
        transform=f"translate({shown(across)} {top + LINE})",
        class_="chart-handle",
        data_handle=ruler.handle,
        data_axis="x",
        data_from=shown(round(10 * ruler.ends()[0])),
        data_to=shown(round(10 * ruler.ends()[1])),
        data_low=_short(low),
        data_high=_short(high),
        data_scale="log",
    )[h.circle(r=GRIP, class_="chart-grip"), h.circle(r=6, class_=f"chart-mark {kind}")]
