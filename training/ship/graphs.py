"""A model as one flat vector of weights, and the ONNX graphs that read it: forward, and a whole training step.

One vector in, one vector out: the page keeps a single array and hands it back, whatever the model's shape is. The
backward pass is not a feature of the runtime; it is traced from torch and is part of the graph.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.func import functional_call, grad_and_value
from torch.nn import functional as F

from training.run.flat import Part, groups, layout, unflatten
from training.run.model import GPT

# AdamW as the main run uses it (training.optim); the learning rate is an input.
BETAS = (0.9, 0.95)
EPS = 1e-8


class Forward(torch.nn.Module):
    """flat (N,), ids (1, T) to logits (T, V) and attention (L, H, T, T)."""

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.parts = layout(model)
        # Not a submodule, or its weights would be stored in the graph.
        object.__setattr__(self, "gpt", model)

    def forward(self, flat: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and attention of one text, at every position."""
        seen: list[Tensor] = []
        gpt: GPT = self.__dict__["gpt"]
        logits = functional_call(gpt, unflatten(flat, self.parts), (ids, seen))
        return logits[0], torch.cat(seen)


class Next(torch.nn.Module):
    """flat (N,), ids (1, T) to logits (V,) of the token after the last one."""

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.parts = layout(model)
        object.__setattr__(self, "last", _Last(model))

    def forward(self, flat: Tensor, ids: Tensor) -> Tensor:
        """Only the last position goes through the vocabulary's large matrix."""
        weights = {f"gpt.{name}": weight for name, weight in unflatten(flat, self.parts).items()}
        logits: Tensor = functional_call(self.__dict__["last"], weights, (ids,))
        return logits


class _Last(torch.nn.Module):
    def __init__(self, gpt: GPT) -> None:
        super().__init__()
        self.gpt = gpt

    def forward(self, ids: Tensor) -> Tensor:
        logits: Tensor = self.gpt.lm_head(self.gpt.hidden(ids)[0, -1])
        return logits


def losses(model: GPT, parts: list[Part], flat: Tensor, ids: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Mean loss in nats, and the loss of every position (B, T)."""
    logits = functional_call(model, unflatten(flat, parts), (ids, []))
    nll = -F.log_softmax(logits, dim=-1).gather(2, targets[:, :, None]).squeeze(2)
    return nll.mean(), nll


Step = Callable[..., tuple[Tensor, ...]]


def gradient_step(model: GPT) -> Step:
    """(flat, ids, targets) to loss, nll (B, T), gradient norm a group (G,), and the gradient itself (N,)."""
    parts = layout(model)
    names = groups(parts)

    def step(flat: Tensor, ids: Tensor, targets: Tensor) -> tuple[Tensor, ...]:
        def loss_of(weights: Tensor) -> tuple[Tensor, Tensor]:
            return losses(model, parts, weights, ids, targets)

        gradient, (loss, nll) = grad_and_value(loss_of, has_aux=True)(flat)
        squares: dict[str, list[Tensor]] = {name: [] for name in names}
        for part, piece in zip(parts, torch.split(gradient, [part.size for part in parts]), strict=True):
            # In two stages: one long sum of squares is 6e-4 off in the browser's float32.
            squares[part.group].append(piece.reshape(part.shape).square().sum(-1).sum())
        norms = torch.stack([torch.stack(squares[name]).sum().sqrt() for name in names])
        return loss, nll, norms, gradient

    return step


def sgd_step(model: GPT) -> Step:
    """One step of plain gradient descent: (flat, ids, targets, learning_rate) to flat', loss, nll, norms."""
    gradient_of = gradient_step(model)

    def step(flat: Tensor, ids: Tensor, targets: Tensor, learning_rate: Tensor) -> tuple[Tensor, ...]:
        loss, nll, norms, gradient = gradient_of(flat, ids, targets)
        return flat - learning_rate * gradient, loss, nll, norms

    return step


def adamw_step(model: GPT, weight_decay: float) -> Step:
    """One step of AdamW: (flat, m, v, t, ids, targets, learning_rate) to flat', m', v', loss, nll, norms.

    t counts steps from 1 (a float). Matrices decay, vectors do not (Loshchilov & Hutter 2017, arXiv:1711.05101).
    """
    gradient_of = gradient_step(model)
    parts = layout(model)

    def step(
        flat: Tensor, m: Tensor, v: Tensor, t: Tensor, ids: Tensor, targets: Tensor, learning_rate: Tensor
    ) -> tuple[Tensor, ...]:
        loss, nll, norms, gradient = gradient_of(flat, ids, targets)
        first = BETAS[0] * m + (1 - BETAS[0]) * gradient
        second = BETAS[1] * v + (1 - BETAS[1]) * gradient.square()
        # The exporter takes + 1e-8 for + 0 and drops it, and 0 / 0 follows; times 1e4, above and below, it stays.
        root = (second / (1 - BETAS[1] ** t)).sqrt()
        update = (1e4 * first / (1 - BETAS[0] ** t)) / (1e4 * root + 1e4 * EPS)
        kept = [
            piece * (1 - learning_rate * weight_decay) if len(part.shape) >= 2 else piece
            for part, piece in zip(parts, torch.split(flat, [part.size for part in parts]), strict=True)
        ]
        return torch.cat(kept) - learning_rate * update, first, second, loss, nll, norms

    return step
