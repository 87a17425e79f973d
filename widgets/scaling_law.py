"""Our own scaling law: sizes of a small model on the same tokens, and what a line through the smaller foretells."""

from dataclasses import dataclass, field, replace
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
    awaited,
    button,
    challenge,
    chart,
    choice,
    controls,
    h,
    look_for,
    number,
    numbers,
    output,
    radio_group,
    readout,
    readouts,
    slider,
    whole_number,
)
from widgets.ml.power_law import PowerLaw, fitted

Count = Literal["all", "inside"]
COUNTS: dict[Count, str] = {"all": "all", "inside": "all but the token embedding"}
LOSS = Range(2.2, 3.2, 0.01)
# The exponent of the parameters of Kaplan et al. 2020 (arXiv:2001.08361, eq. 1.1), who leave out the embedding.
KAPLAN = 0.076
# How near a guess must be.
NEAR = 0.02

_X = Axis("parameters (log scale)", 5e3, 1e6, ((1e4, "10,000"), (1e5, "100,000"), (5e5, "500,000")), log=True)
_Y = Axis("held-out loss (nats a token, log scale)", 2.2, 3.8, ((2.5, "2.5"), (3.0, "3"), (3.5, "3.5")), log=True)


@dataclass(frozen=True)
class Law:
    """What lab's scale.json says: sizes from small to large, all their parameters and those without the embedding."""

    all: tuple[int, ...]
    inside: tuple[int, ...]
    losses: tuple[float, ...]
    tokens: int

    def counted(self, count: Count) -> tuple[int, ...]:
        """The sizes by this count."""
        return self.all if count == "all" else self.inside

    def line(self, count: Count, through: int) -> PowerLaw:
        """The power law through so many of the smallest."""
        return fitted(self.counted(count)[:through], self.losses[:through])


@dataclass(frozen=True)
class State:
    """The line is laid `through` so many of the smallest sizes; `guess` stands once the largest is `shown`."""

    through: int = 4
    count: Count = "all"
    guess: float = 2.8
    shown: bool = False
    law: Law | None = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        LOSS.check("guess", self.guess)
        _through(self.shown).check("through", self.through)


def view(state: State) -> Element:
    """The sizes, the line through some of them, and the largest behind a guess until it is shown."""
    law = state.law
    measured = law.losses[-1] if law and state.shown else None
    return h.div[
        look_for(
            "Four sizes of one model lie on a line, almost. Drag your guess for the fifth and largest, then look: "
            "does the line keep what it promises?"
        ),
        _picture(state, law) if law else awaited("picture", ""),
        _numbers(state, law, measured) if law else awaited("numbers", ""),
        h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None,
        controls(
            slider("guess", "Your guess for the largest, nats", state.guess, LOSS, shown=f"{state.guess:.2f}"),
            slider(
                "through",
                "Line through the smallest",
                state.through,
                _through(state.shown),
                shown=f"{state.through} sizes",
            ),
            radio_group("count", "Parameters counted", state.count, list(COUNTS.items())),
            h.div(class_="button-row")[button("show", "Show the largest", primary=True, disabled=state.shown)],
        ),
        h.p(class_="candidates-title law-note")[_compared(state, law)] if law else None,
        challenge(
            f"guess the loss of the largest to within {NEAR} before you look.",
            met=measured is not None and abs(state.guess - measured) <= NEAR + 1e-9,
            praise="You saw the bend: each line through fewer sizes was steeper.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect]:
    """Once the largest is shown, the guess stands."""
    match event:
        case Event("mount"):
            return state, Published("scale", "lab", "scale.json")
        case Event("scale", Failure(message)):
            return replace(state, failure=message)
        case Event("scale", dict() as found):
            return replace(state, law=_law(found), failure="")
        case Event("guess"):
            guess = number(event, LOSS)
            return state if state.shown else replace(state, guess=guess)
        case Event("through"):
            return replace(state, through=whole_number(event, _through(state.shown)))
        case Event("count"):
            chosen = choice(event, tuple(COUNTS))
            return replace(state, count=next(count for count in COUNTS if count == chosen))
        case Event("show"):
            return replace(state, shown=True)
        case _:
            raise UnknownEvent(event)


def _through(shown: bool) -> Range:
    """How many sizes a line may be laid through: the largest too, once it is shown."""
    return Range(2, 5 if shown else 4)


def _law(found: dict[str, Any]) -> Law:
    sizes = found["sizes"]
    everything, inside = (
        tuple(int(one[name]) for one in sizes) for name in ("parameters", "parameters_without_embedding")
    )
    return Law(everything, inside, tuple(float(one["loss"]) for one in sizes), int(found["tokens"]))


def _picture(state: State, law: Law) -> Element:
    sizes, line, largest = law.counted(state.count), law.line(state.count, state.through), law.losses[-1]
    points = tuple((float(size), loss) for size, loss in zip(sizes, law.losses, strict=True))
    seen = points if state.shown else points[:-1]
    laid, left = points[: state.through], seen[state.through :]
    ends = (points[0][0], _X.high)
    kaplan = PowerLaw(points[0][1] * points[0][0] ** KAPLAN, KAPLAN)
    told = f"measured, it has {largest:.3f}" if state.shown else "what it has is not shown yet"
    guess = Mark(
        f"your guess {state.guess:.2f}",
        (points[-1][0], state.guess),
        "muted",
        "left",
        handle="" if state.shown else "guess",
        along="y",
    )
    return chart(
        "Loss by size, each trained on the same tokens",
        f"Sizes of one model, each trained on {numbers.worded(law.tokens)} tokens. The line through the smallest "
        f"{state.through} has the exponent {line.exponent:.3f} and foretells {line.loss(sizes[-1]):.3f} for the "
        f"largest; {told}.",
        _X,
        _Y,
        [
            Line(f"slope of Kaplan’s group: {KAPLAN}", tuple((x, kaplan.loss(x)) for x in ends), "muted", "dotted"),
            Line(
                f"line through {state.through} sizes: {line.exponent:.3f}",
                tuple((x, line.loss(x)) for x in ends),
                "validation",
                "dashed",
            ),
            Dots("sizes on the line", laid, "validation"),
            *((Dots("sizes that it was not shown", left, "loss"),) if left else ()),
            guess,
        ],
        columns=("parameters", "held-out loss", "the line says"),
        rows=[(f"{size:,.0f}", f"{loss:.3f}", f"{line.loss(size):.3f}") for size, loss in seen],
    )(data_part="picture")


def _numbers(state: State, law: Law, measured: float | None) -> Element:
    line, size = law.line(state.count, state.through), law.counted(state.count)[-1]
    foretold = line.loss(size)
    return readouts(
        readout("Exponent", output("exponent", f"{line.exponent:.3f}", line.exponent)),
        readout("The line foretells", output("foretold", f"{foretold:.3f}", foretold, "validation"), " nats"),
        readout("You say", output("guessed", f"{state.guess:.2f}", state.guess)),
        readout("Measured", output("measured", "not shown yet" if measured is None else f"{measured:.3f}", measured)),
    )(data_part="numbers")


def _compared(state: State, law: Law) -> str:
    """What the exponent says, what may be compared with the published ones, and what may not."""
    exponent = law.line(state.count, state.through).exponent
    return (
        f"The exponent {exponent:.3f} means: ten times the parameters, {1 - 10**-exponent:.0%} less loss. Kaplan’s "
        f"group found {KAPLAN} for models that had text enough, and left the embedding out of their count: choose the "
        f"same before you compare. Ours read only {numbers.worded(law.tokens, 3)} tokens each, of another text and in "
        "other tokens, so compare slopes, not heights. Chinchilla’s 0.34 measures something else: how fast the loss "
        "nears a floor that no model gets below, 1.69 nats on its text. Five sizes cannot tell a floor from a slope."
    )
