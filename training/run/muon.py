"""Muon with the precision that suits the hardware, all matrices of one shape in one go."""

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor
from torch.optim.optimizer import ParamsT

# Jordan et al. 2024: a quintic polynomial whose repeated use takes every singular value near 1.
_A, _B, _C = 3.4445, -4.7750, 2.0315


def orthogonal(matrices: Tensor) -> Tensor:
    """Matrices (N, R, C), their singular values taken near 1 by five Newton-Schulz steps in their own precision."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(5):
        gram = x @ x.mT  # (N, R, R) for R <= C
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=_B, alpha=_C), x, beta=_A)
    return x.mT if tall else x


class Muon(torch.optim.Muon):
    """torch's Muon, whose Newton-Schulz steps are bfloat16 everywhere: here only where hardware multiplies it.

    Where it is emulated, float32 with equal shapes batched takes about an eighteenth of the time. A group of parameters
    with `parts` holds so many matrices on top of each other in each, and they are made orthogonal one by one.
    """

    def __init__(self, weights: ParamsT, *, lr: float, weight_decay: float = 0.1, half: bool = False) -> None:
        super().__init__(weights, lr=lr, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw")
        for group in self.param_groups:
            group.setdefault("parts", 1)
        self.half = half

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """One update of every matrix that has a gradient."""
        for group in self.param_groups:
            shapes: dict[torch.Size, list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    direction = self._directed(weight, weight.grad, group["momentum"])
                    parts = group["parts"]
                    for piece, wanted in zip(weight.chunk(parts), direction.chunk(parts), strict=True):
                        shapes[piece.shape].append((piece, wanted))
            for shape, pairs in shapes.items():
                wanted = torch.stack([direction for _, direction in pairs])
                updates = orthogonal(wanted.bfloat16() if self.half else wanted)
                # As long as AdamW's steps (Liu et al. 2025, arXiv:2502.16982, eq. 4).
                length = group["lr"] * 0.2 * max(shape) ** 0.5
                for (weight, _), update in zip(pairs, updates, strict=True):
                    weight.mul_(1 - group["lr"] * group["weight_decay"])
                    weight.add_(update, alpha=-length)

    def _directed(self, weight: Tensor, gradient: Tensor, momentum: float) -> Tensor:
        """The gradient, seen along its running mean, one step ahead (Nesterov)."""
        state: dict[str, Any] = self.state[weight]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(gradient)
        return gradient.lerp(state["momentum_buffer"].lerp_(gradient, 1 - momentum), momentum)
