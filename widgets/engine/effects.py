"""Effects: what a widget asks of its host, as plain values.

Each carries a `key`; the answer comes back as `Event(key, value)`, a failure as `Event(key, Failure(message))`. The
host drops an answer that is older than the newest request of its key.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Predict:
    """Logits of the token after `ids`; answered with one float a vocabulary entry."""

    key: str
    model: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Save:
    """Keep a JSON value under `name` on this device; answered with True."""

    key: str
    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Load:
    """The JSON value saved under `name`, or None; while the site is built always None."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Random:
    """`count` random numbers from 0 (included) to 1 (excluded), as a tuple of floats."""

    key: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Now:
    """Seconds since 1970-01-01 UTC; while the site is built a fixed date, so that builds repeat."""

    key: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Drop whatever is still to be answered under `key`; never answered itself."""

    key: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The answer of an effect that could not be performed; `message` is one sentence for the reader."""

    message: str


Effect: TypeAlias = Predict | Save | Load | Random | Now | Cancel
