"""The training loop: batches in, weights out, with checkpoints, metrics and a progress bar.

It starts where the newest checkpoint left off; Ctrl-C and SIGTERM save before they end it. Started by torchrun, every
process takes its share of each batch.
"""

import json
import math
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from training import progress
from training.config import Config, ConfigError, to_dict
from training.files import read_json, write_json
from training.run import checkpoint, held_out, optim, team
from training.run.flat import groups, layout
from training.run.model import GPT
from training.run.precision import autocast, is_half, lower
from training.run.team import Team
from training.text import corpus


class Diverged(RuntimeError):
    """The loss is no longer a number, or far above blind guessing."""


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


def train(config: Config) -> None:
    """Run to the last step, from the newest checkpoint if there is one; skip a finished run.

    Raises:
        Diverged: if the loss becomes NaN, infinite, or explodes.
        CheckpointError: if the run's folder holds a run with other settings or text.
        ConfigError: if the batch cannot be shared evenly.
    """
    with team.join() as here:
        _Run(config, here).go()


class _Run:
    """One run's moving parts: the model, its optimizers, the stream of batches, the step."""

    def __init__(self, config: Config, here: Team) -> None:
        self.config, self.here, self.folder = config, here, config.run
        settings = config.training
        shares = here.size * settings.accumulate
        if settings.batch_size % shares:
            raise ConfigError(
                f"training.batch_size ({settings.batch_size}) must be a multiple of processes times "
                f"training.accumulate ({here.size} x {settings.accumulate})"
            )
        self.rows = settings.batch_size // shares
        self.model = new_model(config).to(here.device)
        self.half = is_half(settings.precision, here.device)
        lower(self.model, self.half, here.device)
        self.optimizers = optim.optimizers(self.model, settings, self.half)
        self.stream = corpus.batches(config, settings.seed)
        self.held_out = corpus.held_out(config)
        self.parts = layout(self.model)
        self.step, self.spent = 0, 0.0
        self.fingerprint = json.loads(
            json.dumps({"config": to_dict(config), "data": read_json(self.folder / "data" / "stamp.json")})
        )
        self.tokens_a_step = settings.batch_size * config.model.block_size
        loss: nn.Module = Loss(self.model)
        if here.size > 1:
            loss = DistributedDataParallel(loss)
        self.shared = loss
        # A short run ends before a compiler has paid for itself on a CPU; on CUDA it is always worth it.
        compiled = settings.compile or here.device.type == "cuda"
        self.loss: Any = torch.compile(loss) if compiled else loss

    def go(self) -> None:
        config, here, settings = self.config, self.here, self.config.training
        if not self.resume():
            return
        kept = set(config.snapshots)
        started = saved = time.monotonic()
        before = self.spent
        with ExitStack() as stack:
            stop = stack.enter_context(_stop_requests())
            if here.leads:
                metrics = stack.enter_context((self.folder / "metrics.jsonl").open("a", encoding="utf-8"))
                bar = stack.enter_context(
                    progress.bar("train", settings.steps * self.tokens_a_step, "tok", self.step * self.tokens_a_step)
                )
            while True:
                due = self.step in kept or self.step == settings.steps or self.step % settings.evaluate_every == 0
                if here.leads and due:
                    self.model.eval()
                    losses = held_out.quick(self.model, self.held_out, settings.evaluate_batches)
                    self.model.train()
                    _log(metrics, {"step": self.step, "tokens": self.tokens, "val_loss": losses})
                if here.leads and self.step in kept:
                    checkpoint.keep(self.folder, self.step, self.model)
                stopping = here.any(bool(stop))
                if self.step == settings.steps or stopping:
                    break
                entry = self.update()
                self.spent = before + time.monotonic() - started
                if here.leads:
                    bar.update(self.tokens_a_step)
                    if self.step % settings.log_every == 0 or self.step <= 10:
                        norms = self.norms()
                        _log(metrics, {**entry, "norms": norms, "seconds": round(self.spent, 1)})
                        bar.set_postfix_str(f"loss {entry['loss']:.3f}", refresh=False)
                    if time.monotonic() - saved > settings.checkpoint_seconds:
                        self.save()
                        saved = time.monotonic()
                for optimizer in self.optimizers:
                    optimizer.zero_grad(set_to_none=True)
            if here.leads:
                self.save()
                write_json(
                    self.folder / "run.json", here.described() | {"matrices": "bfloat16" if self.half else "float32"}
                )
        if stopping:
            if here.leads:
                print(f"train: stopped and saved at step {self.step:,}; the same command goes on from there")
            sys.exit(130)

    @property
    def tokens(self) -> int:
        """Tokens trained on so far."""
        return self.step * self.tokens_a_step

    def update(self) -> dict[str, Any]:
        """One step; the gradient stays in place for `norms`."""
        settings, here = self.config.training, self.here
        rate = optim.set_rate(self.optimizers, settings, self.step)
        inputs, targets = (torch.from_numpy(part) for part in self.stream.next())
        total = torch.zeros((), device=here.device)
        for part in range(settings.accumulate):
            first = (here.rank * settings.accumulate + part) * self.rows
            rows = slice(first, first + self.rows)
            last = part == settings.accumulate - 1
            with self._without_exchange(not last), autocast(self.half, here.device):
                loss = self.loss(
                    inputs[rows].to(here.device, non_blocking=True), targets[rows].to(here.device, non_blocking=True)
                )
            torch.autograd.backward(loss / settings.accumulate)
            total += loss.detach() / settings.accumulate
        value = float(here.mean(total))
        norm = float(nn.utils.clip_grad_norm_(self.model.parameters(), settings.grad_clip))
        self.clipped = min(1.0, settings.grad_clip / (norm + 1e-6))
        self.check(value, norm)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        return {"step": self.step, "tokens": self.tokens, "loss": value, "learning_rate": rate, "grad_norm": norm}

    def _without_exchange(self, wanted: bool) -> AbstractContextManager[object]:
        """Gradients need exchanging only once a step."""
        if wanted and isinstance(self.shared, DistributedDataParallel):
            return self.shared.no_sync()
        return nullcontext()

    def norms(self) -> dict[str, float]:
        """The gradient's norm by layer, before clipping."""
        squares = dict.fromkeys(groups(self.parts), 0.0)
        for part, weight in zip(self.parts, self.model.parameters(), strict=True):
            if weight.grad is not None:
                squares[part.group] += float(weight.grad.square().sum())
        return {name: float(f"{math.sqrt(square) / self.clipped:.4g}") for name, square in squares.items()}

    def check(self, value: float, norm: float) -> None:
        settings = self.config.training
        blind = math.log(self.config.tokens.vocab_size)
        exploded = settings.explosion > 0 and value > settings.explosion * blind
        if not exploded and math.isfinite(value) and math.isfinite(norm):
            return
        good = sorted((self.folder / "checkpoints").glob("*.ckpt"))
        kept = f"the last good checkpoint is {good[-1].name}" if good else "no checkpoint was saved yet"
        what = f"the loss became {value:.4g} (blind guessing: {blind:.4g}) with a gradient of norm {norm:.4g}"
        raise Diverged(
            f"{what} at step {self.step:,}; {kept} in runs/{self.config.name}/checkpoints. Delete runs/"
            f"{self.config.name} and try a lower training.learning_rate, a longer training.warmup or a smaller "
            "training.grad_clip"
        )

    def save(self) -> None:
        state = {
            "fingerprint": self.fingerprint,
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "batches": json.dumps(self.stream.rng.bit_generator.state),
            "random": torch.get_rng_state(),
            "step": self.step,
            "seconds": self.spent,
        }
        if self.here.device.type == "cuda":
            state["random_cuda"] = torch.cuda.get_rng_state()
        checkpoint.save(self.folder / "checkpoints", self.step, state)

    def resume(self) -> bool:
        """Take up the newest checkpoint; False if the run is finished."""
        state = checkpoint.newest(self.folder / "checkpoints")
        if state is not None:
            if _decisive(state["fingerprint"]) != _decisive(self.fingerprint):
                raise checkpoint.CheckpointError(
                    f"runs/{self.config.name} holds a run with other settings or text; delete that folder or choose "
                    "another name"
                )
            self.model.load_state_dict(state["model"])
            for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(saved)
            self.stream.rng.bit_generator.state = json.loads(state["batches"])
            torch.set_rng_state(state["random"])
            if self.here.device.type == "cuda" and "random_cuda" in state:
                torch.cuda.set_rng_state(state["random_cuda"])
            self.step, self.spent = state["step"], state["seconds"]
            if self.step >= self.config.training.steps:
                if self.here.leads:
                    print("train: up to date")
                return False
            if self.here.leads:
                print(f"train: going on from step {self.step:,}")
        if self.here.leads:
            _forget_after(self.folder / "metrics.jsonl", self.step)
        return True


def _decisive(fingerprint: dict[str, Any]) -> list[object]:
    """What makes a run another run: what it samples, measures or compares afterwards does not."""
    config = fingerprint["config"]
    parts = [config[name] for name in ("data", "tokens", "model", "training")]
    return [*parts, config["samples"]["stages"], config["samples"]["snapshots"], fingerprint["data"]]


def _log(file: Any, entry: Mapping[str, object]) -> None:
    file.write(json.dumps(entry) + "\n")
    file.flush()


def _forget_after(path: Path, step: int) -> None:
    """Drop what was logged after the checkpoint that the run goes on from."""
    if path.is_file():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
        # Step s is evaluated before its batch is read, so its evaluation is about to be made again.
        kept = [line for line in lines if _logged_before(json.loads(line), step)]
        path.write_text("".join(line + "\n" for line in kept), encoding="utf-8")


def _logged_before(entry: dict[str, Any], step: int) -> bool:
    return bool(entry["step"] < step or (entry["step"] == step and "loss" in entry))


@contextmanager
def _stop_requests() -> Iterator[list[int]]:
    """Collect Ctrl-C and SIGTERM instead of dying by them; a second Ctrl-C ends the program at once."""
    received: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
