"""Thumbnails: a chart's curves alone, small enough to stand beside others on the same axes."""

from collections.abc import Sequence

from widgets.engine.charts import Line
from widgets.engine.html import Element, h
from widgets.engine.paths import Place, line
from widgets.engine.scales import Axis, Share, clipped
from widgets.engine.veils import Veil, veil

# In tenths of a unit of the picture.
WIDTH, HEIGHT, EDGE = 1000, 600, 20


def thumbnail(x: Axis, y: Axis, layers: Sequence[Line | Veil]) -> Element:
    """Lines, and a veil where there is one, without numbers: the picture beside it tells them."""
    floor = HEIGHT - EDGE
    return h.svg(viewbox=f"0 0 {WIDTH // 10} {HEIGHT // 10}", class_="thumbnail", aria_hidden="true")[
        (
            veil("", _place((x.share(layer.start), 0))[0], WIDTH - EDGE, EDGE, floor)
            if isinstance(layer, Veil)
            else h.path(
                d="".join(line([_place(share) for share in piece]) for piece in clipped(_shares(layer, x, y))),
                class_=f"chart-line chart-{layer.dash} q-{layer.quantity}",
            )
            for layer in layers
        ),
        h.path(d=f"M{EDGE // 10} {floor // 10}h{(WIDTH - 2 * EDGE) // 10}", class_="chart-rule"),
    ]


def _shares(layer: Line, x: Axis, y: Axis) -> list[Share]:
    return [(x.share(across), y.share(up)) for across, up in layer.points]


def _place(share: Share) -> Place:
    return EDGE + round(share[0] * (WIDTH - 2 * EDGE)), HEIGHT - EDGE - round(share[1] * (HEIGHT - 2 * EDGE))
