"""Teacher forcing: a text as a triangle of lessons from one pass, and the same triangle when the model runs alone."""

import zlib
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from widgets.engine import (
    DERIVED,
    Attend,
    Attended,
    Cancel,
    Effect,
    Element,
    Event,
    Failure,
    Predict,
    Prediction,
    Progress,
    Range,
    Score,
    Scored,
    Token,
    UnknownEvent,
    awaited,
    button,
    cells,
    challenge,
    choice,
    controls,
    h,
    look_for,
    numbers,
    output,
    radio_group,
    readout,
    readouts,
    slider,
    text,
    text_area,
    visible,
    whole_number,
)

MODEL, LONGEST = "demo", 2_000
# Rows of the grid, though a longer text is scored whole; and the loss with the longest bar, about a blind guess.
MOST, WIDEST = 14, 8.0
# The challenge: so many tokens at least, of which the model is given at most so many.
GOAL, GIVEN = 8, 3
HEAD = "known", "fuller square: it looks there more", "loss", "it came"
Mode = Literal["forced", "free"]
MODES: dict[Mode, str] = {"forced": "reads your text", "free": "goes on from its own words"}


@dataclass(frozen=True)
class State:
    """With `given` tokens known the model runs on to its `own`, and looks where `drifted` says; layers count from 1."""

    text: str = "Once upon a time there was a little girl who had a dog."
    mode: Mode = "forced"
    given: int = 5
    layer: int = 4
    head: int = 1
    scored: Scored | None = field(default=None, metadata=DERIVED)
    attended: Attended | None = field(default=None, metadata=DERIVED)
    own: tuple[Token, ...] = field(default=(), metadata=DERIVED)
    drifted: Attended | None = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        Range(0, MOST - 1).check("given", self.given)
        for name in ("layer", "head"):
            Range(1, 100).check(name, getattr(self, name))


def view(state: State) -> Element:
    """The text, the triangle with a loss and a token to every row, and the passes that it took."""
    basis, scored = f"{zlib.crc32(state.text.encode('utf-8', 'surrogatepass')):08x}", state.scored
    told = state.failure
    return h.div[
        look_for(
            "Each row has read as far as the token on its left and sees nothing of the rest; one pass gives every row "
            "its loss. Press a token, and the model goes on from there by itself."
        ),
        text_area("text", "Your text", state.text, rows=2),
        awaited("grid", basis) if scored is None else _grid(state, scored)(data_part="grid", data_basis=basis),
        awaited("numbers", basis) if scored is None else _numbers(state, scored)(data_part="numbers", data_basis=basis),
        h.div(class_="widget-message", role="alert")[told, button("again", "Try again")] if told else None,
        radio_group("mode", "The model", state.mode, list(MODES.items())),
        controls(_dial(state, "layer"), _dial(state, "head")),
        challenge(
            f"write a text of {GOAL} or more tokens that the model, given {GIVEN} or fewer, finishes word for word.",
            met=scored is not None and _kept_to_it(state, scored),
            praise="Nothing drifts where its favorite is right every time: then its own words are the text.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """A new text is scored in one pass; a model that runs on is asked for one token at a time."""
    match event:
        case Event("mount") | Event("again"):
            return _ask(state)
        case Event("text"):
            return _ask(replace(state, text=text(event, longest=LONGEST)))
        case Event("scored", Scored() as scored):
            return _start(replace(state, scored=scored))
        case Event("attended", Attended() as attended):
            return replace(state, attended=attended)
        case Event("drifted", Attended() as drifted):
            return replace(state, drifted=drifted)
        case Event("next", Prediction() as answer):
            return _go_on(replace(state, own=(*state.own, answer.best[0])))
        case Event("next", Progress()):
            return state
        case Event("scored" | "attended" | "drifted" | "next", Failure(message)):
            return replace(state, failure=message)
        case Event("mode"):
            chosen = choice(event, tuple(MODES))
            return _start(replace(state, mode=next(mode for mode in MODES if mode == chosen)))
        case Event("given"):
            return _start(replace(state, mode="free", given=whole_number(event, Range(0, MOST - 1))))
        case Event("layer" | "head" as name):
            changed: dict[str, Any] = {name: whole_number(event, _limits(state, name))}
            return replace(state, **changed)
        case _:
            raise UnknownEvent(event)


def _ask(state: State) -> tuple[State, tuple[Effect, ...]]:
    asked = replace(state, scored=None, attended=None, own=(), drifted=None, failure="")
    one = Score("scored", MODEL, state.text), Attend("attended", MODEL, state.text, most=MOST)
    return asked, (*one, Cancel("next"), Cancel("drifted"))


def _start(state: State) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Let the model run on from what it is given, or read the text."""
    state = replace(state, own=(), drifted=None)
    if state.mode == "free" and state.scored and state.scored.positions:
        return _go_on(state)
    return state, (Cancel("next"), Cancel("drifted"))


def _go_on(state: State) -> State | tuple[State, Effect]:
    if not state.scored:
        return state
    known, last = tuple(token.id for token in _came(state, state.scored)), state.own[-1:]
    ended = any(not token.text and not token.hex for token in last)
    if len(known) < _rows(state.scored) and not ended:
        return state, Predict("next", MODEL, "", known)
    return state, Attend("drifted", MODEL, "", known[:-1], most=MOST)


def _came(state: State, scored: Scored) -> tuple[Token, ...]:
    """The tokens that came, one a row: the text's, or those given and the model's own."""
    written = tuple(position.token for position in scored.positions[: _rows(scored)])
    return written if state.mode == "forced" else (*written[: _given(state, scored)], *state.own)


def _rows(scored: Scored) -> int:
    return min(len(scored.positions), MOST)


def _given(state: State, scored: Scored) -> int:
    return max(0, min(state.given, _rows(scored) - 1))


def _leaves(state: State, scored: Scored) -> int:
    """The row in which the model's own words leave the text; as many as there are rows if in none."""
    pairs = zip(_came(state, scored), scored.positions, strict=False)
    return next((row for row, (token, position) in enumerate(pairs) if token.id != position.token.id), MOST)


def _kept_to_it(state: State, scored: Scored) -> bool:
    """Whether the model wrote all of a text that fits the grid, from a few tokens of it."""
    same = [token.id for token in _came(state, scored)] == [position.token.id for position in scored.positions]
    return same and state.mode == "free" and state.given <= GIVEN and len(scored.positions) >= GOAL


def _limits(state: State, name: str) -> Range:
    """The layers or the heads that the model has."""
    attended = state.attended
    return Range(1, getattr(attended, f"{name}s") if attended else getattr(state, name))


def _dial(state: State, name: str) -> Element:
    limits = _limits(state, name)
    value = min(getattr(state, name), int(limits.high))
    return slider(name, f"{name.title()} whose attention is shown", value, limits, shown=str(value), quantity="weight")


def _grid(state: State, scored: Scored) -> Element:
    tokens, rows = _came(state, scored), _rows(scored)
    if not rows:
        return h.p(class_="tokens-count")["There is no text yet. Type a sentence."]
    count = len(scored.positions) + scored.cut
    return h.div[
        h.div(class_="forcing-head", aria_hidden="true")[(h.span[words] for words in HEAD)],
        h.ol(class_="forcing", translate="no")[
            (_row(state, scored, row, tokens) for row in range(len(tokens))),
            # Room for what is still to be written.
            (h.li(aria_hidden="true") for _ in range(rows - len(tokens))),
        ],
        h.p(class_="tokens-count")[
            f"Attention of head {state.head} in layer {state.layer}: the squares of a row add up to 100%.",
            f" Of {count:,} tokens the first {rows} are drawn." if count > rows else None,
        ],
    ]


def _row(state: State, scored: Scored, row: int, tokens: tuple[Token, ...]) -> Element:
    """What is known, where the head looks, the loss where the text still tells it, and the token that came."""
    token, position, leaves = tokens[row], scored.positions[row], _leaves(state, scored)
    free, starts, scores = state.mode == "free", row == _given(state, scored), row < leaves
    weights = _weights(state, scored, row)
    most = max(range(row + 1), key=lambda place: weights[place]) if weights else 0
    place = visible(tokens[most - 1]) if most else "the start"
    looks = f"looks most at {place}, {numbers.percent(weights[most])}" if weights else "its attention is not known yet"
    known, missed = visible(tokens[row - 1]) if row else "start", token.id != position.token.id
    return h.li(
        data_id=token.id,
        data_token=token.text,
        data_loss=repr(position.loss) if scores else None,
        class_="forcing-off" if not scores else "forcing-own" if free and row >= _given(state, scored) else None,
    )[
        button("given", known, str(row))(aria_pressed=str(free and starts).lower()),
        cells(weights or [0.1] * (row + 1), _rows(scored) - row - 1, looks, position.loss / WIDEST if scores else 0),
        h.span[numbers.narrow_loss(position.loss) if scores else "–"],
        h.span[visible(token), (" ", h.s[visible(position.token)]) if missed else None],
    ]


def _weights(state: State, scored: Scored, row: int) -> tuple[float, ...]:
    """A row's attention; none where it is not known yet. As long as the words are the text's, so is the attention."""
    attended = state.attended if row <= _leaves(state, scored) else state.drifted
    if attended is None or row >= attended.positions:
        return ()
    return attended.row(min(state.layer, attended.layers) - 1, min(state.head, attended.heads) - 1, row)


def _numbers(state: State, scored: Scored) -> Element:
    losses, own = [position.loss for position in scored.positions], len(state.own)
    mean = sum(losses) / len(losses) if losses else None
    free = state.mode == "free"
    passes, asked = (own, f"{own} tokens (reading: 1)") if free else (min(len(losses), 1), f"{len(losses)} losses")
    written = "".join(token.text for token in state.own)
    return readouts(
        readout("Mean loss", output("mean_loss", "none" if mean is None else numbers.loss(mean), mean, "loss")),
        readout(f"Passes for {asked}", output("passes", str(passes), passes)),
        readout("Its own words", output("written", written.strip() or "none", written)) if free else None,
    )
