"""AdamW, or Muon for the blocks' matrices, with the lesson's own schedule."""

import torch
from torch import nn
from torch.optim import Optimizer

from training.config import Training
from training.run.muon import Muon
from widgets.ml.schedule import learning_rate


def optimizers(model: nn.Module, config: Training, half: bool = False) -> list[Optimizer]:
    """The optimizers that share a model's parameters among them.

    AdamW (Loshchilov & Hutter 2017, arXiv:1711.05101) decays matrices and leaves the norms' vectors alone. Muon (Jordan
    et al. 2024; scaled to AdamW's step as in Liu et al. 2025, arXiv:2502.16982) takes the matrices inside the blocks,
    whose momentum it makes orthogonal (in bfloat16 if `half`), and leaves the rest to AdamW.
    """
    named = list(model.named_parameters())
    hidden = [weight for name, weight in named if weight.dim() == 2 and ".blocks." in f".{name}"]
    if config.optimizer == "adamw":
        return [_adamw([weight for _, weight in named], config)]
    rest = [weight for _, weight in named if all(weight is not other for other in hidden)]
    stacked = [weight for name, weight in named if name.endswith("attention.qkv.weight")]
    single = [weight for weight in hidden if all(weight is not other for other in stacked)]
    groups = [{"params": single, "parts": 1}, {"params": stacked, "parts": 3}]
    muon = Muon(groups, lr=config.learning_rate, weight_decay=config.weight_decay, half=half)
    return [_adamw(rest, config), muon]


def _adamw(parameters: list[nn.Parameter], config: Training) -> torch.optim.AdamW:
    groups = [
        {"params": [weight for weight in parameters if weight.dim() >= 2], "weight_decay": config.weight_decay},
        {"params": [weight for weight in parameters if weight.dim() < 2], "weight_decay": 0.0},
    ]
    fused = parameters[0].device.type == "cuda"
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.95), eps=1e-8, fused=fused)


def set_rate(optimizers: list[Optimizer], config: Training, step: int) -> float:
    """Set and return the learning rate of `step`."""
    rate = learning_rate(step, steps=config.steps, peak=config.learning_rate, warmup=config.warmup, floor=config.floor)
    for group in (group for optimizer in optimizers for group in optimizer.param_groups):
        group["lr"] = rate
    return rate
