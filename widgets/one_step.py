"""One step: the real model takes gradient steps on a sentence of the reader's; what it learns, and what it unlearns."""

import zlib
from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Bar,
    Cancel,
    Child,
    Effect,
    Element,
    Event,
    Failure,
    Held,
    Progress,
    Published,
    Range,
    Score,
    Scored,
    Shift,
    Trained,
    TrainStep,
    UnknownEvent,
    Weights,
    awaited,
    bars,
    button,
    challenge,
    controls,
    failed,
    h,
    log_slider,
    look_for,
    number,
    numbers,
    output,
    readout,
    readouts,
    shifts,
    text,
    text_area,
    visible,
)
from widgets.ml.forgetting import DOUBTED, SPARED, SURE, chance, gentle, judged
from widgets.ml.losses import blind_loss

MODEL, RUN = "demo", "step"  # what is trained lies under a name of its own, beside the published weights
# Written for this place; none of the texts that the model was trained on holds any of them. From near to far.
OTHERS = (
    "The little dog slept on a rug by the fire.",
    "Mom put on her hat and her coat and went outside.",
    "The king gave the poor fisherman a bag of gold.",
    "We have to be at the station before five.",
)
READINGS, UNKNOWN = tuple(f"loss_{index}" for index in range(1 + len(OTHERS))), (None,) * (2 + len(OTHERS))
KEYS = ("weights", "trained", *READINGS)
LONGEST, SCALE = 300, 10.0  # letters of a text; nats from end to end of the picture
RATE = Range(0.0001, 3, 0.00001)
RATES = RATE.rounds()[::4]


@dataclass(frozen=True)
class State:
    """`rates` are the steps taken on `text`; `before` and `after` are losses in nats, empty while they are not known.

    Each is the sentence's, then those of OTHERS, then that of the sentence's `last` token, of the model with this
    `val_loss`. All this is kept: a return shows it and takes no step unasked. `planned` are the steps wanted, `done`
    how many of them the weights of this visit have made (-1: none lie there), `heard` the losses that are coming in.
    """

    text: str = "The cat sat on the moon"
    learning_rate: float = 0.03
    rates: tuple[float, ...] = (0.03,)
    last: str = ""
    before: tuple[float, ...] = ()
    after: tuple[float, ...] = ()
    vocab_size: int = 0
    val_loss: float = 0.0
    planned: tuple[float, ...] = field(default=(), metadata=DERIVED)
    done: int = field(default=-1, metadata=DERIVED)
    busy: bool = field(default=False, metadata=DERIVED)
    heard: tuple[float | None, ...] = field(default=(), metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        RATE.check("learning_rate", self.learning_rate)
        if any(row and (len(row) != len(UNKNOWN) or min(row) < -1) for row in (self.before, self.after)):
            raise ValueError(f"losses are {len(UNKNOWN)} or none, each from 0 on")


def view(state: State) -> Element:
    """The last token's probability before and after, and what the same steps did to the sentence and to four others."""
    rate, shown, something = state.learning_rate, numbers.rate(state.learning_rate), bool(asked(state.text))
    return h.div[
        look_for("Teach it a step: your last token grows likely at once. What became of four sentences nobody taught?"),
        text_area("text", "A sentence to teach; its last token is the one to watch", state.text, rows=1),
        failed(state.failure),
        _result(state) if something else h.p["Write a sentence; a single word is enough."],
        controls(
            log_slider("learning_rate", "Learning rate", rate, RATE, shown=shown, quantity="rate", values=RATES),
            h.div(class_="button-row")[
                button("step", "Teach it one step", primary=True, disabled=not something),
                button("forget", "Forget it", disabled=not (state.rates or state.planned)),
            ],
        ),
        challenge(
            f"take a last token from below {DOUBTED:.0%} to above {SURE:.0%} while no other sentence gets worse by "
            f"more than {SPARED} nats.",
            met=gentle(state.before, state.after),
            praise="It learned this and lost hardly anything else: small steps, and no more of them than needed.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Lay weights, train them, read: one after the other. Steps pressed meanwhile are taken before the next reading."""
    match event:
        case Event("mount" | "again"):
            state, asks = _begin(replace(state, planned=state.rates, failure=""))
            return state, (Published("about", MODEL, "manifest.json"), *asks)
        case Event("text"):
            # The others cost the published weights what they cost before.
            known = (None, *(state.before or state.heard or UNKNOWN)[1:-1], None)
            return _afresh(replace(state, text=text(event, longest=LONGEST), last="", before=(), heard=known))
        case Event("learning_rate"):
            return replace(state, learning_rate=number(event, RATE))
        case Event("step"):
            return _go_on(replace(state, planned=(*state.planned, state.learning_rate), failure=""))
        case Event("forget"):
            return _afresh(state)
        case Event("about", dict() as manifest):
            mine = replace(state, vocab_size=int(manifest["vocab_size"]), val_loss=float(manifest["val_loss"]))
            # What an earlier visit measured on another model is no number of this one.
            return mine if state.val_loss in (0, mine.val_loss) else _afresh(replace(mine, before=(), heard=UNKNOWN))
        case Event("weights" | "trained", Held() | Trained() as answer):
            return _go_on(replace(state, done=answer.step if isinstance(answer, Trained) else 0, busy=False))
        case Event("trained", Progress()):
            return state
        case Event(key, Scored() as answer) if key in READINGS:
            return _hear(state, READINGS.index(key), answer)
        case Event(key, Failure(message)) if key in ("about", *KEYS):
            left = replace(state, planned=state.rates, done=-1, busy=False, failure=message)
            return left, tuple(map(Cancel, KEYS))
        case _:
            raise UnknownEvent(event)


def asked(sentence: str) -> str:
    """What the model reads of a text: not the spaces at its end, since every word's token brings its own in front."""
    return sentence.rstrip(" ")


def _afresh(state: State) -> tuple[State, tuple[Effect, ...]]:
    """The published weights again: what was trained is let go, and they are laid once more at the next step."""
    state, asks = _begin(replace(state, rates=(), after=(), planned=(), done=-1, busy=False, failure=""))
    return state, (*map(Cancel, KEYS), *asks)


def _begin(state: State) -> tuple[State, tuple[Effect, ...]]:
    """Ask for what is not known. What an earlier visit left is known, so that nothing is trained again."""
    return _go_on(state) if state.before else _read(state, state.heard or UNKNOWN)


def _go_on(state: State) -> tuple[State, tuple[Effect, ...]]:
    """The next thing to do for the steps that are planned: lay weights, train them, read what they led to."""
    settled = state.planned == state.rates and (state.after or not state.rates)
    if state.busy or settled or not state.before:
        return state, ()
    if state.done < 0:
        return replace(state, busy=True), (Weights("weights", RUN, MODEL),)
    if missing := state.planned[state.done :]:
        return replace(state, busy=True), (TrainStep("trained", RUN, asked(state.text), missing),)
    return _read(replace(state, busy=True), UNKNOWN)


def _read(state: State, heard: tuple[float | None, ...]) -> tuple[State, tuple[Effect, ...]]:
    """Read every sentence whose loss is not known yet, with the weights as they lie there."""
    run, texts = RUN if state.done > 0 else "", (asked(state.text), *OTHERS)
    wanted = [at for at in range(len(texts)) if heard[at] is None]
    return replace(state, heard=heard), tuple(Score(READINGS[at], MODEL, texts[at], run=run) for at in wanted)


def _hear(state: State, at: int, answer: Scored) -> State | tuple[State, tuple[Effect, ...]]:
    """Take a sentence's mean loss, and of the reader's its last token's too; a text of no token says nothing."""
    if not answer.positions:
        return state
    heard, losses = list(state.heard), [position.loss for position in answer.positions]
    heard[at] = sum(losses) / len(losses)
    if at == 0:
        heard[-1], state = losses[-1], replace(state, last=visible(answer.positions[-1].token))
    if len(row := tuple(loss for loss in heard if loss is not None)) < len(heard):
        return replace(state, heard=tuple(heard))
    if state.done < 1:
        return _go_on(replace(state, before=row, heard=()))
    return _go_on(replace(state, after=row, rates=state.planned[: state.done], heard=(), busy=False))


def _result(state: State) -> Element:
    basis = str(zlib.crc32(asked(state.text).encode("utf-8", "surrogatepass")))
    if not (state.before and state.vocab_size):
        return awaited("result", basis)
    blind, after = blind_loss(state.vocab_size), f"after {len(state.rates) or 1} step{'s' * (len(state.rates) > 1)}"
    own, now, rate = state.before[0], (state.after or UNKNOWN)[0], state.learning_rate
    token = h.span(class_="candidate-token", translate="no")[state.last]
    names = (h.em["Yours"], *(h.span(translate="no")[one] for one in OTHERS))
    shown = enumerate(zip(names, state.before, state.after or UNKNOWN, strict=False))
    return h.div(data_part="result", data_basis=basis)[
        bars(
            "Probability of your last token",
            (_bar("p_before", (token, " before"), state.before), _bar("p_after", after, state.after)),
        ),
        readouts(
            readout("Loss of your sentence before, nats", output("loss_before", numbers.loss(own), own, "loss")),
            readout(after.capitalize(), output("loss_after", "–" if now is None else numbers.loss(now), now, "loss")),
            readout("Rate of the next step", output("rate", numbers.rate(rate), rate, "rate")),
        ),
        h.p(role="status")[_verdict(state, blind)],
        shifts(
            "loss in nats a token, before (ring) and after (arrow)",
            [Shift(one, was, now, "validation" if at else "loss") for at, (one, was, now) in shown],
            SCALE,
            (blind, f"blind guess, {blind:.2f}"),
        ),
    ]


def _bar(name: str, label: Child, row: tuple[float, ...]) -> Bar:
    p = chance(row[-1]) if row else None
    made = output(name, "–" if p is None else numbers.percent(p), p)
    return Bar(label, p or 0.0, made, "probability", faint=name == "p_before")


def _verdict(state: State, blind: float) -> Element:
    if not state.after:
        return output("verdict", "No step yet: this is the model as it was published.", "untouched")
    (own, *were, _), (now, *are, _) = state.before, state.after
    went = f"your sentence went from {numbers.loss(own)} to {numbers.loss(now)} nats"
    worse = [new - old for old, new in zip(were, are, strict=True) if new - old >= 0.005]
    cost, most = numbers.significant(sum(are) / len(are)), numbers.decimal(max(worse, default=0), 2)
    told = {
        "wrecked": f"Wrecked: yours costs {numbers.significant(now)}, the others {cost} nats a token, a blind guess "
        f"{blind:.2f}. So long a step leaves the ground whose slope was felt. Forget it.",
        "overshot": f"Too far: {went}, across the valley and up the other side.",
        "timid": f"Timid: {went}. At this rate it takes many steps.",
        "learned": f"Learned: {went}. Of the four others {len(worse)} got worse"
        + (f", by up to {most}." if worse else "."),
    }
    word = judged(own, now, are, blind)
    return output("verdict", told[word], word)
