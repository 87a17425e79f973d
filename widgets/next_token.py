"""Next token: the live model's ten best guesses for whatever the reader types, and what the truth costs it."""

import zlib
from dataclasses import dataclass, field, replace
from functools import lru_cache

from widgets.engine import (
    DERIVED,
    Cancel,
    Effect,
    Element,
    Event,
    Failure,
    Predict,
    Prediction,
    Progress,
    Random,
    Range,
    Token,
    UnknownEvent,
    awaited,
    button,
    challenge,
    controls,
    h,
    look_for,
    number,
    output,
    readout,
    readouts,
    slider,
    text,
    text_area,
    visible,
    whole_number,
)
from widgets.ml.losses import blind_loss, cross_entropy
from widgets.ml.sampling import draw, softmax

MODEL = "demo"
LONGEST_PROMPT = 20_000
MOST_WRITTEN = 120
SHOWN_TOKENS = 80
TEMPERATURE = Range(0.1, 2, 0.05)


@dataclass(frozen=True)
class State:
    """`chosen` is the id that really came next, `written` the ids that the model wrote.

    `answer` is the model's newest, for the text that `basis` names; `seen` what is known of the text without it.
    """

    prompt: str = "The cat sat on the"
    temperature: float = 1.0
    chosen: int | None = None
    written: tuple[int, ...] = ()
    writing: bool = False
    seen: Prediction | None = field(default=None, metadata=DERIVED)
    answer: Prediction | None = field(default=None, metadata=DERIVED)
    basis: str = field(default="", metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        TEMPERATURE.check("temperature", self.temperature)


def view(state: State) -> Element:
    """Prompt, tokens, candidates, and the loss of the one that came next."""
    basis = _basis(state)
    return h.div[
        look_for("Type anything. The model gives every token it knows a probability; here are its ten favorites."),
        text_area("prompt", "Your text", state.prompt, rows=3),
        _tokens(state, basis),
        _failure(state.failure) if state.failure else None,
        _candidates(state, basis),
        _losses(state, basis),
        controls(
            slider(
                "temperature",
                "Temperature",
                state.temperature,
                TEMPERATURE,
                shown=f"{state.temperature:.2f}",
                quantity="probability",
            ),
            h.div(class_="button-row")[
                button("write", "Write on", primary=True, disabled=state.writing),
                button("stop", "Stop", disabled=not state.writing),
            ],
        ),
        _written(state, basis) if state.written else None,
        challenge(
            "find a text after which the model gives its first candidate more than 99%.",
            met=state.answer is not None and max(_probs(state.answer.logits, 1.0)) > 0.99,
            praise="There is hardly a doubt left, and hardly a loss: −ln 0.99 is 0.01.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask the model after every change of the text; while writing on, draw a token from each answer."""
    match event:
        case Event("mount"):
            return _ask(replace(state, writing=False))
        case Event("prompt"):
            prompt = text(event, longest=LONGEST_PROMPT)
            return _ask(replace(state, prompt=prompt, chosen=None, written=(), writing=False), Cancel("chance"))
        case Event("prediction", Prediction() as answer):
            return _hear(state, answer)
        case Event("prediction", Progress(Prediction() as seen)):
            return replace(state, seen=seen)
        case Event("prediction" | "chance", Failure(message)):
            return replace(state, writing=False, failure=message)
        case Event("candidate"):
            # A candidate that was pressed while its text changed stood in a picture that is gone.
            if state.answer is None or state.basis != _basis(state):
                return state
            return replace(state, chosen=whole_number(event, Range(0, len(state.answer.logits) - 1)))
        case Event("temperature"):
            return replace(state, temperature=number(event, TEMPERATURE))
        case Event("write"):
            return _ask(replace(state, writing=True, written=(), chosen=None), Cancel("chance"))
        case Event("chance", (float() as chance,)) if state.answer:
            return _write_one(state, state.answer, chance)
        case Event("stop"):
            return replace(state, writing=False), Cancel("chance")
        case Event("again"):
            return _ask(state)
        case _:
            raise UnknownEvent(event)


def _ask(state: State, *before: Effect) -> tuple[State, tuple[Effect, ...]]:
    ask = Predict("prediction", MODEL, state.prompt, state.written)
    return replace(state, failure=""), (*before, ask)


def _hear(state: State, answer: Prediction) -> State | tuple[State, Effect]:
    chosen = state.chosen if state.chosen is not None and state.chosen < len(answer.logits) else None
    state = replace(state, seen=answer, answer=answer, basis=_basis(state), chosen=chosen)
    return (state, Random("chance")) if state.writing else state


def _write_one(state: State, answer: Prediction, chance: float) -> State | tuple[State, tuple[Effect, ...]]:
    token = draw(_probs(answer.logits, state.temperature), chance)
    if token == answer.end:
        return replace(state, writing=False)
    written = (*state.written, token)
    return _ask(replace(state, written=written, writing=len(written) < MOST_WRITTEN))


def _basis(state: State) -> str:
    """A short name of what the model is asked about: another text or one more token gives another."""
    asked = f"{state.prompt}\0{state.written}".encode("utf-8", "surrogatepass")
    return f"{zlib.crc32(asked):08x}"


def _failure(message: str) -> Element:
    return h.div(class_="widget-message", role="alert")[h.p[message], button("again", "Try again")]


def _tokens(state: State, basis: str) -> Element:
    if state.seen is None:
        return awaited("tokens", basis)
    length, read_of_it = state.seen.length, state.seen.read
    shown = state.seen.tokens[-SHOWN_TOKENS:]
    unread, left_out = length + len(state.written) - read_of_it, length - len(shown)
    return h.div(class_="tokens-box", data_part="tokens")[
        h.p(class_="tokens-count")[
            f"{length:,} tokens as the model sees them"
            + (f"; it reads only the last {read_of_it}" if unread > 0 else "")
            + (f"; the first {left_out:,} are not drawn" if left_out > 0 else "")
            + ("." if length else ". With nothing to read it guesses how a text begins."),
        ],
        h.ol(class_="tokens", tabindex="0", translate="no", aria_label="Tokens of your text")[
            (h.li(data_id=token.id, data_token=token.text)[visible(token)] for token in shown)
        ],
    ]


def _candidates(state: State, basis: str) -> Element:
    if state.answer is None or state.basis != basis:
        return awaited("candidates", basis)
    probs = _probs(state.answer.logits, state.temperature)
    return h.div(class_="candidates-box", data_part="candidates", data_basis=basis)[
        h.p(class_="candidates-title")["What comes next? Choose the one that really did."],
        h.ol(class_="candidates", translate="no")[
            (
                h.li(data_id=token.id, data_token=token.text, data_p=repr(probs[token.id]))[
                    button("candidate", _row(token, probs[token.id]), str(token.id))(
                        aria_pressed=str(token.id == state.chosen).lower()
                    )
                ]
                for token in state.answer.best
            )
        ],
    ]


def _row(token: Token, p: float) -> tuple[Element, ...]:
    bar = h.svg(class_="candidate-bar", viewbox="0 0 100 1", preserveaspectratio="none", aria_hidden="true")
    return (
        h.span(class_="candidate-token")[visible(token)],
        bar[h.rect(class_="q-probability", width=f"{100 * p:.1f}", height="1")],
        h.span(class_="candidate-p")[f"{100 * p:.1f}%"],
    )


def _losses(state: State, basis: str) -> Element:
    if state.answer is None:
        return awaited("losses", basis)
    logits = state.answer.logits
    blind = blind_loss(len(logits))
    p = None if state.chosen is None else _probs(logits, 1.0)[state.chosen]
    return readouts(
        readout("Loss of the token you chose", _chosen_loss(p)),
        readout("Blind guess, ln of the vocabulary", output("blind_loss", f"{blind:.2f} nats", blind)),
    )(data_part="losses")


def _chosen_loss(p: float | None) -> Element:
    if p is None:
        return output("loss", "none chosen yet")
    if p == 0:
        return output("loss", "more than 700 nats")
    loss = cross_entropy(p)
    return output("loss", f"{loss:.2f} nats", loss, "loss" if loss else "")


def _written(state: State, basis: str) -> Element:
    if state.answer is None:
        return awaited("written", basis)
    return h.p(class_="written", data_part="written", translate="no")[
        h.span(class_="written-prompt")[state.prompt[-200:]],
        output("written", state.answer.written, len(state.written)),
    ]


@lru_cache(maxsize=4)
def _probs(logits: tuple[float, ...], temperature: float) -> tuple[float, ...]:
    return softmax(logits, temperature)
