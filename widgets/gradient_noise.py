"""Gradient noise: every batch guesses the true gradient, and larger ones guess closer, as 1/√B, until it pays less."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil, floor, inf
from typing import Literal, get_args

from widgets.engine import (
    DERIVED,
    Axis,
    Dots,
    Effect,
    Element,
    Event,
    Failure,
    InvalidValue,
    Line,
    Mark,
    Published,
    Random,
    Range,
    UnknownEvent,
    awaited,
    button,
    challenge,
    chart,
    choice,
    controls,
    h,
    log_slider,
    look_for,
    numbers,
    output,
    readout,
    readouts,
    select,
    slider,
    whole_number,
)
from widgets.ml.noise import Moment, batch_gradients, expected_spread, moments, progress, true_gradient

BATCHES = 100
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
BATCH_SIZE = Range(SIZES[0], SIZES[-1])
# Where progress levels off even at the end of the run.
LARGEST = 8 * SIZES[-1]
MOST_CLOUDS = 7
# More moments no run has.
MOMENTS, SEEDS = Range(0, 99), Range(0, 2**32)
GOAL = 0.1
Picture = Literal["spread", "progress"]


@dataclass(frozen=True)
class State:
    """`clouds` are samples of BATCHES batches each, as (batch size, seed); `moment` counts those of the run from 0."""

    batch_size: int = 16
    moment: int = 7
    picture: Picture = "spread"
    clouds: tuple[tuple[int, int], ...] = ((1, 1), (256, 4), (16, 5))
    moments: tuple[Moment, ...] = field(default=(), metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        BATCH_SIZE.check("batch_size", self.batch_size)
        MOMENTS.check("moment", self.moment)
        for size, seed in self.clouds:
            BATCH_SIZE.check("clouds", size)
            SEEDS.check("clouds", seed)


def view(state: State) -> Element:
    """The funnel of estimates around the true gradient, or what a step of each size brings; and the numbers of both."""
    task = look_for(
        "Sample at batch size 1, then at 4, 16, 64: each time the cloud is about half as wide; then go back to the "
        "start of the run, and see how well the examples agreed."
    )
    failed = h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None
    if not state.moments:
        return h.div[task, awaited("noise", "noise"), failed]
    here, size, over = state.moments[state.moment], state.batch_size, state.picture == "spread"
    expected, share = expected_spread(here.examples, size), progress(size, here.scale or inf)
    spread = _measured(here, state.clouds[-1]) if state.clouds else None
    length, measured = numbers.significant(here.length), "none yet" if spread is None else f"{spread:.3f}"
    single = f"{expected_spread(here.examples, 1):.5f}"
    pictures = {"spread": "what batches say", "progress": "what a step brings"}
    return h.div(data_part="noise", data_basis="noise")[
        task,
        (_funnel if over else _levelling)(state, here),
        readouts(
            readout("Measured spread", output("spread", measured, spread, "gradient")),
            readout(f"Expected, {single} / √{size} =", output("expected_spread", f"{expected:.3f}", expected)),
            readout("True gradient's length", output("true_gradient", length, here.length, "gradient")),
            readout("Noise scale", output("noise_scale", _scale(here), here.scale), " examples"),
            readout(f"Progress of a step of {size}", output("progress", numbers.percent(share), share)),
        ),
        controls(
            log_slider(
                "batch_size",
                "Batch size",
                size,
                BATCH_SIZE,
                shown=str(size),
                quantity="gradient",
                values=tuple(map(str, SIZES)),
                aligned=over,
            ),
            slider("moment", "Moment of the run", state.moment, _places(state), shown=f"step {here.step:,}"),
            select("picture", "Picture", state.picture, pictures),
            h.div(class_="button-row")[
                button("sample", f"Sample {BATCHES} batches", primary=True),
                button("clear", "Clear"),
            ],
        ),
        failed,
        _challenge(state),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect]:
    """A new size moves nothing that is drawn; `sample` adds a cloud of that size from fresh chance."""
    match event:
        case Event("mount"):
            return replace(state, failure=""), Published("noise", "demo", "noise.json")
        case Event("noise" | "chance", Failure(message)):
            return replace(state, failure=message)
        case Event("noise", published):
            found = moments(published)  # type: ignore[arg-type]
            return replace(state, moments=found, moment=min(state.moment, len(found) - 1))
        case Event("batch_size"):
            return replace(state, batch_size=whole_number(event, BATCH_SIZE))
        case Event("moment"):
            return replace(state, moment=whole_number(event, _places(state)))
        case Event("picture"):
            chosen = choice(event, get_args(Picture))
            return replace(state, picture=next(one for one in get_args(Picture) if one == chosen))
        case Event("sample"):
            if len(state.clouds) >= MOST_CLOUDS:
                raise InvalidValue(f"There is room for {MOST_CLOUDS} samples; clear them, and sample again.")
            return state, Random("chance")
        case Event("chance", (float(chance), *_)):
            return replace(state, failure="", clouds=(*state.clouds, (state.batch_size, int(chance * 2**32))))
        case Event("clear"):
            return replace(state, clouds=())
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, Range | tuple[str, ...]]:
    """The sizes of the slider answer from the start, and the moments."""
    return {"batch_size": tuple(str(size) for size in SIZES), "moment": _places(state)}


def _places(state: State) -> Range:
    return Range(0, len(state.moments) - 1) if state.moments else MOMENTS


def _measured(here: Moment, cloud: tuple[int, int]) -> float:
    """Standard deviation of a cloud's estimates as they are at a moment."""
    return float(batch_gradients(here.examples, cloud[0], BATCHES, cloud[1]).std())


@lru_cache(maxsize=2)
def _gradients(found: tuple[Moment, ...]) -> Axis:
    """The same at every moment, so that the cloud is seen to widen: every example of all of them."""
    low = floor(min(min(one.examples) for one in found))
    high = ceil(max(max(one.examples) for one in found))
    ticks = tuple((float(g), numbers.plain(g)) for g in range(low, high + 1))
    return Axis("gradient along the true one, in its lengths", low, high, ticks)


@lru_cache(maxsize=64)
def _dots(here: Moment, cloud: tuple[int, int], label: str, shape: Literal["dot", "dash"]) -> Dots:
    estimates = batch_gradients(here.examples, cloud[0], BATCHES, cloud[1])
    return Dots(label, tuple((float(cloud[0]), float(g)) for g in estimates), "gradient", shape)


def _funnel(state: State, here: Moment) -> Element:
    true, *earlier = true_gradient(here.examples), *state.clouds[:-1]
    law = {sign: tuple((b, true + sign * expected_spread(here.examples, b)) for b in SIZES) for sign in (-1, 1)}
    at = (state.batch_size, true + expected_spread(here.examples, state.batch_size))
    return chart(
        "Gradient estimates by batch size",
        f"Each dot is the average gradient of one batch, drawn from {len(here.examples):,} examples as our model had "
        f"them at step {here.step:,}, along the average of all. The dots lie around that, and draw together as the "
        f"batch grows: with one example they spread over {expected_spread(here.examples, 1):.2f} of its length.",
        Axis("batch size (log scale)", SIZES[0], SIZES[-1], tuple((float(b), str(b)) for b in SIZES), log=True),
        _gradients(state.moments),
        [
            *(_dots(here, cloud, "" if index else "earlier samples", "dash") for index, cloud in enumerate(earlier)),
            *(_dots(here, cloud, f"{BATCHES} batches of {cloud[0]}", "dot") for cloud in state.clouds[-1:]),
            Line("true gradient: the average of all", ((SIZES[0], true), (SIZES[-1], true)), "gradient", "dashed"),
            *(Line("" if sign < 0 else "expected spread", law[sign], "gradient", "dotted") for sign in law),
            Mark("", at, "gradient", handle="batch_size", curve=law[1]),
        ],
        columns=("batch size", "batches", "measured spread", "expected spread, 1/√B"),
        rows=[
            (str(b), str(BATCHES), f"{_measured(here, (b, seed)):.3f}", f"{expected_spread(here.examples, b):.3f}")
            for b, seed in sorted(state.clouds)
        ],
    )


def _levelling(state: State, here: Moment) -> Element:
    """What a step of each size brings, beside one without noise; at the noise scale it is half."""
    critical, error, size = here.scale or inf, here.error or 0.0, state.batch_size
    sizes, share = [2**power for power in range(LARGEST.bit_length())], progress(size, critical)
    mine = tuple((float(b), progress(b, critical)) for b in sizes)
    return chart(
        "Progress of a step by batch size",
        f"A curve that rises and levels off. At step {here.step:,} the noise scale is {_scale(here)} examples: a batch "
        f"of that size makes half the progress of a step without noise, one of {size} {numbers.percent(share)}.",
        Axis("batch size (log scale)", 1, LARGEST, tuple((float(b), f"{b:,}") for b in sizes[::2]), log=True),
        Axis("share of a noiseless step's progress", 0, 1, tuple((i / 4, f"{25 * i}%") for i in range(5))),
        [
            Line(f"a step at the moment chosen, step {here.step:,}", mine, "gradient"),
            *(
                Line(words, tuple((float(b), progress(b, critical + off)) for b in sizes), "gradient", "dotted")
                for words, off in (("its error", -error), ("", error))
            ),
            Line("half: batch size and noise scale are equal", ((critical, 0), (critical, 0.5)), "muted", "dashed"),
            Mark(numbers.percent(share), (size, share), "gradient", "left", "batch_size", curve=mine),
        ],
        columns=("batch size", "share of a noiseless step's progress"),
        rows=[(f"{b:,}", numbers.percent(share)) for b, share in mine],
    )


def _scale(here: Moment) -> str:
    """The noise scale with its error, as precisely as that allows."""
    if here.scale is None:
        return "too large to tell"
    digits = 1 if here.scale < 10 else 0
    return numbers.decimal(here.scale, digits) + (f" ± {numbers.decimal(here.error, digits)}" if here.error else "")


def _challenge(state: State) -> Element:
    last = state.moments[-1]
    goal = _smallest(last)
    return challenge(
        f"at the run's last moment, find the smallest batch size whose expected spread is at most {GOAL}.",
        met=state.moment == len(state.moments) - 1 and state.batch_size == goal,
        praise=f"With {goal} examples a batch it is {expected_spread(last.examples, goal):.3f}; at the start "
        f"{_smallest(state.moments[0])} would have done.",
    )


def _smallest(here: Moment) -> int:
    return next(size for size in range(1, SIZES[-1] + 1) if expected_spread(here.examples, size) <= GOAL)
