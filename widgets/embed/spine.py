"""The fence `spine MODEL`: the contents of the lesson along the loss of a published model, as it fell in training.

Its body is TOML, a line a concept: the anchor of a heading of the page and a short title. The curve is made here, from
what the run logged; docs/javascripts/spine.js marks on it what was read. A fence, because any builder of Markdown
extensions reads one, and because the contents stand in the page where the first concept begins, also on paper and
without scripts.
"""

import math
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.embed.published import MissingModel, contents
from widgets.engine import Child, Element, WidgetError, h, render

# Of the picture: its width, where the lowest and the highest loss lie, and the height of a row of the contents.
WIDTH, LOWEST, HIGHEST, ROW = 100, 8, 92, 10

Point = tuple[float, float]


def curve(validation: list[dict[str, float]], marks: int) -> list[list[Point]]:
    """The way down in `marks - 1` parts, each from one mark to the next, as points (x, y) of the picture.

    x is the loss. y is the square root of the step: the first steps change most, and time by itself would put
    nearly all of the fall above the second mark.
    """
    losses = [one["loss"] for one in validation]
    wide = (HIGHEST - LOWEST) / (max(losses) - min(losses))
    last = math.sqrt(validation[-1]["step"])
    tall = ROW * (marks - 1)
    points = [
        (LOWEST + wide * (one["loss"] - min(losses)), ROW / 2 + tall * math.sqrt(one["step"]) / last)
        for one in validation
    ]
    cuts = [(_at(points, y), y) for y in (ROW / 2 + ROW * mark for mark in range(marks))]
    return [[start, *(point for point in points if start[1] < point[1] < end[1]), end] for start, end in pairwise(cuts)]


def _at(points: list[Point], y: float) -> float:
    """The x at which a line through points, given from top to bottom, has the height y."""
    for (left, above), (right, below) in pairwise(points):
        if above <= y <= below:
            return left + (right - left) * (y - above) / (below - above)
    return points[-1][0]


def format_spine(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object) -> str:
    """The contents as a list of links, beside the curve with a mark for each.

    Raises:
        SuperFencesException: naming page and line, if an anchor is not on the page or the model was never published.
    """
    model = " ".join(options["words"])
    try:
        titles = tomllib.loads(source)
        # Markdown keeps the lines of the page that it was given.
        _check(titles, md.__dict__["lines"])
        validation = contents(model, "curves.json")["validation"]
    except (MissingModel, WidgetError, tomllib.TOMLDecodeError) as error:
        raise SuperFencesException(f"{place(f'spine {model}', source)}: {error}") from error
    return render(_spine(titles, validation))


def _check(titles: dict[str, Any], lines: list[str]) -> None:
    if len(titles) < 2 or not all(isinstance(title, str) and title for title in titles.values()):
        raise WidgetError('a spine takes two or more lines, each anchor = "Short title"')
    anchors = {found[1] for line in lines if (found := re.search(r"^#+ .*\{[^}]*#([\w-]+)[^}]*\} *$", line))}
    if missing := [anchor for anchor in titles if anchor not in anchors]:
        raise WidgetError(f"no heading of the page has the anchor {missing[0]!r}")


def _spine(titles: dict[str, str], validation: list[dict[str, float]]) -> Element:
    parts = curve(validation, len(titles))
    first, last = validation[0], validation[-1]
    # The contents are no text to be found; the headings are.
    return h.nav(class_="spine", aria_label="Contents", data_search_exclude=True)[
        h.div(class_="spine-way")[
            h.svg(
                viewbox=f"0 0 {WIDTH} {ROW * len(titles)}",
                preserveaspectratio="none",
                class_="spine-curve",
                aria_hidden="true",
            )[_picture(list(titles), parts)],
            h.ol[
                (h.li[h.a(href=f"#{anchor}")[title, h.span(class_="spine-words")]] for anchor, title in titles.items())
            ],
        ],
        h.p(class_="spine-caption")[
            f"The line is our own model’s loss as it learned: {first['loss']:.2f} at the start, "
            f"{last['loss']:.2f} after {last['step']:,} steps."
        ],
        h.p(class_="spine-caption spine-legend", aria_hidden="true")["Full: read. Ringed: tried. Dashed: answered."],
    ]


def _picture(anchors: list[str], parts: list[list[Point]]) -> Iterator[Child]:
    for anchor, part in zip(anchors, parts, strict=False):
        line = "L".join(f"{x:.2f} {y:.2f}" for x, y in part)
        yield h.path(d=f"M{line}", class_="spine-part", data_concept=anchor)
    for anchor, (x, y) in zip(anchors, [parts[0][0], *(part[-1] for part in parts)], strict=True):
        # The picture is stretched and its strokes are not: a line of no length with round ends stays a dot.
        dot = f"M{x:.2f} {y:.2f}h.01"
        yield h.g(class_="spine-mark", data_concept=anchor)[
            h.path(d=f"M{x:.2f} {y:.2f}h16", class_="spine-answered"),
            h.path(d=dot, class_="spine-tried"),
            h.path(d=dot, class_="spine-around"),
            h.path(d=dot, class_="spine-dot"),
            h.path(d=dot, class_="spine-hole"),
        ]
