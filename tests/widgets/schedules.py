"""Schedules of every shape and length, and the lesson's formula written a second time."""

import math

from hypothesis import strategies as st

from widgets.learning_rate_schedule import State
from widgets.ml.schedule import SHAPES


@st.composite
def states(draw: st.DrawFn) -> State:
    """A state that the controls can reach."""
    steps = draw(st.integers(10, 5000) | st.just(1_000_000))
    return State(
        peak=draw(st.integers(1, 10_000)) / 100_000,
        warmup=draw(st.integers(0, 100)) / 200,
        floor=draw(st.integers(0, 100)) / 100,
        steps=steps,
        shape=draw(st.sampled_from(SHAPES)),
        at=draw(st.integers(0, steps - 1)),
    )


def rate_of(state: State) -> float:
    """The formula of the lesson, written a second time."""
    rising = round(state.warmup * state.steps)
    if state.at < rising:
        return state.peak * (state.at + 1) / rising
    gone = (state.at - rising) / max(1, state.steps - 1 - rising)
    floor = state.floor * state.peak
    match state.shape:
        case "cosine":
            return floor + (state.peak - floor) * (1 + math.cos(math.pi * gone)) / 2
        case "linear":
            return floor + (state.peak - floor) * (1 - gone)
        case _:
            return state.peak
