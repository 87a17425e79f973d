"""Settings of a run: frozen dataclasses read from TOML. An unknown key is an error that names the nearest valid one."""

import dataclasses
import difflib
import json
import math
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OPTIMIZERS = ("adamw", "muon")
PRECISIONS = ("auto", "float32", "bfloat16")


class ConfigError(ValueError):
    """A setting is unknown or has a wrong value; the message says which and what to do."""


@dataclass(frozen=True)
class Source:
    """One text file of the corpus; `weight` is its share of the training tokens, relative to the others'.

    `dataset` names a dataset of the Hugging Face hub (or a folder) that holds the file; `sha256`, where it is given,
    must be the file's.
    """

    file: str
    weight: float = 1.0
    licence: str = "not stated"
    dataset: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Data:
    """Where the text lies (`folder` is relative to the repository) and how it is split.

    Of every source `validation_share` of the documents are held out, or more until there are `least_documents` with
    `least_tokens`, but never over a tenth for that. A document that contains one of `leave_out` (in any case) is not
    used at all. `most_tokens` keeps only that many training tokens of every source; 0 keeps them all.
    """

    folder: str = "../shared/corpus"
    validation_share: float = 0.015
    least_documents: int = 20
    least_tokens: int = 20_000
    leave_out: tuple[str, ...] = ()
    most_tokens: int = 0
    source: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Tokens:
    """The vocabulary, `<|endoftext|>` included."""

    vocab_size: int = 4096


@dataclass(frozen=True)
class Model:
    """Shape of the transformer; `dropout` is the share of activations hidden while it trains."""

    n_layer: int = 6
    n_head: int = 6
    n_embd: int = 192
    block_size: int = 256
    dropout: float = 0.0


@dataclass(frozen=True)
class Training:
    """The run: `steps` updates of `batch_size` sequences; rates and shares as in the lesson.

    The batch of a step is cut into `accumulate` parts for every process, whose gradients are averaged, so that a large
    batch fits a small machine. `optimizer` is adamw or muon. `precision` is what matrices are multiplied in: float32,
    bfloat16, or auto, which is bfloat16 where the hardware has it. A loss above `explosion` times blind guessing stops
    the run; 0 lets it go on.
    """

    steps: int = 1000
    batch_size: int = 16
    accumulate: int = 1
    optimizer: str = "adamw"
    learning_rate: float = 1e-3
    warmup: float = 0.02
    floor: float = 0.1
    weight_decay: float = 0.1
    grad_clip: float = 1.0
    explosion: float = 3.0
    seed: int = 1
    evaluate_every: int = 200
    evaluate_batches: int = 20
    checkpoint_seconds: float = 120.0
    log_every: int = 10
    compile: bool = False
    precision: str = "auto"


@dataclass(frozen=True)
class Samples:
    """What a run leaves of its way: `snapshots` of its weights, of which `stages` are published, and what it writes."""

    prompt: str = "Once upon a time"
    tokens: int = 60
    temperature: float = 0.7
    seed: int = 7
    stages: int = 8
    snapshots: int = 56


@dataclass(frozen=True)
class Noise:
    """How gradient noise is measured: by the gradients of `examples` blocks of text at each of the run's stages."""

    examples: int = 512


@dataclass(frozen=True)
class Contrast:
    """A short run that differs from the main one in a few settings, to be shown beside it."""

    name: str
    title: str
    set: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """All settings of one model; `name` is its folder under runs/ and docs/models/."""

    name: str
    data: Data = field(default_factory=Data)
    tokens: Tokens = field(default_factory=Tokens)
    model: Model = field(default_factory=Model)
    training: Training = field(default_factory=Training)
    samples: Samples = field(default_factory=Samples)
    noise: Noise = field(default_factory=Noise)
    contrast: tuple[Contrast, ...] = ()

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
        ConfigError: if the file is missing or broken, a key unknown, or a value of the wrong kind.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no settings file {path}; training/configs/ holds some") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name} is no valid TOML: {error}") from error
    return _from_table(table, overrides)


def changed(config: Config, overrides: Sequence[str]) -> Config:
    """The settings with overrides on top.

    Raises:
        ConfigError: as `read` does.
    """
    return _from_table(json.loads(json.dumps(to_dict(config))), overrides)


def to_dict(config: Config) -> dict[str, Any]:
    """The settings as plain values, for a manifest or a checkpoint."""
    return dataclasses.asdict(config)


def _from_table(table: dict[str, Any], overrides: Sequence[str]) -> Config:
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals:
            raise ConfigError(f"an override looks like training.steps=100, not {override!r}")
        *parents, last = key.strip().split(".")
        inner = table
        for parent in parents:
            inner = inner.setdefault(parent, {})
            if not isinstance(inner, dict):
                raise ConfigError(f"an override cannot reach into {parent}: {override!r}")
        try:
            inner[last] = json.loads(value)
        except json.JSONDecodeError:
            inner[last] = value
    config: Config = _build(Config, table, "")
    _check(config)
    return config


def _check(config: Config) -> None:
    model, training = config.model, config.training
    for part, names in {
        model: ("n_layer", "n_head", "n_embd", "block_size"),
        training: ("steps", "batch_size", "accumulate", "evaluate_every", "evaluate_batches", "log_every"),
    }.items():
        for name in names:
            if getattr(part, name) < 1:
                raise ConfigError(f"{type(part).__name__.lower()}.{name} must be at least 1")
    if model.n_embd % (2 * model.n_head):
        raise ConfigError(f"model.n_embd ({model.n_embd}) must be a multiple of twice model.n_head ({model.n_head})")
    if training.batch_size % training.accumulate:
        raise ConfigError("training.batch_size must be a multiple of training.accumulate")
    if training.optimizer not in OPTIMIZERS:
        raise ConfigError(f"training.optimizer is one of {', '.join(OPTIMIZERS)}, not {training.optimizer!r}")
    if training.precision not in PRECISIONS:
        raise ConfigError(f"training.precision is one of {', '.join(PRECISIONS)}, not {training.precision!r}")
    if not math.isfinite(training.learning_rate) or training.learning_rate <= 0:
        raise ConfigError("training.learning_rate must be above 0")
    if not 0 <= model.dropout < 1:
        raise ConfigError("model.dropout must be at least 0 and below 1")
    if config.tokens.vocab_size < 257:
        raise ConfigError("tokens.vocab_size must be at least 257: every byte and the end-of-text mark")
    if config.samples.snapshots < 3:
        raise ConfigError("samples.snapshots must be at least 3: the start, a middle, the end")
    if config.samples.stages < 3:
        raise ConfigError("samples.stages must be at least 3: untrained, somewhere between, trained")
    if config.noise.examples < 16:
        raise ConfigError("noise.examples must be at least 16: one for each group that tells the error")
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
