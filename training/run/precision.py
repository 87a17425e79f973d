"""Where half the bits are enough: matrices are multiplied in bfloat16 where a processor has circuits for it."""

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import nn

from training.run.model import Linear


def is_half(precision: str, device: torch.device) -> bool:
    """Whether matrices are multiplied in bfloat16; "auto" asks the hardware: emulated, it costs more than it saves."""
    if precision == "auto":
        circuits = torch.cpu.get_capabilities()
        return device.type == "cuda" or any(circuits.get(name, False) for name in ("amx_bf16", "avx512_bf16"))
    return precision == "bfloat16"


def lower(model: nn.Module, half: bool, device: torch.device) -> None:
    """Let a model's matrices be multiplied in bfloat16 while it trains; sums and all else stay float32.

    On a CPU only these: cast everything, as autocast does, and the compiler's vector code loses more than is gained.
    """
    for module in model.modules():
        if isinstance(module, Linear):
            module.rounds = half and device.type == "cpu"


def autocast(half: bool, device: torch.device) -> AbstractContextManager[object]:
    """torch's own mixed precision where all of it is in hardware."""
    return torch.autocast("cuda", torch.bfloat16) if half and device.type == "cuda" else nullcontext()
