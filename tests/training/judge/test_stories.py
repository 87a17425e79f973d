"""Stories come from the model itself, end where they end, and are read again as they were written."""

import json

import pytest
import torch

from training.config import Config, Model, changed
from training.judge import stories
from training.run.model import GPT
from training.run.train import train
from training.text.coder import Tokenizer
from training.text.documents import documents

VOCABULARY = 61


@pytest.fixture
def model() -> GPT:
    torch.manual_seed(0)
    made = GPT(Model(n_layer=2, n_head=2, n_embd=16, block_size=24), VOCABULARY).eval()
    for weight in made.parameters():
        weight.data += 0.3 * torch.randn_like(weight)
    return made


def test_reading_token_by_token_gives_the_logits_of_reading_at_once(model: GPT) -> None:
    ids = torch.randint(0, VOCABULARY, (5, 24))
    reader = stories.Reader(model, 5)
    stepwise = torch.stack([reader.read(ids[:, t]) for t in range(24)], dim=1)
    with torch.no_grad():
        assert (stepwise - model(ids)).abs().max() < 1e-4


def test_texts_go_on_from_their_starts_until_they_end_or_the_context_is_full(model: GPT) -> None:
    starts = [[], [1, 2, 3]] * 10
    found = stories.write(model, starts, 0, 1.0, torch.Generator().manual_seed(1))
    assert found == stories.write(model, starts, 0, 1.0, torch.Generator().manual_seed(1))
    assert found != stories.write(model, starts, 0, 1.0, torch.Generator().manual_seed(2))
    for start, row in zip(starts, found, strict=True):
        assert row[: len(start)] == start
        assert 0 not in row[:-1]
        assert row[-1] == 0 or len(row) == 24


def test_tokens_are_drawn_as_often_as_the_model_says(model: GPT) -> None:
    found = stories.write(model, [[]] * 4000, 0, 2.0, torch.Generator().manual_seed(3))
    with torch.no_grad():
        wanted = (model(torch.tensor([[0]]))[0, 0] / 2).softmax(dim=-1)
    drawn = torch.bincount(torch.tensor([row[0] for row in found]), minlength=VOCABULARY) / 4000
    assert (drawn - wanted).abs().max() < 0.025


def test_a_sentence_that_was_cut_off_is_dropped_and_so_is_what_no_file_can_hold(tiny: Config) -> None:
    coder = Tokenizer((tiny.run / "data" / "tokenizer.json").read_bytes())

    def told(text: str, ended: bool) -> str:
        return stories.told(coder, coder.encode(text) + ([coder.endoftext] if ended else []))

    assert told(" He ran.\n\n“Stop!” she cried. Then", ended=False) == "He ran.\n\n“Stop!” she cried."
    assert told("“Is it 3.5?” And", ended=False) == "“Is it 3.5?”"
    assert told("And then", ended=False) == ""
    assert told("And then", ended=True) == "And then"
    assert told("a\n<|endoftext|>\nb.", ended=True) == ""
    assert told("a\0b.", ended=True) == ""
    assert stories.told(coder, [*coder.encode("ü")[:1], coder.endoftext]) == ""


def test_a_run_leaves_a_text_of_its_own_that_says_what_it_is(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    asked = changed(tiny, ["stories.bytes=2000", "training.steps=60"])
    train(asked)
    stories.stories(asked)
    note, *texts = documents(asked.run / "stories.txt")
    assert "language model" in note
    assert "no person wrote it" in note
    described = json.loads((asked.run / "stories.json").read_text())
    assert len(texts) == described["documents"] > 1
    assert 2000 <= sum(len(text.encode()) for text in texts) < described["size"]
    assert {"copied_windows", "longest_copy", "held_out_windows", "seed", "weights"} <= set(described)
    capsys.readouterr()
    stories.stories(asked)
    assert "up to date" in capsys.readouterr().out


def test_where_none_are_asked_for_none_are_written(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    stories.stories(tiny)
    assert "ask for none" in capsys.readouterr().out
    assert not (tiny.run / "stories.txt").exists()
