"""A model as one flat vector of weights: where every parameter lies in it, and which group it counts towards."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from training.run.model import GPT


@dataclass(frozen=True)
class Part:
    """One parameter's place in the flat vector, and the group whose gradient norm it counts towards."""

    name: str
    shape: tuple[int, ...]
    start: int
    group: str

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


def layout(model: GPT) -> list[Part]:
    """Every parameter once, in the model's own order; groups are the embedding, the blocks, and the last norm."""
    parts, start = [], 0
    for name, weight in model.named_parameters():
        words = name.split(".")
        group = {"wte": "embedding", "norm": "norm"}.get(words[0]) or f"block {int(words[1]) + 1}"
        parts.append(Part(name, tuple(weight.shape), start, group))
        start += weight.numel()
    return parts


def groups(parts: list[Part]) -> list[str]:
    """The names of the groups, in order."""
    return list(dict.fromkeys(part.group for part in parts))


def flatten(model: GPT) -> Tensor:
    """All weights as one float32 vector (N,)."""
    return torch.cat([weight.detach().float().flatten() for weight in model.parameters()])


def unflatten(flat: Tensor, parts: list[Part]) -> dict[str, Tensor]:
    """The vector (N,) cut into parameters by name."""
    pieces = torch.split(flat, [part.size for part in parts])
    return {part.name: piece.reshape(part.shape) for part, piece in zip(parts, pieces, strict=True)}
