"""The page's marker reads every text as the build's does, on onnxruntime's own WebAssembly."""

import dataclasses
import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.widgets import tiny_marker
from widgets.embed import published
from widgets.embed.marker import marked
from widgets.embed.vendor import node
from widgets.engine import Marked, MarkText, answer_to
from widgets.ml.passages import passages

pytestmark = pytest.mark.slow
PUBLISHED = published.MODELS / "tutor" / "marker.onnx"
EXPLANATION = (
    "The model guesses the next token as a set of probabilities, then compares them with what was really written. "
    "The loss is minus the log of the probability that the true token got! Backprop goes from the loss back through "
    "the layers, and gives every weight its share of the blame\n\nthen each weight takes a small step downhill, "
    "since the slope holds only near where you stand… People mark each answer, and it learns from its own text."
)


def _texts() -> list[str]:
    """Texts of every kind that a reader may write or paste."""
    chance = random.Random(11)
    signs = [
        *map(chr, range(33)),
        "\x7f",
        *map(chr, range(0x80, 0x100)),
        *" \u2028\ufeff\u200b\ud800\udc00\u0301\u212b",
    ]
    hostile = ["".join(chance.choice([*signs, "guess", "a", "#", ".", " "]) for _ in range(40)) for _ in range(300)]
    blocks = [" ".join(map(chr, range(at, at + 64))) for at in range(0, 0x3000, 64)]
    others = [
        *(
            "",
            " ",
            "guess",
            "GUESS.",
            "<b>guess</b> &amp;",
            "[CLS] guess [SEP] [MASK]",
            "x" * 300,
            "猫" * 400,
            "a " * 2000,
        ),
        "👩‍👩‍👧 ramp नमस्ते 你好 猫",
        "ﬁne Å é e\u0301 İstanbul ẞ",
        "Ein Modell lernt, indem es rät.",
    ]
    return [EXPLANATION, EXPLANATION * 40, *others, *hostile, *blocks]


def _passages(text: str) -> tuple[str, ...]:
    return tuple(passage.text for passage in passages(text)) or (text,)


def _told(models: Path, asked: list[MarkText], folder: Path) -> list[Any]:
    questions = [("ask", "MarkText", dataclasses.asdict(effect)) for effect in asked]
    (folder / "questions.json").write_text(json.dumps(questions))
    command = [node(), str(Path(__file__).with_name("tell.mjs")), str(folder / "questions.json")]
    environment = os.environ | {"NUDGE_MODELS": str(models)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, env=environment)
    assert done.returncode == 0, done.stderr
    said: list[Any] = json.loads(done.stdout)
    return said


def _compare(models: Path, texts: list[str], folder: Path, near: float) -> Iterator[float]:
    asked = [MarkText("k", "tutor", _passages(text)) for text in texts]
    for effect, said in zip(asked, _told(models, asked, folder), strict=True):
        answer, expected = answer_to(effect, said), marked(effect)
        assert isinstance(answer, Marked)
        assert isinstance(expected, Marked)
        assert len(answer.p) == len(effect.passages)
        for mine, other, passage in zip(answer.p, expected.p, effect.passages, strict=True):
            assert mine == pytest.approx(other, abs=near), passage
            yield max(abs(a - b) for a, b in zip(mine, other, strict=True))


def test_a_little_marker_answers_the_same_to_every_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(published, "MODELS", tmp_path)
    tiny_marker.write(tmp_path)
    assert len(list(_compare(tmp_path, _texts(), tmp_path, 1e-5))) > 700


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="no marker is published yet")
def test_the_published_marker_answers_the_same_to_every_text(tmp_path: Path) -> None:
    texts = [text for number, text in enumerate(_texts()) if number < 14 or number % 8 == 0]
    assert max(_compare(published.MODELS, texts, tmp_path, 0.02)) < 0.02
