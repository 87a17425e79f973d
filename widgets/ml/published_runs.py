"""Runs as training published them: their curves, and the schedule they were made with.

Losses in nats a token. A loss that was no number is left out.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# What was measured: (step, value), by step.
Curve: TypeAlias = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Run:
    """A run: `train` are losses of single batches, `val` on held-out text, `rates` as the steps really had them.

    `warmup` and `floor` are fractions, of the steps and of the peak; `steps` is how many it made, `sample` what it
    wrote after them, `weights` a digest of the last weights.
    """

    name: str
    title: str
    difference: str
    sample: str
    weights: str
    steps: int
    peak: float
    warmup: float
    floor: float
    train: Curve
    val: Curve
    rates: Curve

    @property
    def label(self) -> str:
        """Its name for people, which stands before the colon of its title."""
        return self.title.partition(":")[0]

    def steps_had(self, most: int) -> tuple[tuple[float, float], ...]:
        """At most so many of its rates as (step from 0, rate): what a log calls step 1 is the one at 0."""
        return tuple((step - 1.0, rate) for step, rate in picked(self.rates, most))


def contrast_runs(published: Mapping[str, Any]) -> tuple[Run, ...]:
    """The runs of a contrast.json, as they stand there."""
    prompt, training = published["samples"]["prompt"], published["base"]["training"]
    return tuple(_contrast(run | {"sample": prompt + run["sample"]}, training) for run in published["runs"])


def shipped_run(title: str, manifest: Mapping[str, Any], curves: Mapping[str, Any]) -> Run:
    """The run that made a published model, from its manifest.json and curves.json."""
    return _run(
        {"name": manifest["name"], "title": title, "weights": "", **curves},
        manifest["config"]["training"],
        manifest["steps"],
    )


def run_called(name: str, *, contrast: Any, manifest: Any, curves: Any) -> Run | None:
    """The contrast run of this name, or the one that made the model of `manifest`, if it is called so."""
    runs = (shipped_run("Our model", manifest, curves), *contrast_runs(contrast))
    return next((run for run in runs if run.name == name), None)


def picked(curve: Curve, most: int) -> Curve:
    """At most so many points of a curve, evenly among them, its last included."""
    stride = -(-len(curve) // most)
    return curve[::-1][::stride][::-1]


def averaged(curve: Curve, most: int) -> tuple[tuple[float, float], ...]:
    """At most so many points: each the means of as many neighbours, so that batches jump less."""
    size = -(-len(curve) // most)
    groups = [curve[at : at + size] for at in range(0, len(curve), size)]
    return tuple((sum(s for s, _ in some) / len(some), sum(v for _, v in some) / len(some)) for some in groups)


def averaged_by_ratio(curve: Curve, most: int) -> tuple[tuple[float, float], ...]:
    """At most so many points of a curve from step 1 on: the means of neighbours on a log scale of steps."""
    last, groups = math.log(curve[-1][0]) or 1.0, dict[int, list[tuple[int, float]]]()
    for step, value in curve:
        groups.setdefault(round(math.log(step) / last * (most - 1)), []).append((step, value))
    return tuple((sum(s for s, _ in some) / len(some), sum(v for _, v in some) / len(some)) for some in groups.values())


def _contrast(run: Mapping[str, Any], base: Mapping[str, Any]) -> Run:
    # What was set otherwise stands there as text, such as training.warmup=0.
    changes = (change.removeprefix("training.").split("=") for change in run["set"] if change.startswith("training."))
    return _run(run, {**base, **{key: float(value) for key, value in changes if key in base}}, run["step"])


def _run(run: Mapping[str, Any], training: Mapping[str, Any], steps: int) -> Run:
    return Run(
        name=run["name"],
        title=run["title"],
        difference=run.get("difference", ""),
        sample=run.get("sample", ""),
        weights=run["weights"],
        steps=steps,
        peak=float(training["learning_rate"]),
        warmup=float(training["warmup"]),
        floor=float(training["floor"]),
        train=_curve(run["train"], "loss"),
        val=_curve(run["validation"], "loss"),
        rates=_curve(run["train"], "learning_rate"),
    )


def _curve(measured: Iterable[Mapping[str, Any]], what: str) -> Curve:
    return tuple((one["step"], float(one[what])) for one in measured if one[what] is not None)
