"""Compiled code takes the same steps; where no compiler works, a run says so and goes on without."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from training.config import Config, changed
from training.run import checkpoint
from training.run.train import train


def _trained(config: Config, *overrides: str) -> dict[str, torch.Tensor]:
    own = changed(config, ["training.steps=3", "model.dropout=0.1", *overrides])
    train(own)
    weights: dict[str, torch.Tensor] = checkpoint.latest(own)["model"]
    for path in (own.run / "checkpoints").iterdir():
        path.unlink()
    return weights


def test_without_a_working_compiler_the_same_steps_are_taken_in_eager_mode(
    tiny: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken(torch.nn.Module):
        def forward(self, ids: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            raise RuntimeError("backend raised:\n") from OSError("no C++ compiler found\nand more")

    eager = _trained(tiny)
    capsys.readouterr()
    monkeypatch.setattr(torch, "compile", lambda loss: Broken())
    fallen_back = _trained(tiny, "training.compile=true")
    said = capsys.readouterr().out
    assert said.count("torch.compile does not work here (OSError: no C++ compiler found); going on without it") == 1
    assert all(torch.equal(eager[name], fallen_back[name]) for name in eager)


def test_trying_the_compiler_leaves_no_trace_in_the_run(
    tiny: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[int] = []

    class Counted(torch.nn.Module):
        def __init__(self, loss: Callable[..., Any]) -> None:
            super().__init__()
            self.loss = loss

        def forward(self, ids: torch.Tensor, targets: torch.Tensor) -> Any:
            called.append(len(ids))
            return self.loss(ids, targets)

    eager = _trained(tiny)
    monkeypatch.setattr(torch, "compile", Counted)
    compiled = _trained(tiny, "training.compile=true")
    assert called == [8] * (1 + 3)
    assert "does not work" not in capsys.readouterr().out
    assert all(torch.equal(eager[name], compiled[name]) for name in eager)
