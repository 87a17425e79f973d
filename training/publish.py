"""From a run to docs/models/<name>/: the graph, the tokenizer, curves, samples and a manifest, in one move."""

import importlib.metadata
import json
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

import torch

from training import sample
from training.config import ROOT, Config, ConfigError, to_dict
from training.files import read_json, sha256, write_bytes, write_json
from training.model import GPT, count_parameters
from training.train import mixed

MOST_POINTS = 300


def publish(config: Config) -> None:
    """Collect the exported model with its record and put it in the place of the published one.

    Raises:
        ConfigError: if nothing was exported yet.
    """
    run, target = config.run, ROOT / "docs" / "models" / config.name
    parity_path = run / "export" / "parity.json"
    if not parity_path.is_file():
        raise ConfigError(f"runs/{config.name} holds no export yet; run export first")
    parity: Any = read_json(parity_path)
    step = int(parity["step"])
    if _is_published(target, parity["sha256"], step):
        print("publish: up to date")
        return
    metrics = [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    metrics = [entry for entry in metrics if entry["step"] <= step]
    fresh = target.with_name(f".{config.name}.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    write_bytes(fresh / "model.int8.onnx", (run / "export" / "model.int8.onnx").read_bytes())
    write_bytes(fresh / "tokenizer.json", (run / "data" / "tokenizer.json").read_bytes())
    write_json(fresh / "curves.json", curves(config, metrics))
    stages = sample.stages(config, metrics, step)
    settings = config.samples
    described = {"prompt": settings.prompt, "temperature": settings.temperature, "seed": settings.seed}
    write_json(fresh / "samples.json", described | {"stages": stages})
    files = {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in sorted(fresh.iterdir())}
    write_json(fresh / "manifest.json", manifest(config, metrics, parity, files))
    old = target.with_name(f".{config.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    print(f"publish: docs/models/{config.name}/ now holds step {step:,}")


def curves(config: Config, metrics: list[dict[str, Any]]) -> dict[str, Any]:
    """The run's curves, thinned to at most MOST_POINTS points each."""
    trained = [entry for entry in metrics if "loss" in entry]
    validated = [
        {"step": entry["step"], "tokens": entry["tokens"], "loss": round(mixed(entry["val_loss"], config), 4)}
        for entry in metrics
        if "val_loss" in entry
    ]
    every = max(1, len(trained) // MOST_POINTS)
    rounded = [
        {key: value if isinstance(value, int) else float(f"{value:.5g}") for key, value in entry.items()}
        for entry in trained[::every]
    ]
    return {"train": rounded, "validation": validated}


def manifest(
    config: Config, metrics: list[dict[str, Any]], parity: dict[str, Any], files: dict[str, Any]
) -> dict[str, Any]:
    """Everything needed to judge the model and to make it again."""
    sources: Any = read_json(config.run / "data" / "sources.json")
    weights = {source.file: source.weight for source in config.data.source}
    total = sum(weights.values())
    losses = [entry for entry in metrics if "val_loss" in entry][-1]["val_loss"]
    model = GPT(config.model, config.tokens.vocab_size)
    return {
        "name": config.name,
        "config": to_dict(config),
        "corpus": [
            {**source, "file": Path(source["file"]).name, "share": round(weights[source["file"]] / total, 4)}
            for source in sources
        ],
        "parameters": count_parameters(model),
        "vocab_size": config.tokens.vocab_size,
        "block_size": config.model.block_size,
        "steps": parity["step"],
        "tokens_seen": parity["step"] * config.training.batch_size * config.model.block_size,
        "val_loss": round(mixed(losses, config), 4),
        "val_loss_by_source": {Path(file).name: round(loss, 4) for file, loss in losses.items()},
        "val_loss_meaning": "nats a token, sources weighted as in training",
        "parity": parity,
        "duration_seconds": round([entry for entry in metrics if "seconds" in entry][-1]["seconds"]),
        "hardware": _hardware(),
        "versions": {name: importlib.metadata.version(name) for name in ("torch", "onnx", "onnxruntime", "tokenizers")}
        | {"python": platform.python_version()},
        "source_commit": _commit(),
        "files": files,
    }


def _hardware() -> str:
    if torch.cuda.is_available():
        return str(torch.cuda.get_device_name())
    return f"{platform.machine()} CPU, {torch.get_num_threads()} threads"


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _is_published(target: Path, graph: str, step: int) -> bool:
    if not (target / "manifest.json").is_file():
        return False
    published: Any = read_json(target / "manifest.json")
    return bool(published["files"]["model.int8.onnx"]["sha256"] == graph and published["steps"] == step)
