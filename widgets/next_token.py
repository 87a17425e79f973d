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
    UnknownEvent,
    awaited,
    button,
    candidates,
    challenge,
    controls,
    failed,
    h,
    look_for,
    number,
    numbers,
    output,
    readout,
    readouts,
    slider,
    surprise,
    text,
    text_area,
    token_row,
    whole_number,
)
from widgets.ml.losses import blind_loss, cross_entropy
from widgets.ml.sampling import draw, softmax

MODEL = "demo"
LONGEST_PROMPT = 20_000
# The model pauses after so many tokens of its own, and writes no more than so many in all.
MOST_WRITTEN = 120
MOST_KEPT = 8 * MOST_WRITTEN
QUOTED = 24  # letters at the end of the text, in the title of its candidates
SHOWN_TOKENS = 80
TEMPERATURE = Range(0.1, 2, 0.05)


@dataclass(frozen=True)
class State:
    """`chosen` is the id that really came next, `written` the ids that the model wrote, `ended` that it ended its text.

    `answer` is the model's newest, for the text that `basis` names; `seen` what is known of the text without it.
    """

    prompt: str = "The cat sat on the"
    temperature: float = 1.0
    chosen: int | None = None
    written: tuple[int, ...] = ()
    writing: bool = False
    ended: bool = False
    seen: Prediction | None = field(default=None, metadata=DERIVED)
    answer: Prediction | None = field(default=None, metadata=DERIVED)
    basis: str = field(default="", metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        TEMPERATURE.check("temperature", self.temperature)


def view(state: State) -> Element:
    """Prompt, tokens, candidates, and the loss of the one that came next."""
    basis, heat = _basis(state), state.temperature
    return h.div[
        look_for("Type anything. The model gives every token it knows a probability; here are its ten favorites."),
        text_area("prompt", "Your text", state.prompt, rows=3),
        _tokens(state, basis),
        failed(state.failure),
        _candidates(state, basis),
        _losses(state, basis),
        controls(
            slider("temperature", "Temperature", heat, TEMPERATURE, shown=f"{heat:.2f}", quantity="probability"),
            h.div(class_="button-row")[
                button("write", "Write on", primary=True, disabled=state.writing or len(state.written) >= MOST_KEPT),
                button("stop", "Stop", disabled=not state.writing),
                button("clear", "Start again", disabled=not (state.written or state.ended)),
            ],
        ),
        _written(state, basis) if state.written or state.ended else None,
        challenge(
            "type a text after which the model, at temperature 1, gives its first candidate more than 99%.",
            met=_is_sure(state, basis),
            praise="There is hardly a doubt left, and hardly a loss: −ln 0.99 is 0.01.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask the model after every change of the text; while writing on, draw a token from each answer."""
    match event:
        case Event("mount"):
            return _ask(replace(state, writing=False))
        case Event("prompt"):
            return _ask(replace(_cleared(state), prompt=text(event, longest=LONGEST_PROMPT)), Cancel("chance"))
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
            goes_on = len(state.written) < MOST_KEPT
            return _ask(replace(state, writing=goes_on, ended=False, chosen=None), Cancel("chance"))
        case Event("chance", (float() as chance,)) if state.answer:
            return _write_one(state, state.answer, chance)
        case Event("stop"):
            return replace(state, writing=False), Cancel("chance")
        case Event("clear"):
            return _ask(_cleared(state), Cancel("chance"))
        case Event("again"):
            return _ask(state)
        case _:
            raise UnknownEvent(event)


def asked(prompt: str) -> str:
    """What the model reads of a text: not the spaces at its end, since every word's token brings its own in front."""
    return prompt.rstrip(" ")


def _cleared(state: State) -> State:
    """The text alone, with nothing written after it."""
    return replace(state, chosen=None, written=(), writing=False, ended=False)


def _ask(state: State, *before: Effect) -> tuple[State, tuple[Effect, ...]]:
    return replace(state, failure=""), (*before, Predict("prediction", MODEL, asked(state.prompt), state.written))


def _hear(state: State, answer: Prediction) -> State | tuple[State, Effect]:
    chosen = state.chosen if state.chosen is not None and state.chosen < len(answer.logits) else None
    state = replace(state, seen=answer, answer=answer, basis=_basis(state), chosen=chosen)
    return (state, Random("chance")) if state.writing else state


def _write_one(state: State, answer: Prediction, chance: float) -> State | tuple[State, tuple[Effect, ...]]:
    token = draw(_probs(answer.logits, state.temperature), chance)
    if token == answer.end:
        return replace(state, writing=False, ended=True)
    written = (*state.written, token)
    return _ask(replace(state, written=written, chosen=None, writing=len(written) % MOST_WRITTEN > 0))


def _basis(state: State) -> str:
    """A short name of what the model is asked about: another text or one more token gives another."""
    text = f"{asked(state.prompt)}\0{state.written}".encode("utf-8", "surrogatepass")
    return f"{zlib.crc32(text):08x}"


def _is_sure(state: State, basis: str) -> bool:
    """Whether a text as the reader typed it leaves hardly a doubt; what the model wrote itself does not count."""
    answer = state.answer if state.basis == basis and not state.written else None
    return answer is not None and max(_probs(answer.logits, 1.0)) > 0.99


def _tokens(state: State, basis: str) -> Element:
    if state.seen is None:
        return awaited("tokens", basis)
    length, read_of_it = state.seen.length, state.seen.read
    shown, spaces = state.seen.tokens[-SHOWN_TOKENS:], state.prompt != asked(state.prompt)
    unread, left_out = length + len(state.written) - read_of_it, length - len(shown)
    return h.div(class_="tokens-box", data_part="tokens")[
        h.p(class_="tokens-count")[
            f"{length:,} token{'s' * (length != 1)} as the model sees them"
            + (f"; it reads only the last {read_of_it}" if unread > 0 else "")
            + (f"; the first {left_out:,} are not drawn" if left_out > 0 else "")
            + ("." if length else ". With nothing to read it guesses how a text begins.")
            + (" Spaces at the end are left out: the next token brings its own, as ␣mat does." if spaces else ""),
        ],
        token_row(shown, "Tokens of your text"),
    ]


def _candidates(state: State, basis: str) -> Element:
    if state.answer is None or state.basis != basis:
        return awaited("candidates", basis)
    probs = _probs(state.answer.logits, state.temperature)
    return h.div(class_="candidates-box", data_part="candidates", data_basis=basis)[
        _title(state, state.answer.written),
        candidates(state.answer.best, probs, state.chosen),
    ]


def _title(state: State, written: str) -> Element:
    """What the bars are about: the end of which text, and at which temperature."""
    end = (asked(state.prompt) + written)[-QUOTED:].replace("\n", " ")
    return h.p(class_="candidates-title")[
        ("After “…", h.span(translate="no")[end], "”. ") if state.written else None,
        f"What comes next? Probabilities at temperature\u00a0{numbers.plain(state.temperature)}.",
        h.span(class_="asks")[" Choose the one that really came."],
    ]


def _losses(state: State, basis: str) -> Element:
    if state.answer is None:
        return awaited("losses", basis)
    logits, blind = state.answer.logits, blind_loss(len(state.answer.logits))
    p = None if state.chosen is None else _probs(logits, 1.0)[state.chosen]
    return readouts(
        readout("Loss of the token you chose, at temperature 1", _chosen_loss(p)),
        readout(f"Blind guess over {len(logits):,} tokens", output("blind_loss", f"{blind:.2f} nats", blind)),
        surprise(numbers.significant(p, 5), numbers.loss(cross_entropy(p))) if p else None,
    )(data_part="losses")


def _chosen_loss(p: float | None) -> Element:
    if not p:
        return output("loss", "none chosen yet" if p is None else "more than 700 nats")
    loss = cross_entropy(p)
    return output("loss", f"{numbers.loss(loss)} nats", loss, "loss" if loss else "")


def _written(state: State, basis: str) -> Element:
    if state.answer is None:
        return awaited("written", basis)
    over = "Here the model drew ⟨end of text⟩: its text is over. “Write on” draws again." if state.ended else None
    return h.div(data_part="written")[
        h.p(class_="written", translate="no")[
            h.span(class_="written-prompt")[asked(state.prompt)[-200:]],
            output("written", state.answer.written, len(state.written)),
        ],
        h.p(class_="candidates-title")[over] if over else None,
    ]


@lru_cache(maxsize=4)
def _probs(logits: tuple[float, ...], temperature: float) -> tuple[float, ...]:
    return softmax(logits, temperature)
