"""What training costs and what it is worth on this machine: `make bench-training`.

One run: every learner takes the same steps on the same batches in turn, so that a busy moment hits all alike. What it
finds goes to docs/measured/training.json, which the page "Regenerate the model" prints.
"""

import argparse
import datetime
import os
import resource
import statistics
import sys
from pathlib import Path
from typing import Any

import torch

from tests.training.bench import learners, texts
from tests.training.bench.learners import Learner
from tests.training.bench.memory import memory
from training import config as settings
from training.config import ROOT, Config
from training.files import read_json, write_json
from training.run import held_out
from training.run.model import GPT, count_parameters
from training.run.team import Team
from training.text import corpus

RESULTS = ROOT / "docs" / "measured" / "training.json"
PARTS = ("speed", "memory", "text")
# The first steps compile.
WARM_UP = 5
# Dense bf16, as the makers state it.
PEAK_FLOPS = {"H200": 989e12, "H100": 989e12, "A100": 312e12, "L4": 121e12, "T4": 65e12}


def speed(config: Config, steps: int) -> dict[str, Any]:
    """Tokens a second, seconds an update and held-out loss of every learner after the same steps."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    config = settings.changed(config, [f"training.steps={steps}"])
    found = learners.all_of(config, device)
    stream = corpus.batches(config, config.training.seed)
    for step in range(steps):
        ids, targets = (torch.from_numpy(part).to(device) for part in stream.next())
        for learner in found:
            learner.step(ids, targets)
        print(f"speed: step {step + 1} of {steps}", end="\r", flush=True)
    tokens = config.training.batch_size * config.model.block_size
    rows = [_row(learner, found[0], tokens, config) for learner in found]
    return {
        "tokens": steps * tokens,
        "steps": steps,
        "batch_size": config.training.batch_size,
        "learners": rows,
        "equal_time": _equal_time(config, found, device),
        "utilization": _utilization(config, found[0], tokens),
        "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _row(learner: Learner, first: Learner, tokens: int, config: Config) -> dict[str, Any]:
    ratios = [mine / other for mine, other in zip(first.seconds[WARM_UP:], learner.seconds[WARM_UP:], strict=True)]
    quarters = statistics.quantiles(ratios, n=10)
    tail = max(1, len(learner.losses) // 10)
    return {
        "name": learner.name,
        "tokens_a_second": round(tokens / statistics.median(learner.seconds[WARM_UP:])),
        "speed_beside_ours": round(statistics.median(ratios), 3),
        "speed_beside_ours_10_to_90": [round(quarters[0], 3), round(quarters[-1], 3)],
        "update_seconds": round(statistics.median(learner.updates[WARM_UP:]), 4),
        "train_loss": round(statistics.mean(learner.losses[-tail:]), 3),
        "val_loss": _judge(learner, config),
    }


def _judge(learner: Learner, config: Config) -> float | None:
    if not isinstance(learner.model, GPT):
        return None
    learner.model.eval()
    losses = held_out.quick(learner.model, corpus.held_out(config), config.training.evaluate_batches)
    return round(held_out.mixed(losses, config), 3)


def _equal_time(config: Config, found: list[Learner], device: torch.device) -> dict[str, Any]:
    """AdamW once more, with as many steps as fit into the time that Muon's took."""
    muon, adamw = found[0], next(one for one in found if one.name == "ours with AdamW")
    ratio = statistics.median(muon.seconds[WARM_UP:]) / statistics.median(adamw.seconds[WARM_UP:])
    steps = max(1, round(config.training.steps * ratio))
    longer = settings.changed(adamw.config, [f"training.steps={steps}"])
    again = learners.ours(adamw.name, longer, device)
    stream = corpus.batches(longer, longer.training.seed)
    for _ in range(steps):
        ids, targets = (torch.from_numpy(part).to(device) for part in stream.next())
        again.step(ids, targets)
    return {"muon": _judge(muon, config), "adamw": _judge(again, config), "adamw_steps": steps}


def _utilization(config: Config, learner: Learner, tokens: int) -> float | None:
    """The share of a GPU's stated arithmetic that is used (Chowdhery et al. 2022, appendix B)."""
    name = torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    peak = next((value for key, value in PEAK_FLOPS.items() if key in name), None)
    if peak is None:
        return None
    shape = config.model
    # Forward and backward: 6 a parameter and token, and 12 L C T for attention.
    flops = 6 * count_parameters(learner.model) + 12 * shape.n_layer * shape.n_embd * shape.block_size
    return round(flops * tokens / statistics.median(learner.seconds[WARM_UP:]) / peak, 4)


def main() -> int:
    """Measure, print, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=ROOT / "training" / "configs" / "demo-cpu.toml")
    parser.add_argument("--part", nargs="+", default=list(PARTS), choices=PARTS)
    parser.add_argument("--steps", type=int, default=100, help="steps that every learner takes")
    given = parser.parse_args()
    config = settings.read(given.config)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if not (config.run / "data" / "stamp.json").is_file():
        print(f"bench: runs/{config.name}/data is not there; `python -m training prepare` makes it", file=sys.stderr)
        return 2
    results: Any = read_json(RESULTS) if RESULTS.is_file() else {}
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    for part in given.part:
        results[part] = {
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "machine": Team(0, 1, device).described()["device"],
            "torch": torch.__version__,
        } | (speed(config, given.steps) if part == "speed" else memory() if part == "memory" else texts.compare(config))
        write_json(RESULTS, results)
        print(f"\nbench: {part}: {results[part]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
