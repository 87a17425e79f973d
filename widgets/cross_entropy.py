"""Cross-entropy: what one prediction costs, and how the cost explodes as the probability of the truth nears zero."""

from dataclasses import dataclass, replace

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
    controls,
    h,
    look_for,
    number,
    numbers,
    output,
    readout,
    readouts,
    slider,
    surprise,
)
from widgets.ml.losses import blind_loss, cross_entropy, perplexity

P = Range(0.001, 0.999, 0.001)
GPT2_VOCABULARY = 50_257
SAMPLES = (
    0.001,
    0.002,
    0.003,
    0.005,
    0.008,
    0.013,
    0.02,
    0.03,
    0.045,
    0.065,
    0.09,
    *(i / 40 for i in range(5, 40)),
    0.999,
)
TABLE = (0.001, 0.01, 0.08, 0.25, 0.5, 0.75, 0.9, 0.999)
# The curve is the same wherever the reader's point lies on it.
CURVE = tuple((p, cross_entropy(p)) for p in SAMPLES)
ROWS = tuple((f"{p:g}", f"{cross_entropy(p):.4f}") for p in TABLE)


@dataclass(frozen=True)
class State:
    """`p` is the probability given to the token that really came next."""

    p: float = 0.5

    def __post_init__(self) -> None:
        P.check("p", self.p)


def view(state: State) -> Element:
    """The curve with the reader's point on it, and what that point costs."""
    loss, blind = cross_entropy(state.p), blind_loss(GPT2_VOCABULARY)
    shown, choices = numbers.loss(loss), perplexity(loss)
    return h.div[
        look_for(
            "Drag the point toward zero and watch the loss: every tenfold drop in probability costs another 2.30."
        ),
        chart(
            "Loss by the probability of the true token",
            f"A curve that falls from {cross_entropy(P.low):.2f} at a probability of {P.low} to 0 at 1. Your point: a "
            f"probability of {state.p:.3f} costs {shown}. Blind guessing over GPT-2's {GPT2_VOCABULARY:,} tokens "
            f"costs {blind:.2f}.",
            Axis("probability given to the true token", 0, 1, tuple((i / 4, f"{i / 4:g}") for i in range(5))),
            Axis("loss (nats)", 0, 12, tuple((float(i), str(i)) for i in range(0, 13, 2))),
            [
                Line("loss = −ln p", CURVE, "loss"),
                Line(
                    f"blind guessing over GPT-2's {GPT2_VOCABULARY:,} tokens: {blind:.2f}",
                    ((0, blind), (1, blind)),
                    "loss",
                    "dashed",
                ),
                Mark(shown, (state.p, loss), "loss", "left" if state.p > 0.5 else "right", handle="p", curve=CURVE),
            ],
            columns=("probability", "loss (nats)"),
            rows=ROWS,
        ),
        surprise(f"{state.p:.3f}", shown),
        readouts(
            readout("Probability", h.span(class_="q-probability")[f"{state.p:.3f}"]),
            readout("Loss", output("loss", shown, loss, "loss"), " nats"),
            readout("Perplexity", output("perplexity", numbers.significant(choices), choices)),
            readout("Verdict, for a single token", output("verdict", verdict(loss), verdict(loss))),
        ),
        controls(
            slider(
                "p",
                "Probability of the true token",
                state.p,
                P,
                shown=f"{state.p:.3f}",
                quantity="probability",
                aligned=True,
            )
        ),
        challenge(
            "find the probability whose loss is exactly 1.00.",
            met=shown == "1.00",
            praise=f"A probability of {state.p:.3f} costs one nat: 1/e is 0.368.",
        ),
    ]


def update(state: State, event: Event) -> State:
    """The slider is all there is."""
    match event.name:
        case "mount":
            return state
        case "p":
            return replace(state, p=number(event, P))
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, Range]:
    """The one slider answers from the start, at each of its values."""
    return {"p": P}


def verdict(loss: float) -> str:
    """The lesson's word for the loss, in nats, of a single token."""
    if loss < 0.3:
        return "good"
    if loss < 1.5:
        return "meh"
    return "bad" if loss < 4 else "terrible"
