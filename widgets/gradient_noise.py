"""Gradient noise: every batch guesses the true gradient, and larger batches guess closer, as 1/√B."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from widgets.engine import (
    Axis,
    Dots,
    Effect,
    Element,
    Event,
    Failure,
    Line,
    Random,
    Range,
    UnknownEvent,
    button,
    challenge,
    chart,
    controls,
    h,
    log_slider,
    look_for,
    numbers,
    output,
    readout,
    readouts,
    whole_number,
)
from widgets.ml.noise import EXAMPLES, batch_gradients, expected_spread, true_gradient

BATCHES = 100
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
BATCH_SIZE = Range(SIZES[0], SIZES[-1])
MOST_CLOUDS = 6


@dataclass(frozen=True)
class State:
    """`clouds` are samples of BATCHES batches each, as (batch size, seed); the last one is the reader's."""

    batch_size: int = 16
    clouds: tuple[tuple[int, int], ...] = ((1, 1), (4, 2), (64, 3), (256, 4), (16, 5))
    failure: str = ""

    def __post_init__(self) -> None:
        BATCH_SIZE.check("batch_size", self.batch_size)


def view(state: State) -> Element:
    """The funnel of estimates around the dashed true gradient, and the newest cloud's spread beside 1/√B."""
    true, expected = true_gradient(), expected_spread(state.batch_size)
    spread, shown = measured_spread(state), numbers.decimal(true, 2)
    reach = 3.2 * expected_spread(1)
    earlier, newest = state.clouds[:-1], state.clouds[-1:]
    return h.div[
        look_for("Sample at batch size 1, then at 4, 16, 64: each time the cloud becomes about half as wide."),
        chart(
            "Gradient estimates by batch size",
            f"Each dot is the average gradient of one batch drawn from {EXAMPLES:,} examples of a straight-line "
            f"regression. The dots lie around the true gradient, {shown}, and draw together as the batch grows.",
            Axis("batch size (log scale)", SIZES[0], SIZES[-1], tuple((float(b), str(b)) for b in SIZES), log=True),
            Axis(
                "gradient",
                true - reach,
                true + reach,
                tuple((float(g), numbers.plain(g)) for g in range(-20, 21, 4) if abs(g - true) < reach),
            ),
            [
                *(_dots(cloud, "" if index else "earlier samples", "dash") for index, cloud in enumerate(earlier)),
                *(_dots(cloud, f"{BATCHES} batches of {cloud[0]}", "dot") for cloud in newest),
                Line(f"true gradient: {shown}", ((SIZES[0], true), (SIZES[-1], true)), "gradient", "dashed"),
                *(
                    Line("", tuple((b, true + sign * expected_spread(b)) for b in SIZES), "gradient", "dotted")
                    for sign in (-1, 1)
                ),
            ],
            columns=("batch size", "batches", "measured spread", "expected spread, 1/√B"),
            rows=[
                (str(b), str(BATCHES), f"{batch_gradients(b, BATCHES, seed).std():.3f}", f"{expected_spread(b):.3f}")
                for b, seed in sorted(state.clouds)
            ],
        ),
        readouts(
            readout(
                "Measured spread",
                output("spread", "none yet" if spread is None else f"{spread:.3f}", spread, "gradient"),
            ),
            readout("Expected, one example's spread / √B", output("expected_spread", f"{expected:.3f}", expected)),
            readout("True gradient", output("true_gradient", numbers.decimal(true, 3), true, "gradient")),
        ),
        controls(
            log_slider(
                "batch_size",
                "Batch size",
                state.batch_size,
                BATCH_SIZE,
                shown=str(state.batch_size),
                quantity="gradient",
                values=tuple(map(str, SIZES)),
                aligned=True,
            ),
            h.div(class_="button-row")[
                button("sample", f"Sample {BATCHES} batches", primary=True),
                button("clear", "Clear"),
            ],
        ),
        h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None,
        challenge(
            "find the smallest batch size whose expected spread is at most 0.25.",
            met=state.batch_size == _goal(),
            praise=f"At {state.batch_size} examples a batch the expected spread is {expected:.3f}.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect]:
    """A new size redraws the newest cloud at that size; `sample` adds a cloud from fresh chance."""
    match event.name:
        case "mount":
            return state
        case "batch_size":
            size = whole_number(event, BATCH_SIZE)
            moved = tuple((size, seed) for _, seed in state.clouds[-1:])
            return replace(state, batch_size=size, clouds=state.clouds[:-1] + moved)
        case "sample":
            return state, Random("chance")
        case "chance" if isinstance(event.value, Failure):
            return replace(state, failure=event.value.message)
        case "chance":
            seed = int(_first(event.value) * 2**32)
            return replace(state, failure="", clouds=(*state.clouds, (state.batch_size, seed))[-MOST_CLOUDS:])
        case "clear":
            return replace(state, clouds=())
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, tuple[str, ...]]:
    """The sizes of the slider answer from the start."""
    return {"batch_size": tuple(str(size) for size in SIZES)}


def measured_spread(state: State) -> float | None:
    """Standard deviation of the newest cloud's estimates; None before anything was sampled."""
    if not state.clouds:
        return None
    batch_size, seed = state.clouds[-1]
    return float(batch_gradients(batch_size, BATCHES, seed).std())


@lru_cache(maxsize=32)
def _dots(cloud: tuple[int, int], label: str, shape: Literal["dot", "dash"]) -> Dots:
    batch_size, seed = cloud
    points = tuple((float(batch_size), float(g)) for g in batch_gradients(batch_size, BATCHES, seed))
    return Dots(label, points, "gradient", shape)


@cache
def _goal() -> int:
    return next(size for size in range(1, SIZES[-1] + 1) if expected_spread(size) <= 0.25)


def _first(values: object) -> float:
    if not isinstance(values, tuple | list):
        raise TypeError(f"random numbers come as a tuple, not {values!r}")
    return float(values[0])
