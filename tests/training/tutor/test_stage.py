"""One command tunes, judges and publishes; run again it tunes nothing anew."""

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from tests.training.tutor.conftest import safetensors
from tests.training.tutor.test_encoder import published_names
from training.tutor import stage, texts
from training.tutor.tune import Tuning

VOICES = ("trains", *texts.DEVELOPMENT[:1], *texts.TEST[:1])
SAID = {0: "it gives the next word .", 1: "the loss is a number", 6: "small step !"}


@pytest.fixture
def small(tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base of chance with few words, and few texts."""
    base = tmp_path / "base"
    base.mkdir()
    safetensors(base / "model.safetensors", published_names(tokenizer.get_vocab_size()))
    (base / "tokenizer.json").write_text(tokenizer.to_str())
    made = [
        texts.Explanation(f"{voice}{k}", voice, "prose", said, (said,), {k: frozenset({0})})
        for voice in VOICES
        for k, said in SAID.items()
    ]
    monkeypatch.setattr(texts, "explanations", lambda: tuple(made))
    monkeypatch.setattr(texts, "sentences", lambda: (texts.Sentence(7, "deserves", SAID[6], frozenset({6})),))
    monkeypatch.setattr(stage, "BASE", base)
    return tmp_path


def test_it_publishes_and_then_has_nothing_to_do(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--run", str(small / "run"), "--publish", str(small / "tutor"), "--epochs", "1"]
    assert stage.main(arguments) == 0
    assert "epoch 1 of 1" in capsys.readouterr().out
    manifest = json.loads((small / "tutor" / "manifest.json").read_text())
    assert set(manifest["figures"]) == {"marker", "words", "keywords", "likeness"}
    assert manifest["figures"]["marker"]["texts"] == manifest["made"]["test"] == len(SAID)
    graph = (small / "tutor" / "marker.onnx").read_bytes()
    assert stage.main(arguments) == 0
    assert "up to date" in capsys.readouterr().out
    assert (small / "tutor" / "marker.onnx").read_bytes() == graph


def test_what_it_learns_from_is_part_of_what_it_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    before = stage.made_from(Tuning())
    assert stage.made_from(Tuning(seed=3)) != before
    monkeypatch.setattr(texts, "TEST", ("v01",))
    assert stage.made_from(Tuning()) != before
