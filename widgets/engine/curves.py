"""Curves of training on logarithmic axes, tokens read across and loss up: what runs learn, and what they must beat."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from widgets.engine.charts import Layer, Line, Mark, Point, chart
from widgets.engine.html import Element
from widgets.engine.numbers import decimal
from widgets.engine.scales import Axis

_TOKENS = ((1e3, "1,000"), (1e4, "10,000"), (1e5, "100,000"), (1e6, "1 million"), (1e7, "10 million"))
_LOSSES = (0.2, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20)
_BOTTOMS = (2, 1, 0.5, 0.2)
_TOPS = (8, 10, 20)
# Levels nearer to each other than this part share their words.
_APART = 0.14
_ROWS = 12


@dataclass(frozen=True, slots=True)
class Learning:
    """One run: its training and held-out losses in nats as (tokens read, loss), and its name."""

    name: str
    train: tuple[Point, ...]
    held_out: tuple[Point, ...]


def learning_curves(
    title: str, description: str, runs: Sequence[Learning], levels: Sequence[tuple[str, float]], most: float
) -> Element:
    """The first of `runs` in full, the others dotted, and `levels` of loss, up to `most` tokens.

    Of several beside the first only the training losses are drawn.
    """
    first = runs[0]
    losses = [loss for run in runs for curve in (run.train, run.held_out) for _, loss in curve]
    low = next((bottom for bottom in _BOTTOMS if bottom <= min(losses, default=2)), _BOTTOMS[-1])
    high = next((top for top in _TOPS if top >= max(losses, default=2)), _TOPS[-1])
    start = min([tokens for run in runs for curve in (run.train, run.held_out) for tokens, _ in curve] or [most / 1e3])
    end = max(most, 10 * start)
    lines: list[Layer] = [Line("", ((start, level), (end, level)), "muted", "dotted") for _, level in levels]
    # A curve falls from the upper left to the lower right: words of low levels have room at the left.
    words = [
        Mark(word, (start, level), "muted", bare=True)
        if place
        else Mark(word, (end, level), "muted", "left", bare=True)
        for place, (word, level) in enumerate(_apart(levels))
    ]
    for place, run in enumerate(runs[1:], start=2):
        lines.append(Line(f"training, {run.name}", run.train, "loss", "dotted"))
        if len(runs) == 2:
            lines.append(Line(f"held-out, {run.name}", run.held_out, "validation", "dotted"))
        elif run.train:
            # Toward the end, where curves lie apart, and each further on, so that the words of those that meet do too.
            at = run.train[(len(run.train) - 1) * (place + 3) // (len(runs) + 3)]
            words.append(Mark(run.name, at, "loss", "left", bare=True))
    lines += [
        Line(f"training loss, {first.name}", first.train, "loss"),
        Line(f"held-out loss, {first.name}", first.held_out, "validation", "dashed"),
    ]
    return chart(
        title,
        description,
        Axis("tokens read (log scale)", start, end, _TOKENS, log=True),
        Axis("loss in nats (log scale)", low, high, tuple((float(at), f"{at:g}") for at in _LOSSES), log=True),
        [*lines, *words],
        columns=("tokens read", "training loss", "held-out loss"),
        rows=_rows(first),
    )


def _apart(levels: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The words of levels, highest first; of those too near to each other they stand together on the higher."""
    found: list[tuple[str, float]] = []
    for word, level in sorted(levels, key=lambda one: -one[1]):
        said = f"{word} {decimal(level, 2)}"
        if found and math.log(found[-1][1] / level) < _APART:
            found[-1] = (f"{found[-1][0]}, {said}", found[-1][1])
        else:
            found.append((said, level))
    return found


def _rows(run: Learning) -> list[tuple[str, str, str]]:
    """At most _ROWS of the held-out losses, each with the last training loss before it."""
    step = -(-len(run.held_out) // _ROWS) or 1
    kept = run.held_out[::-1][::step][::-1]
    return [(f"{tokens:,.0f}", _before(run.train, tokens), decimal(loss, 2)) for tokens, loss in kept]


def _before(curve: Sequence[Point], tokens: float) -> str:
    losses = [loss for at, loss in curve if at <= tokens]
    return decimal(losses[-1], 2) if losses else "none yet"
