"""The fence `marker-card MODEL PART`: what the marker of explanations was made from and how good it is, all measured.

Whatever stands there comes from its manifest, and points and limits from the files that the marker itself reads.
"""

from collections.abc import Callable
from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.embed.published import MissingModel, manifest
from widgets.embed.tables import table
from widgets.engine import Element, h, render
from widgets.explaining.rubric import points
from widgets.ml.bar import LEAST_AGREEMENT, LEAST_SPEARMAN, MOST_ABOVE, MOST_BELOW, MOST_ERROR, holds
from widgets.ml.marking import OUTPUTS
from widgets.ml.windows import LONGEST_PASSAGE, LONGEST_WINDOW

# What a reader calls the kinds of texts of training/tutor/README.md.
KINDS = {
    "prose": "honest prose",
    "analogy": "an explanation by a picture",
    "contrast": "a wrong view named to reject it",
    "swapped": "a direction the wrong way round",
    "confident_wrong": "sure and wrong",
    "off_topic": "an answer to another question",
    "salad": "a heap of jargon",
}
_SYSTEMS = {
    "marker": "The marker",
    "words": "How many words it has",
    "keywords": "How many points it has a keyword of",
    "likeness": "How like the points’ own words it is",
}


def format_marker_card(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object
) -> str:
    """One part of the card as HTML.

    Raises:
        SuperFencesException: naming page and line, if there is no such part or no such marker.
    """
    words = options["words"]
    where = place(" ".join(("marker-card", *words)), source)
    if len(words) > 2:
        raise SuperFencesException(f"{where}: a marker's card takes a marker and one part")
    model, part = (*words, "", "")[:2]
    if part not in _PARTS:
        raise SuperFencesException(f"{where}: a marker's card has no part {part!r}; known are {', '.join(_PARTS)}")
    try:
        published = manifest(model)
    except MissingModel as missing:
        reason = f"no marker is published as {model!r}; `python -m training tutor` makes one"
        raise SuperFencesException(f"{where}: {reason}") from missing
    if "thresholds" not in published:
        raise SuperFencesException(f"{where}: {model!r} is no marker of explanations")
    return render(_PARTS[part](published))


def _verdict(published: dict[str, Any]) -> Element:
    if published["reached"]:
        return h.p["Every figure reaches its bar, so the marker’s marks may lead."]
    return h.p[
        "Not every figure reaches its bar, so the marker does not lead: readers are asked to tick the points first, "
        "and where the two differ, theirs count."
    ]


def _bar(published: dict[str, Any]) -> Element:
    figures = published["figures"]["marker"]
    spearman, error, agreement = figures["spearman"], figures["error"], figures["agreement"]
    rows = [
        [
            "Rank correlation with the settled marks",
            f"{spearman:.3f}",
            f"at least {LEAST_SPEARMAN:g}",
            spearman >= LEAST_SPEARMAN,
        ],
        ["Mean error of the mark, points of ten", f"{error:.3f}", f"at most {MOST_ERROR:g}", error <= MOST_ERROR],
        [
            "Points on which both agree",
            f"{agreement:.2%}",
            f"at least {LEAST_AGREEMENT:.0%}",
            agreement >= LEAST_AGREEMENT,
        ],
    ]
    # Of a kind that the texts do not have nothing is asked.
    above = figures["above the true mark"]
    for kind in (kind for kind in (*MOST_ABOVE, *MOST_BELOW) if kind in above):
        rows.append(
            [f"Above the settled mark, {_kind(kind)}", _signed(above[kind]), _limit(kind), holds(kind, above[kind])]
        )
    told = [[name, measured, limit, "yes" if held else "no"] for name, measured, limit, held in rows]
    return _card("The bar above which its marks may lead", ["", "Measured", "The bar", "Reached"], told)


def _figures(published: dict[str, Any]) -> Element:
    figures = published["figures"]
    rows = [
        [
            name,
            f"{figures[system]['spearman']:.3f}",
            f"{figures[system]['error']:.3f}",
            f"{figures[system]['mean'][1]:.2f}",
        ]
        for system, name in _SYSTEMS.items()
    ]
    caption = f"{_test(published)}; their settled marks are {figures['marker']['mean'][0]:.2f} of ten on average"
    return _card(caption, ["What marks", "Rank correlation", "Mean error, points of ten", "Mean mark"], rows)


def _points(published: dict[str, Any]) -> Element:
    titles = {point.id: point.title.rstrip(".") for point in points()}
    limits = published["thresholds"]
    rows = [
        [titles.get(id, id), f"{agreed:.1%}", f"{earned:.2f}", f"{low:.2f}–{high:.2f}"]
        for id, agreed, earned, (low, high) in zip(
            published["points"],
            published["figures"]["marker"]["by point"],
            limits["earned"],
            limits["unsure"],
            strict=True,
        )
    ]
    head = ["Point", "Both agree on", "Given above", "“Unsure”"]
    return _card(f"Point by point, on {_test(published)}", head, rows)


def _kinds(published: dict[str, Any]) -> Element:
    figures = published["figures"]["marker"]
    true, above = figures["true mark"], figures["above the true mark"]
    rows = [
        [_kind(kind).capitalize(), f"{true[kind]:.2f}", _signed(above[kind]), _limit(kind)]
        for kind in sorted(true, key=lambda kind: [*KINDS, kind].index(kind))
    ]
    caption = f"Mean marks in points of ten, on {_test(published)}"
    return _card(caption, ["Kind of text", "Settled mark", "The marker’s above it", "The bar"], rows)


def _made(published: dict[str, Any]) -> Element:
    made = published["made"]
    rows = [
        ["Explanations it was tuned on", f"{made['training']:,}"],
        ["Explanations that thresholds come from", f"{made['development']:,}"],
        ["Explanations that figures come from", f"{made['test']:,}"],
        ["Rounds over the texts", f"{made['epochs']:,}"],
        ["Peak learning rate", f"{made['rate']:g}, of the new layers {made['head_rate']:g}"],
        ["Warmup", f"{made['warmup']:.0%} of the steps"],
        ["What holds, beside what does not", f"counts {made['weight_of_holding']:g} times"],
        ["Lower layers left as they came", f"{made['frozen'] or 'none'}"],
        ["It reads at once", f"{LONGEST_WINDOW} tokens at most, {LONGEST_PASSAGE} of a passage"],
        ["Its answer for each passage", f"{OUTPUTS} probabilities"],
        ["Rounding its weights to int8 changes one by", f"{made['rounding']:.5f} on average"],
        ["Size as published", f"{published['bytes'] / 1e6:.1f} MB in {len(published['files'])} files and its manifest"],
    ]
    return _card(f"The marker {published['name']}", ["", "As recorded"], rows)


def _card(caption: str, head: list[str], rows: list[list[str]]) -> Element:
    return h.div(class_="model-card")[table(caption, head, rows)]


def _test(published: dict[str, Any]) -> str:
    return f"{published['figures']['marker']['texts']:,} explanations by voices left out"


def _kind(kind: str) -> str:
    return KINDS.get(kind, kind.replace("_", " "))


def _limit(kind: str) -> str:
    if kind in MOST_ABOVE:
        return f"at most {_signed(MOST_ABOVE[kind])}"
    return f"at least {_signed(-MOST_BELOW[kind])}" if kind in MOST_BELOW else "none"


def _signed(points_of_ten: float) -> str:
    return f"{points_of_ten:+.2f}".replace("-", "−") if points_of_ten else "0"


_PARTS: dict[str, Callable[[dict[str, Any]], Element]] = {
    "verdict": _verdict,
    "bar": _bar,
    "figures": _figures,
    "points": _points,
    "kinds": _kinds,
    "made": _made,
}
