"""A host that answers at once: whatever a widget asks for, something of the right type and shape, drawn by chance.

Its numbers are no model's. What takes a model's time is made up; files, tokens and dates are true or hostile.
"""

import json
import random
from dataclasses import asdict
from typing import Any

from widgets.embed import published
from widgets.embed.host import BUILD_DATE, perform
from widgets.embed.model import BEST, Model
from widgets.embed.tokens import Tokens
from widgets.engine import AskTutor as Ask
from widgets.engine import (
    Attend,
    Attended,
    Effect,
    Entries,
    Evaluate,
    Failure,
    Guess,
    Held,
    Keep,
    Ledger,
    Load,
    Marked,
    MarkText,
    Neighbor,
    Now,
    Position,
    Predict,
    Prediction,
    Probe,
    Probed,
    Progress,
    Random,
    Replied,
    Score,
    Scored,
    Token,
    Trained,
    TrainStep,
    Weights,
    Write,
)
from widgets.ml.marking import OUTPUTS
from widgets.ml.sampling import most_likely

SCRIPT = "<script>alert(1)</script>"
TEXTS = ("", "a", "Once upon a time", SCRIPT, "\"'><img src=x onerror=alert(1)>", "👩‍👩‍👧 नमस्ते", "\ud83d", "\x00\x1b")


def junk(chance: random.Random, depth: int = 3) -> Any:
    """Any value that JSON can hold, with keys that other programs trip over."""
    kind = chance.randrange(9 if depth else 7)
    if kind == 7:
        return [junk(chance, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 8:
        names = ("id", "at", "__proto__", "constructor", "text", "grade", "question", "version", SCRIPT)
        return {chance.choice(names): junk(chance, depth - 1) for _ in range(chance.randrange(5))}
    plain = (
        None,
        True,
        chance.random(),
        chance.choice((0, -1, 7, 2**53, -(2**63))),
        1e308,
        chance.choice(TEXTS),
        "q@1",
    )
    return plain[kind]


class Imagined:
    """One widget's host; the same chance answers the same."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.model = chance, Model()
        self.step = 0

    def answer(self, effect: Effect) -> object:
        """What the page may answer: as a whole, in part, or that it could not be done."""
        chance = self.chance.random()
        if chance < 0.08:
            return Failure(self.chance.choice(("It is gone.", SCRIPT, "")))
        try:
            whole = self.whole(effect)
        except ValueError:
            return Failure("A stranger's link asks about a token that there is not.")
        if isinstance(effect, TrainStep | Ledger) and chance < 0.5:
            return Progress(whole)
        if isinstance(effect, MarkText) and chance < 0.5:
            total = self.chance.randrange(1, 10**8)
            return Progress(Marked((), self.chance.randrange(total + 1), total))
        if isinstance(effect, Predict) and chance < 0.15 and isinstance(whole, Prediction):
            return Progress(Prediction(whole.tokens, whole.length, whole.written, (), (), whole.end, whole.read))
        return whole

    def whole(self, effect: Effect) -> object:
        """The whole answer of an effect that could be performed."""
        chance = self.chance
        match effect:
            case Predict():
                return self._prediction(effect)
            case Score():
                ids = [*self._ids(effect.model, effect.text), *effect.ids]
                positions = tuple(self._position(effect.model, id) for id in ids[: self._most(effect.model)])
                return Scored(positions, max(0, len(ids) - len(positions)))
            case Attend():
                return self._attended(effect)
            case Evaluate():
                return chance.random() * 9
            case Write():
                return chance.choice(TEXTS)
            case Weights():
                self.step = 0 if effect.seed is not None else max(effect.moment, 0)
                return Held(effect.run, effect.model, self.step, 147_456)
            case Keep():
                return chance.randrange(10**8)
            case TrainStep():
                return self._trained(effect)
            case Probe():
                return self._probed(effect)
            case MarkText():
                return Marked(tuple(tuple(chance.random() for _ in range(OUTPUTS)) for _ in effect.passages))
            case Random():
                return tuple(chance.choice((0.0, 1 - 2**-32, chance.random())) for _ in range(effect.count))
            case Now():
                return BUILD_DATE + chance.choice((0, -(10**8), 10**8, 86_400, chance.random() * 10**6))
            case Ledger():
                own = tuple(asdict(one) if not isinstance(one, dict) else one for one in effect.add)  # type: ignore[call-overload]
                kept = tuple(junk(chance) for _ in range(chance.randrange(4)))
                return Entries((*own, *kept), chance.choice(("", "", "Your browser keeps nothing here.")))
            case Load():
                return chance.choice((None, junk(chance)))
            case Neighbor():
                return chance.choice(
                    ("", json.dumps(junk(chance)), json.dumps({"explanation": "It learns."}), "[" * 999)
                )
            case Ask():
                said = chance.choice(("", "{", json.dumps(junk(chance)), "[" * 99_999, "9" * 9999))
                return Replied(chance.choice((200, 200, 401, 500, 0)), said)
            case _:
                # Files, tokens, the page's words: as they are.
                return perform(effect, self.model)

    def _most(self, model: str) -> int:
        return int(published.contents(model, "weights.json")["block_size"]) - 1

    def _coder(self, model: str) -> Tokens:
        return published.tokens(published.published(model, "tokenizer.json"))

    def _ids(self, model: str, text: str) -> list[int]:
        return self._coder(model).encode(text)

    def _token(self, model: str) -> Token:
        coder = self._coder(model)
        return coder.token(self.chance.randrange(coder.vocab_size))

    def _prediction(self, effect: Predict) -> Prediction:
        coder, own = self._coder(effect.model), self._ids(effect.model, effect.text)
        scale = self.chance.choice((0.0, 1.0, 10.0, 300.0))
        logits = [scale * self.chance.random() for _ in range(coder.vocab_size)]
        best = coder.tokens(most_likely(logits, BEST))
        most = self._most(effect.model)
        tokens, written = coder.tokens(own[-most:]), coder.shown(effect.ids)
        read = min(len(own) + len(effect.ids), most)
        return Prediction(tokens, len(own), written, tuple(logits), best, coder.endoftext, read)

    def _position(self, model: str, id: int) -> Position:
        loss = self.chance.choice((0.0, 100.0, self.chance.random() * 12))
        best = tuple(Guess(self._token(model), self.chance.random() / 10) for _ in range(BEST))
        return Position(self._coder(model).token(id), loss, self.chance.randrange(500), best)

    def _attended(self, effect: Attend) -> Attended:
        positions = min(1 + len(self._ids(effect.model, effect.text)) + len(effect.ids), effect.most)
        layers, heads = 4, 4
        rows: list[float] = []
        for _ in range(layers * heads):
            for at in range(positions):
                rows += [1 / (at + 1)] * (at + 1) + [0.0] * (positions - at - 1)
        return Attended(tuple(rows), layers, heads, positions)

    def _trained(self, effect: TrainStep) -> Trained:
        # A run that diverged tells no numbers.
        bad = self.chance.choice((None, None, None, float("nan"), float("inf"), 1e308))
        losses = tuple(self.chance.random() * 9 if bad is None else bad for _ in effect.rates)
        self.step += len(losses)
        norms = tuple(self.chance.random() if bad is None else bad for _ in range(8))
        return Trained(self.step, losses, norms, self.chance.random() * 60)

    def _probed(self, effect: Probe) -> Probed:
        chance = self.chance
        answer = tuple(self._coder(effect.model).tokens(self._ids(effect.model, effect.answer)))
        some = [chance.choice((0.0, -1e-30, chance.uniform(-2, 2))) for _ in range(4)]
        groups = tuple(published.contents(effect.model, "weights.json")["groups"])
        norms = tuple(chance.choice((0.0, chance.random())) for _ in groups)
        return Probed(
            answer=answer or (self._token(effect.model),),
            loss=chance.random() * 20,
            groups=groups,
            norms=norms,
            part="blocks.2.mlp.up.weight",
            place=chance.choice(((3, 4), (7,))),
            weight=some[0],
            gradient=some[1],
            difference=some[2],
            nudge=1e-3,
            step_change=some[3],
            rate=1e-2,
        )
