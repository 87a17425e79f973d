"""Checkpoints: what one model says of the reader's text at moments of its training, side by side or along its loss."""

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
    Moment,
    Published,
    Range,
    Score,
    Scored,
    Token,
    UnknownEvent,
    Weights,
    Write,
    awaited,
    challenge,
    choice,
    failed,
    h,
    look_for,
    moment_buttons,
    moment_columns,
    moment_numbers,
    moment_on_curve,
    output,
    select,
    text,
    text_area,
    whole_number,
)
from widgets.ml.moments import came_late, nearest, recorded
from widgets.ml.published_runs import averaged_by_ratio, shipped_run

MODEL, RUN, LONGEST_PROMPT = "demo", "moment", 400
STEP = Range(-1, 1_000_000_000)
SHOWN, SEED, MOST_WRITTEN, MOST_POINTS = 5, 7, 32, 60
FILES = ("manifest", "snapshots", "sentences")
# A moment's bets after the text, most likely first, and the text's mean loss; a text without tokens has none.
Answer: TypeAlias = tuple[tuple[Guess, ...], float | None]
DRAWN = (
    f"From your text it goes on, {MOST_WRITTEN} tokens at most, each drawn from all tokens by their probabilities "
    "(temperature 1), with the same random numbers at every moment: "
)
PICTURES = {"columns": "all side by side", "curve": "one at a time, on the loss curve"}


@dataclass(frozen=True)
class State:
    """`checkpoint` is the step of the moment that is looked at, -1 the last.

    `asking` are moments to be asked about the prompt, `here` those whose weights have come to this device, `laid` the
    one that lies under the name of the run. While `writing`, the chosen moment goes on; `written` is how some did.
    """

    prompt: str = "The dog wagged his"
    checkpoint: int = -1
    picture: str = "columns"
    answers: tuple[tuple[int, Answer], ...] = field(default=(), metadata=DERIVED)
    asking: tuple[int, ...] = field(default=(), metadata=DERIVED)
    here: tuple[int, ...] = field(default=(), metadata=DERIVED)
    laid: int | None = field(default=None, metadata=DERIVED)
    writing: bool = field(default=False, metadata=DERIVED)
    written: tuple[tuple[int, str], ...] = field(default=(), metadata=DERIVED)
    files: Any = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        STEP.check("checkpoint", self.checkpoint)
        if self.picture not in PICTURES:
            raise ValueError(f"a picture is one of {', '.join(PICTURES)}")


def view(state: State) -> Element:
    """The prompt, every moment's bets or one moment on the curve, and the chosen moment's numbers and writing."""
    moments = [] if _published(state) else _told(state)
    return h.div[
        look_for("Read the columns from left to right: when does the model first know how this goes on?")
        if state.picture == "columns"
        else look_for("Move the point along the loss: where it falls most, what does the model learn to bet on?"),
        text_area("prompt", "Your text, up to the place where the model bets", state.prompt, rows=1),
        select("picture", "Moments", state.picture, PICTURES),
        h.div(data_part="moments", data_basis="moments")[
            _drawn(state, moments),
            moment_buttons(moments, _step(state), state.here, _bytes(state), state.writing),
            _chosen(state, moments),
        ]
        if moments
        else awaited("moments", "moments"),
        failed(state.failure),
        challenge(
            "find a text whose ending only the last two moments know: the last gives its first bet more than half, and "
            "no moment before those two has it among its five.",
            met=came_late([[(guess.token.id, guess.p) for guess in one.best] for one in moments]),
            praise="Much of what it knows came early; this came late.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask moments one after another; weights are fetched only when a reader asks for them."""
    match event:
        case Event("mount" | "again"):
            return replace(state, failure=""), _published(state)
        case Event("manifest" | "snapshots" | "sentences" | "curves" | "answer", Failure(message)):
            return replace(_quiet(state), laid=None, failure=message)
        case Event("manifest" | "snapshots" | "sentences" | "curves" as name, published):
            return replace(state, files={**(state.files or {}), name: published})
        case Event("picture"):
            state = replace(state, picture=choice(event, tuple(PICTURES)))
            return state, _published(state)
        case Event("prompt"):
            asked = text(event, longest=LONGEST_PROMPT)
            state = replace(_quiet(state), prompt=asked, answers=(), written=(), failure="")
            # What is here already costs nothing to ask.
            return _ask(state, state.here)
        case Event("ask" | "ask_all" as asked):
            return _ask(state, _steps(state) if asked == "ask_all" else (_step(state),))
        case Event("checkpoint"):
            step, steps = whole_number(event, STEP), _steps(state)
            moved = replace(state, checkpoint=nearest(steps, step) if steps and step >= 0 else step, writing=False)
            return (moved, Cancel("answer")) if state.writing else moved
        case Event("write"):
            return _go_on(replace(_quiet(state), writing=True, failure=""))
        case Event("stop"):
            return _quiet(state), Cancel("answer")
        case Event("answer", Held(step=step)):
            return _go_on(replace(state, laid=_wanted(state), here=tuple(sorted({*state.here, step}))))
        case Event("answer", Scored() as scored):
            return _go_on(_heard(state, scored))
        case Event("answer", str() as written):
            others = [one for one in state.written if one[0] != _step(state)]
            return replace(state, writing=False, written=(*others, (_step(state), written)))
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, tuple[str, ...]]:
    """The chosen moment answers from the start."""
    return {"checkpoint": tuple(map(str, _steps(state)))}


def _published(state: State) -> tuple[Effect, ...]:
    """Ask for what is not here: the curves only where they are drawn."""
    names = (*FILES, *(("curves",) if state.picture == "curve" else ()))
    return tuple(Published(name, MODEL, f"{name}.json") for name in names if name not in (state.files or {}))


def _quiet(state: State) -> State:
    return replace(state, asking=(), writing=False)


def _ask(state: State, steps: tuple[int, ...]) -> tuple[State, Effect | tuple[Effect, ...]]:
    """Ask those of these moments that the text was not put to yet, after those that are being asked."""
    known, busy = {*(one.step for one in _told(state) if one.best), *state.asking}, bool(state.asking)
    asking = state.asking + tuple(step for step in steps if step in _steps(state) and step not in known)
    return (replace(state, asking=asking), ()) if busy else _go_on(replace(_quiet(state), asking=asking, failure=""))


def _go_on(state: State) -> tuple[State, Effect]:
    """The next request: a moment's weights, or what it says. What was under way is dropped, so nothing overtakes it."""
    if not (state.asking or state.writing):
        return state, Cancel("answer")
    if state.laid != _wanted(state):
        return replace(state, laid=None), Weights("answer", RUN, MODEL, _wanted(state))
    if not state.asking:
        return state, Write("answer", MODEL, _read(state), MOST_WRITTEN, seed=SEED, run=RUN)
    # One token more, whichever: the bets that stand in its place are those after the text.
    return state, Score("answer", MODEL, _read(state), (0,), RUN)


def _wanted(state: State) -> int:
    return state.asking[0] if state.asking else _step(state)


def _heard(state: State, scored: Scored) -> State:
    if scored.cut:
        return replace(_quiet(state), failure=f"This text is {scored.cut:,} tokens longer than the model reads.")
    *read, after = scored.positions
    answer = after.best[:SHOWN], sum(one.loss for one in read) / len(read) if read else None
    return replace(state, answers=(*state.answers, (state.asking[0], answer)), asking=state.asking[1:])


def _read(state: State) -> str:
    """What the model reads: not the spaces at the end, since every word's token brings its own in front."""
    return state.prompt.rstrip(" ")


def _moments(state: State) -> Any:
    return state.files["manifest"]["moments"] if state.files and "manifest" in state.files else ()


def _steps(state: State) -> tuple[int, ...]:
    return tuple(one["step"] for one in _moments(state))


def _step(state: State) -> int:
    steps = _steps(state)
    return steps[-1] if steps and state.checkpoint not in steps else state.checkpoint


def _told(state: State) -> list[Moment]:
    """Every moment with what is known of the prompt: from the run's record of its sentences, or from having asked."""
    answers = dict(state.answers)
    if {*FILES} <= {*(state.files or ())}:
        found = recorded(state.files, _read(state), _steps(state), SHOWN)
        as_asked = ((s, (tuple(Guess(Token(id, t), p) for id, t, p in b), loss)) for s, (b, loss) in found.items())
        answers = dict(as_asked) or answers
    known = [(one["step"], one["tokens_seen"], one["train_loss"], one["val_loss"]) for one in _moments(state)]
    return [Moment(*seen, *answers.get(seen[0], ((), None)), seen[0] in state.asking) for seen in known]


def _bytes(state: State) -> int:
    """What a moment's weights take; they come packed, so less of them comes."""
    return int(state.files["manifest"]["files"][_moments(state)[0]["file"]]["bytes"])


def _drawn(state: State, moments: list[Moment]) -> Element:
    """Every moment, or the chosen one on the measured curve."""
    basis = f"{zlib.crc32(state.prompt.encode('utf-8', 'surrogatepass')):08x}"
    if state.picture == "columns":
        return moment_columns("checkpoint", moments, _step(state), basis)
    run = shipped_run("", state.files["manifest"], state.files["curves"])
    curves = averaged_by_ratio(run.train, MOST_POINTS), run.val
    return moment_on_curve("checkpoint", moments, _step(state), basis, curves)


def _chosen(state: State, moments: list[Moment]) -> Element:
    """Its numbers, and how it went on: from the reader's text, or from the run's own prompt."""
    step, snapshots = _step(state), state.files["snapshots"]
    own = dict(state.written).get(step)
    if own is None:
        said, prompt = "Asked then to tell a story, it wrote: ", snapshots["writing"]["prompt"]
        line = next(one["line"] for one in snapshots["snapshots"] if one["step"] == step)
    else:
        said, prompt, line = DRAWN, _read(state), own
    return h.div[
        moment_numbers(next(one for one in moments if one.step == step)),
        h.p(class_="moment-line")[said, h.q(translate="no")[prompt, output("sample", line, step)]],
    ]
