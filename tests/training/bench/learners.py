"""What trains beside what: our trainer, in float32, with torch's own Muon, with AdamW; and a GPT-2 in a plain loop."""

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from training.config import Config, changed
from training.run import optim
from training.run.model import GPT
from training.run.muon import Muon
from training.run.precision import autocast, is_half, lower

# Of 2e-3 and 4e-3 at batches of 16: 1.754 and 1.865 bits a byte after a million tokens (the earlier model).
ADAMW_RATE = 2e-3


@dataclasses.dataclass
class Learner:
    """Something that takes steps on batches, and how long each took in seconds."""

    name: str
    model: nn.Module
    config: Config
    optimizers: list[Optimizer]
    loss_of: Callable[[Tensor, Tensor], Tensor]
    half: bool
    count: int = 0
    seconds: list[float] = dataclasses.field(default_factory=list)
    updates: list[float] = dataclasses.field(default_factory=list)
    losses: list[float] = dataclasses.field(default_factory=list)

    def step(self, ids: Tensor, targets: Tensor) -> None:
        """One update on ids and targets (B, T)."""
        started = time.perf_counter()
        optim.set_rate(self.optimizers, self.config.training, self.count)
        with autocast(self.half, ids.device):
            loss = self.loss_of(ids, targets)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.config.training.grad_clip)
        before_update = time.perf_counter()
        for optimizer in self.optimizers:
            optimizer.step()
        # Reading the loss waits for a GPU to finish.
        self.losses.append(float(loss.detach()))
        self.updates.append(time.perf_counter() - before_update)
        self.model.zero_grad(set_to_none=True)
        self.count += 1
        self.seconds.append(time.perf_counter() - started)


def ours(name: str, config: Config, device: torch.device, *, torchs_muon: bool = False) -> Learner:
    """Our trainer's step: its model, optimizer, precision and compiler."""
    torch.manual_seed(1)
    model = GPT(config.model, config.tokens.vocab_size).to(device)
    half = is_half(config.training.precision, device)
    lower(model, half, device)
    optimizers = optim.optimizers(model, config.training, half)
    if torchs_muon:
        optimizers = [_as_torch_ships_it(one, config) if isinstance(one, Muon) else one for one in optimizers]
    return Learner(name, model, config, optimizers, torch.compile(model.loss), half)


def _as_torch_ships_it(muon: Muon, config: Config) -> Optimizer:
    weights = [weight for group in muon.param_groups for weight in group["params"]]
    decay = config.training.weight_decay
    return torch.optim.Muon(weights, lr=1.0, weight_decay=decay, adjust_lr_fn="match_rms_adamw")


def gpt2(name: str, config: Config, device: torch.device) -> Learner:
    """A step of a plain loop around a GPT-2 of the same shape from `transformers`, without dropout."""
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(1)
    shape = config.model
    model: Any = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.tokens.vocab_size,
            n_positions=shape.block_size,
            n_embd=shape.n_embd,
            n_layer=shape.n_layer,
            n_head=shape.n_head,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
        )
    ).to(device)
    training = config.training
    optimizer = torch.optim.AdamW(model.parameters(), lr=training.learning_rate, weight_decay=training.weight_decay)

    def loss_of(ids: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.cross_entropy(model(ids).logits.flatten(0, 1), targets.flatten())

    return Learner(name, model, config, [optimizer], loss_of, device.type == "cuda")


def all_of(config: Config, device: torch.device) -> list[Learner]:
    """The five of the table, ours first."""
    adamw = changed(config, ["training.optimizer=adamw", f"training.learning_rate={ADAMW_RATE}"])
    return [
        ours("ours", config, device),
        ours("ours in float32", changed(config, ["training.precision=float32"]), device),
        ours("ours with Muon as torch ships it", config, device, torchs_muon=True),
        ours("ours with AdamW", adamw, device),
        gpt2("GPT-2 of transformers in a plain AdamW loop", adamw, device),
    ]
