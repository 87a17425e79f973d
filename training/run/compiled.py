"""torch.compile, tried before a run depends on it: without a working compiler the same steps are taken as they are."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from training.run.precision import autocast
from training.run.team import Team


def compiled(loss_of: nn.Module, batch: Tensor, half: bool, here: Team) -> nn.Module:
    """The loss as compiled code, if that works for ids (B, T) on every machine of a team, else as it was; in one line.

    Compiling takes a minute or two, and happens here: the first step is as fast as those after it.
    """
    fast: nn.Module = torch.compile(loss_of)  # type: ignore[assignment]
    fault = _fault(lambda: _try(fast, batch, half, here))
    loss_of.zero_grad(set_to_none=True)
    faults = [one for one in here.gather(fault) if one]
    if faults and here.leads:
        print(f"train: torch.compile does not work here ({faults[0]}); going on without it, which is slower")
    return loss_of if faults else fast


def _try(fast: nn.Module, batch: Tensor, half: bool, here: Team) -> None:
    with autocast(half, here.device):
        loss = fast(batch, batch)
    loss.backward()


def _fault(act: Callable[[], None]) -> str:
    """What goes wrong when something is done, in a line; nothing if nothing does."""
    try:
        act()
    except Exception as error:  # A compiler can be missing, broken or too old in many ways, each with its own error.
        cause = error.__cause__ or error
        return f"{type(cause).__name__}: {next(iter(str(cause).strip().splitlines()), '')}"
    return ""
