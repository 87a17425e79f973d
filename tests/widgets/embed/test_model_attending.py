"""Where the heads look is what torch finds with the published weights, and no position looks ahead."""

import numpy as np
import pytest
import torch
from torch.func import functional_call

from training.config import Model as Shape
from training.run.flat import layout, unflatten
from training.run.model import GPT
from widgets.embed import published
from widgets.embed.model import Model
from widgets.engine import Attend, Attended

TEXT = "Once upon a time there was a little cat. The cat sat on the mat."


def _attended(name: str, text: str = TEXT, ids: tuple[int, ...] = (), most: int = 16) -> Attended:
    said = Model().perform(Attend("k", name, text, ids, most))
    assert isinstance(said, Attended)
    return said


@pytest.mark.parametrize("name", ["demo", "lab"])
def test_the_heads_look_where_torchs_look(name: str) -> None:
    described = published.manifest(name)
    gpt = GPT(Shape(**described["config"]["model"]), described["vocab_size"]).eval()
    coder = published.tokens(published.published(name, "tokenizer.json"))
    flat = torch.tensor(published.weights(published.moment(name)[1]))
    seen: list[torch.Tensor] = []
    with torch.no_grad():
        ids = torch.tensor([[coder.endoftext, *coder.encode(TEXT)][:12]])
        functional_call(gpt, unflatten(flat, layout(gpt)), (ids, seen))
    expected = torch.cat(seen).numpy()
    said = _attended(name, most=12)
    shape = (said.layers, said.heads, said.positions, said.positions)
    assert shape == expected.shape
    assert np.array(said.attention).reshape(shape) == pytest.approx(expected, abs=1e-5)


def test_what_a_position_looks_with_adds_up_to_1_and_none_of_it_goes_ahead() -> None:
    said = _attended("demo")
    weights = np.array(said.attention).reshape(said.layers, said.heads, said.positions, said.positions)
    assert weights.sum(axis=-1) == pytest.approx(1, abs=1e-5)
    assert not np.triu(weights, 1).any()
    assert sum(said.row(3, 2, 7)) == pytest.approx(1, abs=1e-5)


def test_only_the_first_positions_are_told_and_what_follows_changes_none_of_them() -> None:
    short, long = _attended("demo", "The cat sat", most=4), _attended("demo", "The cat sat on the mat", most=4)
    assert (short.positions, long.positions) == (4, 4)
    assert short.attention == pytest.approx(long.attention, abs=1e-6)
    assert _attended("demo", "", most=16).attention == (1.0,) * 36


def test_what_the_model_wrote_is_read_behind_the_text() -> None:
    coder = published.tokens(published.published("demo", "tokenizer.json"))
    assert _attended("demo", "The cat", tuple(coder.encode(" sat on"))) == _attended("demo", "The cat sat on")
