"""What a widget is: a module with `State`, `view` and `update`; how it is found and its State made from fields."""

import dataclasses
import importlib
import re
import typing
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeVar, cast

from widgets.engine.effects import Effect
from widgets.engine.event import Event
from widgets.engine.gate import read
from widgets.engine.html import Element

# Metadata of a field that comes from an answer: no fence and no reader sets it, and a new mount asks for it anew.
DERIVED: Mapping[str, bool] = {"derived": True}


class Plain(Protocol):
    """A frozen dataclass of plain values, as a State is."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


S = TypeVar("S", bound=Plain)


class Widget(Protocol[S]):
    """The shape of a widget module. `State` is a frozen dataclass of plain values."""

    State: type[S]

    @staticmethod
    def view(state: S) -> Element:
        """Draw a state."""

    @staticmethod
    def update(state: S, event: Event) -> S | tuple[S, Effect | tuple[Effect, ...]]:
        """Step the state forward; may return effects beside it, `(state, effect)` or `(state, (effect, ...))`."""


class WidgetError(ValueError):
    """A widget's name or a field of it is wrong; the message says what was expected."""


def is_derived(field: "dataclasses.Field[Any]") -> bool:
    """Whether a field of a State is marked DERIVED."""
    return bool(field.metadata.get("derived"))


def load(name: str) -> Widget[Plain]:
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
    return cast("Widget[Plain]", module)


def make_state(widget: Widget[S], fields: Mapping[str, object]) -> S:
    """A State with `fields` in place of the defaults; values are checked against the annotations.

    Raises:
        WidgetError: if a field is unknown, or a value has another type or is refused by the State itself.
    """
    kinds = typing.get_type_hints(widget.State)
    known = [field.name for field in dataclasses.fields(widget.State) if field.init and not is_derived(field)]
    try:
        for name in fields:
            if name not in known:
                raise WidgetError(f"unknown field {name!r}; the fields are {', '.join(known)}")
        return widget.State(**{name: read(kinds[name], value, name) for name, value in fields.items()})
    except ValueError as error:
        raise WidgetError(str(error)) from None


def given_fields(state: Any) -> dict[str, object]:
    """A State as plain values by field, without what is derived: what `make_state` takes back."""
    fields = (field for field in dataclasses.fields(state) if field.init and not is_derived(field))
    return {field.name: _plain(getattr(state, field.name)) for field in fields}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
