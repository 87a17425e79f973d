"""Stops: points of a chart's curve that can be pressed, each for one value of a control."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.engine.html import Element, h
from widgets.engine.paths import Place, shown

# How far around a stop a finger may land, in units of the picture.
_REACH = 18


@dataclass(frozen=True, slots=True)
class Stops:
    """Points (x, y), each with the value to which a press sets the control of the name `control`."""

    control: str
    places: tuple[tuple[float, float, str], ...]
    quantity: str


def stops(layer: Stops, places: Sequence[Place]) -> tuple[Element, ...]:
    """The stops of a layer at these places, in tenths of a unit of the picture."""
    return tuple(
        h.g(transform=f"translate({shown(across)} {shown(down)})", data_along=layer.control, data_at=value)(
            class_="chart-stop"
        )[
            h.circle(r=_REACH, class_="chart-grip"),
            h.circle(r=4.5, class_=f"chart-mark q-{layer.quantity}"),
        ]
        for (across, down), (_, _, value) in zip(places, layer.places, strict=True)
    )
