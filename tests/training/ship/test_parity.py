"""Every figure of the report has a limit that refuses, and a broken export meets it."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.config import Config, changed
from training.run import checkpoint
from training.run.model import GPT
from training.run.train import train
from training.ship import export, parity

pytestmark = pytest.mark.filterwarnings("ignore")

GOOD = {limit.figure: 1.0 if limit.least else 0.0 for limit in parity.LIMITS}


@pytest.mark.parametrize("limit", parity.LIMITS, ids=lambda limit: limit.figure)
def test_each_figure_beyond_its_limit_refuses(limit: parity.Limit) -> None:
    parity.refuse(GOOD)
    for value in (limit.bound - 1e-9 if limit.least else limit.bound * 1.01, math.nan):
        with pytest.raises(parity.ParityError, match="nothing was published"):
            parity.refuse(GOOD | {limit.figure: value})


@pytest.mark.slow
def test_a_model_that_sees_the_future_is_refused(tiny: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    short = changed(tiny, ["training.steps=6", "samples.stages=3"])
    train(short)

    def everything(self: torch.Tensor, mask: torch.Tensor, value: float) -> torch.Tensor:
        return self

    monkeypatch.setattr(torch.Tensor, "masked_fill", everything)
    with pytest.raises(parity.ParityError, match="differ in a logit"):
        export.export(short)
    folder = short.run / "export"
    figures = parity.check(short, checkpoint.model_at(short, 6), folder, folder / export.moment_file(6))
    assert figures["leak"] > 1e-3


@pytest.fixture
def exported(tiny: Config) -> tuple[Config, GPT]:
    torch.manual_seed(2)
    model = GPT(tiny.model, tiny.tokens.vocab_size).eval()
    # As after training, no two groups have gradients of one length.
    export.write_files(changed(tiny, ["samples.stages=3"]), model, 0)
    return tiny, model


def _check(exported: tuple[Config, GPT]) -> dict[str, float]:
    config, model = exported
    folder = config.run / "export"
    return parity.check(config, model, folder, folder / export.moment_file(0))


@pytest.mark.slow
def test_a_sound_export_passes_and_a_fault_in_any_output_is_found(
    exported: tuple[Config, GPT], monkeypatch: pytest.MonkeyPatch
) -> None:
    parity.refuse(_check(exported))
    real = parity.session

    def broken(path: Path, graph: str, output: str, spoil: Spoil) -> Any:
        session = real(path)
        return _Broken(session, output, spoil) if path.name == graph else session

    for graph, output, spoil, figure in FAULTS:
        monkeypatch.setattr(parity, "session", partial(broken, graph=graph, output=output, spoil=spoil))
        figures = _check(exported)
        with pytest.raises(parity.ParityError):
            parity.refuse(figures)
        limit = next(limit for limit in parity.LIMITS if limit.figure == figure)
        assert not figures[figure] <= limit.bound, (graph, output)


Spoil = Callable[[Any], Any]


class _Broken:
    """A session one of whose outputs is spoiled."""

    def __init__(self, session: Any, output: str, spoil: Spoil) -> None:
        self.session, self.output, self.spoil = session, output, spoil

    def run(self, names: list[str], feed: dict[str, Any]) -> list[Any]:
        found = self.session.run(names, feed)
        return [self.spoil(value) if name == self.output else value for name, value in zip(names, found, strict=True)]


def _swapped(values: Any) -> Any:
    other = values.copy()
    other[[0, 1]] = values[[1, 0]]
    return other


FAULTS: list[tuple[str, str, Spoil, str]] = [
    ("forward.onnx", "logits", lambda x: x + 1e-3, "logit_difference"),
    ("forward.onnx", "logits", lambda x: np.where(x == x.max(), np.nan, x), "logit_difference"),
    ("next.onnx", "logits", lambda x: x * np.nan, "next_difference"),
    ("forward.onnx", "attention", lambda x: x * 0.999, "attention_difference"),
    ("next.onnx", "logits", lambda x: x + 1e-3, "next_difference"),
    ("step.sgd.onnx", "next", lambda x: x + 1e-3, "sgd_weights"),
    ("step.sgd.onnx", "loss", lambda x: -x, "sgd_loss"),
    ("step.sgd.onnx", "nll", lambda x: x[:, ::-1], "sgd_nll"),
    ("step.sgd.onnx", "norms", _swapped, "sgd_norms"),
    ("step.adamw.onnx", "next", lambda x: x * np.nan, "adamw_weights"),
    ("step.adamw.onnx", "next_m", lambda x: x * 0.9, "adamw_m"),
    ("step.adamw.onnx", "next_v", lambda x: x * 1.1, "adamw_v"),
    ("step.adamw.onnx", "norms", _swapped, "adamw_norms"),
]
