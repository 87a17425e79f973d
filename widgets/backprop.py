"""Backprop: a network small enough to see, its values forward and its slopes backward, one weight checked by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from widgets.engine import (
    Child,
    Edge,
    Element,
    Event,
    Node,
    Range,
    Trace,
    UnknownEvent,
    button,
    challenge,
    choice,
    controls,
    graph,
    h,
    look_for,
    number,
    number_table,
    numbers,
    output,
    readout,
    readouts,
    select,
    slider,
    whole_number,
)
from widgets.ml import little_network as net
from widgets.ml.little_network import HIDDEN, SCORES, WEIGHTS, Backward, Forward, Path

INPUT, NUDGE, FACTORS = Range(-2, 2, 0.25), Range(-1, 1, 0.05), Range(0, 5)
KEYS = {"_".join(weight): weight for weight in WEIGHTS}
NAMES = {"x1": "x₁", "x2": "x₂", "h1": "h₁", "h2": "h₂", "hat": "hat", "mat": "mat", "p": "p(mat)", "loss": "loss"}
LABELS = {key: f"{NAMES[start]} → {NAMES[end]}" for key, (start, end) in KEYS.items()}
SAYINGS = {"raises": "raises the loss", "lowers": "lowers the loss", "nothing": "changes nothing"}


@dataclass(frozen=True)
class State:
    """`weight` is looked at, moved by `nudge`; `path` is the score on the path that is read, up to `at` factors.

    What the weight does is hidden until the reader's `call`; `right` are those called right since the last miss.
    """

    x1: float = 1.0
    x2: float = -0.5
    weight: str = "x1_h1"
    nudge: float = 0.4
    path: str = "hat"
    at: int = 5
    call: Literal["", "right", "wrong", "shown"] = "shown"
    right: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, limits in (("x1", INPUT), ("x2", INPUT), ("nudge", NUDGE), ("at", FACTORS)):
            limits.check(name, getattr(self, name))
        if not {self.weight, *self.right} <= KEYS.keys() or self.path not in SCORES:
            raise ValueError(f"the weights are {', '.join(KEYS)}, the paths go through {' or '.join(SCORES)}")


def view(state: State) -> Element:
    """The graph, and of the chosen weight its two gradients and its paths, or the question."""
    nudge = slider("nudge", "Nudge it", state.nudge, NUDGE, shown=_two(state.nudge), quantity="weight")
    return h.div[
        look_for("Press a line, say which way its weight moves the loss, then nudge it and trace the blame back."),
        _graph(state),
        (controls(nudge), _answer(state), _reading(state)) if state.call else _question(state),
        h.div(class_="controls graph-inputs")[
            select("weight", "Weight", state.weight, LABELS),
            (slider(x, f"Input {NAMES[x]}", at, INPUT, shown=_two(at)) for x, at in _inputs(state).items()),
        ],
        challenge(
            f"call all {len(KEYS)} weights right in a row. The values and the weights tell; {len(state.right)} so far.",
            met=len(state.right) == len(KEYS),
            praise=f"You called all {len(KEYS)} weights. One sweep backward does no more, for billions of them.",
        ),
    ]


def update(state: State, event: Event) -> State:
    """Another weight is another question; what it does is shown when the reader has said it."""
    match event.name:
        case "mount":
            return state
        case "x1":
            return replace(state, x1=number(event, INPUT), call=state.call and "shown")
        case "x2":
            return replace(state, x2=number(event, INPUT), call=state.call and "shown")
        case "weight":
            asked = replace(state, weight=choice(event, tuple(KEYS)), nudge=0.0, at=5, call="")
            return state if asked.weight == state.weight else asked
        case "say" if choice(event, tuple(SAYINGS)) == effect(state):
            return replace(state, call="right", right=tuple(dict.fromkeys((*state.right, state.weight))))
        case "say":
            return replace(state, call="wrong", right=())
        case "nudge":
            return replace(state, nudge=number(event, NUDGE))
        case "path":
            return replace(state, path=choice(event, tuple(_paths(state))))
        case "at":
            return replace(state, at=whole_number(event, FACTORS))
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, Range | tuple[str, ...]]:
    """What answers from the start; another weight asks its question."""
    path = tuple(_paths(state))
    return {"x1": INPUT, "x2": INPUT, "nudge": NUDGE, "weight": tuple(KEYS), "path": path, "at": FACTORS}


def effect(state: State) -> str:
    """What raising the weight a little, from where it began, does to the loss: a key of SAYINGS."""
    slope = _passes(replace(state, nudge=0.0))[1].weights[KEYS[state.weight]]
    return "raises" if slope > 0 else "lowers" if slope < 0 else "nothing"


@lru_cache(maxsize=8)
def _passes(state: State) -> tuple[Forward, Backward]:
    values = net.forward(_inputs(state), _weights(state))
    return values, net.backward(values, _weights(state))


def _inputs(state: State) -> dict[str, float]:
    return {"x1": state.x1, "x2": state.x2}


def _weights(state: State) -> net.Weights:
    return net.nudged(WEIGHTS, KEYS[state.weight], state.nudge)


def _paths(state: State) -> dict[str, Path]:
    """The paths from the loss to the weight by the score that they pass."""
    found = net.paths(_passes(state)[0], _weights(state), KEYS[state.weight])
    return {path.through: path for path in found}


def _read(state: State) -> Path:
    """The path that is read; a weight of the second layer has but one."""
    return _paths(state).get(state.path) or next(iter(_paths(state).values()))


def _graph(state: State) -> Element:
    values, slopes = _passes(state)
    gradient = _two(slopes.weights[KEYS[state.weight]])
    parts = " and ".join(f"{_two(path.product())} through {score}" for score, path in _paths(state).items())
    told = (*HIDDEN, *SCORES, "p") if state.call else ()
    return graph(
        "A network of eight weights that ought to say mat",
        f"The probability of mat is {_two(values.p)}, the loss {_two(values.loss)}. The gradient of the weight "
        f"{LABELS[state.weight]} is {f'{gradient}: {parts}' if state.call else 'the question'}.",
        (net.INPUTS, HIDDEN, SCORES, ("p",), ("loss",)),
        {
            name: Node(
                NAMES[name],
                _two(value),
                {"p": "probability", "loss": "loss"}.get(name, "muted"),
                _two(slopes.values[name]) if name in told else "",
                control="path" if state.call and name in _paths(state) else "",
            )
            for name, value in values.named().items()
        },
        [*_edges(state, slopes)],
        Trace("at", _read(state).route, state.at, frozenset(HIDDEN)) if state.call else None,
    )


def _edges(state: State, slopes: Backward) -> Iterator[Edge]:
    lit = {(above, below) for below, above in pairwise(_read(state).route)} if state.call else set()
    known = {*state.right, *((state.weight,) if state.call else ())}
    for key, weight in KEYS.items():
        words = _two(_weights(state)[weight]), _two(slopes.weights[weight]) if key in known else "?"
        yield Edge(key, weight, *words, "weight", lit=weight in lit, chosen=key == state.weight)
    for ends in (*((score, "p") for score in SCORES), ("p", "loss")):
        yield Edge("", ends, lit=ends in lit)


def _question(state: State) -> Element:
    return h.div(role="group", aria_label="Your call")[
        h.p(class_="task")[f"Raise the weight {LABELS[state.weight]} a little. What does it do?"],
        h.div(class_="button-row")[(button("say", f"It {words}", key) for key, words in SAYINGS.items())],
    ]


def _answer(state: State) -> tuple[Element, ...]:
    weight, began = KEYS[state.weight], replace(state, nudge=0.0)
    (values, slopes), (first, rates) = _passes(state), _passes(began)
    tried = net.finite_difference(values.inputs, _weights(state), weight)
    said = {"right": "Right: raising", "wrong": "No: raising"}.get(state.call, "Raising")
    return (
        h.p(class_="task", role="status")[f"{said} it {SAYINGS[effect(state)]}."],
        readouts(
            readout("Gradient, by the chain rule", _output("gradient", slopes.weights[weight], 6)),
            readout("Finite difference, by trying", _output("finite_difference", tried, 6)),
            readout("Loss", _output("loss", values.loss, 4, "loss"), " nats"),
        ),
        h.p[
            f"Where the weight began, its gradient {numbers.decimal(rates.weights[weight], 4)} times the nudge "
            f"{_two(state.nudge)} promised ",
            _output("promised", rates.weights[weight] * state.nudge, 4),
            "; the loss really changed by ",
            _output("change", values.loss - first.loss, 4, "loss"),
            ".",
        ],
    )


def _reading(state: State) -> tuple[Element, ...]:
    """The chain rule along each path, the one that is read as far as it is traced, and the paths summed."""
    read, found = _read(state), _paths(state)
    most, total = len(read.factors), _passes(state)[1].weights[KEYS[state.weight]]
    at = min(state.at, most)
    return (
        controls(
            select("path", "Path", read.through, {score: f"through {score}" for score in found}),
            slider("at", "Traced back", at, Range(0, most), shown=f"{at} of {most} factors", quantity="gradient"),
        ),
        number_table(
            "The chain rule along each path",
            "Multiply along a path, then add the paths. z is the sum that reaches a hidden unit, and h = tanh z.",
            ("path", *(name for name, _ in read.factors), "product"),
            [
                *(_row(path, at if path == read else most, path == read) for path in found.values()),
                ("sum", *("" for _ in read.factors), h.strong(class_="q-gradient")[numbers.decimal(total, 3)]),
            ],
        ),
    )


def _row(path: Path, at: int, read: bool) -> tuple[Child, ...]:
    factors = (_two(slope) if index < at else "·" for index, (_, slope) in enumerate(path.factors))
    product = path.product(at)
    if not read:
        return path.through, *factors, numbers.decimal(product, 3)
    return h.strong[path.through], *factors, _output("product", product, 3)


def _output(name: str, value: float, places: int, quantity: str = "gradient") -> Element:
    return output(name, numbers.decimal(value, places), value, quantity)


def _two(value: float) -> str:
    return numbers.decimal(value, 2)
