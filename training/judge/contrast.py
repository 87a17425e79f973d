"""Short runs of one small model, a setting or two apart: what health looks like, and what mistakes do."""

from typing import Any

from training import lock
from training.config import Config, beside
from training.files import write_json
from training.run import checkpoint, held_out, metrics, provenance
from training.run.train import train
from training.text.prepare import prepare

MOST_POINTS = 120


def runs(config: Config) -> list[tuple[str, str, Config]]:
    """Name, title and settings of every contrast run; they live beside the run that they differ from."""
    return [(contrast.name, contrast.title, beside(config, contrast)) for contrast in config.contrast]


def contrast(config: Config) -> None:
    """Train every contrast run and write their curves to runs/<name>/contrast.json."""
    if not config.contrast:
        print("contrast: the settings name no contrast runs")
        return
    found: list[dict[str, Any]] = []
    for (name, title, own), described in zip(runs(config), config.contrast, strict=True):
        print(f"contrast: {name}")
        with lock.owned(own.run, "contrast"):
            prepare(own)
            train(own)
        identity = checkpoint.identity(checkpoint.latest(own))
        found.append({"name": name, "title": title, "set": list(described.set), **identity, **record(own)})
    write_json(config.run / "contrast.json", {"base": provenance.public(config), "runs": found})
    print(f"contrast: {len(found)} runs are in runs/{config.name}/contrast.json")


def record(config: Config) -> dict[str, Any]:
    """The curves of one finished run, thin enough for a page, and what it was made from, on and with."""
    log = metrics.read(config)
    trained = [
        {name: entry[name] for name in ("step", "loss", "learning_rate", "grad_norm")}
        for entry in log
        if "loss" in entry
    ]
    validated = [
        {"step": entry["step"], "loss": held_out.mixed(entry["val_loss"], config)}
        for entry in log
        if "val_loss" in entry
    ]
    tokens = config.training.steps * config.training.batch_size * config.model.block_size
    return {
        "tokens_seen": tokens,
        "duration_seconds": round([entry for entry in log if "seconds" in entry][-1]["seconds"]),
        "train": metrics.thin(trained, MOST_POINTS),
        "validation": metrics.thin(validated, MOST_POINTS),
        **provenance.origin(config),
    }
