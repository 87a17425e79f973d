"""Sentence loss: what every token of the reader's text costs the model, and what it had expected there."""

import math
import zlib
from dataclasses import dataclass, field, replace
from typing import Any

from widgets.engine import (
    DERIVED,
    Child,
    Effect,
    Element,
    Event,
    Failure,
    Position,
    Published,
    Range,
    Score,
    Scored,
    UnknownEvent,
    awaited,
    bytes_of,
    candidates,
    challenge,
    choice,
    failed,
    h,
    look_for,
    numbers,
    output,
    quantity,
    readout,
    readouts,
    rule,
    shades,
    text,
    text_area,
    token_costs,
    visible,
    whole_number,
)
from widgets.ml.losses import bits_per_byte, blind_loss, perplexity

MODEL = "demo"
LONGEST_TEXT = 20_000
# No model reads so many tokens at once. -1 is the token that cost most.
AT = Range(-1, 9_999)
# Shades part where the lesson's words for a loss do (good, meh, bad, terrible), and at a blind guess.
SHADES = (0.3, 1.5, 4.0)
QUOTED = 32  # letters before a token, in the title of what was expected
GOAL_TOKENS, GOAL_LOSS = 16, 0.30


@dataclass(frozen=True)
class State:
    """`at` is the token that is looked at, -1 the one that cost most.

    `scored` is the model's newest answer, for the text that `basis` names.
    """

    text: str = "One day, a little girl named Lily went to the park with her moon."
    at: int = -1
    scored: Scored | None = field(default=None, metadata=DERIVED)
    basis: str = field(default="", metadata=DERIVED)
    manifest: Any = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        AT.check("at", self.at)


def view(state: State) -> Element:
    """The text with its losses standing on it, what was expected at one token, and the text's loss as a whole."""
    basis = _basis(state)
    known = state.scored if state.manifest and state.basis == basis else None
    return h.div[
        look_for(
            "The taller and darker a token, the more it cost the model. Press one, and read what the model expected "
            "there; press a bet to put it in the token’s place."
        ),
        text_area("text", "Your text", state.text, rows=2),
        failed(state.failure),
        _sentence(known, state, basis) if known else awaited("sentence", basis),
        _losses(known, state.manifest, basis) if known else awaited("losses", basis),
        _expected(known, _looked_at(known, state.at), basis) if known else awaited("expected", basis),
        challenge(
            f"write at least {GOAL_TOKENS} tokens whose mean loss is below {GOAL_LOSS:.2f}.",
            met=_is_expected(known),
            praise="A text that says only what was expected costs hardly anything, and tells hardly anything.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Ask what the tokens cost after every change of the text."""
    match event:
        case Event("mount"):
            state, asked = _ask(state)
            return state, (asked, Published("manifest", MODEL, "manifest.json"))
        case Event("text"):
            return _ask(replace(state, text=text(event, longest=LONGEST_TEXT), at=-1))
        case Event("score", Scored() as scored):
            return replace(state, scored=scored, basis=_basis(state))
        case Event("manifest", Failure(message)) | Event("score", Failure(message)):
            return replace(state, failure=message)
        case Event("manifest", described):
            return replace(state, manifest=described)
        case Event("at"):
            return replace(state, at=whole_number(event, AT))
        case Event("candidate"):
            return _take(state, event)
        case Event("again"):
            return update(state, Event("mount"))
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, tuple[str, ...]]:
    """Every token of the text as built answers from the start."""
    return {"at": tuple(map(str, range(len(state.scored.positions) if state.scored else 0)))}


def _ask(state: State) -> tuple[State, Effect]:
    return replace(state, failure=""), Score("score", MODEL, state.text)


def _take(state: State, event: Event) -> State | tuple[State, Effect]:
    """Put a bet in the place of the token that is looked at; at the end of a text the rest of it goes."""
    # A bet that was pressed while its text changed stood in a picture that is gone.
    if state.scored is None or state.basis != _basis(state) or not state.scored.positions:
        return state
    at = _looked_at(state.scored, state.at)
    came = state.scored.positions[at]
    bet = choice(event, tuple(str(guess.token.id) for guess in came.best))
    token = next(guess.token for guess in came.best if str(guess.token.id) == bet)
    before, own = _bytes(state.scored.positions[:at]), bytes_of(came.token)
    after = state.text.encode("utf-8", "replace")[len(before) + len(own) :] if token.text else b""
    return _ask(replace(state, text=(before + bytes_of(token) + after).decode("utf-8", "replace"), at=at))


def _bytes(positions: tuple[Position, ...]) -> bytes:
    return b"".join(bytes_of(position.token) for position in positions)


def _basis(state: State) -> str:
    """A short name of the text that the model is asked about."""
    return f"{zlib.crc32(state.text.encode('utf-8', 'surrogatepass')):08x}"


def _looked_at(scored: Scored, at: int) -> int:
    """The chosen token, or the one that cost most, the first of equals; 0 in a text without tokens."""
    losses = [position.loss for position in scored.positions]
    if at < 0:
        return losses.index(max(losses)) if losses else 0
    return min(at, max(len(losses) - 1, 0))


def _is_expected(scored: Scored | None) -> bool:
    """Whether a text is long enough, and its mean loss as printed low enough."""
    losses = [position.loss for position in scored.positions] if scored else []
    return len(losses) >= GOAL_TOKENS and round(_mean(losses), 2) < GOAL_LOSS


def _sentence(scored: Scored, state: State, basis: str) -> Element:
    positions, blind = scored.positions, blind_loss(state.manifest["vocab_size"])
    part = h.div(data_part="sentence", data_basis=basis)
    if not positions:
        return part[h.p(class_="candidates-title")["There is nothing here that could cost anything; type a text."]]
    cut = (
        f"The model reads at most {len(positions)} tokens at once: the last {scored.cut:,} of your text are not scored."
    )
    here = _looked_at(scored, state.at)
    return part[
        token_costs("at", "What each token cost", positions, here, (*SHADES, blind)),
        shades(_words(blind)),
        h.p(class_="candidates-title")[cut] if scored.cut else None,
    ]


def _words(blind: float) -> list[str]:
    first, *others = [f"{limit:g}" for limit in SHADES] + [f"{blind:.2f}"]
    return [f"below {first} nats", *(f"to {limit}" for limit in others), "more than a blind guess"]


def _expected(scored: Scored, at: int, basis: str) -> Element:
    if not scored.positions:
        return h.div(data_part="expected", data_basis=basis)
    came = scored.positions[at]
    p = perplexity(-came.loss)
    shown = h.span(class_="candidate-token", translate="no")[visible(came.token)]
    likely = {guess.token.id: guess.p for guess in came.best}
    return h.div(data_part="expected", data_basis=basis)[
        h.p(class_="candidates-title")[_before(scored.positions[:at]), " came ", shown, ". The model had expected:"],
        candidates([guess.token for guess in came.best], likely, came.token.id),
        readouts(
            readout((shown, " got"), output("p", numbers.odds(p), p, "probability")),
            readout("Its place among the bets", output("place", f"{came.rank + 1:,}", came.rank + 1)),
            readout("Its loss", output("loss", numbers.loss(came.loss), came.loss, "loss"), " nats"),
        ),
    ]


def _before(positions: tuple[Position, ...]) -> Child:
    """The end of what the model had read by then."""
    if not positions:
        return "At the start of a text"
    read = _bytes(positions).decode("utf-8", "replace").replace("\n", " ").strip()
    if len(read) > QUOTED:
        read = f"…{read[-QUOTED:].partition(' ')[2] or read[-QUOTED:]}"
    return "After “", h.span(translate="no")[read], "”"


def _losses(scored: Scored, manifest: Any, basis: str) -> Element:
    blind, losses = blind_loss(manifest["vocab_size"]), [position.loss for position in scored.positions]
    if not losses:
        return h.div(data_part="losses", data_basis=basis)
    mean, total, size = _mean(losses), sum(losses), len(_bytes(scored.positions))
    bits, choices = bits_per_byte(total, size), perplexity(mean)
    summed, shown = (quantity("loss", one) for one in (numbers.decimal(total, 4), numbers.decimal(mean, 4)))
    return readouts(
        readout(f"Mean loss of {_count(len(losses))}", output("mean_loss", numbers.loss(mean), mean, "loss"), " nats"),
        readout("Perplexity", output("perplexity", numbers.significant(choices), choices)),
        readout("Bits a byte", output("bits_per_byte", numbers.decimal(bits, 2), bits, "loss")),
        readout("Blind guess", output("blind_loss", f"{blind:.2f}", blind, "loss"), " nats"),
        rule(
            (summed, f" / {len(losses):,} = ", shown, " nats a token; e", h.sup[shown]),
            f" = {numbers.significant(choices)}; ",
            (summed, f" / ({size:,} × ln 2) = {numbers.decimal(bits, 2)} bits a byte"),
        ),
    )(data_part="losses", data_basis=basis)


def _mean(losses: list[float]) -> float:
    return math.fsum(losses) / len(losses)


def _count(tokens: int) -> str:
    return f"{tokens:,} token{'s' * (tokens != 1)}"
