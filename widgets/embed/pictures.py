"""The site's mark as a picture: the last part of the model's own way down, over the ground of its loss.

`python -m widgets.embed.pictures` writes docs/images/icon.svg anew; `python -m tests.browser.pictures` also what a
browser makes of it and of the first screen.
"""

import sys
from typing import Any

from widgets.embed.checked import write
from widgets.embed.places import ROOT
from widgets.embed.published import LESSONS, MissingModel, contents
from widgets.engine import h, render
from widgets.engine.ground import TINTS, way

IMAGES = ROOT / "docs" / "images"
# The light tints of docs/stylesheets/site.css, low to high: an icon follows no scheme.
GROUND = ("#d6e6d6", "#e2ecd6", "#f0eed6", "#f3e2c4", "#e8cbaa", "#d6b296", "#f0e8e2")
PAPER, ROUTE, CONTOUR = "#fbfbf8", "#98156c", "#792309"
# A square of the map, in shares of its height, with the end of the trail in its middle.
SIDE = 0.72


def icon() -> str:
    """The mark as SVG, from the published map."""
    landscape: dict[str, Any] = contents(LESSONS, "landscape.json")
    drawn, grid = landscape["contours"], landscape["grid"]
    scale, height = drawn["scale"], float(drawn["view_box"].split()[3])
    places = [
        (round((one["x"] - grid["x"][0]) * scale), round((grid["y"][1] - one["y"]) * scale))
        for one in landscape["trail"]
    ]
    side = round(SIDE * height)
    left, top = places[-1][0] - round(0.62 * side), places[-1][1] - round(0.68 * side)
    end = places[-1]
    picture = h.svg(xmlns="http://www.w3.org/2000/svg", viewbox=f"{left} {top} {side} {side}")[
        h.rect(x=left, y=top, width=side, height=side, fill=GROUND[0]),
        (
            h.path(d=area["path"], fill=tint, fill_rule="evenodd")
            for area, tint in zip(drawn["areas"][: TINTS - 1], GROUND[1:], strict=False)
        ),
        (
            h.path(d=line["path"], fill="none", stroke=CONTOUR, stroke_opacity="0.5", stroke_width=side // 110)
            for line in drawn["lines"]
            if line["index"] and line["level"] < TINTS
        ),
        h.path(d=way(places), fill="none", stroke=ROUTE, stroke_width=side // 18, stroke_linecap="round"),
        h.circle(cx=end[0], cy=end[1], r=side // 11, fill=ROUTE, stroke=PAPER, stroke_width=side // 34),
    ]
    return render(picture) + "\n"


def main() -> int:
    """Write the mark; says in one line what is wrong."""
    try:
        write(IMAGES / "icon.svg", icon().encode())
    except MissingModel as error:
        print(f"pictures: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
