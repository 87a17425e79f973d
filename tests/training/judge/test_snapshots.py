"""What a snapshot is said to bet on is what the model says when it is asked alone."""

import json
import math

import pytest
import torch

from training.config import Config, ConfigError, Sentence, changed
from training.judge import snapshots as stage
from training.run.model import GPT
from training.run.train import train
from training.text.coder import Tokenizer


@pytest.fixture
def coder(tiny: Config) -> Tokenizer:
    return Tokenizer((tiny.run / "data" / "tokenizer.json").read_bytes())


@pytest.fixture
def model(tiny: Config) -> GPT:
    torch.manual_seed(0)
    model = GPT(tiny.model, tiny.tokens.vocab_size).eval()
    with torch.no_grad():
        model.wte.weight *= 20
    return model


def alone(model: GPT, ids: list[int]) -> torch.Tensor:
    """Probabilities (V,) of the next token, of one text in a pass of its own."""
    with torch.no_grad():
        return model(torch.tensor([ids[-model.config.block_size :]]))[0, -1].double().softmax(dim=0)


def test_bets_are_the_models_most_likely_tokens_whatever_else_is_asked_with_them(model: GPT, coder: Tokenizer) -> None:
    sentences = [Sentence("The"), Sentence("The model learns the next "), Sentence("A very long sentence " * 9)]
    for sentence, found in zip(sentences, stage.bets_of(model, coder, sentences), strict=True):
        probs = alone(model, coder.encode_document(sentence.text))
        best = probs.topk(stage.BETS)
        assert found["ids"] == best.indices.tolist()
        assert found["p"] == pytest.approx(best.values.tolist(), rel=1e-3)


def test_a_word_to_follow_has_its_rank_or_if_it_takes_several_tokens_their_product(
    model: GPT, coder: Tokenizer
) -> None:
    (found,) = stage.bets_of(model, coder, [Sentence("We read", ("the", "xylophone"))])
    ids = coder.encode_document("We read")
    (the,) = coder.encode(" the")
    probs = alone(model, ids)
    assert found["follow"]["the"]["p"] == pytest.approx(float(probs[the]), rel=1e-3)
    assert found["follow"]["the"]["rank"] == 1 + int((probs > probs[the]).sum())
    pieces = coder.encode(" xylophone")
    assert len(pieces) > 1
    each = [float(alone(model, ids + pieces[:i])[piece]) for i, piece in enumerate(pieces)]
    assert found["follow"]["xylophone"] == {"rank": None, "p": pytest.approx(math.prod(each), rel=1e-3, abs=0)}


def test_every_snapshot_leaves_its_bets_and_one_line(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    short = changed(tiny, ["training.steps=12", "bets.tokens=5"])
    train(short)
    stage.snapshots(short)
    made = json.loads((short.run / "snapshots.json").read_text())
    assert [snapshot["step"] for snapshot in made["snapshots"]] == short.snapshots
    assert made["sentences"][0]["text"] == "The cat sat on the"
    for snapshot in made["snapshots"]:
        assert len(snapshot["bets"]) == len(made["sentences"]) == 5
        assert set(snapshot["bets"][0]["follow"]) == {"mat", "hat"}
        assert "\n" not in snapshot["line"]
        for bet in snapshot["bets"]:
            assert bet["p"] == sorted(bet["p"], reverse=True)
            assert all(str(id) in made["token_texts"] for id in bet["ids"])
    assert made["snapshots"][0]["bets"] != made["snapshots"][-1]["bets"]
    capsys.readouterr()
    stage.snapshots(short)
    assert "up to date" in capsys.readouterr().out
    stage.snapshots(changed(short, ["samples.seed=8"]))
    assert "up to date" not in capsys.readouterr().out


def test_a_sentence_that_ends_with_a_space_is_refused(tiny: Config) -> None:
    with pytest.raises(ConfigError, match="without a space at its end"):
        changed(tiny, ['bets.sentence=[{"text": "The cat "}]'])
