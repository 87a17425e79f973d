"""The learning-rate schedule: a warmup ramp, then a decay to a floor, step by step."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from widgets.engine import (
    Axis,
    Element,
    Event,
    Line,
    Mark,
    Range,
    UnknownEvent,
    challenge,
    chart,
    choice,
    controls,
    h,
    log_slider,
    look_for,
    nice_ticks,
    number,
    number_field,
    numbers,
    output,
    readout,
    readouts,
    select,
    slider,
    whole_number,
)
from widgets.ml.schedule import SHAPES, Shape, learning_rate, warmup_steps

NAMES: dict[Shape, str] = {"cosine": "cosine decay", "linear": "linear decay", "constant": "constant"}
PEAK = Range(1e-5, 0.1, 1e-7)
STEPS = Range(10, 1_000_000)
WARMUP = Range(0, 0.5, 0.005)
FLOOR = Range(0, 1, 0.01)
POINTS = 40
# The upright axis ends at one of these times a power of ten, and stays while the peak is at least this share of it.
TOPS = (1, 2, 5, 10)
LEAST_OF_TOP = 0.05


@dataclass(frozen=True)
class State:
    """`peak` is a rate; `warmup` and `floor` are fractions, of the steps and of the peak; `at` is the step read off.

    `top` is where the upright axis ends, as long as that fits the peak: the axis stands still while the peak moves.
    """

    peak: float = 6e-4
    warmup: float = 0.02
    floor: float = 0.1
    steps: int = 1000
    shape: Shape = "cosine"
    at: int = 10
    top: float = 1e-3

    def __post_init__(self) -> None:
        PEAK.check("peak", self.peak)
        WARMUP.check("warmup", self.warmup)
        FLOOR.check("floor", self.floor)
        STEPS.check("steps", self.steps)
        places(self.steps).check("at", self.at)


def view(state: State) -> Element:
    """The schedule, the other shapes for comparison, and the rate at the chosen step."""
    rising, now = warmup_steps(state.steps, state.warmup), rate(state, state.at)
    others = [shape for shape in SHAPES if shape != state.shape]
    dashes = dict(zip(others, ("dashed", "dotted"), strict=True))
    top, peak = top_of(state.top, state.peak), numbers.rate(state.peak, 3)
    # The schedule itself, whichever step is looked at: its curves and rows are taken again.
    still = replace(state, at=0, top=top)
    return h.div[
        look_for("Drag the step from left to right: the rate climbs a short ramp, then glides down to the floor."),
        chart(
            "Learning rate by step",
            f"Linear warmup over {rising:,} of {state.steps:,} steps to a peak of {peak}, then "
            f"{NAMES[state.shape]}. At step {state.at:,} the rate is {numbers.rate(now)}.",
            Axis("step", 0, state.steps - 1, nice_ticks(0, state.steps - 1, 4)),
            Axis("learning rate", 0, top, tuple((v, numbers.rate(v)) for v, _ in nice_ticks(0, top, 5))),
            [
                *(
                    Line(NAMES[shape], _curve(still, shape), "muted", dashes[shape])  # type: ignore[arg-type]
                    for shape in others
                ),
                Line(f"{NAMES[state.shape]} (yours)", _curve(still, state.shape), "rate"),
                *_handles(state, rising, now),
            ],
            columns=("step", *(NAMES[shape] for shape in SHAPES)),
            rows=_rows(still),
        ),
        readouts(
            readout(f"Rate at step {state.at:,}", output("rate", numbers.rate(now), now, "rate")),
            readout("Peak", h.span(class_="q-rate")[peak]),
            readout("Warmup steps", output("warmup_steps", f"{rising:,}", rising)),
        ),
        controls(
            slider("at", "Step", state.at, places(state.steps), shown=f"{state.at:,}", quantity="rate", aligned=True),
            log_slider("peak", "Peak rate", state.peak, PEAK, shown=peak, quantity="rate"),
            slider("warmup", "Warmup, share of all steps", state.warmup, WARMUP, shown=f"{100 * state.warmup:.1f}%"),
            slider("floor", "Floor, share of the peak", state.floor, FLOOR, shown=f"{100 * state.floor:.0f}%"),
            select("shape", "After the warmup", state.shape, {shape: NAMES[shape] for shape in SHAPES}),
            number_field("steps", "Steps in all", state.steps, STEPS),
        ),
        challenge(
            f"find a step after the warmup at which the rate is half the peak, {numbers.rate(state.peak / 2)}.",
            met=_is_half(state, rising, now),
            praise=f"Step {state.at:,} has {numbers.rate(now)}, half of {peak}.",
        ),
    ]


def update(state: State, event: Event) -> State:
    """Every control sets its field; a shorter run moves the chosen step into it."""
    match event.name:
        case "mount":
            return state
        case "peak":
            peak = number(event, PEAK)
            return replace(state, peak=peak, top=top_of(top_of(state.top, state.peak), peak))
        case "warmup":
            return replace(state, warmup=number(event, WARMUP))
        case "floor":
            return replace(state, floor=number(event, FLOOR))
        case "steps":
            steps = whole_number(event, STEPS)
            return replace(state, steps=steps, at=min(state.at, steps - 1))
        case "shape":
            chosen = choice(event, SHAPES)
            return replace(state, shape=next(shape for shape in SHAPES if shape == chosen))
        case "at":
            return replace(state, at=whole_number(event, places(state.steps)))
        case _:
            raise UnknownEvent(event)


def places(steps: int) -> Range:
    """The steps that a run of so many has, from the first, 0, to the last."""
    return Range(0, steps - 1)


def frames(state: State) -> dict[str, Range | tuple[str, ...]]:
    """What answers from the start."""
    return {"at": places(state.steps), "warmup": WARMUP, "floor": FLOOR, "peak": PEAK.rounds()}


def top_of(top: float, peak: float) -> float:
    """Where the upright axis ends: at `top` while that is not too low or far too high, else at a round rate above."""
    if LEAST_OF_TOP * top <= peak <= top:
        return top
    decade = math.floor(math.log10(peak))
    # As written: 5 * 10**-4 would be a last bit off 5e-4.
    return next(end for end in (float(f"{first}e{decade}") for first in (*TOPS, 20)) if end > 1.3 * peak)


def rate(state: State, t: int, shape: Shape | None = None) -> float:
    """The learning rate at step `t`, or what it were with another shape."""
    return learning_rate(
        t, steps=state.steps, peak=state.peak, warmup=state.warmup, floor=state.floor, shape=shape or state.shape
    )


@lru_cache(maxsize=16)
def _rows(state: State) -> tuple[tuple[str, ...], ...]:
    rising = warmup_steps(state.steps, state.warmup)
    steps = sorted({0, max(0, rising - 1), *(round(i * (state.steps - 1) / 10) for i in range(11))})
    return tuple((f"{t:,}", *(numbers.rate(rate(state, t, shape), 4) for shape in SHAPES)) for t in steps)


@lru_cache(maxsize=16)
def _curve(state: State, shape: Shape) -> tuple[tuple[float, float], ...]:
    """The schedule's corners, and of a half cosine as many points as the eye needs."""
    last, rising = state.steps - 1, warmup_steps(state.steps, state.warmup)
    corners = {0, min(last, max(0, rising - 1)), min(last, rising), last}
    bend = range(1, POINTS) if shape == "cosine" else ()
    places = sorted(corners | {round(rising + i * (last - rising) / POINTS) for i in bend if rising < last})
    return tuple((t, rate(state, t, shape)) for t in places)


def _handles(state: State, rising: int, now: float) -> tuple[Mark, ...]:
    """What can be dragged: the ramp's end along the steps, the peak and the floor up and down, the step read off."""
    end = (state.steps - 1, state.floor * state.peak)
    floor = Mark("floor", end, "rate", "left", handle="floor", along="y", per=state.peak)
    return (
        Mark("warmup", (rising, 0), "rate", handle="warmup", per=state.steps),
        Mark("peak", (rising, state.peak), "rate", handle="peak", along="y"),
        # A constant rate never comes to a floor.
        *(() if state.shape == "constant" else (floor,)),
        Mark(numbers.rate(now), (state.at, now), "rate", "left" if state.at > state.steps * 0.6 else "right", "at"),
    )


def _is_half(state: State, rising: int, now: float) -> bool:
    """Whether the rate is half the peak as printed, or where steps are long, at the step that comes nearest to it."""
    half = state.peak / 2
    if state.at < rising:
        return False
    if numbers.rate(now) == numbers.rate(half):
        return True
    beside = [rate(state, t) for t in (state.at - 1, state.at + 1) if rising <= t < state.steps]
    passes = any((now - half) * (other - half) <= 0 for other in beside)
    return passes and all(abs(now - half) <= abs(other - half) for other in beside)
