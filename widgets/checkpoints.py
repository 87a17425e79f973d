"""Checkpoints: what one model would have said after the reader's text at moments of its training, side by side."""

import zlib
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from widgets.engine import (
    DERIVED,
    Cancel,
    Effect,
    Element,
    Event,
    Failure,
    Guess,
    Held,
    Multiple,
    Published,
    Range,
    Score,
    Scored,
    Token,
    UnknownEvent,
    Weights,
    awaited,
    bets,
    button,
    bytes_of,
    challenge,
    failed,
    h,
    look_for,
    multiples,
    numbers,
    output,
    readout,
    readouts,
    text,
    text_area,
    whole_number,
)
from widgets.ml.moments import came_late, recorded
from widgets.ml.sampling import chances, draw

MODEL, RUN, LONGEST_PROMPT = "demo", "moment", 400
STEP = Range(-1, 1_000_000_000)
SHOWN, SEED, MOST_WRITTEN = 5, 7, 16
# A moment's bets after the text, most likely first, and the text's mean loss, which no record has.
Answer: TypeAlias = tuple[tuple[Guess, ...], float | None]


@dataclass(frozen=True)
class State:
    """`checkpoint` is the step of the moment that is looked at, -1 the last.

    `asking` are moments to be asked about the prompt, `here` those whose weights have come to this device, `laid` the
    one that lies under the name of the run. While `writing`, the chosen moment goes on, so far by `written`.
    """

    prompt: str = "The dog wagged his"
    checkpoint: int = -1
    answers: tuple[tuple[int, Answer], ...] = field(default=(), metadata=DERIVED)
    asking: tuple[int, ...] = field(default=(), metadata=DERIVED)
    here: tuple[int, ...] = field(default=(), metadata=DERIVED)
    laid: int | None = field(default=None, metadata=DERIVED)
    writing: bool = field(default=False, metadata=DERIVED)
    written: tuple[Token, ...] = field(default=(), metadata=DERIVED)
    manifest: Any = field(default=None, metadata=DERIVED)
    snapshots: Any = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        STEP.check("checkpoint", self.checkpoint)


def view(state: State) -> Element:
    """The prompt, a column of bets for every moment, and the chosen moment's numbers and writing."""
    answers = _answers(state)
    return h.div[
        look_for("Read the columns from left to right: when does the model first know how this goes on?"),
        text_area("prompt", "Your text, up to the place where the model bets", state.prompt, rows=1),
        h.div(data_part="moments", data_basis="moments")[
            _columns(state, answers), _buttons(state, answers), _chosen(state)
        ]
        if state.manifest and state.snapshots
        else awaited("moments", "moments"),
        failed(state.failure),
        challenge(
            "find a text whose ending only the last two moments know: the last gives its first bet more than half, and "
            "no column before those two shows it.",
            met=_is_late(state, answers),
            praise="Much of what it knows came early; this came late.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask moments one after another; weights are fetched only when a reader asks for them."""
    match event:
        case Event("mount" | "again"):
            return replace(state, failure=""), tuple(
                Published(key, MODEL, f"{key}.json") for key in ("manifest", "snapshots")
            )
        case Event("manifest" | "snapshots" | "answer", Failure(message)):
            return replace(_quiet(state), laid=None, failure=message)
        case Event("manifest", published):
            return replace(state, manifest=published)
        case Event("snapshots", published):
            return replace(state, snapshots=published)
        case Event("prompt"):
            state = replace(_quiet(state), prompt=text(event, longest=LONGEST_PROMPT), answers=(), failure="")
            # What is here already costs nothing to ask.
            return _ask(state, state.here)
        case Event("ask" | "ask_all" as asked):
            return _ask(state, _steps(state) if asked == "ask_all" else (_step(state),))
        case Event("checkpoint"):
            chosen = replace(state, checkpoint=whole_number(event, STEP), writing=False, written=())
            return (chosen, Cancel("answer")) if state.writing else chosen
        case Event("write"):
            return _go_on(replace(_quiet(state), writing=True, failure=""))
        case Event("stop"):
            return replace(state, asking=(), writing=False), Cancel("answer")
        case Event("answer", Held(step=step)):
            return _go_on(replace(state, laid=_wanted(state), here=tuple(sorted({*state.here, step}))))
        case Event("answer", Scored() as scored):
            return _go_on(_heard(state, scored))
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, tuple[str, ...]]:
    """The chosen moment answers from the start."""
    return {"checkpoint": tuple(map(str, _steps(state)))}


def _quiet(state: State) -> State:
    return replace(state, asking=(), writing=False, written=())


def _ask(state: State, steps: tuple[int, ...]) -> tuple[State, Effect | tuple[Effect, ...]]:
    """Ask those of these moments that the text was not put to yet, after those that are being asked."""
    known, busy = {*_answers(state), *state.asking}, bool(state.asking)
    asking = state.asking + tuple(step for step in steps if step in _steps(state) and step not in known)
    return (replace(state, asking=asking), ()) if busy else _go_on(replace(_quiet(state), asking=asking, failure=""))


def _go_on(state: State) -> tuple[State, Effect]:
    """The next request: a moment's weights, or what it says. What was under way is dropped, so nothing overtakes it."""
    if not (state.asking or state.writing):
        return state, Cancel("answer")
    if state.laid != _wanted(state):
        return replace(state, laid=None), Weights("answer", RUN, MODEL, _wanted(state))
    ids = () if state.asking else tuple(token.id for token in state.written)
    # One token more, whichever: the bets that stand in its place are those after the text.
    return state, Score("answer", MODEL, _read(state), (*ids, 0), RUN)


def _wanted(state: State) -> int:
    return state.asking[0] if state.asking else _step(state)


def _heard(state: State, scored: Scored) -> State:
    """Take an answer; while writing draw one of the ten best, every moment with the same chances."""
    if scored.cut:
        return replace(_quiet(state), failure=f"This text is {scored.cut:,} tokens longer than the model reads.")
    *read, after = scored.positions
    if state.asking:
        answer = after.best[:SHOWN], sum(one.loss for one in read) / len(read) if read else None
        return replace(state, answers=(*state.answers, (state.asking[0], answer)), asking=state.asking[1:])
    probs = [guess.p for guess in after.best]
    token = after.best[draw(probs, chances(SEED, MOST_WRITTEN)[len(state.written)] * sum(probs))].token
    written = (*state.written, token) if token.text else state.written
    return replace(state, written=written, writing=bool(token.text) and len(written) < MOST_WRITTEN)


def _read(state: State) -> str:
    """What the model reads: not the spaces at the end, since every word's token brings its own in front."""
    return state.prompt.rstrip(" ")


def _steps(state: State) -> tuple[int, ...]:
    return tuple(one["step"] for one in state.manifest["moments"]) if state.manifest else ()


def _step(state: State) -> int:
    steps = _steps(state)
    return steps[-1] if steps and state.checkpoint not in steps else state.checkpoint


def _answers(state: State) -> dict[int, Answer]:
    """What is known of the prompt, by step: from the run's own record of its sentences, or from moments asked here."""
    found = recorded(state.snapshots, _read(state), _steps(state), SHOWN) if state.snapshots else {}
    record = ((step, (tuple(Guess(Token(id, t), p) for id, t, p in bets), None)) for step, bets in found.items())
    return dict(record if found else state.answers)


def _is_late(state: State, answers: dict[int, Answer]) -> bool:
    moments = [[(guess.token.id, guess.p) for guess in answers[step][0]] for step in _steps(state) if step in answers]
    return 0 < len(moments) == len(_steps(state)) and came_late(moments)


def _columns(state: State, answers: dict[int, Answer]) -> Element:
    marked = answers[last][0][0].token.id if (last := _steps(state)[-1]) in answers else None
    columns = [
        Multiple(step, f"{step:,}", f"{one['val_loss']:.2f}", _body(state, step, answers.get(step), marked))
        for step, one in zip(_steps(state), state.manifest["moments"], strict=True)
    ]
    legend = "Step of the training, and ", h.span(class_="q-validation")["its loss on held-out text"]
    return multiples("checkpoint", legend, columns, _step(state), "validation")


def _body(state: State, step: int, answer: Answer | None, marked: int | None) -> Element:
    part, basis = f"bets-{step}", f"{zlib.crc32(state.prompt.encode('utf-8', 'surrogatepass')):08x}"
    if answer is None:
        unasked = h.div(data_part=part, data_basis="")[h.p(class_="multiple-foot")["not asked"]]
        return awaited(part, basis) if step in state.asking else unasked
    best, loss = answer
    told = None if loss is None else ("text ", output(f"loss_{step}", numbers.loss(loss), loss, "loss"))
    return h.div(data_part=part, data_basis=basis)[bets(best, marked), told and h.p(class_="multiple-foot")[told]]


def _buttons(state: State, answers: dict[int, Answer]) -> Element:
    """What may fetch weights says how much comes: at most, since they come packed."""
    size = state.manifest["files"][state.manifest["moments"][0]["file"]]["bytes"] / 1e6
    here, busy = {*state.here}, bool(state.asking or state.writing)
    unasked, step = {*_steps(state)} - {*answers}, _step(state)
    one, all_ = (f": {count * size:.1f} MB" if count else "" for count in (step not in here, len(unasked - here)))
    return h.div(class_="button-row")[
        button("ask_all", f"Ask all{all_}", primary=True, disabled=busy) if unasked else None,
        button("ask", f"Ask step {step:,}{one}", disabled=busy) if step in unasked else None,
        button("write", f"Let step {step:,} go on from your text{one}", disabled=busy),
        button("stop", "Stop") if busy else None,
        h.span(role="status")[f"Asking step {state.asking[0]:,} …"] if state.asking else None,
    ]


def _chosen(state: State) -> Element:
    step = _step(state)
    moment = next(one for one in state.manifest["moments"] if one["step"] == step)
    line = next(one["line"] for one in state.snapshots["snapshots"] if one["step"] == step)
    own = b"".join(bytes_of(token) for token in state.written).decode("utf-8", "replace")
    said = "It goes on from your text: " if own else "Asked then to tell a story, it wrote: "
    prompt = _read(state) if own else state.snapshots["writing"]["prompt"]
    return h.div[
        readouts(
            readout("Tokens read", output("tokens_seen", f"{moment['tokens_seen']:,}", moment["tokens_seen"])),
            readout("Training loss", output("train_loss", f"{moment['train_loss']:.2f}", moment["train_loss"], "loss")),
            readout("Held-out loss", output("val_loss", f"{moment['val_loss']:.2f}", moment["val_loss"], "validation")),
        ),
        h.p(class_="moment-line")[said, h.q(translate="no")[prompt, output("sample", own or line, step)]],
    ]
