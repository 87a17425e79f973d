"""The one typed gate: plain values of JSON, TOML or the page become what a type says, or are refused with a reason.

State, the host's answers and rows of data all come in through `read`.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Reader: TypeAlias = Callable[[object], Any]

_PLAIN = {float: "a number", int: "a whole number", str: "text", bool: "true or false", type(None): "nothing"}
_LONGEST_SHOWN = 80
# Of a memoryview whose numbers are such.
_FORMATS: dict[Any, str] = {float: "fd", int: "iH"}


class WrongValue(ValueError):
    """A value is not what its type says; `path` names the place inside, such as `options[2].text`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"field {path!r} {reason}" if path else f"the value {reason}")


def read(kind: type[T] | Any, value: object, path: str = "") -> T:
    """`value` as a `kind`: a dataclass (from a table of its fields), a tuple (from a list), a union, a Literal, text,
    number or truth; `object` and `Any` take everything as it is.

    Whole numbers may stand for floats, and a memoryview (a typed array in the page) for a tuple of its numbers. A
    dataclass takes no unknown field and needs those without a default. `path` is the value's place, for the message.

    Raises:
        WrongValue: if the value is another, or the dataclass itself refuses it.
    """
    try:
        result: T = _reader(kind)(value)
    except WrongValue as refusal:
        raise _within(path, refusal) from None
    return result


def _within(place: str, refusal: WrongValue) -> WrongValue:
    """The refusal as seen from outside: paths are put together only where something is wrong."""
    dot = "." if place and refusal.path and refusal.path[0] != "[" else ""
    return WrongValue(f"{place}{dot}{refusal.path}", refusal.reason)


def _reader(kind: Any) -> Reader:
    """What reads a `kind`: an answer has thousands of values, so their types are looked into once and not each time."""
    if kind is Any or kind is object:
        return lambda value: value
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return partial(_one_of, kind, tuple(map(_reader, arguments)))
    if origin is typing.Literal:
        return partial(_literal, kind, arguments)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return partial(_row, kind, arguments[0], _reader(arguments[0]))
        return partial(_items, kind, tuple(map(_reader, arguments)))
    if dataclasses.is_dataclass(kind):
        return partial(_fields, kind)
    return _number if kind is float else partial(_exactly, kind)


def _exactly(kind: Any, value: object) -> Any:
    if type(value) is kind or (value is None and kind is None):
        return value
    raise _refused(kind, value)


def _refused(kind: Any, value: object) -> WrongValue:
    return WrongValue("", f"takes {_describe(kind)}, not {_shown(value)}")


def _literal(kind: Any, options: tuple[Any, ...], value: object) -> Any:
    # Python holds True and 1 for equal; a Literal does not.
    if any(type(value) is type(option) and value == option for option in options):
        return value
    raise _refused(kind, value)


def _number(value: object) -> float:
    if type(value) is float:
        return value
    if type(value) is not int:
        raise _refused(float, value)
    try:
        return float(value)
    except OverflowError:
        raise WrongValue("", f"takes a number of ordinary size, not {_shown(value)}") from None


def _one_of(kind: Any, options: tuple[Reader, ...], value: object) -> Any:
    refusals = []
    for option in options:
        try:
            return option(value)
        except WrongValue as refusal:
            refusals.append(refusal)
    # One that got further into the value than its door knows more about what is wrong.
    for inner in refusals:
        if inner.path:
            raise inner
    raise _refused(kind, value)


def _row(kind: Any, of: Any, reader: Reader, value: object) -> tuple[Any, ...]:
    if isinstance(value, memoryview) and value.format in _FORMATS.get(of, ""):
        return tuple(value.tolist())
    if not isinstance(value, list | tuple):
        raise _refused(kind, value)
    # A row of logits has thousands of numbers, a text of tokens more: look at their types at once.
    if of in (float, int) and set(map(type, value)) <= {of}:
        return tuple(value)
    return _each((reader,) * len(value), value)


def _items(kind: Any, readers: tuple[Reader, ...], value: object) -> tuple[Any, ...]:
    if isinstance(value, list | tuple) and len(readers) == len(value):
        return _each(readers, value)
    raise _refused(kind, value)


def _each(readers: tuple[Reader, ...], values: Sequence[object]) -> tuple[Any, ...]:
    found: list[Any] = []
    try:
        for reader, value in zip(readers, values, strict=True):
            found.append(reader(value))
    except WrongValue as refusal:
        raise _within(f"[{len(found)}]", refusal) from None
    return tuple(found)


def _fields(kind: Any, value: object) -> Any:
    if isinstance(value, kind):
        return value
    # The first question is the quick one.
    if not (type(value) is dict or isinstance(value, Mapping)):
        raise _refused(kind, value)
    readers, needed = _signature(kind)
    values = {}
    for name, item in value.items():
        if name not in readers:
            raise WrongValue("", f"has no field {_shown(name)}; the fields are {', '.join(readers)}")
        try:
            values[name] = readers[name](item)
        except WrongValue as refusal:
            raise _within(name, refusal) from None
    for name in needed:
        if name not in values:
            raise WrongValue("", f"lacks the field {name!r}")
    try:
        return kind(**values)
    except WrongValue:
        raise
    except ValueError as error:
        raise WrongValue("", f"is refused: {error}") from None


@cache
def _signature(kind: Any) -> tuple[dict[str, Reader], tuple[str, ...]]:
    """What reads a dataclass's fields, by name, and the names of those without a default."""
    hints = typing.get_type_hints(kind)
    given = [field for field in dataclasses.fields(kind) if field.init]
    missing = dataclasses.MISSING
    needed = (field.name for field in given if field.default is missing and field.default_factory is missing)
    return {field.name: _reader(hints[field.name]) for field in given}, tuple(needed)


def _describe(kind: Any) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return "one of " + ", ".join(map(repr, arguments))
    if origin is tuple:
        endless = len(arguments) == 2 and arguments[1] is Ellipsis
        return "a list" if endless else f"a list of {len(arguments)}"
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_describe(option) for option in arguments)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return f"a table of {', '.join(_signature(kind)[0])}"
    return _PLAIN.get(kind, str(kind))


def _shown(value: object) -> str:
    try:
        shown = repr(value)
    except ValueError:  # a whole number of thousands of digits
        shown = f"a very large {type(value).__name__}"
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
