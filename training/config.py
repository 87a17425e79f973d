"""Settings of a run, read from TOML whole or refused with everything that is wrong with them in one message."""

import dataclasses
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training import tables
from training.errors import Said
from training.sections import (
    OPTIMIZERS,
    Bets,
    Contrast,
    Data,
    Landscape,
    Model,
    Noise,
    Samples,
    Scale,
    Sentence,
    Source,
    Stories,
    Tokens,
    Training,
)

__all__ = [
    "OPTIMIZERS",
    "ROOT",
    "Bets",
    "Config",
    "ConfigError",
    "Contrast",
    "Data",
    "Landscape",
    "Model",
    "Noise",
    "Samples",
    "Scale",
    "Sentence",
    "Source",
    "Stories",
    "Tokens",
    "Training",
    "beside",
    "changed",
    "from_table",
    "read",
    "stage_steps",
    "to_dict",
]

ROOT = Path(__file__).parents[1]


class ConfigError(Said, ValueError):
    """A setting is unknown or has a wrong value; the message says which and what to do."""


@dataclass(frozen=True)
class Config:
    """All settings of one model; `name` is its folder under runs/ and docs/models/."""

    name: str = tables.name("contrast")
    data: Data = field(default_factory=Data)
    tokens: Tokens = field(default_factory=Tokens)
    model: Model = field(default_factory=Model)
    training: Training = field(default_factory=Training)
    samples: Samples = field(default_factory=Samples)
    bets: Bets = field(default_factory=Bets)
    landscape: Landscape = field(default_factory=Landscape)
    noise: Noise = field(default_factory=Noise)
    stories: Stories = field(default_factory=Stories)
    contrast: tuple[Contrast, ...] = ()
    scale: tuple[Scale, ...] = ()

    @property
    def run(self) -> Path:
        """The git-ignored folder of this run's files."""
        return ROOT / "runs" / self.name

    @property
    def stages(self) -> list[int]:
        """Steps whose weights are published."""
        return stage_steps(self.training.steps, self.samples.stages)

    @property
    def snapshots(self) -> list[int]:
        """Steps at which the run keeps its weights; the published ones are among them."""
        return sorted({*self.stages, *stage_steps(self.training.steps, self.samples.snapshots)})


def stage_steps(steps: int, stages: int) -> list[int]:
    """`stages` steps: 0, then evenly on a log scale from 1 up to `steps`; fewer where two would be the same."""
    spread = (round(steps ** (i / (stages - 2))) for i in range(stages - 1))
    return sorted({0, *spread})


def read(path: Path, overrides: Sequence[str] = ()) -> Config:
    """The settings of a TOML file, with overrides such as "training.steps=100" on top.

    Raises:
        ConfigError: if the file is missing or broken, a key unknown, or a value of the wrong kind or out of its range;
            the message names all that is wrong.
    """
    try:
        # What an editor on Windows puts in front is no TOML.
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"there is no settings file {path}; training/configs/ holds some") from None
    # Not only TOMLDecodeError: other bytes than UTF-8, numbers of thousands of digits, brackets thousands deep.
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name} is no valid TOML: {error}") from error
    return from_table(table, overrides)


def changed(config: Config, overrides: Sequence[str]) -> Config:
    """The settings with overrides on top.

    Raises:
        ConfigError: as `read` does.
    """
    return from_table(json.loads(json.dumps(to_dict(config))), overrides)


def beside(config: Config, other: Contrast | Scale) -> Config:
    """The settings of a short run, whose folder lies beside the main run's.

    Raises:
        ConfigError: as `read` does.
    """
    own = dataclasses.replace(config, name=f"{config.name}-{other.name}", contrast=(), scale=())
    made = changed(own, other.set)
    if made.name != own.name:
        raise ConfigError(f"the run's name is {own.name} and cannot be set")
    return made


def to_dict(config: Config) -> dict[str, Any]:
    """The settings as plain values, for a manifest or a checkpoint."""
    return dataclasses.asdict(config)


def from_table(table: dict[str, Any], overrides: Sequence[str] = ()) -> Config:
    """The settings of a table as TOML and JSON hold them, which is changed by the overrides.

    Raises:
        ConfigError: as `read` does.
    """
    problems = list[str]()
    for override in overrides:
        tables.put(Config, table, override, problems)
    config: Config | None = tables.build(Config, table, problems)
    if config is not None:
        problems.extend(_beside(config))
    if len(problems) == 1:
        raise ConfigError(problems[0])
    if config is None or problems:
        raise ConfigError("\n  ".join([f"{len(problems)} settings cannot be used:", *problems]))
    return config


def _beside(config: Config) -> Iterator[str]:
    """What is wrong with the short runs, which are read long after the main run has been trained."""
    others: list[tuple[str, Contrast | Scale]] = [("contrast", one) for one in config.contrast]
    others += [("scale", one) for one in config.scale]
    names = [other.name.casefold() for _, other in others]
    sizes = list[Config]()
    for kind, other in others:
        if names.count(other.name.casefold()) > 1:
            yield f"{kind}: two runs are named {other.name}; rename one"
        try:
            own = beside(config, other)
        except ConfigError as error:
            yield f"{kind} {other.name}: {error}"
        else:
            sizes += [own] if kind == "scale" else []
    if 0 < len(config.scale) < 3:
        yield f"scale: a line is laid through 3 sizes at least, not {len(config.scale)}"
    if len({str(_equal_for_all_sizes(own)) for own in sizes}) > 1:
        yield "scale: sizes are compared on equal tokens; they may differ in the model's shape and learning rate alone"


def _equal_for_all_sizes(config: Config) -> tuple[object, ...]:
    training = dataclasses.replace(config.training, learning_rate=1.0)
    return config.data, config.tokens, config.model.block_size, config.model.dropout, training
