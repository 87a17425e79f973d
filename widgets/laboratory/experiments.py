"""The experiments that are one press away, and the file that carries a run to another device."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal

from widgets.engine import InvalidValue, WrongValue, distinct, from_toml, read
from widgets.ml.runs import Begins, Run

LONGEST_FILE = 200_000
KIND: Literal["nudge run 1"] = "nudge run 1"


@dataclass(frozen=True)
class Experiment:
    """Settings that differ from the laboratory's own, and what to look for; `characters` of the sample (0: all)."""

    id: str
    title: str
    look_for: str
    begins: Begins = "nothing"
    characters: int = 0
    rates: tuple[float, ...] = (6e-3,)
    warmup: float = 0.05
    steps: int = 600


@dataclass(frozen=True)
class Experiments:
    """What experiments.toml holds; every experiment has an id of its own."""

    experiment: tuple[Experiment, ...]

    def __post_init__(self) -> None:
        distinct(one.id for one in self.experiment)


@dataclass(frozen=True)
class RunFile:
    """What a file of a run holds."""

    kind: Literal["nudge run 1"]
    run: Run


@cache
def experiments() -> dict[str, Experiment]:
    """The experiments by id, in their order."""
    return {one.id: one for one in from_toml(Experiments, "laboratory/experiments.toml").experiment}


def written(run: Run) -> str:
    """The contents of the file of a run: settings, curves and samples, no weights."""
    return json.dumps(asdict(RunFile(KIND, run)), indent=1, ensure_ascii=False)


def opened(text: str) -> Run:
    """The run in a file of these contents.

    Raises:
        InvalidValue: with a sentence that says why it is none.
    """
    if len(text) > LONGEST_FILE:
        raise InvalidValue(f"This file is no run of the laboratory: it is longer than {LONGEST_FILE:,} characters.")
    try:
        return read(RunFile, json.loads(text)).run
    except WrongValue as error:
        raise InvalidValue(f"This file is no run of the laboratory, or it is damaged: {error}.") from None
    except (ValueError, RecursionError):
        raise InvalidValue("This file is no run of the laboratory, or it is damaged: it is no JSON.") from None
