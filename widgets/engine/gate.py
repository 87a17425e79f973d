"""The one typed gate: plain values of JSON, TOML or the page become what a type says, or are refused with a reason.

State, the host's answers and rows of data all come in through `read`.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

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
    result: T = _read(kind, value, path)
    return result


def _read(kind: Any, value: object, path: str) -> Any:
    if kind is Any or kind is object:
        return value
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _one_of(kind, arguments, value, path)
    if origin is typing.Literal:
        # Python holds True and 1 for equal; a Literal does not.
        if any(type(value) is type(option) and value == option for option in arguments):
            return value
    elif origin is tuple:
        return _items(kind, arguments, value, path)
    elif dataclasses.is_dataclass(kind):
        return value if isinstance(value, typing.cast("type", kind)) else _fields(kind, value, path)
    elif kind is float and type(value) in (int, float):
        return _number(typing.cast("float", value), path)
    elif type(value) is kind or (value is None and kind is None):
        return value
    raise WrongValue(path, f"takes {_describe(kind)}, not {_shown(value)}")


def _number(value: float, path: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise WrongValue(path, f"takes a number of ordinary size, not {_shown(value)}") from None


def _one_of(kind: Any, options: tuple[Any, ...], value: object, path: str) -> Any:
    refusals = []
    for option in options:
        try:
            return _read(option, value, path)
        except WrongValue as refusal:
            refusals.append(refusal)
    # One that got further into the value than its door knows more about what is wrong.
    for inner in refusals:
        if inner.path != path:
            raise inner
    raise WrongValue(path, f"takes {_describe(kind)}, not {_shown(value)}")


def _items(kind: Any, kinds: tuple[Any, ...], value: object, path: str) -> tuple[Any, ...]:
    endless = len(kinds) == 2 and kinds[1] is Ellipsis
    if isinstance(value, memoryview) and endless and value.format in _FORMATS.get(kinds[0], ""):
        return tuple(value.tolist())
    if isinstance(value, list | tuple):
        if endless:
            # A row of logits has thousands of numbers, a text of tokens more: look at their types at once.
            if kinds[0] in (float, int) and set(map(type, value)) <= {kinds[0]}:
                return tuple(value)
            return tuple(_read(kinds[0], item, f"{path}[{i}]") for i, item in enumerate(value))
        if len(kinds) == len(value):
            pairs = zip(kinds, value, strict=True)
            return tuple(_read(one, item, f"{path}[{i}]") for i, (one, item) in enumerate(pairs))
    raise WrongValue(path, f"takes {_describe(kind)}, not {_shown(value)}")


def _fields(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, Mapping):
        raise WrongValue(path, f"takes {_describe(kind)}, not {_shown(value)}")
    hints, needed = _signature(kind)
    values = {}
    for name, item in value.items():
        if name not in hints:
            raise WrongValue(path, f"has no field {_shown(name)}; the fields are {', '.join(hints)}")
        values[name] = _read(hints[name], item, f"{path}.{name}" if path else name)
    for name in needed:
        if name not in values:
            raise WrongValue(path, f"lacks the field {name!r}")
    try:
        return kind(**values)
    except WrongValue:
        raise
    except ValueError as error:
        raise WrongValue(path, f"is refused: {error}") from None


@cache
def _signature(kind: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The types of a dataclass's fields by name, and the names of those without a default."""
    hints = typing.get_type_hints(kind)
    given = [field for field in dataclasses.fields(kind) if field.init]
    missing = dataclasses.MISSING
    needed = (field.name for field in given if field.default is missing and field.default_factory is missing)
    return {field.name: hints[field.name] for field in given}, tuple(needed)


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
