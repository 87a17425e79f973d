"""Settings of a run: frozen dataclasses read from TOML. An unknown key is an error that names the nearest valid one."""

import dataclasses
import difflib
import json
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


class ConfigError(ValueError):
    """A setting is unknown or has a wrong value; the message says which and what to do."""


@dataclass(frozen=True)
class Source:
    """One text file of the corpus; `weight` is its share of the training tokens, relative to the others'."""

    file: str
    weight: float
    licence: str = "not stated"


@dataclass(frozen=True)
class Data:
    """Where the text lies (`folder` is relative to the repository) and how it is split."""

    folder: str = "../shared/corpus"
    validation_share: float = 0.015
    source: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Tokens:
    """The vocabulary, `<|endoftext|>` included."""

    vocab_size: int = 4096


@dataclass(frozen=True)
class Model:
    """Shape of the transformer."""

    n_layer: int = 6
    n_head: int = 6
    n_embd: int = 192
    block_size: int = 256


@dataclass(frozen=True)
class Training:
    """The run: `steps` updates of `batch_size` sequences; rates and shares as in the lesson."""

    steps: int = 1000
    batch_size: int = 16
    learning_rate: float = 1e-3
    warmup: float = 0.02
    floor: float = 0.1
    weight_decay: float = 0.1
    grad_clip: float = 1.0
    seed: int = 1
    evaluate_every: int = 200
    evaluate_batches: int = 20
    checkpoint_seconds: float = 120.0
    log_every: int = 10
    compile: bool = False


@dataclass(frozen=True)
class Samples:
    """What the run writes at its stages, for the lesson's eighth concept."""

    prompt: str = "Once upon a time"
    tokens: int = 60
    temperature: float = 0.7
    seed: int = 7
    stages: int = 6


@dataclass(frozen=True)
class Config:
    """All settings of one model; `name` is its folder under runs/ and docs/models/."""

    name: str
    data: Data = field(default_factory=Data)
    tokens: Tokens = field(default_factory=Tokens)
    model: Model = field(default_factory=Model)
    training: Training = field(default_factory=Training)
    samples: Samples = field(default_factory=Samples)

    @property
    def run(self) -> Path:
        """The git-ignored folder of this run's files."""
        return ROOT / "runs" / self.name


def read(path: Path, overrides: Sequence[str] = ()) -> Config:
    """The settings of a TOML file, with overrides such as "training.steps=100" on top.

    Raises:
        ConfigError: if the file is missing or broken, a key unknown, or a value of the wrong kind.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no settings file {path}; training/configs/ holds some") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name} is no valid TOML: {error}") from error
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals:
            raise ConfigError(f"an override looks like training.steps=100, not {override!r}")
        *parents, last = key.strip().split(".")
        inner = table
        for parent in parents:
            inner = inner.setdefault(parent, {})
        try:
            inner[last] = json.loads(value)
        except json.JSONDecodeError:
            inner[last] = value
    config: Config = _build(Config, table, "")
    _check(config)
    return config


def to_dict(config: Config) -> dict[str, Any]:
    """The settings as plain values, for a manifest or a checkpoint."""
    return dataclasses.asdict(config)


def _check(config: Config) -> None:
    model, training = config.model, config.training
    if model.n_embd % (2 * model.n_head):
        raise ConfigError(f"model.n_embd ({model.n_embd}) must be a multiple of twice model.n_head ({model.n_head})")
    for name in ("steps", "batch_size", "evaluate_every", "evaluate_batches", "log_every"):
        if getattr(training, name) < 1:
            raise ConfigError(f"training.{name} must be at least 1")
    if config.tokens.vocab_size < 257:
        raise ConfigError("tokens.vocab_size must be at least 257: every byte and the end-of-text mark")
    if not 0 < config.data.validation_share < 1:
        raise ConfigError("data.validation_share must lie between 0 and 1")


def _build(kind: Any, table: Mapping[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(kind)
    values = {}
    for key, value in table.items():
        if key not in hints:
            near = difflib.get_close_matches(key, hints, n=1)
            advice = f"did you mean {where}{near[0]}?" if near else f"known are {', '.join(hints)}"
            raise ConfigError(f"unknown setting {where}{key}; {advice}")
        values[key] = _convert(hints[key], value, f"{where}{key}")
    try:
        return kind(**values)
    except TypeError as error:
        raise ConfigError(f"a setting is missing under {where or 'the file'}: {error}") from None


def _convert(kind: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(value, Mapping):
        return _build(kind, value, f"{where}.")
    if typing.get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_convert(typing.get_args(kind)[0], item, where) for item in value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and type(value) is kind:
        return value
    raise ConfigError(f"{where} takes {getattr(kind, '__name__', kind)}, not {value!r}")
