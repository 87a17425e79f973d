"""Blame: the gradient of one answer's loss in every layer of the real model, and one weight checked three ways."""

import zlib
from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Bar,
    Effect,
    Element,
    Event,
    Failure,
    Probe,
    Probed,
    Token,
    UnknownEvent,
    awaited,
    bars,
    button,
    challenge,
    choice,
    failed,
    h,
    look_for,
    numbers,
    output,
    readout,
    readouts,
    text,
    text_area,
    visible,
)
from widgets.ml.digits import agreeing, decimals
from widgets.ml.forgetting import chance

MODEL = "demo"
LONGEST, LONGEST_ANSWER = 300, 40
SCALE = 60.0  # the norm whose bar fills the row
ASKED = 25.0  # the norm that the challenge asks for
# What stands last in the file of the weights lies nearest to the output.
NAMES = {"norm": "last norm", "embedding": "embeddings"}


@dataclass(frozen=True)
class State:
    """The `answer` that came after `text`, and the `layer` of which a weight is checked.

    `probed` is the model's newest answer, about the text and answer that `basis` names and the layer `checked`;
    `expected` the same for the token that the model itself expected most.
    """

    text: str = "The dog wagged his"
    answer: str = "moon"
    layer: str = "block 3"
    probed: Probed | None = field(default=None, metadata=DERIVED)
    expected: Probed | None = field(default=None, metadata=DERIVED)
    basis: str = field(default="", metadata=DERIVED)
    checked: str = field(default="", metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)


def view(state: State) -> Element:
    """Blame by layer, from the loss down to the text, beside the most blamed weight of the chosen layer."""
    return h.div[
        look_for("Change the answer to the one that the model expected, and watch the blame die away in every layer."),
        h.div(class_="blame-said")[
            text_area("text", "The text", state.text, rows=1),
            text_area("answer", "The answer", state.answer, rows=1),
        ],
        failed(state.failure),
        _result(state),
        challenge(
            "find a text of which the model's own first guess comes true, and the embeddings still get more blame than "
            f"{ASKED:.0f}.",
            met=_is_right_and_unsure(state),
            praise="It was right, and unsure: a right guess that is made with little confidence moves every layer.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask who is to blame for the answer, and once a text, who were to blame for the one that was expected."""
    match event:
        case Event("mount" | "again"):
            return replace(state, failure=""), (_asks(state), _expects(state))
        case Event("text"):
            state = replace(state, text=text(event, longest=LONGEST), expected=None, failure="")
            return state, (_asks(state), _expects(state))
        case Event("answer"):
            state = replace(state, answer=text(event, longest=LONGEST_ANSWER), failure="")
            return state, _asks(state)
        case Event("layer"):
            # Until the model has named its layers, the picture as built did.
            layer = choice(event, state.probed.groups) if state.probed else text(event, longest=LONGEST_ANSWER)
            state = replace(state, layer=layer, failure="")
            return state, _asks(state)
        case Event("probed", Probed() as probed):
            return replace(state, probed=probed, basis=_basis(state), checked=state.layer)
        case Event("expected", Probed() as probed):
            return replace(state, expected=probed)
        case Event("probed" | "expected", Failure(message)):
            return replace(state, failure=message)
        case _:
            raise UnknownEvent(event)


def answered(typed: str) -> str:
    """An answer as a text goes on with it: a word brings the space in front of it, a full stop does not."""
    typed = typed.strip()
    return f" {typed}" if typed[:1].isalnum() else typed


def _asks(state: State) -> Probe:
    return Probe("probed", MODEL, state.text.rstrip(" "), answered(state.answer), state.layer)


def _expects(state: State) -> Probe:
    """An empty answer is what the model itself expects; no weight of it is shown, whichever it is."""
    return Probe("expected", MODEL, state.text.rstrip(" "), "", "")


def _basis(state: State) -> str:
    said = f"{state.text.rstrip(' ')}\0{answered(state.answer)}"
    return f"{zlib.crc32(said.encode('utf-8', 'surrogatepass')):08x}"


def _is_right_and_unsure(state: State) -> bool:
    probed, expected = state.probed, state.expected
    if probed is None or expected is None or state.basis != _basis(state):
        return False
    return probed.answer == expected.answer and probed.norms[probed.groups.index("embedding")] > ASKED


def _result(state: State) -> Element:
    basis, probed = _basis(state), state.probed
    if probed is None or state.basis != basis:
        return awaited("result", basis)
    p, said = chance(probed.loss), _said(probed.answer)
    return h.div(data_part="result", data_basis=basis)[
        readouts(
            readout(("Loss of ", said), output("loss", numbers.loss(probed.loss), probed.loss, "loss"), " nats"),
            readout("Its probability", output("p", numbers.odds(p), p, "probability")),
        ),
        h.div(class_="blame")[_layers(state, probed), _weight(state, probed)],
    ]


def _said(tokens: tuple[Token, ...]) -> Element:
    return h.span(class_="candidate-token", translate="no")["".join(map(visible, tokens))]


def _layers(state: State, probed: Probed) -> Element:
    """A bar for every layer, the one nearest to the loss on top; a tick where it were with the expected answer."""
    other = state.expected.norms if state.expected else (None,) * len(probed.norms)
    rows = {
        group: Bar(
            button("layer", NAMES.get(group, group), group)(aria_pressed=str(group == state.layer).lower()),
            norm / SCALE,
            output(f"norm_{group.replace(' ', '_')}", numbers.decimal(norm, 2), norm),
            "gradient",
            tick=None if was is None else was / SCALE,
        )
        for group, norm, was in zip(probed.groups, probed.norms, other, strict=True)
    }
    return h.div(class_="blame-layers")[
        h.p(class_="blame-end")["from the loss of this answer"],
        h.div(class_="blame-way")[
            h.svg(class_="blame-arrow", aria_hidden="true")[
                h.line(x1="7", x2="7", y2="100%"),
                h.svg(class_="blame-head", x="7", y="100%")[h.path(d="M0 0l-6-10h12z")],
            ],
            bars(
                "Norm of the gradient by layer, from the output down to the text",
                [rows[one] for one in probed.groups[::-1]],
            ),
        ],
        h.p(class_="blame-end")["down to the text"],
        _expected(state.expected),
    ]


def _expected(expected: Probed | None) -> Element | None:
    if expected is None:
        return None
    p = numbers.percent(chance(expected.loss))
    return h.p(class_="blame-end")[
        "The line on each bar: had it been ", _said(expected.answer), f", to which it gave {p}."
    ]


def _weight(state: State, probed: Probed) -> Element:
    """The three ways, each with the digits marked in which it differs from backpropagation."""
    ways = (
        ("backpropagation", "gradient", probed.gradient),
        (f"nudge it by ±{numbers.significant(probed.nudge, 2)}, and measure", "finite_difference", probed.difference),
        (f"what one step at rate {probed.rate:g} did", "step_change", probed.step_change),
    )
    places = decimals(probed.gradient)
    shown = [numbers.decimal(value, places) for _, _, value in ways]
    return h.div(class_="blame-weight")[
        h.p[f"Of the weights in “{NAMES.get(state.checked, state.checked)}” the one of steepest slope, three ways:"],
        h.ul[
            (
                h.li[h.span[label], output(name, digits, value, "gradient")[_marked(digits, shown[0])]]
                for (label, name, value), digits in zip(ways, shown, strict=True)
            )
        ],
        h.p(class_="blame-end", translate="no")[
            f"{probed.part} [{', '.join(map(str, probed.place))}] = {numbers.decimal(probed.weight, 4)}"
        ],
        h.p(class_="blame-end")[
            "Pale digits differ: the slope bends under the nudge, and a weight has room for about seven digits."
        ],
    ]


def _marked(digits: str, model: str) -> tuple[Element | str, ...]:
    same = agreeing(digits, model)
    return (digits[:same], h.span(class_="differs")[digits[same:]] if digits[same:] else "")
