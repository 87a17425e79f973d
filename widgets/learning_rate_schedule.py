"""The learning-rate schedule: a warmup ramp, then a decay to a floor, step by step."""

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
    look_for,
    nice_ticks,
    number,
    number_field,
    output,
    readout,
    readouts,
    select,
    slider,
    whole_number,
)
from widgets.ml.schedule import SHAPES, Shape, learning_rate, warmup_steps

NAMES: dict[Shape, str] = {"cosine": "cosine decay", "linear": "linear decay", "constant": "constant"}
PEAK = Range(1e-5, 0.1, 1e-5)
STEPS = Range(10, 1_000_000)
WARMUP = Range(0, 0.5, 0.005)
FLOOR = Range(0, 1, 0.01)
POINTS = 40


@dataclass(frozen=True)
class State:
    """`peak` is a rate; `warmup` and `floor` are fractions, of the steps and of the peak; `at` is the step read off."""

    peak: float = 6e-4
    warmup: float = 0.02
    floor: float = 0.1
    steps: int = 1000
    shape: Shape = "cosine"
    at: int = 10

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
    top = state.peak * 1.08
    # The schedule itself, whichever step is looked at: its curves and rows are taken again.
    still = replace(state, at=0)
    return h.div[
        look_for("Drag the step from left to right: the rate climbs a short ramp, then glides down to the floor."),
        chart(
            "Learning rate by step",
            f"Linear warmup over {rising:,} of {state.steps:,} steps to a peak of {state.peak:g}, then "
            f"{NAMES[state.shape]}. At step {state.at:,} the rate is {now:.2e}.",
            Axis("step", 0, state.steps - 1, nice_ticks(0, state.steps - 1, 4)),
            Axis("learning rate", 0, top, tuple((v, _short(v)) for v, _ in nice_ticks(0, top, 4))),
            [
                *(
                    Line(NAMES[shape], _curve(still, shape), "muted", dashes[shape])  # type: ignore[arg-type]
                    for shape in others
                ),
                Line(f"{NAMES[state.shape]} (yours)", _curve(still, state.shape), "rate"),
                Mark("warmup", (rising, state.peak), "rate", handle="warmup", per=state.steps),
                *_floor(state),
                Mark(
                    f"{now:.2e}",
                    (state.at, now),
                    "rate",
                    "left" if state.at > state.steps * 0.6 else "right",
                    handle="at",
                ),
            ],
            columns=("step", *(NAMES[shape] for shape in SHAPES)),
            rows=_rows(still),
        ),
        controls(
            slider("at", "Step", state.at, places(state.steps), shown=f"{state.at:,}", quantity="rate"),
            slider(
                "warmup",
                "Warmup, share of all steps",
                state.warmup,
                WARMUP,
                shown=f"{100 * state.warmup:.1f}%",
            ),
            slider(
                "floor",
                "Floor, share of the peak",
                state.floor,
                FLOOR,
                shown=f"{100 * state.floor:.0f}%",
            ),
            select("shape", "After the warmup", state.shape, {shape: NAMES[shape] for shape in SHAPES}),
            number_field("peak", "Peak rate", state.peak, PEAK),
            number_field("steps", "Steps in all", state.steps, STEPS),
        ),
        readouts(
            readout("Rate at this step", output("rate", f"{now:.2e}", now, "rate")),
            readout("Warmup steps", output("warmup_steps", f"{rising:,}", rising)),
        ),
        challenge(
            "find a step after the warmup at which the rate is exactly half the peak.",
            met=state.at >= rising and f"{now:.2e}" == f"{state.peak / 2:.2e}",
            praise=f"Step {state.at:,} has {now:.2e}, half of {state.peak:g}.",
        ),
    ]


def update(state: State, event: Event) -> State:
    """Every control sets its field; a shorter run moves the chosen step into it."""
    match event.name:
        case "mount":
            return state
        case "peak":
            return replace(state, peak=number(event, PEAK))
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


def frames(state: State) -> dict[str, Range]:
    """What answers from the start."""
    return {"at": places(state.steps), "warmup": WARMUP, "floor": FLOOR}


def rate(state: State, t: int, shape: Shape | None = None) -> float:
    """The learning rate at step `t`, or what it were with another shape."""
    return learning_rate(
        t, steps=state.steps, peak=state.peak, warmup=state.warmup, floor=state.floor, shape=shape or state.shape
    )


@lru_cache(maxsize=16)
def _rows(state: State) -> tuple[tuple[str, ...], ...]:
    rising = warmup_steps(state.steps, state.warmup)
    steps = sorted({0, max(0, rising - 1), *(round(i * (state.steps - 1) / 10) for i in range(11))})
    return tuple((f"{t:,}", *(f"{rate(state, t, shape):.3e}" for shape in SHAPES)) for t in steps)


@lru_cache(maxsize=16)
def _curve(state: State, shape: Shape) -> tuple[tuple[float, float], ...]:
    """The schedule's corners, and of a half cosine as many points as the eye needs."""
    last, rising = state.steps - 1, warmup_steps(state.steps, state.warmup)
    corners = {0, min(last, max(0, rising - 1)), min(last, rising), last}
    bend = range(1, POINTS) if shape == "cosine" else ()
    places = sorted(corners | {round(rising + i * (last - rising) / POINTS) for i in bend if rising < last})
    return tuple((t, rate(state, t, shape)) for t in places)


def _floor(state: State) -> tuple[Mark, ...]:
    """The handle of the floor, where the rate ends up; a constant rate never does."""
    if state.shape == "constant":
        return ()
    end = (state.steps - 1, state.floor * state.peak)
    return (Mark("floor", end, "rate", "left", handle="floor", along="y", per=state.peak),)


def _short(value: float) -> str:
    return f"{value:.3g}".replace("e-0", "e-")
