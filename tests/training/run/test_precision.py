"""bfloat16 is used where it is wanted, only for matrices, and only while a model trains."""

import pytest
import torch

from training.config import Config, Model, changed
from training.run import metrics, precision, train
from training.run.model import GPT

CPU = torch.device("cpu")


def _model(half: bool) -> GPT:
    torch.manual_seed(0)
    model = GPT(Model(n_layer=2, n_head=2, n_embd=32, block_size=32), 101)
    precision.lower(model, half, CPU)
    return model


def test_auto_asks_the_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    for circuits, expected in (({"amx_bf16": True}, True), ({"avx512_bf16": True}, True), ({"avx2": True}, False)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda found=circuits: found)
        assert precision.is_half("auto", CPU) is expected
        assert precision.is_half("bfloat16", CPU)
        assert not precision.is_half("float32", CPU)


def test_a_model_is_rounded_while_it_trains_and_exact_when_it_is_judged() -> None:
    ids = torch.arange(20)[None] % 101
    exact, half = _model(False), _model(True)
    assert not torch.equal(half(ids), exact(ids))
    assert torch.allclose(half(ids), exact(ids), atol=0.02)
    assert torch.equal(half.eval()(ids), exact.eval()(ids))


def test_gradients_and_weights_stay_float32() -> None:
    model, ids = _model(True), torch.arange(20)[None] % 101
    model.loss(ids, ids).backward()
    assert {weight.grad.dtype for weight in model.parameters() if weight.grad is not None} == {torch.float32}


def test_a_run_in_bfloat16_learns_as_one_in_float32(tiny: Config) -> None:
    losses = []
    for name in ("float32", "bfloat16"):
        own = changed(tiny, [f"training.precision={name}", f"name={name}"])
        (own.run).mkdir(parents=True)
        (own.run / "data").symlink_to(tiny.run / "data")
        train.train(own)
        losses.append(metrics.read(own)[-1]["val_loss"]["index.md"])
    assert losses[0] == pytest.approx(losses[1], abs=0.05)
    assert losses[0] != losses[1]
