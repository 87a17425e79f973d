"""The command line: `python -m training STAGE --config FILE`. Torch is loaded only by the stages that need it."""

import argparse
import dataclasses
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from training import config as settings
from training import lock
from training.config import ROOT, Config, ConfigError, Source
from training.errors import Said, in_words
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
# What takes arguments of its own: writing on with a published model, and the marker of explanations.
APART = {"generate": "training.ship.generate", "tutor": "training.tutor.stage", "mark": "training.tutor.mark"}
DESCRIPTION = (
    "Text to a published language model. `python -m training generate PROMPT` writes on with one; `tutor` makes the "
    "marker of explanations, and `mark` marks those of its standard input."
)
CONFIGS = Path(__file__).parent / "configs"
# What the site shows under these names is what their settings in `configs/` say.
SITE = ("demo", "lab")


def main(arguments: list[str] | None = None) -> int:
    """Run one stage, or all in order, each skipping what is up to date; or write on with a published model."""
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in APART:
        return _in_words([ROOT / "docs" / "models"], lambda _: importlib.import_module(APART[given[0]]).main(given[1:]))
    return _in_words([ROOT / "runs"], lambda folders: _stages(given, folders))


def _in_words(folders: list[Path], do: Callable[[list[Path]], int]) -> int:
    """Do it, and end errors that a person can mend in one sentence; the last of the folders is the one at fault."""
    try:
        return do(folders)
    except Said as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if (words := in_words(error, folders[-1])) is None:
            raise
        print(f"training: {words}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("training: stopped; the same command goes on", file=sys.stderr)
        return 130


def _stages(arguments: list[str], folders: list[Path]) -> int:
    parser = argparse.ArgumentParser(prog="python -m training", description=DESCRIPTION)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--config", type=Path, default=CONFIGS / "demo-cpu.toml")
    parser.add_argument(
        "--corpus", type=Path, nargs="+", action="extend", default=[], metavar="FILE", help="text files to train on"
    )
    parser.add_argument("--dataset", metavar="OWNER/NAME/FILE", help="a dataset of the Hugging Face hub to train on")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="e.g. name=mine training.steps=100"
    )
    given = parser.parse_args(arguments)
    config = settings.read(given.config, given.set)
    folders.append(config.run)
    own = given.corpus or given.dataset
    if config.name.casefold() in SITE and (own or given.config.resolve().parent != CONFIGS.resolve()):
        raise ConfigError(
            f"{config.name} is the name of a model of the site, and text or settings of your own need another: "
            "`make model NAME=mine ...`, or --set name=mine"
        )
    if own:
        config = _with_text(config, given.corpus, given.dataset)
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and given.stage != "train":
        raise ConfigError(f"torchrun starts the stage train alone; run {given.stage} once, without it")
    with lock.owned(config.run, given.stage):
        for stage in _all(config) if given.stage == "all" else (given.stage,):
            _run(stage, config)
    return 0


def _with_text(config: Config, files: list[Path], dataset: str | None) -> Config:
    """The settings with the reader's own files in place of the sources."""
    sources = [Source(str(path.resolve())) for path in files]
    if dataset:
        name, file = hub.split_name(dataset)
        sources.append(Source(file, dataset=name))
    data = dataclasses.replace(config.data, folder="", source=tuple(sources))
    return settings.changed(dataclasses.replace(config, data=data), ())


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
