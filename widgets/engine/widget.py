"""What a widget is: a module with `State`, `view` and `update`; how it is found and its State made from fields."""

import dataclasses
import importlib
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias, cast

from widgets.engine.effects import Effect
from widgets.engine.event import Event
from widgets.engine.html import Element

Update: TypeAlias = "Any | tuple[Any, Effect | tuple[Effect, ...]]"


class Widget(Protocol):
    """The shape of a widget module. `State` is a frozen dataclass of plain values."""

    State: type[Any]

    @staticmethod
    def view(state: Any) -> Element:
        """Draw a state."""

    @staticmethod
    def update(state: Any, event: Event) -> Update:
        """Step the state forward; may return effects beside it, `(state, effect)` or `(state, (effect, ...))`."""


class WidgetError(ValueError):
    """A widget's name or a field of it is wrong; the message says what was expected."""


def load(name: str) -> Widget:
    """The widget module called `name`.

    Raises:
        WidgetError: if there is none.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise WidgetError(f"{name!r} is no widget name; a name has small letters, digits and underscores")
    try:
        module = importlib.import_module(f"widgets.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"widgets.{name}":
            raise
        raise WidgetError(f"there is no widget called {name!r} (no file widgets/{name}.py)") from None
    if not all(hasattr(module, part) for part in ("State", "view", "update")):
        raise WidgetError(f"widgets.{name} is no widget: it lacks State, view or update")
    return cast("Widget", module)


def make_state(widget: Widget, fields: Mapping[str, object]) -> Any:
    """A State with `fields` in place of the defaults; values are checked against the annotations.

    Raises:
        WidgetError: if a field is unknown, or a value has another type or is refused by the State itself.
    """
    hints = typing.get_type_hints(widget.State)
    known = [field.name for field in dataclasses.fields(widget.State) if field.init]
    values = {}
    for name, value in fields.items():
        if name not in known:
            raise WidgetError(f"unknown field {name!r}; the fields are {', '.join(known)}")
        values[name] = _convert(name, value, hints[name])
    try:
        return widget.State(**values)
    except ValueError as error:
        raise WidgetError(str(error)) from None


def _convert(name: str, value: object, expected: Any) -> object:
    """`value` of TOML or JSON as the annotated type: whole numbers may stand for floats, lists for tuples."""
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if origin in (types.UnionType, typing.Union):
        for option in arguments:
            try:
                return _convert(name, value, option)
            except WidgetError:
                continue
    elif origin is typing.Literal and value in arguments:
        return value
    elif origin is tuple and isinstance(value, list):
        if arguments[-1] is Ellipsis:
            return tuple(_convert(name, item, arguments[0]) for item in value)
        if len(arguments) == len(value):
            return tuple(_convert(name, item, kind) for item, kind in zip(value, arguments, strict=True))
    elif expected is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    elif isinstance(expected, type) and origin is None and type(value) is expected:
        return value
    raise WidgetError(f"field {name!r} takes {_describe(expected)}, not {value!r}")


def _describe(expected: Any) -> str:
    plain = {float: "a number", int: "a whole number", str: "text", bool: "true or false", type(None): "nothing"}
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if origin is typing.Literal:
        return "one of " + ", ".join(map(repr, arguments))
    if origin is tuple:
        return "a list"
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_describe(option) for option in arguments)
    return plain.get(expected, str(expected))
