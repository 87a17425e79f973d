"""A picture under fog: the scene shows where one has been, and the way, the walker and the next step lie over it.

It knows no widget and no mathematics. Places are whole units of the picture; shares are 0 to 1, to the right and up.
"""

import math
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from widgets.engine.ground import TINTS, height_on
from widgets.engine.html import Child, Element, h
from widgets.engine.paths import dots, thinned
from widgets.engine.scales import Share, nice_ticks

Place: TypeAlias = tuple[int, int]
# Rings around ground of a height, as shares.
Level: TypeAlias = tuple[float, Sequence[Sequence[Share]]]

# The blur of the fog's edge, about a quarter of how far one sees (fog.css).
_BLUR = 14
# A relief is drawn in finer units than the picture's; in these its letters are so high.
_FINE, _LETTER = 2, 24
_SHORTEST, _HEAD, _GRIP, _RADIUS = 44, 7, 20, 7
# Room for the words under an axis, and how near to the frame a step is still drawn.
_AXIS, _EDGE = 22, 8


def fogged(
    title: str, description: str, size: Place, scene: Child, way: Sequence[Place], over: Child, *, clear: bool = False
) -> Element:
    """The `scene` along the `way`, or all of it once it is `clear`; what lies `over` it stands out of the fog."""
    width, height = size
    path = outline(way)
    # Two widgets of a page have masks of their own, unless they show the same.
    key = f"{zlib.crc32(path.encode()):08x}"
    whole: dict[str, str | float | None] = {"x": 0, "y": 0, "width": width, "height": height}
    return h.svg(viewbox=f"0 0 {width} {height}", role="img", class_="chart-picture fog")[
        h.title[title],
        h.desc[description],
        h.defs[
            h.path(id=f"way-{key}", d=path),
            h.filter(id=f"blur-{key}", filterunits="userSpaceOnUse", **whole)[h.feGaussianBlur(stddeviation=_BLUR)],
            h.mask(id=f"fog-{key}", maskunits="userSpaceOnUse", **whole)[
                h.g(filter=f"url(#blur-{key})")[h.use(href=f"#way-{key}", class_="fog-seen", stroke="white")]
            ],
        ],
        h.g(mask=None if clear else f"url(#fog-{key})")[scene],
        h.g(aria_hidden="true")[
            h.use(href=f"#way-{key}", class_="fog-way"),
            h.path(class_="fog-step", d=dots([(10 * x, 10 * y) for x, y in way[:-1]])),
            h.circle(class_="fog-walker", cx=way[-1][0], cy=way[-1][1], r=_RADIUS),
            over,
        ],
    ]


def spot(size: Place, share: Share) -> Place:
    """Where a share of the picture lies in it; what lies outside is at its edge."""
    across, up = (min(max(one, 0.0), 1.0) for one in share)
    return round(across * size[0]), round((1 - up) * size[1])


def outline(places: Sequence[Place], *, closed: bool = False) -> str:
    """A path through every one of the places, in whole numbers."""
    moves = [b - a for here, there in pairwise(places) for a, b in zip(here, there, strict=True)]
    numbers = " ".join(map(str, moves or (0, 0))).replace(" -", "-")
    return f"M{places[0][0]} {places[0][1]}l{numbers}{'z' if closed else ''}"


def relief(size: Place, tints: Iterable[Level], lines: Iterable[Level]) -> Element:
    """Ground tinted from every height of `tints` up, low to high, with that height on its rim, and further `lines`."""
    width, height = (_FINE * side for side in size)
    areas = [(level, _rings((width, height), rings)) for level, rings in tints]
    # A little smaller than it is: rings that are closed along its edge show no line there.
    return h.svg(class_="ground", viewbox=f"2 2 {width - 4} {height - 4}", aria_hidden="true")[
        h.rect(class_="ground-1", width=width, height=height),
        (
            h.path(class_=f"ground-{tint} fog-rim", d=path, fill_rule="evenodd")
            for tint, (_, path) in enumerate(areas[: TINTS - 1], start=2)
        ),
        (h.path(class_="ground-line", d=_rings((width, height), rings)) for _, rings in lines),
        (height_on(path, level, width * 2 // 5, _LETTER, height - _LETTER) for level, path in areas),
    ]


def _rings(size: Place, rings: Sequence[Sequence[Share]]) -> str:
    places = (thinned([spot(size, share) for share in ring]) for ring in rings)
    return "".join(outline(ring, closed=True) for ring in places if len(ring) > 2)


def curve(size: Place, shares: Sequence[Share]) -> Element:
    """Ground seen from the side."""
    return h.path(class_="chart-line chart-solid q-loss", d=outline([spot(size, share) for share in shares]))


def axis(size: Place, sides: tuple[float, float], name: str) -> Element:
    """The level axis of a curve, with round values under it and its name at the end."""
    (low, high), (width, height) = sides, size
    ticks = [(round((value - low) / (high - low) * width), text) for value, text in nice_ticks(low, high, 7)]
    return h.g[
        h.path(
            class_="chart-rule", d=f"M0 {height - _AXIS}h{width}{''.join(f'M{x} {height - _AXIS}v4' for x, _ in ticks)}"
        ),
        (h.text(x=x, y=height - 5, text_anchor="middle")[text] for x, text in ticks if 12 < x < width - 20),
        h.text(x=width, y=height - 5, text_anchor="end")[name],
    ]


def tangent(place: Place, slope: float) -> Element:
    """A short straight line through a place; `slope` is in units of the picture, positive upward."""
    length = 44 / math.hypot(1, slope)
    across, up = round(length), round(length * slope)
    left, down = place
    return h.path(class_="chart-line chart-dashed q-gradient", d=f"M{left - across} {down + up}l{2 * across} {-2 * up}")


def stretch(control: str, size: Place, place: Place, way: tuple[float, float], value: float, most: float) -> Child:
    """An arrow from a place to a ring, which is dragged along it: one unit of the control is `way` (right, down).

    The arrow ends at the frame, whatever the value, and at `most` of the control.
    """
    rooms = (
        (end - here) / speed
        for here, speed, full in zip(place, way, size, strict=True)
        for end in (_EDGE, full - _EDGE)
        if speed and (end - here) / speed > 0
    )
    high = min([most, *rooms])
    end = (place[0] + high * way[0], place[1] + high * way[1])
    axis = 0 if abs(way[0]) >= abs(way[1]) else 1
    if abs(end[axis] - place[axis]) < 1:
        return None
    share = min(value / high, 1.0)
    across, down = (round(here + share * (there - here)) for here, there in zip(place, end, strict=True))
    return (
        _arrow(place, way, max(math.hypot(across - place[0], down - place[1]), _SHORTEST)),
        h.g(
            transform=f"translate({across} {down})",
            class_="chart-handle",
            data_handle=control,
            data_axis="xy"[axis],
            data_from=place[axis],
            data_to=f"{end[axis]:.1f}",
            data_low=0,
            data_high=f"{high:.6g}",
            data_scale="linear",
            data_curve=f"{place[0]},{place[1]} {end[0]:.1f},{end[1]:.1f}",
        )[h.circle(class_="chart-grip", r=_GRIP), h.circle(class_="fog-ring", r=6)],
    )


def _arrow(place: Place, way: tuple[float, float], length: float) -> Element:
    angle = math.atan2(way[1], way[0])
    start, tip = _from(place, angle, _RADIUS), _from(place, angle, length)
    left, right = (_from(tip, angle + turn, _HEAD) for turn in (2.7, -2.7))
    line = " ".join(f"{x} {y}" for x, y in (start, tip, left, tip, right))
    return h.path(class_="fog-arrow", d=f"M{line}")


def _from(place: Place, angle: float, length: float) -> Place:
    return round(place[0] + length * math.cos(angle)), round(place[1] + length * math.sin(angle))
