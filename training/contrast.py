"""Short runs of one small model, a setting or two apart: what health looks like, and what mistakes do."""

import dataclasses
import shutil
from typing import Any

from training import evaluate, metrics, publish
from training.config import ROOT, Config, changed
from training.data import prepare
from training.files import write_json
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
        found.append({"name": name, "title": title, "set": list(described.set), **record(own)})
    target = ROOT / "docs" / "models" / "contrast"
    fresh = target.with_name(".contrast.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    write_json(fresh / "curves.json", {"base": publish.public(config), "runs": found}, compact=True)
    publish.replace(fresh, target)
    print(f"contrast: docs/models/contrast/ now holds {len(found)} runs")


def record(config: Config) -> dict[str, Any]:
    """The curves of one finished run, thin enough for a page."""
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
        "train": metrics.thin(trained, MOST_POINTS),
        "validation": metrics.thin(validated, MOST_POINTS),
    }
