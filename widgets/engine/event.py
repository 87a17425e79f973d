"""What reaches a widget: events, and the errors that an event may earn."""

import math
from dataclasses import dataclass

from widgets.engine.ranges import Range


@dataclass(frozen=True, slots=True)
class Event:
    """A control moved (`name` is the control's), an effect was answered (`name` is its key), or "mount"."""

    name: str
    value: object = None


class UnknownEvent(ValueError):
    """The widget has no control and no effect of this name."""

    def __init__(self, event: Event) -> None:
        super().__init__(f"no control or effect is called {event.name!r}")


class InvalidValue(ValueError):
    """A control was given something it cannot use; the message tells the reader what it takes."""


def number(event: Event, limits: Range) -> float:
    """The event's value as a number of `limits`.

    Raises:
        InvalidValue: if it is no finite number or lies outside.
    """
    try:
        value = float(str(event.value))
    except ValueError:
        value = math.nan
    if value not in limits:
        raise InvalidValue(f"“{_label(event.name)}” takes a number from {limits}.")
    return value


def whole_number(event: Event, limits: Range) -> int:
    """The event's value as a whole number of `limits`.

    Raises:
        InvalidValue: if it is not whole or lies outside.
    """
    try:
        value = float(str(event.value))
    except ValueError:
        value = math.nan
    if value not in limits or value != int(value):
        raise InvalidValue(f"“{_label(event.name)}” takes a whole number from {limits}.")
    return int(value)


def choice(event: Event, options: tuple[str, ...]) -> str:
    """The event's value if it is one of `options`.

    Raises:
        InvalidValue: if it is another.
    """
    value = str(event.value)
    if value not in options:
        raise InvalidValue(f"“{_label(event.name)}” takes one of: {', '.join(options)}.")
    return value


def text(event: Event, *, longest: int) -> str:
    """The event's value as text of at most `longest` characters.

    Raises:
        InvalidValue: if it is longer, or no text.
    """
    if not isinstance(event.value, str):
        raise InvalidValue(f"“{_label(event.name)}” takes text.")
    if len(event.value) > longest:
        raise InvalidValue(
            f"“{_label(event.name)}” takes at most {longest:,} characters; this has {len(event.value):,}."
        )
    return event.value


def _label(name: str) -> str:
    return name.replace("_", " ")
