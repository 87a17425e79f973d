"""The command line: `python -m training STAGE --config FILE`. Torch is loaded only by the stages that need it."""

import argparse
import dataclasses
import importlib
import os
import sys
from pathlib import Path

from training import config as settings
from training import lock
from training.config import ROOT, Config, ConfigError, Source
from training.errors import DataError
from training.text import hub

ROOMS = {
    "prepare": "text",
    "train": "run",
    "evaluate": "judge",
    "noise": "judge",
    "sample": "judge",
    "snapshots": "judge",
    "map": "judge",
    "stories": "judge",
    "contrast": "judge",
    "scale": "judge",
    "export": "ship",
    "publish": "ship",
}
STAGES = (*ROOMS, "all")


def main(arguments: list[str] | None = None) -> int:
    """Run one stage, or all in order; each skips what is up to date."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Text to a published language model.")
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--config", type=Path, default=ROOT / "training" / "configs" / "demo-cpu.toml")
    parser.add_argument("--corpus", type=Path, nargs="+", metavar="FILE", help="text files to train on instead")
    parser.add_argument(
        "--dataset", metavar="OWNER/NAME/FILE", help="a dataset of the Hugging Face hub to train on instead"
    )
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="e.g. training.steps=100")
    given = parser.parse_args(arguments)
    try:
        config = settings.read(given.config, given.set)
        if given.corpus or given.dataset:
            config = _with_text(config, given.corpus or [], given.dataset)
        if int(os.environ.get("WORLD_SIZE", "1")) > 1 and given.stage != "train":
            raise ConfigError(f"torchrun starts the stage train alone; run {given.stage} once, without it")
        with lock.owned(config.run, given.stage):
            for stage in _all(config) if given.stage == "all" else (given.stage,):
                _run(stage, config)
    except (ConfigError, DataError, RuntimeError, ValueError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _with_text(config: Config, files: list[Path], dataset: str | None) -> Config:
    """The settings with the reader's own files, all of equal weight, in place of the sources."""
    sources = [Source(str(path.resolve())) for path in files]
    if dataset:
        name, file = hub.split_name(dataset)
        sources.append(Source(file, dataset=name))
    return dataclasses.replace(config, data=dataclasses.replace(config.data, folder="", source=tuple(sources)))


def _all(config: Config) -> tuple[str, ...]:
    """Every stage in order; stories and short runs only where the settings ask for them."""
    asked = {"stories": config.stories.bytes, "contrast": config.contrast, "scale": config.scale}
    return tuple(stage for stage in ROOMS if asked.get(stage, True))


def _run(stage: str, config: Config) -> None:
    # Loaded when it is run: `prepare` does without torch.
    module = importlib.import_module(f"training.{ROOMS[stage]}.{stage}")
    getattr(module, stage)(config)


if __name__ == "__main__":
    sys.exit(main())
