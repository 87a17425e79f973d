"""A row of squares whose darkness is a share of the whole, with dots for places that are hidden, and a bar behind."""

from collections.abc import Sequence

from widgets.engine.html import Element, h

# Width of the bar at most, and the gap before it, in squares.
_BAR, _GAP = 5, 0.5


def cells(shares: Sequence[float], hidden: int, label: str, bar: float = 0.0) -> Element:
    """One row: a square for every share, darker for more in tenths, `hidden` dots, and a bar of length 0 to 1.

    `label` says in words what the eye finds in it.
    """
    tenths = [round(10 * share) for share in shares]
    places = len(tenths) + hidden
    squares = (
        h.path(
            d="".join(f"M{place} .5h.9" for place, tenth in enumerate(tenths) if tenth == level),
            # A place that has no share is a place all the same.
            opacity=f"{0.1 + 0.09 * level:g}",
        )
        for level in sorted(set(tenths))
    )
    width = f"{_BAR * min(max(bar, 0.0), 1.0):.2f}"
    return h.svg(viewbox=f"0 0 {places + _GAP + _BAR:g} 1", role="img", aria_label=label, class_="cells")[
        squares,
        h.path(d=f"M{len(tenths)}.45 .5h0{'m1 0h0' * (hidden - 1)}", class_="cells-hidden") if hidden else None,
        h.rect(x=f"{places + _GAP:g}", y=".2", width=width, height=".6") if bar else None,
    ]
