"""Our Muon is torch's Muon, in the precision that the hardware has."""

import pytest
import torch

from training.run.muon import Muon, orthogonal

SHAPES = ((48, 16), (16, 48), (16, 16), (48, 16))


def _steps(kind: type[torch.optim.Optimizer], count: int, **options: float | str) -> list[torch.Tensor]:
    """Matrices after a few steps on the same gradients."""
    chance = torch.Generator().manual_seed(3)
    weights = [torch.nn.Parameter(torch.randn(shape, generator=chance)) for shape in SHAPES]
    optimizer = kind(weights, lr=0.02, weight_decay=0.1, **options)  # type: ignore[call-arg]
    for _ in range(count):
        for weight in weights:
            weight.grad = torch.randn(weight.shape, generator=chance)
        optimizer.step()
    return [weight.detach() for weight in weights]


@pytest.mark.parametrize("half", [False, True], ids=["float32", "bfloat16"])
def test_steps_are_torchs_to_the_precision_of_its_bfloat16(half: bool) -> None:
    start = _steps(torch.optim.Muon, 0)
    theirs = _steps(torch.optim.Muon, 4, adjust_lr_fn="match_rms_adamw")
    for before, expected, found in zip(start, theirs, _steps(Muon, 4, half=half), strict=True):
        moved = (expected - before).norm()
        assert float((found - expected).norm() / moved) < 0.02


def test_float32_keeps_what_bfloat16_rounds_off() -> None:
    chance = torch.Generator().manual_seed(5)
    matrix = torch.randn((1, 24, 64), generator=chance)
    exact = orthogonal(matrix.double())
    assert float((orthogonal(matrix) - exact).abs().max()) < 1e-5
    assert float((orthogonal(matrix.bfloat16()) - exact).abs().max()) > 1e-4


def test_matrices_of_one_shape_do_not_hear_of_each_other() -> None:
    chance = torch.Generator().manual_seed(6)
    many = torch.randn((3, 20, 12), generator=chance)
    alone = torch.cat([orthogonal(one[None]) for one in many])
    assert torch.allclose(orthogonal(many), alone, atol=1e-5)


def test_matrices_on_top_of_each_other_are_made_orthogonal_apart() -> None:
    chance = torch.Generator().manual_seed(7)
    whole = torch.nn.Parameter(torch.randn((36, 12), generator=chance))
    apart = [torch.nn.Parameter(piece.clone()) for piece in whole.detach().chunk(3)]
    gradient = torch.randn((36, 12), generator=chance)
    whole.grad = gradient
    for piece, wanted in zip(apart, gradient.chunk(3), strict=True):
        piece.grad = wanted.clone()
    Muon([{"params": [whole], "parts": 3}], lr=0.1).step()
    Muon(apart, lr=0.1).step()
    assert torch.allclose(whole, torch.cat([piece.detach() for piece in apart]), atol=1e-6)


def test_a_matrix_without_a_gradient_stays() -> None:
    weight = torch.nn.Parameter(torch.ones(4, 4))
    Muon([weight], lr=0.1).step()
    assert torch.equal(weight, torch.ones(4, 4))
