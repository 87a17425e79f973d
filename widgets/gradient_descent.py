"""Gradient descent: a walk in fog down a curve, the loss of a little model, and the map of our own model."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from widgets.engine import (
    DERIVED,
    Child,
    Effect,
    Element,
    Event,
    Failure,
    Published,
    Range,
    UnknownEvent,
    awaited,
    button,
    challenge,
    checkbox,
    choice,
    controls,
    data_table,
    fog,
    h,
    log_slider,
    look_for,
    number,
    numbers,
    output,
    readout,
    readouts,
    select,
)
from widgets.ml.descent import Walker, pull, standing
from widgets.ml.grounds import Place, Sheet, sheet
from widgets.ml.walks import CURVE, MODEL, Terrain, measured, verdict, walk

RATE, MOMENTUM = Range(0.001, 2, 0.00001), 0.9
MOST, RUN, ROWS, WIDTH = 200, 100, 8, 480
LABELS = {"w": "w", "w1": "w₁", "w2": "w₂"}
NAMES = {"curve": "a curve: one weight", "model": "a little model: two weights", "map": "the map of our own model"}
STARTS: dict[str, Place] = {"curve": CURVE.start, "model": MODEL.start, "map": (0.0, 0.0)}
# The rate that a ground begins with, and the steps to its valley that are few.
RATES, FEW = {"curve": 0.1, "model": 0.1, "map": 0.01}, {"curve": 2, "model": 12, "map": 12}
MEANING = (
    "The map is a flat slice through the space of all weights, and you start where our model did. Its coordinates are "
    "normalised: 1 is the straight way from the first weights to the last. The slope is the slice's, from a cubic "
    "curve through measured heights; the model itself had a direction for every number in it."
)
OPENING = walk(CURVE, standing(CURVE.start), RATES["curve"], 0.0, 3)


@dataclass(frozen=True)
class State:
    """`trail` holds the places of this walk, from its start; `velocity` is what momentum keeps a part of.

    `last` are the steps of the walk before that reached this valley, 0 if none did.
    """

    ground: str = "curve"
    learning_rate: float = RATES["curve"]
    momentum: bool = False
    trail: tuple[Place, ...] = (CURVE.start, *(one.place for one in OPENING))
    velocity: Place = OPENING[-1].velocity
    last: int = 0
    landscape: Sheet | None = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        RATE.check("learning_rate", self.learning_rate)
        fits = {len(one) for one in (*self.trail, self.velocity)} == {len(STARTS.get(self.ground, ()))}
        if self.ground not in STARTS or not self.trail or not fits:
            raise ValueError(f"the grounds are {', '.join(NAMES)}, and a trail and a velocity fit the ground")


def view(state: State) -> Element:
    """The ground as far as the fog has lifted, the rule with the reader's own numbers, and the score."""
    terrain, rate = terrain_of(state), numbers.rate(state.learning_rate)
    return h.div[
        look_for("Feel your way down: the arrow points downhill, the ring is where a step ends. Pull it, and step."),
        _walked(state, terrain) if terrain else awaited("walk", "walk"),
        h.p(class_="widget-message", role="alert")[state.failure] if state.failure and not terrain else None,
        controls(
            log_slider("learning_rate", "Learning rate", state.learning_rate, RATE, shown=rate, quantity="rate"),
            select("ground", "Ground", state.ground, NAMES),
            checkbox("momentum", f"Momentum: keep {MOMENTUM:g} of the velocity", state.momentum),
        ),
        h.p(class_="fog-meaning")[MEANING] if state.ground == "map" else None,
        _scored(state, terrain) if terrain else None,
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect]:
    """Walk, or change how; a walk begun anew in the valley leaves its score."""
    match event:
        case Event("mount"):
            return state, Published("landscape", "demo", "landscape.json")
        case Event("landscape", Failure(message)):
            return replace(state, failure=message)
        case Event("landscape", published):
            return replace(state, failure="", landscape=sheet(published["grid"]))  # type: ignore[index]
        case Event("learning_rate"):
            return replace(state, learning_rate=number(event, RATE))
        case Event("momentum"):
            return replace(state, momentum=choice(event, ("true", "false")) == "true")
        case Event("ground"):
            return _begun(state, choice(event, tuple(NAMES)))
        case Event("step"):
            return _gone(state, 1)
        case Event("run"):
            return _gone(state, RUN)
        case Event("reset"):
            return _begun(state, state.ground)
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, tuple[str, ...]]:
    """Every round rate answers from the start."""
    return {"learning_rate": RATE.rounds()}


def terrain_of(state: State) -> Terrain | None:
    """The ground that is walked on; None as long as the map has not come."""
    if state.ground == "map":
        return _measured(state.landscape) if state.landscape else None
    return CURVE if state.ground == "curve" else MODEL


_measured = lru_cache(maxsize=2)(measured)


def _walker(state: State) -> Walker:
    return Walker(state.trail[-1], state.velocity)


def _arrived(state: State) -> bool:
    terrain = terrain_of(state)
    return terrain is not None and verdict(terrain, state.trail) == "in the valley"


def _begun(state: State, ground: str) -> State:
    last = len(state.trail) - 1 if _arrived(state) else state.last
    start = standing(STARTS[ground])
    begun = replace(state, ground=ground, trail=(start.place,), velocity=start.velocity, last=last)
    return begun if ground == state.ground else replace(begun, last=0, learning_rate=RATES[ground])


def _gone(state: State, steps: int) -> State:
    terrain, room = terrain_of(state), min(steps, MOST + 1 - len(state.trail))
    taken = walk(terrain, _walker(state), state.learning_rate, MOMENTUM * state.momentum, room) if terrain else []
    trail = (*state.trail, *(one.place for one in taken))
    return replace(state, trail=trail, velocity=taken[-1].velocity) if taken else state


def _walked(state: State, terrain: Terrain) -> Element:
    place, steps, word = state.trail[-1], len(state.trail) - 1, verdict(terrain, state.trail)
    ended, last = terrain.ended(place) or steps == MOST, state.last
    return h.div(data_part="walk", data_basis="walk")[
        _picture(state, terrain, ended),
        readouts(
            readout("Steps", output("steps", str(steps), steps)),
            readout("Loss", _output("loss", terrain.loss(place), "loss")),
            readout("Slope underfoot", _output("gradient", terrain.gradient(place), "gradient")),
            (readout(LABELS[name], _output(name, w, "weight")) for name, w in _named(place)),
            readout("How it goes", output("verdict", word, word)),
            readout("Steps, last time", output("last_steps", str(last), last)) if last else None,
        ),
        None if ended else h.div(class_="fog-rule")[(h.p[line] for line in _rule(state, terrain))],
        h.div(class_="button-row")[
            button("step", "Step", primary=True, disabled=ended),
            button("run", f"Run {RUN} steps", disabled=ended),
            button("reset", "Back to the hill"),
        ],
    ]


def _scored(state: State, terrain: Terrain) -> tuple[Element, Element]:
    """The last places in numbers, and the challenge: few steps, and fewer than the last time."""
    steps, few, last = len(state.trail) - 1, FEW[state.ground], state.last
    columns = ("step", *(LABELS[name] for name, _ in _named(terrain.start)), "loss")
    rows = [(str(at), *map(_three, one), _three(terrain.loss(one))) for at, one in enumerate(state.trail)]
    return data_table("The last places", columns, rows[-ROWS:]), challenge(
        f"reach the valley, a loss of {terrain.valley:g} or less, in at most {few} steps.",
        met=_arrived(state) and steps <= few,
        praise=f"{steps} steps to the valley{f'; last time it took you {last}' if last else ''}.",
    )


def _picture(state: State, terrain: Terrain, ended: bool) -> Element:
    size, place, flat = terrain.size(WIDTH), state.trail[-1], len(terrain.start) == 1
    way = [fog.spot(size, terrain.share(place)) for place in state.trail]
    across, up = (pixels / (high - low) for pixels, (low, high) in zip(size, terrain.sides, strict=True))
    pulled = (*pull(terrain.ground, _walker(state), MOMENTUM * state.momentum), 0.0)
    pace = -pulled[0] * across, pulled[1] * up
    underfoot = fog.tangent(way[-1], terrain.ground.slope(place)[0] * up / across) if flat else None
    ring = fog.stretch("learning_rate", size, way[-1], pace, state.learning_rate, RATE.high)
    seen = "All of the ground shows." if _arrived(state) else "Fog hides all but the way so far."
    return fog.fogged(
        f"A walk down {NAMES[state.ground]}",
        f"{seen} {len(way) - 1} steps, loss {_three(terrain.loss(place))}: {verdict(terrain, state.trail)}.",
        size,
        _scene(terrain),
        way,
        (fog.axis(size, terrain.sides[0], "w") if flat else None, None if ended else (underfoot, ring)),
        clear=_arrived(state),
    )


@lru_cache(maxsize=4)
def _scene(terrain: Terrain) -> Element:
    size = terrain.size(WIDTH)
    if len(terrain.start) == 1:
        return fog.curve(size, terrain.profile())
    tints, lines = ([(level, terrain.outlines(level)) for level in kind] for kind in (terrain.tints, terrain.lines))
    return fog.relief(size, tints, lines)


def _rule(state: State, terrain: Terrain) -> Iterator[Child]:
    """The update, a line for every weight, with this walker's own numbers."""
    walker = _walker(state)
    slope, pulled = terrain.ground.slope(walker.place), pull(terrain.ground, walker, MOMENTUM * state.momentum)
    for (name, w), g, v, p in zip(_named(walker.place), slope, walker.velocity, pulled, strict=True):
        gradient = h.span(class_="q-gradient")[_signed(g)]
        yield (
            h.span(class_="q-weight")[f"{LABELS[name]} ← {_three(w)}"],
            " − ",
            h.span(class_="q-rate")[numbers.rate(state.learning_rate, 4)],
            " × ",
            (f"({MOMENTUM:g} × {_signed(v)} + ", gradient, ")") if state.momentum else gradient,
            " = ",
            h.span(class_="q-weight")[_three(w - state.learning_rate * p)],
        )


def _named(place: Place) -> list[tuple[str, float]]:
    return list(zip(("w",) if len(place) == 1 else ("w1", "w2"), place, strict=True))


def _output(name: str, value: float | None, quantity: str) -> Element:
    return output(name, _three(value), value, quantity)


def _signed(value: float) -> str:
    return f"({_three(value)})" if value < 0 else _three(value)


def _three(value: float | None) -> str:
    return "unknown" if value is None else numbers.decimal(value, 3)
