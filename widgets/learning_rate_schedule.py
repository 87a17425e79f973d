"""The learning-rate schedule: a warmup ramp, then a decay to a floor, step by step."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from widgets.engine import (
    DERIVED,
    Axis,
    Dots,
    Effect,
    Element,
    Event,
    Failure,
    Line,
    Mark,
    Published,
    Range,
    UnknownEvent,
    button,
    challenge,
    chart,
    choice,
    controls,
    h,
    log_slider,
    look_for,
    loss_chart,
    nice_ticks,
    number,
    number_field,
    numbers,
    output,
    quantity,
    readout,
    readouts,
    rule,
    select,
    slider,
    steady_top,
    whole_number,
)
from widgets.ml.published_runs import Run, averaged, picked, run_called
from widgets.ml.schedule import SHAPES, Schedule, Shape, warmup_steps

NAMES: dict[Shape, str] = {"cosine": "cosine decay", "linear": "linear decay", "constant": "constant"}
PEAK = Range(1e-5, 1, 1e-7)
STEPS = Range(10, 1_000_000)
WARMUP = Range(0, 0.5, 0.005)
FLOOR = Range(0, 1, 0.01)
POINTS = 40
# Real runs to lay over the schedule, by name; all but our model's are contrast runs. The empty name takes them off.
RUNS = {"demo": "Our model's run", "no-warmup": "No warmup", "rate-too-high": "Rate too high", "": "No run"}
DOTS, MOST_POINTS = 20, 30
FILES = {"contrast": "lab", "manifest": "demo", "curves": "demo"}
ASKED = tuple(Published(key, model, f"{key}.json") for key, model in FILES.items())


@dataclass(frozen=True)
class State:
    """`peak` is a rate; `warmup` and `floor` are fractions, of the steps and of the peak; `at` is the step read off.

    `top` is where the upright axis ends, as long as that fits the peak: the axis stands still while the peak moves.
    `run` is a real one that lies over it; while `taken` is set, its settings are still to be taken.
    """

    peak: float = 6e-4
    warmup: float = 0.02
    floor: float = 0.1
    steps: int = 1000
    shape: Shape = "cosine"
    at: int = 10
    top: float = 1e-3
    run: str = ""
    taken: bool = field(default=False, metadata=DERIVED)
    files: Any = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        for name, limits in (("peak", PEAK), ("warmup", WARMUP), ("floor", FLOOR), ("steps", STEPS)):
            limits.check(name, getattr(self, name))
        places(self.steps).check("at", self.at)


def view(state: State) -> Element:
    """The schedule, the other shapes for comparison, and the rate at the chosen step."""
    plan, run = plan_of(state), laid_over(state)
    rising, now = plan.rising, plan.rate(state.at)
    top, peak = steady_top(state.top, state.peak), numbers.rate(state.peak, 3)
    others = () if run else [replace(plan, shape=shape) for shape in SHAPES if shape != state.shape]
    dashes: tuple[Literal["dashed", "dotted"], ...] = ("dashed", "dotted")
    at = slider("at", "Step", state.at, places(state.steps), shown=f"{state.at:,}", quantity="rate", aligned=True)
    real = [button("run", RUNS[one], one)(aria_pressed=str(one == state.run).lower()) for one in RUNS]
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
                    Line(NAMES[one.shape], one.curve(POINTS), "muted", dash)
                    for one, dash in zip(others, dashes, strict=False)
                ),
                Line(f"{NAMES[state.shape]} (yours)", plan.curve(POINTS), "rate"),
                *([Dots(f"{run.title}: as its steps had it", run.steps_had(DOTS), "rate")] if run else []),
                *_handles(state, rising, now),
            ],
            columns=("step", *(NAMES[shape] for shape in SHAPES)),
            rows=_rows(plan, 5 if run else 10),
        ),
        _losses(run, state) if run else None,
        _rule(plan, state.at),
        readouts(
            readout(f"Rate at step {state.at:,}", output("rate", numbers.rate(now), now, "rate")),
            readout("Peak", h.span(class_="q-rate")[peak]),
            readout("Warmup steps", output("warmup_steps", f"{rising:,}", rising)),
        ),
        controls(
            at,
            log_slider("peak", "Peak rate", state.peak, PEAK, shown=peak, quantity="rate"),
            slider("warmup", "Warmup, share of all steps", state.warmup, WARMUP, shown=f"{100 * state.warmup:.1f}%"),
            slider("floor", "Floor, share of the peak", state.floor, FLOOR, shown=f"{100 * state.floor:.0f}%"),
            select("shape", "After the warmup", state.shape, {shape: NAMES[shape] for shape in SHAPES}),
            number_field("steps", "Steps in all", state.steps, STEPS),
            h.div(class_="button-row", role="group", aria_label="A real run")[real],
        ),
        h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None,
        challenge(
            f"find a step after the warmup at which the rate is half the peak, {numbers.rate(state.peak / 2)}.",
            met=_is_half(plan, state.at),
            praise=f"Step {state.at:,} has {numbers.rate(now)}, half of {peak}.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, tuple[Effect, ...]]:
    """Every control sets its field; a shorter run moves the chosen step into it; a real run brings its settings."""
    match event.name:
        case "mount":
            return (replace(state, failure=""), ASKED) if state.run else state
        case "run":
            over = replace(state, run=choice(event, tuple(RUNS)), taken=event.value != "", failure="")
            return (over, ASKED) if over.run and not laid_over(over) else _taken(over)
        case name if name in FILES and isinstance(event.value, Failure):
            return replace(state, failure=event.value.message)
        case name if name in FILES:
            return _taken(replace(state, files={**(state.files or {}), name: event.value}))
        case "peak":
            peak = number(event, PEAK)
            return replace(state, peak=peak, top=steady_top(steady_top(state.top, state.peak), peak))
        case "warmup":
            return replace(state, warmup=number(event, WARMUP))
        case "floor":
            return replace(state, floor=number(event, FLOOR))
        case "steps":
            steps = whole_number(event, STEPS)
            return replace(state, steps=steps, at=min(state.at, steps - 1))
        case "shape":
            shape = choice(event, SHAPES)
            return replace(state, shape=next(one for one in SHAPES if one == shape))
        case "at":
            return replace(state, at=whole_number(event, places(state.steps)))
        case _:
            raise UnknownEvent(event)


def places(steps: int) -> Range:
    """The steps that a run of so many has, from the first, 0, to the last."""
    return Range(0, steps - 1)


def plan_of(state: State) -> Schedule:
    """The reader's schedule."""
    return Schedule(state.peak, state.warmup, state.floor, state.steps, state.shape)


def laid_over(state: State) -> Run | None:
    """The real run that lies over the schedule, once its curves have come."""
    return run_called(state.run, **state.files) if state.files and len(state.files) == len(FILES) else None


def _taken(state: State) -> State:
    """The settings of the run just chosen in place of the reader's, once its files have come."""
    run = laid_over(state) if state.taken else None
    if not run:
        return state
    at, top = warmup_steps(run.steps, run.warmup), steady_top(0, run.peak)
    taken = State(run.peak, run.warmup, run.floor, run.steps, "cosine", at, top, run.name)
    return replace(taken, files=state.files)


def frames(state: State) -> dict[str, Range | tuple[str, ...]]:
    """What answers from the start; the step only of a run that is short enough (widgets/embed/frames.py)."""
    return {"at": places(state.steps), "warmup": WARMUP, "floor": FLOOR, "peak": PEAK.rounds()}


@lru_cache(maxsize=16)
def _rows(plan: Schedule, parts: int) -> tuple[tuple[str, ...], ...]:
    steps = sorted({0, max(0, plan.rising - 1), *(round(i * (plan.steps - 1) / parts) for i in range(parts + 1))})
    plans = [replace(plan, shape=shape) for shape in SHAPES]
    return tuple((f"{t:,}", *(numbers.rate(one.rate(t), 4) for one in plans)) for t in steps)


def _handles(state: State, rising: int, now: float) -> tuple[Mark, ...]:
    """What can be dragged: the ramp's end along the steps, the peak and the floor up and down, the step read off."""
    name = "" if state.at > 0.85 * state.steps else "floor"  # the rate read off stands alone where names would meet
    floor = Mark(name, (state.steps - 1, state.floor * state.peak), "rate", "left", "floor", "y", state.peak)
    is_near = abs(state.at - rising) < state.steps / 10 and state.peak - now < state.peak / 8
    return (
        Mark("warmup", (rising, 0), "rate", handle="warmup", per=state.steps),
        Mark("" if is_near else "peak", (rising, state.peak), "rate", handle="peak", along="y"),
        *(() if state.shape == "constant" else (floor,)),  # a constant rate never comes to a floor
        Mark(numbers.rate(now), (state.at, now), "rate", "left" if state.at > state.steps * 0.6 else "right", "at"),
    )


def _rule(plan: Schedule, t: int) -> Element:
    """The formula's branch at a step, with the reader's numbers."""
    peak, low, now = (quantity("rate", numbers.rate(one, 3)) for one in (plan.peak, plan.floor_rate, plan.rate(t)))
    gone = f"{t - plan.rising:,} / {max(1, plan.steps - 1 - plan.rising):,}"
    if t < plan.rising:
        return rule(peak, f" × ({t:,} + 1) / {plan.rising:,} = ", now)
    if plan.shape == "constant":
        return rule(peak, " = ", now)
    left = f"½ × (1 + cos(π × {gone}))" if plan.shape == "cosine" else f"(1 − {gone})"
    return rule(low, " + (", peak, " − ", low, f") × {left} = ", now)


def _is_half(plan: Schedule, at: int) -> bool:
    """Whether the rate is half the peak as printed, or where steps are long, at the step that comes nearest to it."""
    same = numbers.rate(plan.rate(at)) == numbers.rate(plan.peak / 2)
    return at >= plan.rising and (same or plan.comes_nearest(at, plan.peak / 2))


def _losses(run: Run, state: State) -> Element:
    """What came of the schedule of a real run, with the step looked at."""
    held = next((loss for step, loss in reversed(run.val) if step <= state.at + 1), run.val[0][1])
    return loss_chart(
        f"Loss of the run: {run.title}",
        run.difference or "The run that made the model of this page.",
        averaged(run.train, MOST_POINTS),
        # The last is measured after the last step.
        [(min(step, run.steps - 1), loss) for step, loss in picked(run.val, MOST_POINTS)],
        last=state.steps - 1,
        at=(state.at, held),
        handle="at",
    )
