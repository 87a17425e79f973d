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
from training.run import checkpoint, fingerprint
from training.run.flat import flatten
from training.run.flat import layout as parts_of
from training.run.model import GPT
from training.run.train import train
from training.ship import export, parity, trace
from training.ship.weights import described, packed

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

    # Steps take long to trace, and what they learn is not asked here.
    sound = GPT(short.model, short.tokens.vocab_size)
    steps = {"sgd": trace.sgd(sound), "adamw": trace.adamw(sound, short.training.weight_decay)}
    monkeypatch.setattr(trace, "sgd", lambda model: steps["sgd"])
    monkeypatch.setattr(trace, "adamw", lambda model, weight_decay: steps["adamw"])
    monkeypatch.setattr(torch.Tensor, "masked_fill", everything)
    with pytest.raises(parity.ParityError, match="differ in a logit"):
        export.export(short)
    folder = short.run / "export"
    figures = parity.check(short, checkpoint.model_at(short, 6), folder, folder / export.moment_file(6))
    assert figures["leak"] > 1e-3


def test_texts_are_as_short_and_as_long_as_can_be(tiny: Config) -> None:
    texts, size = parity.held_out_texts(tiny), tiny.model.block_size
    assert {1, 2, size - 1, size} <= {len(ids) for ids in texts}
    assert len(texts) >= parity.TEXTS
    assert all(ids[0] == tiny.tokens.vocab_size - 1 for ids in texts)


def test_a_moment_in_the_place_of_another_is_found(tiny: Config) -> None:
    model = GPT(tiny.model, tiny.tokens.vocab_size)
    parts = parts_of(model)
    layout = described(parts, ["all"], {part.name: 0.02 for part in parts}, 16)
    files = [tiny.run / "moments" / f"{step:08d}.bin" for step in (0, 1)]
    files[0].parent.mkdir()
    for step, file in enumerate(files):
        checkpoint.keep(tiny.run, step, model, fingerprint.of(tiny))
        file.write_bytes(packed(flatten(model).numpy(), layout))
        with torch.no_grad():
            # The last norm, which no row's scale covers, by the least that float32 can tell.
            model.norm.weight[3] = 1 + 2e-7
    assert 0.4 < parity._rounding(tiny, checkpoint.model_at(tiny, 1), files[1], layout) <= 0.501
    files[0].write_bytes(files[1].read_bytes())
    assert parity._rounding(tiny, checkpoint.model_at(tiny, 1), files[1], layout) > 0.501


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


def _end(values: Any, last: float) -> Any:
    """The last weight of the last norm is another; it begins as 1 and hardly moves."""
    return np.append(values[:-1], np.float32(last))


def _swapped(values: Any) -> Any:
    other = values.copy()
    other[[0, 1]] = values[[1, 0]]
    return other


FAULTS: list[tuple[str, str, Spoil, str]] = [
    ("forward.onnx", "logits", lambda x: x + 1e-3, "logit_difference"),
    ("forward.onnx", "logits", lambda x: np.where(x == x.max(), np.nan, x), "logit_difference"),
    # In one text of many, and not the last.
    ("forward.onnx", "attention", lambda x: x * (np.nan if x.shape[-1] == 1 else 1), "attention_difference"),
    ("next.onnx", "logits", lambda x: x * np.nan, "next_difference"),
    ("forward.onnx", "attention", lambda x: x * 0.999, "attention_difference"),
    ("next.onnx", "logits", lambda x: x + 1e-3, "next_difference"),
    ("step.sgd.onnx", "next", lambda x: x + 1e-3, "sgd_weights"),
    ("step.sgd.onnx", "loss", lambda x: -x, "sgd_loss"),
    ("step.sgd.onnx", "nll", lambda x: x[:, ::-1], "sgd_nll"),
    ("step.sgd.onnx", "norms", _swapped, "sgd_norms"),
    ("step.adamw.onnx", "next", lambda x: x * np.nan, "adamw_weights"),
    ("step.sgd.onnx", "next", lambda x: _end(x, 1), "sgd_weights"),
    ("step.adamw.onnx", "next_m", lambda x: x * 0.99, "adamw_m"),
    ("step.adamw.onnx", "next_v", lambda x: _end(x, x[-1] * 1.1), "adamw_v"),
    ("step.adamw.onnx", "loss", lambda x: x * np.nan, "adamw_loss"),
    ("step.adamw.onnx", "nll", lambda x: x[::-1], "adamw_nll"),
    ("step.adamw.onnx", "norms", _swapped, "adamw_norms"),
]
