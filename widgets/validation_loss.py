"""Validation loss: six short runs behind a veil. Stop each before its future is shown, then name what went on in it."""

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import ceil

from widgets.engine import (
    DERIVED,
    Axis,
    Child,
    Effect,
    Element,
    Event,
    Failure,
    Line,
    Mark,
    Published,
    Range,
    UnknownEvent,
    Veil,
    awaited,
    button,
    challenge,
    chart,
    choice,
    controls,
    from_toml,
    h,
    look_for,
    numbers,
    output,
    radio_group,
    readout,
    readouts,
    slider,
    thumbnail,
    whole_number,
)
from widgets.ml import stopping
from widgets.ml.published_runs import Run, contrast_runs
from widgets.ml.stopping import LAST_NOTCH, MOST_POINTS, NATS_A_POINT, Turn, Turns

NOTCHES = Range(0, LAST_NOTCH)
# More runs than any file has; points that a reader may lose.
RUNS, TO_SPARE = Range(0, 99), 5
TASK = look_for(
    "Let the run go on, and stop where you would keep it: at its lowest validation loss, without seeing what comes "
    "after. Then say what went on."
)


@dataclass(frozen=True)
class Pattern:
    """What a run of this name shows: its sign, the names that look `like` it, and the reason."""

    name: str
    sign: str
    why: str
    like: tuple[str, ...] = ()


@dataclass(frozen=True)
class Patterns:
    """What validation_loss.toml holds."""

    pattern: tuple[Pattern, ...]


@dataclass(frozen=True)
class State:
    """`run` is a place in the row; `turns` say what was done with each."""

    run: int = 4
    turns: Turns = ()
    runs: tuple[Run, ...] = field(default=(), metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        RUNS.check("run", self.run)
        for at, until, stopped, _ in self.turns:
            for notch in (at, until, max(stopped, 0)):
                NOTCHES.check("turns", notch)


def view(state: State) -> Element:
    """The row of runs, the chosen one up to its veil, and once it was stopped its name and the reason."""
    if not state.runs:
        failed = h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None
        return h.div[TASK, awaited("runs", "runs"), failed]
    run, turn = state.runs[state.run], stopping.turn_at(state.turns, state.run)
    step, scored, known = stopping.step_at(run, turn.at), stopping.score(run, turn), named(run, turn)
    trained, held = stopping.last_by(run.train, step), stopping.last_by(run.val, step)
    look = "Look at a step" if turn.over else "Look at a step; forward lifts the veil"
    return h.div(data_part="runs", data_basis="runs")[
        TASK,
        h.div(class_="runs")[(_small(state, place) for place in range(len(state.runs)))],
        _picture(state, run, turn),
        readouts(
            readout("Step", output("step", f"{step:,}", step)),
            readout("Training loss", output("train_loss", numbers.loss(trained), trained, "loss")),
            readout("Validation loss", output("val_loss", numbers.loss(held), held, "validation")),
            readout("Points", output("points", "none yet" if scored is None else f"{scored} of {MOST_POINTS}", scored)),
            readout("What went on", output("diagnosis", run.label if known else "?", run.name if known else None)),
        ),
        controls(
            slider("until", look, turn.at, NOTCHES, shown=f"step {step:,}", quantity="validation", aligned=True),
            h.div(class_="button-row")[
                button("go_on", "Go on", disabled=turn.over),
                button("stop", "Stop here", disabled=turn.over, primary=not turn.over),
                button("again", "Begin all again"),
            ],
        ),
        _verdict(state, run, turn) if turn.over else None,
        _challenge(state),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect]:
    """A run is unveiled, stopped, and then named; `again` veils all of them."""
    turn = stopping.turn_at(state.turns, state.run)
    match event:
        case Event("mount"):
            return replace(state, failure=""), Published("contrast", "lab", "contrast.json")
        case Event("contrast", Failure(message)):
            return replace(state, failure=message)
        case Event("contrast", published):
            # By a digest of their weights: an order that tells nothing.
            runs = tuple(sorted(contrast_runs(published), key=lambda run: run.weights))  # type: ignore[arg-type]
            return replace(state, runs=runs, run=min(state.run, len(runs) - 1))
        case Event("run"):
            return replace(state, run=whole_number(event, Range(0, len(state.runs) - 1) if state.runs else RUNS))
        case Event("until"):
            return _with(state, turn.to(whole_number(event, NOTCHES)))
        case Event("go_on"):
            return _with(state, turn.go_on())
        case Event("stop"):
            return _with(state, turn.stop())
        case Event("guess"):
            guess = choice(event, tuple(run.name for run in state.runs))
            asked = turn.over and not named(state.runs[state.run], turn)
            return _with(state, turn.guess(guess)) if asked else state
        case Event("again"):
            return replace(state, turns=())
        case _:
            raise UnknownEvent(event)


@cache
def patterns() -> dict[str, Pattern]:
    """The patterns of validation_loss.toml by name, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return {pattern.name: pattern for pattern in from_toml(Patterns, "validation_loss.toml").pattern}


def named(run: Run, turn: Turn) -> bool:
    """Whether the last guess fits what can be seen of the run."""
    return bool(turn.guesses) and turn.guesses[-1] in (run.name, *patterns()[run.name].like)


def _with(state: State, turn: Turn) -> State:
    return replace(state, turns=stopping.with_turn(state.turns, state.run, turn))


@lru_cache(maxsize=2)
def _axes(runs: tuple[Run, ...]) -> tuple[Axis, Axis]:
    """The same for all runs, so that they can be compared: the notches, and every loss that was measured."""
    steps = tuple((place, f"{step:,}") for place, step in stopping.decades(runs[0]))
    top = ceil(stopping.highest(runs))
    losses = tuple((float(loss), str(loss)) for loss in range(0, top, 2))
    return Axis("step (log scale)", 0, LAST_NOTCH, steps), Axis("loss (nats a token)", 0, top, losses)


# The others are drawn again whenever one goes on.
@lru_cache(maxsize=64)
def _layers(run: Run, turn: Turn, top: float) -> tuple[Line | Veil, ...]:
    stop = Line("where you stopped", ((turn.stopped, 0), (turn.stopped, top)), "muted", "dotted")
    return (
        Line("training loss", stopping.unveiled(run, run.train, turn.until), "loss"),
        Line("validation loss", stopping.unveiled(run, run.val, turn.until), "validation", "dashed"),
        stop if turn.over else Veil(turn.until, "not yet"),
    )


def _small(state: State, place: int) -> Element:
    """A run of the row, which a press chooses."""
    run, turn, (x, y) = state.runs[place], stopping.turn_at(state.turns, place), _axes(state.runs)
    name = run.label if named(run, turn) else f"Run {place + 1}"
    scored, step = stopping.score(run, turn), stopping.step_at(run, turn.until)
    told = f"step {step:,}" if scored is None else f"{scored} of {MOST_POINTS}"
    inside = [thumbnail(x, y, _layers(run, turn, y.high)), h.span(class_="run-name")[name], h.small[told]]
    return button("run", inside, str(place))(aria_pressed=str(place == state.run).lower())


def _picture(state: State, run: Run, turn: Turn) -> Element:
    x, y = _axes(state.runs)
    steps = [stopping.step_at(run, notch) for notch in sorted({*range(0, turn.until, 3), turn.until})]
    rows = [(step, stopping.last_by(run.train, step), stopping.last_by(run.val, step)) for step in steps]
    cells = [(f"{step:,}", numbers.loss(trained), numbers.loss(held)) for step, trained, held in rows]
    held = stopping.last_by(run.val, stopping.step_at(run, turn.at))
    # On the veil there is room for words, between the curves there is none.
    words = numbers.loss(held) if turn.at == turn.until and not turn.over else ""
    point = Mark(words, (turn.at, held), "validation", handle="until")
    return chart(
        f"Both losses of run {state.run + 1}",
        f"Two curves over {cells[-1][0]} steps. The training loss goes from {cells[0][1]} to {cells[-1][1]}, the "
        f"validation loss from {cells[0][2]} to {cells[-1][2]}{'' if turn.over else '; what comes then is veiled'}.",
        x,
        y,
        [*_layers(run, turn, y.high), point],
        columns=("step", "training loss (nats a token)", "validation loss (nats a token)"),
        rows=cells,
    )


def _verdict(state: State, run: Run, turn: Turn) -> Element:
    """What stopping there was worth, the question, and the answer to the last guess."""
    (step, best), kept = stopping.lowest(run.val), stopping.last_by(run.val, stopping.step_at(run, turn.stopped))
    labels, guess = {one.name: one.label for one in state.runs}, turn.guesses[-1] if turn.guesses else ""
    return h.div[
        h.p(role="status")[
            f"You kept a validation loss of {numbers.loss(kept)}. The lowest, {numbers.loss(best)}, is that of step "
            f"{step:,}. Of {MOST_POINTS} points, one goes for every {NATS_A_POINT} nats above it."
        ],
        radio_group("guess", "What went on in this run?", guess, [(name, labels[name]) for name in patterns()]),
        h.p(role="status")[_answer(run, turn, guess) if guess else None],
    ]


def _answer(run: Run, turn: Turn, guess: str) -> Child:
    if not named(run, turn):
        return f"Not so: then {patterns()[guess].sign}. Look again."
    alike = "" if guess == run.name else "Curves alone cannot tell it from the one you named. "
    why = f"{alike}{run.difference} {patterns()[run.name].why} At the end it writes: "
    return h.strong[f"{run.title}. "], why, h.q[run.sample]


def _challenge(state: State) -> Element:
    turns = [stopping.turn_at(state.turns, place) for place in range(len(state.runs))]
    pairs = list(zip(state.runs, turns, strict=True))
    total, most = sum(stopping.score(*pair) or 0 for pair in pairs), MOST_POINTS * len(pairs)
    at_once = sum(len(turn.guesses) == 1 and named(run, turn) for run, turn in pairs)
    return challenge(
        f"name all {len(pairs)} runs, each at the first guess, with at least {most - TO_SPARE} of {most} points. "
        f"So far: {at_once} named, {total} points.",
        met=at_once == len(pairs) and total >= most - TO_SPARE,
        praise=f"{total} of {most} points, and every run named at once.",
    )
