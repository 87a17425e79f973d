"""The command line: `python -m training STAGE --config FILE`. Torch is loaded only by the stages that need it."""

import argparse
import dataclasses
import importlib
import sys
from pathlib import Path

from training import config as settings
from training.config import ROOT, Config, ConfigError, Source
from training.data import DataError, prepare

STAGES = ("prepare", "train", "export", "publish", "all")


def main(arguments: list[str] | None = None) -> int:
    """Run one stage, or all in order; each skips what is up to date."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Text to a published language model.")
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--config", type=Path, default=ROOT / "training" / "configs" / "demo-cpu.toml")
    parser.add_argument("--corpus", type=Path, nargs="+", metavar="FILE", help="text files to train on instead")
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="e.g. training.steps=100")
    given = parser.parse_args(arguments)
    try:
        config = settings.read(given.config, given.set)
        if given.corpus:
            config = _with_corpus(config, given.corpus)
        for stage in STAGES[:-1] if given.stage == "all" else (given.stage,):
            _run(stage, config)
    except (ConfigError, DataError, RuntimeError, ValueError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _with_corpus(config: Config, files: list[Path]) -> Config:
    """The settings with the reader's own files, all of equal weight, in place of the sources."""
    sources = tuple(Source(str(path.resolve()), 1.0) for path in files)
    return dataclasses.replace(config, data=dataclasses.replace(config.data, folder="", source=sources))


def _run(stage: str, config: Config) -> None:
    if stage == "prepare":
        prepare(config)
    else:
        # The other stages load torch, which `prepare` does without.
        module = importlib.import_module(f"training.{stage}")
        getattr(module, stage)(config)


if __name__ == "__main__":
    sys.exit(main())
