"""A map of heights as SVG: ground tinted by height, lines of equal height with a few heights written on them, a trail.

Places are whole units of the map. It knows no widget, and no heights but those that come with a line.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from widgets.engine.html import Element, h

Place: TypeAlias = tuple[int, int]

# Kinds of ground, low to high; what is higher than all looks like the highest.
TINTS = 7
# How far around the walker a finger may land.
GRIP = 70
_PIECE = re.compile(r"([A-Za-z])|(-?\d+)")


def ground(
    view_box: str,
    areas: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    label_at: int,
) -> Element:
    """The map of `areas` (level, path: all ground as high or higher) and `lines` (level, index, path).

    Heights are written where an index line first crosses the upright line at `label_at`, from the top. It says nothing
    to a screen reader: whoever draws on it does.
    """
    left, top, width, height = view_box.split()
    return h.svg(class_="ground", viewbox=view_box, aria_hidden="true")[
        h.rect(class_="ground-1", x=left, y=top, width=width, height=height),
        (
            h.path(class_=f"ground-{tint}", d=area["path"], fill_rule="evenodd")
            for tint, area in enumerate(areas[: TINTS - 1], start=2)
        ),
        (
            h.path(class_="ground-line ground-index" if line["index"] else "ground-line", d=line["path"])
            for line in lines
        ),
        (height_on(line["path"], line["level"], label_at) for line in lines if line["index"]),
    ]


def height_on(path: str, level: float, across: int, least: float = 0, most: float = math.inf) -> Element | None:
    """A height, written along its line where that first crosses an upright line from `least` to `most`; or None."""
    crossed = sorted(one for one in crossings(path, across) if least <= one[0] <= most)
    if not crossed:
        return None
    down, slope = crossed[0]
    turn = round(math.degrees(math.atan(slope)))
    return h.text(class_="ground-height", transform=f"translate({across} {down}) rotate({turn})", dy="0.35em")[
        f"{level:g}"
    ]


def crossings(path: str, across: int) -> Iterator[tuple[int, float]]:
    """Where a path crosses an upright line: how far down, and how steeply downward it runs there."""
    for (x, y), (to_x, to_y) in _segments(path):
        if min(x, to_x) <= across < max(x, to_x):
            slope = (to_y - y) / (to_x - x)
            yield round(y + slope * (across - x)), slope


def _segments(path: str) -> Iterator[tuple[Place, Place]]:
    """The straight pieces of a path of the commands M, l and z."""
    here = start = (0, 0)
    letter = ""
    numbers: list[int] = []
    for command, number in _PIECE.findall(path):
        if command:
            letter, numbers = command, []
            if letter == "z":
                yield here, start
                here = start
            continue
        numbers.append(int(number))
        if len(numbers) < 2:
            continue
        (across, down), numbers = numbers, []
        if letter == "M":
            here = start = (across, down)
        else:
            there = (here[0] + across, here[1] + down)
            yield here, there
            here = there


def trail(control: str, places: Sequence[Place], rings: Sequence[int]) -> Element:
    """A dotted way through places; one pressed on it, or on a ring, sets the control to that place's number."""
    path = way(places)
    return h.g(class_="trail")[
        h.path(class_="trail-reach", d=path, data_along=control),
        h.path(class_="trail-line", d=path),
        # The first of those that lie on each other is on top.
        (
            h.circle(class_="trail-ring", cx=places[at][0], cy=places[at][1], r=16, data_along=control, data_at=at)
            for at in sorted(rings, reverse=True)
        ),
    ]


def walker(control: str, places: Sequence[Place], at: int) -> Element:
    """The one who walks along a trail: dragged, it sets the control to the number of the place where it is let go."""
    across, down = places[at]
    return h.g(
        class_="walker chart-handle",
        transform=f"translate({across} {down})",
        data_handle=control,
        data_path=" ".join(f"{x},{y}" for x, y in places),
        aria_hidden="true",
    )[h.circle(class_="chart-grip", r=GRIP), h.circle(class_="walker-halo", r=40), h.circle(class_="walker-dot", r=22)]


def milestones(named: Mapping[int, str], last: int) -> Element:
    """Marks under a slider from 0 to `last`, some with their words; those that would touch the first have none."""
    return h.svg(class_="milestones", aria_hidden="true")[
        (h.rect(x=_percent(at, last), width=1, height=5) for at in named),
        (
            h.text(x=_percent(at, last), y=20, text_anchor=_anchor(at, last), dx=10 * (at == last))[words]
            for at, words in named.items()
            if at == 0 or at > last / 16
        ),
    ]


def _percent(at: int, last: int) -> str:
    return f"{100 * at / last:.1f}%"


def _anchor(at: int, last: int) -> str:
    return "start" if at == 0 else "end" if at == last else "middle"


def way(places: Sequence[Place]) -> str:
    """The path of a smooth way through all places (Catmull and Rom 1974)."""
    once = [place for index, place in enumerate(places) if index == 0 or place != places[index - 1]]
    if not once:
        return ""
    path = f"M{once[0][0]} {once[0][1]}"
    around = [once[0], *once, once[-1]]
    for before, here, there, after in zip(around, around[1:], around[2:], around[3:], strict=False):
        leaves, comes = _sixth(before, there), _sixth(here, after)
        across, down = there[0] - here[0], there[1] - here[1]
        path += f"c{leaves[0]} {leaves[1]} {across - comes[0]} {down - comes[1]} {across} {down}"
    return path


def _sixth(start: Place, end: Place) -> Place:
    return round((end[0] - start[0]) / 6), round((end[1] - start[1]) / 6)
