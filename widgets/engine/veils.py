"""A veil over the part of a chart that is not told yet: it covers, and what lies under it is not in the markup."""

from dataclasses import dataclass

from widgets.engine.html import Element, h
from widgets.engine.paths import shown

# A label needs about so much room, in tenths of a unit of the picture.
_ROOM = 600


@dataclass(frozen=True, slots=True)
class Veil:
    """Covers the picture from `start` on the x axis to its end. Whoever lays it draws nothing there."""

    start: float
    label: str = ""


def veil(label: str, left: int, right: int, top: int, bottom: int) -> tuple[Element, ...]:
    """A veil between these edges, in tenths of a unit of the picture."""
    width, height = shown(right - left), shown(bottom - top)
    middle = h.text(x=shown((left + right) // 2), y=shown((top + bottom) // 2), text_anchor="middle")
    return (
        h.rect(x=shown(left), y=shown(top), width=width, height=height, class_="chart-veil"),
        h.path(d=f"M{shown(left)} {shown(top)}v{height}", class_="chart-veil-edge"),
        *((middle[label],) if label and right - left > _ROOM else ()),
    )
