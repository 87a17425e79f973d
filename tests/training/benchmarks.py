"""What training costs and what it is worth on this machine: `make bench-training`. Prints ratios from one run.

Speed and loss stand beside a GPT-2 of the same shape from `transformers` in a plain AdamW loop; held-out bits a byte
beside xz, a 5-gram, and the first model of the site, as its commit published it.
"""

import argparse
import dataclasses
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.training.opponents import text
from training import config as settings
from training.config import ROOT, Config
from training.judge import evaluate
from training.run import optim
from training.run.model import GPT, count_parameters
from training.text import corpus

PARTS = ("speed", "learning", "optimizers", "memory", "text")
ROUNDS = 5
STEPS_A_ROUND = 4
WARM_UP = 3
# Of 2e-3 and 4e-3 at batches of 16: 1.754 and 1.865 bits a byte after a million tokens.
ADAMW_RATE = 2e-3
# Dense bf16, as the makers state it.
PEAK_FLOPS = {"H200": 989e12, "H100": 989e12, "A100": 312e12, "L4": 121e12, "T4": 65e12}
Step = Callable[[torch.Tensor, torch.Tensor], float]


def ours(config: Config, device: torch.device) -> tuple[Step, GPT]:
    """A step of our trainer: its model, optimizer, precision and compiler."""
    torch.manual_seed(1)
    model = GPT(config.model, config.tokens.vocab_size).to(device)
    optimizers = optim.optimizers(model, config.training)
    loss_of = torch.compile(model.loss)
    count = 0

    def step(ids: torch.Tensor, targets: torch.Tensor) -> float:
        nonlocal count
        optim.set_rate(optimizers, config.training, count)
        count += 1
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss = loss_of(ids, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), config.training.grad_clip)
        for optimizer in optimizers:
            optimizer.step()
        model.zero_grad(set_to_none=True)
        return float(loss.detach())

    return step, model


def theirs(config: Config, device: torch.device) -> tuple[Step, Any]:
    """A step of a plain loop around a GPT-2 of the same shape, without dropout."""
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(1)
    shape = config.model
    model = GPT2LMHeadModel(
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
    training = dataclasses.replace(config.training, learning_rate=ADAMW_RATE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=training.learning_rate, weight_decay=training.weight_decay)
    count = 0

    def step(ids: torch.Tensor, targets: torch.Tensor) -> float:
        nonlocal count
        # The same schedule from the best peak we found for AdamW, or losses would compare schedules.
        optim.set_rate([optimizer], training, count)
        count += 1
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            logits = model(ids).logits
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), training.grad_clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    return step, model


def speed(config: Config) -> None:
    """Tokens a second, in interleaved rounds, and model FLOPs utilization on a GPU."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokens = config.training.batch_size * config.model.block_size
    rng = np.random.default_rng(0)
    rows = rng.integers(0, config.tokens.vocab_size, (config.training.batch_size, config.model.block_size + 1))
    block = torch.from_numpy(rows).to(device)
    ids, targets = block[:, :-1], block[:, 1:]
    (our_step, model), (their_step, _) = ours(config, device), theirs(config, device)
    for _ in range(WARM_UP):
        our_step(ids, targets)
        their_step(ids, targets)
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        found = []
        for step in (our_step, their_step):
            started = time.perf_counter()
            for _ in range(STEPS_A_ROUND):
                step(ids, targets)
            found.append(STEPS_A_ROUND * tokens / (time.perf_counter() - started))
        rates.append((found[0], found[1]))
    ratios = sorted(mine / other for mine, other in rates)
    print(
        f"speed on {device.type}, {torch.get_num_threads()} threads: "
        f"{statistics.median(mine for mine, _ in rates):,.0f} tokens/s, GPT-2 in a plain loop "
        f"{statistics.median(other for _, other in rates):,.0f}; median ratio of {ROUNDS} interleaved rounds "
        f"{statistics.median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
    )
    print(f"peak memory with both in it: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    if device.type == "cuda":
        shape = config.model
        # Forward and backward: 6 a parameter and token, and 12 L C T for attention (Chowdhery et al. 2022, appendix B).
        flops = 6 * count_parameters(model) + 12 * shape.n_layer * shape.n_embd * shape.block_size
        name = torch.cuda.get_device_name()
        peak = next((value for key, value in PEAK_FLOPS.items() if key in name), None)
        if peak:
            used = flops * statistics.median(mine for mine, _ in rates) / peak
            print(f"model FLOPs utilization on {name}: {used:.1%} of {peak / 1e12:.0f} TFLOPS; small models starve it")


def _is_prepared(config: Config, part: str) -> bool:
    ready = (config.run / "data" / "stamp.json").is_file()
    if not ready:
        print(f"{part}: skipped, since runs/{config.name}/data is not there; `python -m training prepare` makes it")
    return ready


def learning(config: Config, steps: int) -> None:
    """Training loss after equal tokens on the same batches, ours and GPT-2's."""
    if not _is_prepared(config, "learning"):
        return
    config = settings.changed(config, [f"training.steps={steps}"])
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    (our_step, _), (their_step, _) = ours(config, device), theirs(config, device)
    stream, losses = corpus.batches(config, config.training.seed), []
    for _ in range(steps):
        ids, targets = (torch.from_numpy(part).to(device) for part in stream.next())
        losses.append((our_step(ids, targets), their_step(ids, targets)))
    tail = losses[-max(1, steps // 10) :]
    mine, other = (statistics.mean(pair[side] for pair in tail) for side in (0, 1))
    tokens = steps * config.training.batch_size * config.model.block_size
    print(f"loss after {tokens:,} tokens (mean of the last tenth): {mine:.3f}, GPT-2 {other:.3f}")


def memory() -> None:
    """Peak memory of `prepare` on 100 MB of text; torch must not be loaded there."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "large.txt"
        rng = np.random.default_rng(0)
        words = [" ".join(rng.choice(_WORDS, 12)) for _ in range(5000)]
        with text.open("w", encoding="utf-8") as file:
            number = 0
            while file.tell() < 100_000_000:
                number += 1
                story = ". ".join(words[i] for i in rng.integers(0, len(words), 8))
                file.write(f"Story {number}. {story}.\n<|endoftext|>\n")
        code = (
            "import pathlib, resource, sys; from training import config, data; "
            f"config.ROOT = pathlib.Path({folder!r}); "
            "c = config.read(pathlib.Path('training/configs/demo-cpu.toml'), "
            f"""['data.source=[{{"file": "{text}"}}]', 'name=bench']); prepare.prepare(c); """
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 'torch' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        peak, loaded = done.stdout.split()[-2:]
        print(f"prepare on 100 MB of text: {int(peak) / 1000:,.0f} MB at most (limit 500); torch loaded: {loaded}")


_WORDS = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").split()


def optimizers(config: Config, steps: int) -> None:
    """Held-out bits a byte after equal tokens on the same batches: AdamW at the best rate we found, and Muon."""
    if not _is_prepared(config, "optimizers"):
        return
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    found = {}
    for name, rate in (("adamw", ADAMW_RATE), ("muon", config.training.learning_rate)):
        own = settings.changed(
            config, [f"training.{key}" for key in (f"steps={steps}", f"optimizer={name}", f"learning_rate={rate}")]
        )
        step, model = ours(own, device)
        stream = corpus.batches(own, own.training.seed)
        for _ in range(steps):
            ids, targets = (torch.from_numpy(part).to(device) for part in stream.next())
            step(ids, targets)
        found[name] = evaluate.full(model, own)["bits_a_byte"]
    tokens = steps * config.training.batch_size * config.model.block_size
    print(
        f"held-out bits a byte after {tokens:,} tokens: AdamW {found['adamw']:.3f}, Muon {found['muon']:.3f}; "
        f"ratio {found['muon'] / found['adamw']:.3f}"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=ROOT / "training" / "configs" / "demo-cpu.toml")
    parser.add_argument("--part", nargs="+", default=list(PARTS), choices=PARTS)
    parser.add_argument("--steps", type=int, default=60, help="steps of the comparisons of losses and optimizers")
    given = parser.parse_args()
    config = settings.read(given.config)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for part in given.part:
        match part:
            case "speed":
                speed(config)
            case "learning":
                learning(config, given.steps)
            case "optimizers":
                optimizers(config, given.steps)
            case "memory":
                memory()
            case _:
                text(config)
    return 0


if __name__ == "__main__":
    sys.exit(main())
