"""AdamW with the lesson's own schedule."""

import torch
from torch import nn

from training.config import Training
from widgets.ml.schedule import learning_rate


def adamw(model: nn.Module, config: Training) -> torch.optim.AdamW:
    """AdamW (Loshchilov & Hutter 2017, arXiv:1711.05101) that decays matrices and leaves the norms' vectors alone."""
    matrices = [weight for weight in model.parameters() if weight.dim() >= 2]
    vectors = [weight for weight in model.parameters() if weight.dim() < 2]
    groups = [
        {"params": matrices, "weight_decay": config.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    fused = next(model.parameters()).device.type == "cuda"
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.95), eps=1e-8, fused=fused)


def set_rate(optimizer: torch.optim.Optimizer, config: Training, step: int) -> float:
    """Set and return the learning rate of `step`."""
    rate = learning_rate(step, steps=config.steps, peak=config.learning_rate, warmup=config.warmup, floor=config.floor)
    for group in optimizer.param_groups:
        group["lr"] = rate
    return rate
