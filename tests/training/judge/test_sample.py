"""What a run writes at its stages comes from the model, and the same again for the same seed."""

import json

import pytest
import torch

from training.config import Config, changed
from training.judge import sample
from training.run.model import GPT
from training.run.train import train
from training.text.coder import Tokenizer


@pytest.fixture
def coder(tiny: Config) -> Tokenizer:
    return Tokenizer((tiny.run / "data" / "tokenizer.json").read_bytes())


def test_chance_has_a_seed_and_a_prompt_may_be_longer_than_a_block(tiny: Config, coder: Tokenizer) -> None:
    torch.manual_seed(0)
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    first, again, other = (
        sample.write_on(model, coder, "Once upon a time " * 20, tokens=12, temperature=1.0, seed=seed)
        for seed in (1, 1, 2)
    )
    assert first == again != other


def test_temperature_0_writes_the_most_likely_token_whatever_the_seed(tiny: Config, coder: Tokenizer) -> None:
    torch.manual_seed(0)
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    first, other = (sample.write_on(model, coder, "Once", tokens=5, temperature=0, seed=seed) for seed in (1, 2))
    ids = coder.encode_document("Once")
    start = len(ids)
    while len(ids) < start + 5 and ids[-1] != coder.endoftext:
        ids.append(int(model(torch.tensor([ids]))[0, -1].argmax()))
    # The mark at an end of text is no text.
    assert first == other == coder.decode(ids[start:])


def test_writing_ends_at_an_end_of_text(tiny: Config, coder: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "draw", lambda probs, chance: coder.endoftext)
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    assert sample.write_on(model, coder, "Once", tokens=12, temperature=1.0, seed=1) == ""


def test_every_stage_has_its_sample_and_losses(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    short = changed(tiny, ["training.steps=12", "samples.tokens=5"])
    train(short)
    sample.sample(short)
    made = json.loads((short.run / "samples.json").read_text())
    assert [stage["step"] for stage in made["stages"]] == short.stages
    assert [stage["tokens_seen"] for stage in made["stages"]] == [step * 8 * 32 for step in short.stages]
    assert made["stages"][-1]["val_loss"] < made["stages"][0]["val_loss"]
    capsys.readouterr()
    sample.sample(short)
    assert "up to date" in capsys.readouterr().out
    sample.sample(changed(short, ["samples.tokens=6"]))
    assert "up to date" not in capsys.readouterr().out
