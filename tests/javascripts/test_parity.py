"""What the page's scripts make of texts, seeds and models is what Python makes of them at build time."""

import base64
import dataclasses
import json
import random
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from widgets.embed import published
from widgets.embed.model import Model
from widgets.embed.tokens import Tokens
from widgets.embed.vendor import node
from widgets.engine import (
    Attend,
    Attended,
    Effect,
    Evaluate,
    Failure,
    Held,
    Predict,
    Prediction,
    Probe,
    Probed,
    Score,
    Scored,
    Tokenize,
    Trained,
    TrainStep,
    Weights,
    Write,
)
from widgets.engine import answer_to as typed
from widgets.ml.batches import starts
from widgets.ml.initial import initial

pytestmark = pytest.mark.slow
MODELS = ("demo", "lab")
TEXT = "Once upon a time there was a little cat. Où est le chat? <|endoftext|> 猫 sat\ton the mat."
Told = Callable[..., list[Any]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """What the scripts answer to questions of tell.mjs."""

    def ask(*questions: tuple[Any, ...]) -> list[Any]:
        (tmp_path / "questions.json").write_text(json.dumps(questions))
        command = [node(), str(Path(__file__).with_name("tell.mjs")), str(tmp_path / "questions.json")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=250)
        assert done.returncode == 0, done.stderr
        said: list[Any] = json.loads(done.stdout)
        return said

    return ask


def _coder(name: str) -> Tokens:
    return published.tokens(published.published(name, "tokenizer.json"))


def _texts() -> list[str]:
    """Texts of every block of Unicode, in order and mixed with others; control characters, marks, halves of pairs."""
    chance = random.Random(3)
    points = [point for point in range(0x110000) if unicodedata.category(chr(point)) != "Cn"]
    blocks = [points[i : i + 128] for i in range(0, len(points), 128) if not 0xD780 <= points[i] < 0xF880]
    # Of ideographs and of what is for private use every tenth: they are many, and alike.
    many = [block for block in blocks if 0x3400 <= block[0] < 0xA000 or block[0] >= 0x20000]
    kept = [block for block in blocks if block not in many] + many[::10]
    texts = [" ".join(map(chr, block)) for block in kept]
    for block in kept:
        some = "".join(chr(chance.choice(block)) for _ in range(12))
        texts += [some, f"a{some} {some}", f"{some[0]} {some[1]}'s{some[2]}\n\n{some[3]}12 {some[4]}<|endoftext|>"]
    signs = [
        *map(chr, range(33)),
        "\x7f",
        *map(chr, range(0x80, 0xA1)),
        *" \u2028\ufeff\u200b\ud800\udc00",
        "'ll",
        "<|",
        "é",
    ]
    texts += ["".join(chance.choice([*signs, "a", "1", "."]) for _ in range(chance.randrange(30))) for _ in range(1500)]
    # Composed, decomposed and compatible characters stay what they are.
    texts += ["\u00e9", "e\u0301", "\ufb01", "\u212b", "A\u030a", "\uac00", "\u1100\u1161"]
    texts += ["<|endoftext|>", "", " ", "\r\n"]
    stories = published.published("demo", "stories.txt").read_text(encoding="utf-8")
    texts += [stories[at : at + chance.randrange(1, 300)] for at in range(1000, 200_000, 1000)]
    return [*texts, "ab" * 2000, "猫" * 2000, " " * 2000 + "x", "7" * 2000]


@pytest.mark.parametrize("name", MODELS)
def test_every_text_becomes_the_same_tokens(told: Told, name: str) -> None:
    texts, coder = _texts(), _coder(name)
    assert len(texts) > 3000
    (found,) = told(("encode", name, texts))
    wrong = [text for text, ids in zip(texts, found, strict=True) if ids != coder.encode(text)]
    assert not wrong, f"{len(wrong)} of {len(texts)}: {wrong[:5]!r}"


@pytest.mark.parametrize("name", MODELS)
def test_every_token_has_the_same_text_and_bytes_and_any_row_of_them_too(told: Told, name: str) -> None:
    coder, chance = _coder(name), random.Random(5)
    # Most of these rows are no UTF-8 at all.
    rows = [[chance.randrange(coder.vocab_size) for _ in range(chance.randrange(9))] for _ in range(500)]
    rows += [[chance.randrange(128, 256) for _ in range(chance.randrange(9))] for _ in range(500)]
    tokens, texts, shown = told(("tokens", name), ("decode", name, rows), ("shown", name, rows))
    assert [dataclasses.asdict(coder.token(id)) for id in range(coder.vocab_size)] == tokens
    assert [coder.decode(ids) for ids in rows] == texts
    assert [coder.shown(ids) for ids in rows] == shown


@pytest.mark.parametrize("name", MODELS)
def test_weights_are_unpacked_bit_for_bit_and_made_from_a_seed_to_the_last_one(told: Told, name: str) -> None:
    layout, (_, path) = published.contents(name, "weights.json"), published.moment(name)
    seed = 2**32 - 1
    said = told(("moment", name, f"moments/{path.name}"), ("fresh", name, seed))
    unpacked, fresh = (np.frombuffer(base64.b64decode(one), "<f4") for one in said)
    assert np.array_equal(unpacked, published.weights(path))
    expected = initial(layout["parts"], seed)
    assert np.abs(fresh - expected).max() < 1e-8
    assert (fresh == expected).mean() > 0.99


def test_the_pieces_of_a_step_begin_at_the_same_places(told: Told) -> None:
    chance = random.Random(7)
    given = [(chance.randrange(1, 40), chance.randrange(1, 10**6), chance.randrange(10**4), seed) for seed in range(50)]
    assert told(*(("starts", *one) for one in given)) == [starts(*one) for one in given]


def _asked(effect: Effect) -> tuple[str, str, dict[str, Any]]:
    return "ask", type(effect).__name__, dataclasses.asdict(effect)  # type: ignore[call-overload]


LONG = "The cat sat on the mat. " * 120
PIECES = {"batch_size": 3, "context": 12, "seed": 9}
READ: list[Effect] = [
    *(Predict("k", name, text, ids) for name in MODELS for text in ("", TEXT, LONG) for ids in ((), (5, 300, 200))),
    *(Score("k", name, text, ids) for name in MODELS for text in ("", "a", TEXT, LONG) for ids in ((), (5, 300))),
    *(Attend("k", name, text, (5, 300), most) for name in MODELS for text in ("", TEXT) for most in (2, 16)),
    *(Tokenize("k", name, text) for name in MODELS for text in ("", TEXT, LONG)),
    *(Evaluate("k", "lab", text, 12, pieces) for text in (TEXT, LONG) for pieces in (1, 4, 40)),
    Evaluate("k", "lab", "", 12, 4),
    Evaluate("k", "lab", "The", 12, 4),
    Evaluate("k", "lab", LONG, 300, 4),
    *(
        Write("k", "lab", text, 20, heat, seed)
        for text in ("", "Once upon a")
        for heat, seed in ((0.7, 5), (1.0, 2**32 - 1))
    ),
]
TRAINED: list[Effect] = [
    Weights("k", "moved", "lab", published.manifest("lab")["moments"][4]["step"]),
    TrainStep("k", "moved", TEXT, (0.01, 0.02, 0.03)),
    Score("k", "lab", TEXT, run="moved"),
    Weights("k", "fresh", "lab", seed=11),
    TrainStep("k", "fresh", LONG, (0.003,) * 6, optimizer="adamw", **PIECES),  # type: ignore[arg-type]
    Predict("k", "lab", TEXT, run="fresh"),
    TrainStep("k", "fresh", LONG, (0.003,) * 2, optimizer="sgd", **PIECES),  # type: ignore[arg-type]
    TrainStep("k", "fresh", LONG, (0.003,) * 2, optimizer="adamw", **PIECES),  # type: ignore[arg-type]
    Score("k", "lab", LONG, run="fresh"),
    Evaluate("k", "lab", LONG, 64, 5, "fresh"),
    Write("k", "lab", TEXT, 300, 0.9, 3, "fresh"),
    TrainStep("k", "fresh", "", (0.1,)),
    TrainStep("k", "fresh", "The", (0.1,), context=64),
    TrainStep("k", "fresh", LONG, (0.1,), context=300),
    TrainStep("k", "nobody", LONG, (0.1,)),
    Predict("k", "demo", "", run="fresh"),
    TrainStep("k", "moved", TEXT, (3e38, 3e38)),
    Score("k", "lab", TEXT, run="moved"),
]
PROBES: list[Effect] = [
    *(Probe("k", name, text, answer, "block 2") for name in MODELS for text, answer in (("", "a"), ("The cat", ""))),
    Probe("k", "lab", TEXT, " moon and stars", "embedding"),
    Probe("k", "lab", LONG, " moon", "norm"),
    Probe("k", "lab", "The", " cat" * 300, "no such group"),
]


def _near(found: object, expected: object) -> None:
    """Whether answers agree: numbers to 1e-3, all else exactly; equally likely tokens may change places."""
    if isinstance(expected, Prediction):
        assert isinstance(found, Prediction)
        assert found.logits == pytest.approx(expected.logits, abs=1e-3)
        assert [expected.logits[token.id] for token in found.best] == pytest.approx(
            [expected.logits[token.id] for token in expected.best], abs=1e-3
        )
        found = dataclasses.replace(found, logits=(), best=())
        expected = dataclasses.replace(expected, logits=(), best=())
    elif isinstance(expected, Scored):
        assert isinstance(found, Scored)
        assert found.cut == expected.cut
        for mine, other in zip(found.positions, expected.positions, strict=True):
            assert (mine.token, mine.rank) == (other.token, pytest.approx(other.rank, abs=2))
            assert mine.loss == pytest.approx(other.loss, abs=1e-3)
            assert [guess.p for guess in mine.best] == pytest.approx([guess.p for guess in other.best], abs=1e-3)
            assert {g.token for g in mine.best[:3]} & {g.token for g in other.best[:3]}
        return
    elif isinstance(expected, Attended):
        assert isinstance(found, Attended)
        assert found.attention == pytest.approx(expected.attention, abs=1e-4)
        found, expected = (dataclasses.replace(one, attention=()) for one in (found, expected))
    elif isinstance(expected, Trained):
        assert isinstance(found, Trained)
        assert found.losses == pytest.approx(expected.losses, abs=1e-3, nan_ok=True)
        assert found.norms == pytest.approx(expected.norms, rel=1e-3, nan_ok=True)
        assert found.steps_per_second > expected.steps_per_second == 0
        found, expected = found.step, expected.step
    elif isinstance(expected, Probed):
        assert isinstance(found, Probed)
        measured = ("loss", "norms", "gradient", "difference", "step_change")
        for name in measured:
            assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=0.02, abs=2e-3), name
        same = {name: getattr(expected, name) for name in measured}
        found = dataclasses.replace(found, **same)
    elif isinstance(expected, float):
        expected = pytest.approx(expected, abs=1e-3)
    assert found == expected


@pytest.mark.parametrize("effects", [READ, TRAINED, PROBES], ids=["reading", "training", "probing"])
def test_the_pages_model_answers_what_the_builds_does(told: Told, effects: list[Effect]) -> None:
    model = Model()
    for effect, said in zip(effects, told(*map(_asked, effects)), strict=True):
        if isinstance(effect, TrainStep) and "losses" in said:
            said["losses"], said["norms"] = ([float(one) for one in said[row]] for row in ("losses", "norms"))
        answer = Failure(said["message"]) if isinstance(said, dict) and "message" in said else typed(effect, said)
        expected = model.perform(effect)  # type: ignore[arg-type]
        assert type(answer) is type(expected), (effect, answer)
        assert not isinstance(answer, Held) or answer.parameters == published.contents("lab", "weights.json")["size"]
        _near(answer, expected)
