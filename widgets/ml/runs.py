"""A run of training as plain values: its settings, its curves, whether it has broken, and how two runs differ."""

import math
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from widgets.ml.schedule import learning_rate, warmup_steps

Begins = Literal["nothing", "trained"]
Curve: TypeAlias = tuple[tuple[int, float], ...]

MOST_POINTS = 400
# Steps that stand alone in a curve; each later point is a mean over some 4% of the steps so far.
SINGLE = 30
GROWTH = 1.04
# A run is given up when it has stayed above the blind guess by this many nats for so many steps.
MARGIN = 0.3
PATIENCE = 80
BEGINS: dict[Begins, str] = {"nothing": "fresh weights", "trained": "the weights of our trained small model"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made of; `text` says in words which text it reads, rates and shares as in schedule.py."""

    text: str = "the sample"
    begins: Begins = "nothing"
    peak: float = 6e-3
    warmup: float = 0.05
    floor: float = 0.1
    batch_size: int = 8
    context: int = 64
    steps: int = 600
    seed: int = 1

    def __post_init__(self) -> None:
        shares = all(0 <= share <= 1 for share in (self.warmup, self.floor))
        counts = all(1 <= count <= 10**6 for count in (self.batch_size, self.context, self.steps))
        if not (shares and counts and 0 <= self.seed < 2**32 and 0 < self.peak < 1e3 and len(self.text) <= 100):
            raise ValueError("the settings of this run make no sense")

    @property
    def tokens_a_step(self) -> int:
        """How many tokens one step reads."""
        return self.batch_size * self.context

    def rates(self, step: int, count: int) -> tuple[float, ...]:
        """The learning rates of up to `count` steps from `step` on; none after the last."""
        shape = {"steps": self.steps, "peak": self.peak, "warmup": self.warmup, "floor": self.floor}
        return tuple(learning_rate(t, **shape) for t in range(step, min(step + count, self.steps)))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Run:
    """A run and what came of it: mean training losses and held-out losses as (step, nats), samples as (step, text).

    `waiting` are losses that are in no point of the curve yet, `high` how many of the last steps lay above the blind
    guess, `ngrams` what counts of 1, 2, 3 and 5 tokens make of the held-out text; a run that has `broken` says how.
    """

    settings: Settings
    name: str = "Run"
    step: int = 0
    train: Curve = ()
    held_out: Curve = ()
    ngrams: tuple[float, ...] = ()
    samples: tuple[tuple[int, str], ...] = ()
    waiting: tuple[float, ...] = ()
    high: int = 0
    broken: str = ""

    def __post_init__(self) -> None:
        for curve in (self.train, self.held_out):
            steps = [step for step, _ in curve]
            if (
                steps != sorted(set(steps))
                or len(curve) > MOST_POINTS
                or any(not 0 <= step <= self.step for step in steps)
            ):
                raise ValueError("the steps of a curve rise, and end with the run")
        losses = [*(loss for _, loss in (*self.train, *self.held_out)), *self.ngrams, *self.waiting]
        if not all(0 <= loss < 1e6 for loss in losses):
            raise ValueError("a loss is a number from 0 on")
        if len(self.ngrams) not in (0, 4) or not all(self.ngrams):
            raise ValueError("counts of 1, 2, 3 and 5 tokens make four losses, each above 0")
        texts = [self.name, self.broken, *(text for _, text in self.samples)]
        if len(self.samples) > 40 or max(map(len, texts)) > 1000 or not 0 <= self.step <= 10**6:
            raise ValueError("a run has at most 40 samples, each of at most 1,000 characters")

    @property
    def loss(self) -> float | None:
        """The training loss now, over the last few steps; None before the first."""
        recent = self.waiting[-10:] if len(self.waiting) >= 3 or not self.train else (self.train[-1][1], *self.waiting)
        return sum(recent) / len(recent) if recent else None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.broken) or self.step >= self.settings.steps


def trained(run: Run, losses: tuple[float, ...], blind: float) -> Run:
    """The run after steps with these losses; it breaks at one that is no number, or after long above a blind guess."""
    curve, waiting, step, high = run.train, run.waiting, run.step, run.high
    for loss in losses:
        if not math.isfinite(loss) or loss >= 1e6:
            return replace(
                run, train=curve, waiting=(), step=step, broken=f"At step {step + 1:,} the loss is no number."
            )
        step, waiting = step + 1, (*waiting, loss)
        high = high + 1 if loss > blind + MARGIN else 0
        if high >= PATIENCE:
            words = f"For {PATIENCE} steps the loss has stayed above a blind guess."
            return replace(run, train=curve, waiting=(), step=step, high=high, broken=words)
        before = curve[-1][0] if curve else 0
        if step <= SINGLE or step >= before * GROWTH or step == run.settings.steps:
            curve, waiting = (*curve, (step, sum(waiting) / len(waiting))), ()
    return replace(run, train=curve, waiting=waiting, step=step, high=high)


def cut_back(run: Run, step: int) -> Run:
    """The run as it stood at an earlier step: what came after it is gone."""
    return replace(
        run,
        step=step,
        train=tuple(point for point in run.train if point[0] <= step),
        held_out=tuple(point for point in run.held_out if point[0] <= step),
        samples=tuple(sample for sample in run.samples if sample[0] <= step),
        waiting=(),
        high=0,
    )


def differences(one: Settings, other: Settings) -> tuple[str, ...]:
    """What the second run has that the first has not, each difference in words; empty if they are set alike."""
    pairs = zip(_said(one), _said(other), strict=True)
    return tuple(f"{theirs} in place of {mine}" for mine, theirs in pairs if mine != theirs)


def named(name: str, taken: tuple[str, ...]) -> str:
    """The name, with a number behind it where it is taken."""
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def is_due(step: int, steps: int, *, every: int) -> bool:
    """Whether something is looked at after `step` of `steps`: soon at first, then at each `every`, and at the end."""
    return step in (0, 10, 25, 50, steps) or step % every == 0


def in_words(settings: Settings) -> str:
    """The settings as one sentence."""
    text, begins, peak, warmup, floor, batch, context, steps, seed = _said(settings)
    total = settings.steps * settings.tokens_a_step
    return (
        f"From {begins}, on {text}: {steps} of {batch} of {context}, {total:,} tokens in all; "
        f"{peak}, {warmup}, {floor}, {seed}."
    )


def _said(settings: Settings) -> tuple[str, ...]:
    ramp = warmup_steps(settings.steps, settings.warmup)
    return (
        settings.text,
        BEGINS[settings.begins],
        f"a peak rate of {settings.peak:g}",
        f"{ramp} warmup steps" if ramp else "no warmup",
        f"a floor of {settings.floor:.0%}",
        f"{settings.batch_size} pieces",
        f"{settings.context} tokens",
        f"{settings.steps:,} steps",
        f"seed {settings.seed}",
    )
