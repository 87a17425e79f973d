"""Every figure of the report has a limit that refuses, and a broken export meets it."""

import math

import numpy as np
import pytest
import torch

from training.config import Config, changed
from training.run import checkpoint
from training.run.flat import flatten, layout
from training.run.model import GPT
from training.run.train import train
from training.ship import export, parity, trace

pytestmark = pytest.mark.filterwarnings("ignore")

GOOD = {limit.figure: 1.0 if limit.least else 0.0 for limit in parity.LIMITS}


@pytest.mark.parametrize("limit", parity.LIMITS, ids=lambda limit: limit.figure)
def test_each_figure_beyond_its_limit_refuses(limit: parity.Limit) -> None:
    parity.refuse(GOOD)
    for value in (limit.bound - 1e-9 if limit.least else limit.bound * 1.01, math.nan):
        with pytest.raises(parity.ParityError, match="nothing was published"):
            parity.refuse(GOOD | {limit.figure: value})


def test_weights_stored_in_fewer_bits_come_back_near_and_whole(tmp_path: object, tiny: Config) -> None:
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    flat = flatten(model).numpy()
    for graph, most in ((trace.half_weights(flat), 1e-4), (trace.int8_weights(flat, layout(model)), 2e-3)):
        path = tiny.run / "weights.onnx"
        path.write_bytes(graph.SerializeToString())
        back = parity.unpack(path)
        assert back.shape == flat.shape
        assert np.abs(back - flat).max() < most
        assert torch.equal(flatten(parity.with_weights(model, back)), torch.from_numpy(back))


@pytest.mark.slow
def test_a_model_that_sees_the_future_is_refused(tiny: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    short = changed(tiny, ["training.steps=6", "samples.stages=3"])
    train(short)

    def everything(self: torch.Tensor, mask: torch.Tensor, value: float) -> torch.Tensor:
        return self

    monkeypatch.setattr(torch.Tensor, "masked_fill", everything)
    with pytest.raises(parity.ParityError, match="differ in a logit"):
        export.export(short)
    monkeypatch.setattr(parity, "FLOAT_TOLERANCE", math.inf)
    figures = parity.check(short, checkpoint.model_at(short, 6), short.run / "export")
    assert figures["leak"] > parity.LEAK_TOLERANCE
