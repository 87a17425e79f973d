"""The training loop, from top to bottom: batches in, weights out.

It starts where the newest checkpoint left off; Ctrl-C and SIGTERM save before they end it. Started by torchrun, every
process takes its share of each batch, and the leader alone writes and speaks.
"""

import math
import sys
import time
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from training import progress
from training.config import Config, ConfigError, Training
from training.run import checkpoint, health, held_out, optim, resume, team
from training.run.compiled import compiled
from training.run.metrics import Log
from training.run.model import GPT
from training.run.pace import Pace
from training.run.precision import autocast, is_half, lower
from training.run.signals import stop_requests
from training.run.team import Team
from training.text import corpus


def train(config: Config) -> None:
    """Run to the last step, from the newest checkpoint if there is one; skip a finished run.

    Raises:
        Diverged: if the loss becomes NaN, infinite, or explodes.
        CheckpointError: if the run's folder holds a run with other settings or text, or one that is further.
        DataError: if the text is not prepared.
        ConfigError: if the batch cannot be shared evenly.
    """
    with team.join() as here:
        _train(config, here)


def _train(config: Config, here: Team) -> None:
    settings = config.training
    rows = _rows(settings, here)
    made_from = resume.made_from(config, here)
    model = new_model(config).to(here.device)
    half = is_half(settings.precision, here.device)
    lower(model, half, here.device)
    run = resume.Run(
        model,
        optim.optimizers(model, settings, half),
        corpus.batches(config, settings.seed),
        made_from=made_from,
        matrices="bfloat16" if half else "float32",
    )
    if not resume.take_up(run, config, here):
        return

    started, before = time.monotonic(), run.seconds
    loss_of: nn.Module = Loss(model)
    # A short run ends before a compiler has paid for itself on a CPU; on CUDA it is always worth it.
    if settings.compile or here.device.type == "cuda":
        shape = rows, config.model.block_size
        loss_of = compiled(loss_of, torch.zeros(shape, dtype=torch.int64, device=here.device), half, here)
    if here.size > 1:
        loss_of = DistributedDataParallel(loss_of)
    tokens_a_step = settings.batch_size * config.model.block_size
    exam, kept = corpus.held_out(config), set(config.snapshots)
    examined = kept | {*range(0, settings.steps, settings.evaluate_every), settings.steps}
    pace = Pace(
        settings.steps, tokens_a_step, examined, held_out.size(exam, settings.evaluate_batches, config.model.block_size)
    )
    saved = time.monotonic()

    with ExitStack() as stack:
        stop = stack.enter_context(stop_requests())
        if here.leads:
            log = stack.enter_context(closing(Log(config.run / "metrics.jsonl", run.step)))
            done, whole = run.step * tokens_a_step, settings.steps * tokens_a_step
            bar = stack.enter_context(progress.bar("train", whole, "tok", done))
        while True:
            # A step is examined before its batch is read.
            if here.leads and run.step in examined and run.step not in log.validated:
                losses = held_out.quick(model, exam, settings.evaluate_batches)
                log.add({"step": run.step, "tokens": run.step * tokens_a_step, "val_loss": losses})
            if here.leads and run.step in kept:
                checkpoint.keep(config.run, run.step, model, made_from)
            stopping = here.any(bool(stop))
            if stopping or run.step == settings.steps:
                break

            began = time.monotonic()
            rate = optim.set_rate(run.optimizers, settings, run.step)
            here.roll(settings.seed, run.step)
            inputs, targets = (torch.from_numpy(part) for part in run.batches.next())  # (B, T) each
            total = torch.zeros((), device=here.device)
            for part in range(settings.accumulate):
                first = (here.rank * settings.accumulate + part) * rows
                x, y = (ids[first : first + rows].to(here.device, non_blocking=True) for ids in (inputs, targets))
                with _exchange(loss_of, part == settings.accumulate - 1), autocast(half, here.device):
                    loss = loss_of(x, y) / settings.accumulate
                loss.backward()
                total += loss.detach()
            value = float(here.mean(total))
            norm = float(nn.utils.clip_grad_norm_(model.parameters(), settings.grad_clip or math.inf))
            health.check(config, run.step, value, norm)
            for optimizer in run.optimizers:
                optimizer.step()
            run.step += 1
            now = time.monotonic()
            run.seconds = before + now - started

            if here.leads:
                bar.update(tokens_a_step)
                if estimate := pace.after(run.step, now - began):
                    progress.say(estimate)
                if run.step % settings.log_every == 0 or run.step <= 10:
                    entry = {"step": run.step, "tokens": run.step * tokens_a_step, "loss": value}
                    norms = health.norms(model, clipped=min(1.0, (settings.grad_clip or math.inf) / (norm + 1e-6)))
                    log.add(
                        entry
                        | {"learning_rate": rate, "grad_norm": norm, "norms": norms, "seconds": round(run.seconds, 1)}
                    )
                    bar.set_postfix_str(f"loss {value:.3f}", refresh=False)
                # Not at the last step: a run whose last checkpoint is there is finished, its last snapshot kept.
                if run.step < settings.steps and now - saved > settings.checkpoint_seconds:
                    log.settle()
                    resume.save(run, config, here)
                    saved = now
            model.zero_grad(set_to_none=True)
        if here.leads:
            log.settle()
            resume.save(run, config, here)
    if stopping:
        if here.leads:
            print(f"train: stopped and saved at step {run.step:,}; the same command goes on from there")
        sys.exit(130)


def new_model(config: Config) -> GPT:
    """A model with fresh weights, the same for the same seed."""
    torch.manual_seed(config.training.seed)
    return GPT(config.model, config.tokens.vocab_size)


class Loss(nn.Module):
    """A model whose forward is its loss, which is what processes share and what is compiled."""

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, targets: Tensor) -> Tensor:
        """Mean loss in nats of (B, T)."""
        return self.model.loss(ids, targets)


def _rows(settings: Training, here: Team) -> int:
    """How many sequences a process takes at once."""
    shares = here.size * settings.accumulate
    if settings.batch_size % shares:
        raise ConfigError(
            f"training.batch_size ({settings.batch_size}) must be a multiple of processes times "
            f"training.accumulate ({here.size} x {settings.accumulate})"
        )
    return settings.batch_size // shares


def _exchange(shared: nn.Module, wanted: bool) -> AbstractContextManager[Any]:
    """Gradients are exchanged between processes only with a batch's last part."""
    return shared.no_sync() if isinstance(shared, DistributedDataParallel) and not wanted else nullcontext()
