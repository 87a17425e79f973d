"""Bars and arrows in rows, each beside its words: lengths to compare, and values that moved along one scale.

Rows are HTML, so that words keep their size and wrap on a narrow screen; only the bar or the arrow is a picture, and a
screen reader passes it over for the value that stands behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.engine.html import Child, Element, h
from widgets.engine.numbers import decimal

# The height of a row's picture, and its middle; it is as wide as its row.
_HEIGHT, _MIDDLE = 20, 10
# Nearer than this share of the scale a ring says all: an arrow would hide it.
_LEAST_MOVE = 0.004


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its words, the share (0 to 1) of the width that its bar fills, and what is printed behind it.

    A `tick` is another share to compare with, and stands on the bar as a line.
    """

    label: Child
    share: float
    shown: Child
    quantity: str
    faint: bool = False
    tick: float | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A row: its words, where a value stood before, and where it stands now (None: where it stood)."""

    label: Child
    before: float
    after: float | None
    quantity: str


def bars(title: str, rows: Sequence[Bar]) -> Element:
    """Bars one below the other."""
    return h.ul(class_="bars", aria_label=title)[(_bar(row) for row in rows)]


def _bar(row: Bar) -> Element:
    kind = "bar-faint" if row.faint else "bar-full"
    return h.li[
        h.span(class_="bar-label")[row.label],
        h.svg(class_="bar", viewbox="0 0 100 1", preserveaspectratio="none", aria_hidden="true")[
            h.rect(class_=f"{kind} q-{row.quantity}", width=_hundredths(row.share), height="1"),
            None if row.tick is None else h.path(class_="bar-tick", d=f"M{_hundredths(row.tick)} 0v1"),
        ],
        h.span(class_=f"bar-value q-{row.quantity}")[row.shown],
    ]


def shifts(title: str, rows: Sequence[Shift], most: float, level: tuple[float, str]) -> Element:
    """Costs that moved, as arrows on one scale from 0 to `most`; what lies beyond it ends at its edge.

    Each row prints its numbers and whether it got better (less) or worse. `level` is a value to compare with and its
    words, drawn through all rows; `title` stands under the scale.
    """
    at = level[0] / most
    ticks = (h.text(x=_percent(tick / most), y="15")[tick] for tick in range(0, int(level[0]) - 1, 2))
    return h.div(class_="shifts")[
        h.ul(aria_label=title)[
            (
                h.li[
                    h.p(class_="shift-words")[
                        h.span[row.label], h.span(class_=f"shift-value q-{row.quantity}")[_told(row)]
                    ],
                    _track(row, most, at),
                ]
                for row in rows
            )
        ],
        h.svg(class_="shift-scale", height=_HEIGHT, aria_hidden="true")[
            ticks, h.text(x=_percent(at), y="15")[level[1]]
        ],
        h.p(class_="shift-title", aria_hidden="true")[title],
    ]


def _told(row: Shift) -> Child:
    """The numbers of a row; what got worse stands out."""
    if row.after is None:
        return decimal(row.before, 2)
    change = decimal(abs(row.after - row.before), 2)
    if change == "0.00":
        return f"{decimal(row.before, 2)}, as before"
    numbers = f"{decimal(row.before, 2)} → {decimal(row.after, 2)}, "
    return (numbers, h.strong[f"worse by {change}"]) if row.after > row.before else f"{numbers}better by {change}"


def _track(row: Shift, most: float, level: float) -> Element:
    """The scale of one row, with a ring where the value stood and an arrow to where it stands."""
    kind, start = f"q-{row.quantity}", min(row.before / most, 1.0)
    end = start if row.after is None else min(row.after / most, 1.0)
    head = "M1 0l-8-5v10z" if end > start else "M-1 0l8-5v10z"
    arrow = (
        h.line(class_=f"shift-way {kind}", x1=_percent(start), x2=_percent(end), y1=_MIDDLE, y2=_MIDDLE),
        # A path knows no percent: it is drawn around the place of a picture inside the picture.
        h.svg(class_="shift-head", x=_percent(end), y=_MIDDLE)[h.path(class_=f"shift-to {kind}", d=head)],
    )
    return h.svg(class_="shift-track", height=_HEIGHT, aria_hidden="true")[
        h.line(class_="chart-grid", x2="100%", y1=_MIDDLE, y2=_MIDDLE),
        h.line(class_="shift-level", x1=_percent(level), x2=_percent(level), y1="3", y2="17"),
        h.circle(class_=f"shift-from {kind}", cx=_percent(start), cy=_MIDDLE, r="4"),
        arrow if abs(end - start) > _LEAST_MOVE else None,
    ]


def _hundredths(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
