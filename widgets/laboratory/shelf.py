"""The runs that are kept: which of them are drawn beside the newest, and the published one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from widgets.engine import InvalidValue
from widgets.ml.runs import Run, Settings, named

NONE, ALL, OURS = "none", "all", "ours"
MOST_RUNS, MOST_BESIDE = 6, 3
# Of the published curves as many points as a picture of this size shows.
POINTS = 60


def offers(runs: tuple[Run, ...]) -> dict[str, str]:
    """What can be drawn beside the newest run: values and words."""
    others = {run.name: run.name for run in runs[:-1]}
    return {NONE: "nothing", ALL: f"the last {MOST_BESIDE} before it", OURS: "the training of our model"} | others


def beside(runs: tuple[Run, ...], chosen: str, ours: Run | None) -> tuple[Run, ...]:
    """The runs that `chosen` names; none if they are not there any more."""
    if chosen == OURS:
        return (ours,) if ours and runs else ()
    others = runs[:-1]
    return others[-MOST_BESIDE:] if chosen == ALL else tuple(run for run in others if run.name == chosen)


def added(runs: tuple[Run, ...], run: Run, *, newest: bool = True) -> tuple[Run, ...]:
    """The runs with one more, under a name of its own, as the newest or as the one before it; the oldest gives way."""
    one = replace(run, name=named(run.name, (NONE, ALL, OURS, *(other.name for other in runs))))
    kept = runs[max(0, len(runs) + 1 - MOST_RUNS) :]
    return (*kept, one) if newest or not kept else (*kept[:-1], one, kept[-1])


def renamed(runs: tuple[Run, ...], name: str) -> tuple[Run, ...]:
    """The newest run under another name.

    Raises:
        InvalidValue: if another run has it, or it is a word of the menu.
    """
    if name in {*(run.name for run in runs[:-1]), NONE, ALL, OURS}:
        raise InvalidValue(f"“Name of the run”: another run is called {name} already; take another name.")
    return (*runs[:-1], replace(runs[-1], name=name)) if runs and name else runs


def published(curves: Mapping[str, Any], samples: Mapping[str, Any], settings: Mapping[str, Any]) -> Run:
    """The run that trained the model, from its files curves.json, samples.json and manifest.json."""
    train, held_out = ([(row["step"], row["loss"]) for row in curves[name]] for name in ("train", "validation"))
    training = settings["config"]["training"]
    last = train[-1][0]
    return Run(
        Settings(
            text="our texts",
            peak=training["learning_rate"],
            warmup=training["warmup"],
            floor=training["floor"],
            batch_size=training["batch_size"],
            context=settings["block_size"],
            steps=last,
            seed=training.get("seed", 0),
        ),
        name="our training",
        step=last,
        train=_thinned(train),
        held_out=_thinned(held_out),
        samples=tuple((row["step"], _clean(row["sample"])) for row in samples["stages"]),
    )


def _thinned(points: list[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """Points evenly apart on a logarithmic axis; the ends stay."""
    kept = [points[0]]
    growth = (points[-1][0] / max(points[0][0], 1)) ** (1 / POINTS)
    for point in points[1:]:
        if point[0] >= max(kept[-1][0], 1) * growth or point is points[-1]:
            kept.append(point)
    return tuple(kept)


def _clean(text: str) -> str:
    """A sample without what has no picture: lone bytes and control characters of a model that knows nothing yet."""
    return "".join(letter for letter in text[:300].replace("\n", " ") if letter.isprintable() and letter != "\ufffd")
