"""From tables of plain values to frozen dataclasses: every key known, every value of its kind and in its range.

What a field takes is written beside it (`number`, `choice`, `name`). All that is wrong with a table is found at once.
"""

import dataclasses
import difflib
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

MOST_SHOWN = 60
_KINDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


class Allowed(Protocol):
    """The values that a field takes; as text it ends the sentence "steps takes ..."."""

    def __contains__(self, value: Any, /) -> bool: ...


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, either end left out if it is said to be open; neither NaN nor an infinity."""

    low: float
    high: float
    above: bool = False
    below: bool = False

    def __contains__(self, value: Any, /) -> bool:
        low = value > self.low if self.above else value >= self.low
        return bool(low and (value < self.high if self.below else value <= self.high))

    def __str__(self) -> str:
        if not self.above and not self.below:
            return f"from {self.low:,} to {self.high:,}"
        low = f"above {self.low:,}" if self.above else f"at least {self.low:,}"
        return f"{low} and {'below' if self.below else 'at most'} {self.high:,}"


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def __contains__(self, value: Any, /) -> bool:
        return value in self.words

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}"


@dataclass(frozen=True)
class Name:
    """A plain name of a folder, the same on every system and in an address, and none of those that are taken."""

    taken: tuple[str, ...] = ()

    def __contains__(self, value: Any, /) -> bool:
        return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", value)) and value.casefold() not in self.taken

    def __str__(self) -> str:
        taken = f"; {', '.join(self.taken)} is taken by the site" if self.taken else ""
        return f"a plain name (1 to 64 letters, digits, - and _, the first a letter or a digit{taken})"


def number(default: float | None, low: float, high: float, *, above: bool = False, below: bool = False) -> Any:
    """A field that takes the numbers from `low` to `high`; `above` and `below` leave out the ends themselves."""
    return field(default=default, metadata={"takes": Range(low, high, above, below)})


def choice(default: str, words: tuple[str, ...]) -> Any:
    """A field that takes one of a few words."""
    return field(default=default, metadata={"takes": Choice(words)})


def name(*taken: str) -> Any:
    """A field that takes a plain name and has to be given."""
    return field(metadata={"takes": Name(taken)})


def build(kind: Any, table: Mapping[str, Any], problems: list[str], where: str = "") -> Any:
    """The dataclass `kind` of a table, or None with a sentence in `problems` for everything that is wrong.

    Where all values of a dataclass fit, its method `contradictions`, if it has one, says which do not fit together.
    """
    before, values = len(problems), {}
    hints, fields = typing.get_type_hints(kind), {one.name: one for one in dataclasses.fields(kind)}
    for key, value in table.items():
        if key in fields:
            values[key] = _convert(hints[key], fields[key].metadata.get("takes"), value, f"{where}{key}", problems)
        else:
            near = difflib.get_close_matches(key, fields, n=1)
            advice = f"did you mean {where}{near[0]}?" if near else f"known are {', '.join(fields)}"
            problems.append(f"unknown setting {where}{_shown(key, bare=True)}; {advice}")
    for key, one in fields.items():
        if key not in table and one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
            problems.append(f"{where}{key} is missing; it takes {_expected(hints[key], one.metadata.get('takes'))}")
    if len(problems) > before:
        return None
    made = kind(**values)
    found: Iterator[str] = made.contradictions() if hasattr(made, "contradictions") else iter(())
    problems.extend(f"{where}{problem}" for problem in found)
    return made


def put(kind: Any, table: dict[str, Any], override: str, problems: list[str]) -> None:
    """Put what an override says into a table for `kind`; text needs no quotation marks, whatever it looks like."""
    key, equals, value = override.partition("=")
    if not equals:
        problems.append(f"an override looks like training.steps=100, not {override!r}")
        return
    *parents, last = key.strip().split(".")
    for parent in parents:
        table = table.setdefault(parent, {})
        if not isinstance(table, dict):
            problems.append(f"an override cannot reach into {parent}: {override!r}")
            return
        kind = _hint(kind, parent)
    try:
        said = json.loads(value)
    except (ValueError, RecursionError):
        said = value
    table[last] = value if _hint(kind, last) is str and not isinstance(said, str) else said


def _convert(kind: Any, takes: Allowed | None, value: Any, where: str, problems: list[str]) -> Any:
    """A value as a field's kind; what is wrong with it is added to `problems`."""
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        kind = typing.get_args(kind)[0]
    if dataclasses.is_dataclass(kind) and isinstance(value, Mapping):
        return build(kind, value, problems, f"{where}.")
    if typing.get_origin(kind) is tuple and isinstance(value, list):
        inner = typing.get_args(kind)[0]
        return tuple(_convert(inner, None, item, f"{where}[{i}]", problems) for i, item in enumerate(value))
    given = value
    if kind is float and type(value) is int:
        value = _as_float(value)
    if type(value) is not kind or (kind is str and not _is_text(value)) or (takes is not None and value not in takes):
        problems.append(f"{where} takes {_expected(kind, takes)}, not {_shown(given)}")
    return value


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _is_text(value: str) -> bool:
    """Whether a string can be written to a file: no half of a surrogate pair, and no zero, which ends a path."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _expected(kind: Any, takes: Allowed | None) -> str:
    if isinstance(takes, Choice | Name):
        return str(takes)
    if typing.get_origin(kind) is tuple:
        return "a list"
    return f"{_KINDS.get(kind, 'a table of settings')}{f' {takes}' if takes else ''}"


def _shown(value: Any, bare: bool = False) -> str:
    """A value in a message, cut if it is long."""
    try:
        text = str(value) if bare else repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."


def _hint(kind: Any, key: str) -> Any:
    return typing.get_type_hints(kind).get(key) if dataclasses.is_dataclass(kind) else None
