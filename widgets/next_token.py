"""Next token: the live model's ten best guesses for whatever the reader types, and what the truth costs it."""

from dataclasses import dataclass, replace

from widgets.engine import (
    Cancel,
    Effect,
    Element,
    Event,
    Failure,
    Predict,
    Random,
    Range,
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
    whole_number,
)
from widgets.ml import tokenizer
from widgets.ml.losses import blind_loss, cross_entropy
from widgets.ml.sampling import draw, most_likely, softmax

MODEL = "demo"
CANDIDATES = 10
# The longest input the published model was trained on (its block size); a test compares.
CONTEXT = 256
LONGEST_PROMPT = 20_000
MOST_WRITTEN = 120
SHOWN_TOKENS = 80
TEMPERATURE = Range(0.1, 2, 0.05)


@dataclass(frozen=True)
class State:
    """`logits` belong to the text read so far (prompt and `written`); `chosen` is the id that really came next."""

    prompt: str = "The cat sat on the"
    temperature: float = 1.0
    logits: tuple[float, ...] = ()
    chosen: int | None = None
    written: tuple[int, ...] = ()
    writing: bool = False
    failure: str = ""

    def __post_init__(self) -> None:
        TEMPERATURE.check("temperature", self.temperature)


def view(state: State) -> Element:
    """Prompt, tokens, candidates, and the loss of the one that came next."""
    blind = blind_loss(tokenizer.get(MODEL).vocab_size)
    loss = cross_entropy(float(softmax(state.logits)[state.chosen])) if state.chosen is not None else None
    return h.div[
        look_for("Type anything. The model gives every token it knows a probability; here are its ten favorites."),
        text_area("prompt", "Your text", state.prompt, rows=3),
        _tokens(state),
        h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None,
        _candidates(state),
        readouts(
            readout(
                "Loss of the token you chose",
                output("loss", "none chosen yet" if loss is None else f"{loss:.2f} nats", loss, "loss" if loss else ""),
            ),
            readout("Blind guess, ln of the vocabulary", output("blind_loss", f"{blind:.2f} nats", blind)),
        ),
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
        h.p(class_="written")[
            h.span(class_="written-prompt")[state.prompt[-200:]],
            output("written", tokenizer.get(MODEL).decode(state.written), len(state.written)),
        ]
        if state.written
        else None,
        challenge(
            "find a text after which the model gives its first candidate more than 99%.",
            met=bool(state.logits) and float(softmax(state.logits).max()) > 0.99,
            praise="There is hardly a doubt left, and hardly a loss: −ln 0.99 is 0.01.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask the model after every change of the text; while writing on, draw a token from each answer."""
    match event.name:
        case "mount":
            return state, _ask(state)
        case "prompt":
            state = replace(
                state,
                prompt=text(event, longest=LONGEST_PROMPT),
                logits=(),
                chosen=None,
                written=(),
                writing=False,
                failure="",
            )
            return state, (Cancel("chance"), _ask(state))
        case "logits" if isinstance(event.value, Failure):
            return replace(state, logits=(), chosen=None, writing=False, failure=event.value.message)
        case "logits":
            state = replace(state, logits=_floats(event.value), failure="")
            return (state, Random("chance")) if state.writing else state
        case "candidate":
            return replace(state, chosen=whole_number(event, Range(0, len(state.logits) - 1)))
        case "temperature":
            return replace(state, temperature=number(event, TEMPERATURE))
        case "write":
            state = replace(state, writing=True, written=(), chosen=None)
            return state, _ask(state)
        case "chance":
            return _write_one(state, event.value)
        case "stop":
            return replace(state, writing=False), Cancel("chance")
        case _:
            raise UnknownEvent(event)


def _write_one(state: State, chance: object) -> State | tuple[State, Effect]:
    if isinstance(chance, Failure):
        return replace(state, writing=False, failure=chance.message)
    token = draw(softmax(state.logits, state.temperature), _floats(chance)[0])
    if token == tokenizer.get(MODEL).endoftext:
        return replace(state, writing=False)
    state = replace(state, written=(*state.written, token))
    state = replace(state, writing=len(state.written) < MOST_WRITTEN)
    return state, _ask(state)


def read_ids(state: State) -> tuple[int, ...]:
    """What the model reads: end-of-text in front, then the last tokens that fit its context."""
    coder = tokenizer.get(MODEL)
    ids = [*coder.encode(state.prompt), *state.written]
    return (coder.endoftext, *ids[-(CONTEXT - 1) :])


def _ask(state: State) -> Predict:
    return Predict("logits", MODEL, "", read_ids(state))


def _tokens(state: State) -> Element:
    coder = tokenizer.get(MODEL)
    ids = coder.encode(state.prompt)
    shown, left_out = ids[-SHOWN_TOKENS:], len(ids) - SHOWN_TOKENS
    unread = len(ids) + len(state.written) - (CONTEXT - 1)
    return h.div(class_="tokens-box")[
        h.p(class_="tokens-count")[
            f"{len(ids):,} tokens as the model sees them"
            + (f"; it reads only the last {CONTEXT - 1}" if unread > 0 else "")
            + (f"; the first {left_out:,} are not drawn" if left_out > 0 else "")
            + ("." if ids else ". With nothing to read it guesses how a text begins."),
        ],
        h.ol(class_="tokens", tabindex="0", aria_label="Tokens of your text")[
            (h.li(data_id=i, data_token=coder.decode([i]))[_visible(coder, i)] for i in shown)
        ],
    ]


def _candidates(state: State) -> Element | None:
    basis = f"{len(state.written)} {state.prompt}"
    if not state.logits:
        return None if state.failure else awaited("candidates", basis)
    coder = tokenizer.get(MODEL)
    probs = softmax(state.logits, state.temperature)
    return h.div(class_="candidates-box", data_part="candidates", data_basis=basis)[
        h.p(class_="candidates-title")["What comes next? Choose the one that really did."],
        h.ol(class_="candidates")[
            (
                h.li(data_id=i, data_token=coder.decode([i]), data_p=repr(float(probs[i])))[
                    button("candidate", _row(_visible(coder, i), float(probs[i])), str(i))(
                        aria_pressed=str(i == state.chosen).lower()
                    )
                ]
                for i in most_likely(probs, CANDIDATES)
            )
        ],
    ]


def _row(token: str, p: float) -> tuple[Element, ...]:
    return (
        h.span(class_="candidate-token")[token],
        h.span(class_="candidate-bar")[h.span(class_="q-probability", style=f"inline-size:{100 * p:.1f}%")],
        h.span(class_="candidate-p")[f"{100 * p:.1f}%"],
    )


def _visible(coder: tokenizer.Tokenizer, token: int) -> str:
    """A token as people can see it: spaces and newlines drawn, bytes that are no text in hexadecimal."""
    if token == coder.endoftext:
        return "⟨end of text⟩"
    try:
        shown = coder.token_bytes(token).decode()
    except UnicodeDecodeError:
        return "".join(f"⟨{byte:02X}⟩" for byte in coder.token_bytes(token))
    return shown.replace(" ", "␣").replace("\n", "↵")


def _floats(value: object) -> tuple[float, ...]:
    # Any sequence of numbers will do: a list at build time, a view of a Float32Array in the browser.
    return tuple(float(item) for item in value)  # type: ignore[attr-defined]
