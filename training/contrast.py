"""Short runs of one small model, a setting or two apart: what health looks like, and what mistakes do."""

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

from training import checkpoint, evaluate, metrics, publish
from training.config import ROOT, Config, changed
from training.data import prepare
from training.files import read_json, write_json
from training.train import train

MOST_POINTS = 120


def runs(config: Config) -> list[tuple[str, str, Config]]:
    """Name, title and settings of every contrast run; they live beside the run that they differ from.

    Raises:
        ConfigError: if a run's setting is wrong.
    """
    found = []
    for contrast in config.contrast:
        own = dataclasses.replace(config, name=f"{config.name}-{contrast.name}", contrast=())
        found.append((contrast.name, contrast.title, changed(own, contrast.set)))
    return found


def contrast(config: Config) -> None:
    """Train every contrast run and put their curves into docs/models/contrast/; nothing to do where none is named.

    Raises:
        ConfigError: if a run's setting is wrong.
    """
    if not config.contrast:
        print("contrast: the settings name no contrast runs")
        return
    found: list[dict[str, Any]] = []
    for (name, title, own), described in zip(runs(config), config.contrast, strict=True):
        print(f"contrast: {name}")
        prepare(own)
        train(own)
        identity = checkpoint.identity(checkpoint.latest(own))
        found.append({"name": name, "title": title, "set": list(described.set), **identity, **record(own)})
    target = ROOT / "docs" / "models" / "contrast"
    made = {"base": publish.public(config), "runs": found}
    if _same(target / "curves.json", made):
        print("contrast: up to date")
        return
    fresh = target.with_name(".contrast.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    write_json(fresh / "curves.json", made, compact=True)
    publish.replace(fresh, target)
    print(f"contrast: docs/models/contrast/ now holds {len(found)} runs")


def _same(published: Path, made: dict[str, Any]) -> bool:
    """Whether what is published differs in nothing but the commit that wrote it."""
    if not published.is_file():
        return False
    tables: list[Any] = [read_json(published), json.loads(json.dumps(made))]
    for run in (run for table in tables for run in table["runs"]):
        run["source_commit"] = ""
    return bool(tables[0] == tables[1])


def record(config: Config) -> dict[str, Any]:
    """The curves of one finished run, thin enough for a page, and what it was made from, on and with."""
    log = metrics.read(config)
    trained = [
        {name: entry[name] for name in ("step", "loss", "learning_rate", "grad_norm")}
        for entry in log
        if "loss" in entry
    ]
    validated = [
        {"step": entry["step"], "loss": evaluate.mixed(entry["val_loss"], config)}
        for entry in log
        if "val_loss" in entry
    ]
    tokens = config.training.steps * config.training.batch_size * config.model.block_size
    return {
        "tokens_seen": tokens,
        "duration_seconds": round([entry for entry in log if "seconds" in entry][-1]["seconds"]),
        "train": metrics.thin(trained, MOST_POINTS),
        "validation": metrics.thin(validated, MOST_POINTS),
        **publish.provenance(config),
    }
