"""Held-out loss counts every token once; bits a byte follow from it."""

import math

import numpy as np
import pytest
import torch

from training.config import Config, changed
from training.judge import evaluate
from training.run import checkpoint, held_out
from training.run.model import GPT
from training.text import corpus


def test_every_held_out_token_counts_once(tiny: Config) -> None:
    torch.manual_seed(0)
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    found = evaluate.full(model, tiny)["sources"]["index.md"]
    ids = torch.from_numpy(corpus.held_out(tiny)["index.md"].astype(np.int64))
    size, nats = tiny.model.block_size, 0.0
    for start in range(0, len(ids) - 1, size):
        block = ids[start : start + size + 1]
        with torch.no_grad():
            nats += float(torch.nn.functional.cross_entropy(model(block[None, :-1])[0], block[1:], reduction="sum"))
    assert found["tokens"] == len(ids) - 1
    assert found["nats_a_token"] == pytest.approx(nats / (len(ids) - 1), abs=1e-3)
    assert found["bits_a_byte"] == pytest.approx(nats / math.log(2) / found["bytes"], abs=1e-3)


def test_an_untrained_model_needs_about_the_bits_of_a_blind_guess(tiny: Config) -> None:
    torch.manual_seed(0)
    found = evaluate.full(GPT(tiny.model, tiny.tokens.vocab_size), tiny)
    assert found["nats_a_token"] == pytest.approx(math.log(tiny.tokens.vocab_size), abs=0.1)


def test_sources_are_mixed_by_their_weights(tiny: Config) -> None:
    assert held_out.mixed({"index.md": 2.5}, tiny) == 2.5


def test_without_a_run_it_says_so(tiny: Config) -> None:
    with pytest.raises(checkpoint.CheckpointError, match="has no checkpoint yet; train first"):
        evaluate.evaluate(changed(tiny, ["name=nothing"]))
