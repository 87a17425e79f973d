"""From a run to docs/models/<name>/: graphs, weights, tokenizer, the run's record and a manifest, in one move."""

import shutil
from pathlib import Path
from typing import Any

from training.config import ROOT, Config, ConfigError
from training.files import read_json, sha256, write_bytes, write_json
from training.judge.evaluate import is_of
from training.run import checkpoint, metrics, provenance
from training.run.held_out import mixed
from training.run.model import GPT, count_parameters
from training.ship.export import moment_file

# What other stages found out about these weights, and by which stage; and what some runs leave beside them.
OF_THESE_WEIGHTS = {"noise.json": "noise", "landscape.json": "map", "snapshots.json": "snapshots"}
BESIDE = ("contrast.json", "scale.json", "stories.txt")


def publish(config: Config) -> None:
    """Collect what the run, its evaluation, samples and export left and put it in the place of the published model.

    Raises:
        ConfigError: if a stage before this one has not run, or ran on other weights.
    """
    run, target = config.run, ROOT / "docs" / "models" / config.name
    identity = checkpoint.identity(checkpoint.latest(config))
    step = identity["step"]
    parity = _of(run / "export" / "parity.json", "export", identity)
    evaluation = _of(run / "evaluation.json", "evaluate", identity)
    samples = _of(run / "samples.json", "sample", identity)
    log = [entry for entry in metrics.read(config) if entry["step"] <= step]
    fresh = target.with_name(f".{config.name}.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    for name in parity["files"]:
        write_bytes(fresh / name, (run / "export" / name).read_bytes())
    write_bytes(fresh / "tokenizer.json", (run / "data" / "tokenizer.json").read_bytes())
    write_json(fresh / "curves.json", curves(config, log), compact=True)
    write_json(fresh / "samples.json", samples)
    for name, stage in OF_THESE_WEIGHTS.items():
        write_json(fresh / name, _of(run / name, stage, identity), compact=True)
    for name in BESIDE:
        if (run / name).is_file():
            write_bytes(fresh / name, (run / name).read_bytes())
    paths = sorted(path for path in fresh.rglob("*") if path.is_file())
    files = {
        path.relative_to(fresh).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in paths
    }
    described = manifest(config, log, evaluation, parity, files)
    described["moments"] = [
        {
            **{name: value for name, value in stage.items() if name != "sample"},
            "file": moment_file(stage["step"]),
        }
        for stage in samples["stages"]
    ]
    write_json(fresh / "manifest.json", described)
    if _same(target / "manifest.json", fresh / "manifest.json"):
        shutil.rmtree(fresh)
        print("publish: up to date")
        return
    replace(fresh, target)
    print(f"publish: docs/models/{config.name}/ now holds step {step:,}")


def replace(fresh: Path, target: Path) -> None:
    """Put a complete folder in the place of another; cut off between the two moves, the old one is beside it."""
    old = target.with_name(f".{target.name}.old")
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def curves(config: Config, log: list[dict[str, Any]]) -> dict[str, Any]:
    """The run's curves: training by step with the gradient's norm by layer, and validation."""
    trained = [entry for entry in log if "loss" in entry]
    validated = [
        {"step": entry["step"], "tokens": entry["tokens"], "loss": round(mixed(entry["val_loss"], config), 4)}
        for entry in log
        if "val_loss" in entry
    ]
    return {"train": metrics.thin(trained), "validation": validated}


def manifest(
    config: Config,
    log: list[dict[str, Any]],
    evaluation: dict[str, Any],
    parity: dict[str, Any],
    files: dict[str, Any],
) -> dict[str, Any]:
    """Everything needed to judge the model and to make it again."""
    model = GPT(config.model, config.tokens.vocab_size)
    step = parity["step"]
    return {
        "name": config.name,
        "config": provenance.public(config),
        "parameters": count_parameters(model),
        "vocab_size": config.tokens.vocab_size,
        "block_size": config.model.block_size,
        "steps": step,
        "tokens_seen": step * config.training.batch_size * config.model.block_size,
        "val_loss": evaluation["nats_a_token"],
        "val_bits_a_byte": evaluation["bits_a_byte"],
        "val_by_source": evaluation["sources"],
        "val_loss_meaning": "nats a token on all held-out text, sources weighted as in training",
        "parity": parity["figures"],
        "duration_seconds": round([entry for entry in log if "seconds" in entry][-1]["seconds"]),
        **provenance.origin(config),
        "files": files,
    }


def _of(path: Path, stage: str, identity: dict[str, Any]) -> dict[str, Any]:
    if not is_of(path, identity):
        raise ConfigError(f"{stage} has not run on these weights yet; run it first, or the stage `all`")
    found: dict[str, Any] = read_json(path)  # type: ignore[assignment]
    return found


def _same(published: Path, made: Path) -> bool:
    """Whether what is published is whole, and its manifest differs in nothing but the commit that wrote it."""
    if not published.is_file():
        return False
    tables: list[Any] = [read_json(path) for path in (published, made)]
    whole = all((published.parent / name).is_file() for name in tables[0]["files"])
    return bool(whole and tables[0] | {"source_commit": ""} == tables[1] | {"source_commit": ""})
