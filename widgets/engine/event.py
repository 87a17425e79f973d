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


class WrongInput(InvalidValue):
    """What was typed or chosen is none of what the control takes, which `takes` says in words after its label."""

    def __init__(self, name: str, takes: str) -> None:
        self.name, self.takes = name, takes
        super().__init__(self.to_reader(name.replace("_", " ")))

    def to_reader(self, label: str) -> str:
        """The message, speaking of the control by its label."""
        return f"“{label}” {self.takes}"


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
        raise WrongInput(event.name, f"takes a number from {limits}.")
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
        raise WrongInput(event.name, f"takes a whole number from {limits}.")
    return int(value)


def choice(event: Event, options: tuple[str, ...]) -> str:
    """The event's value if it is one of `options`.

    Raises:
        InvalidValue: if it is another.
    """
    value = str(event.value)
    if value not in options:
        raise WrongInput(event.name, f"takes one of: {', '.join(options)}.")
    return value


def text(event: Event, *, longest: int) -> str:
    """The event's value as text of at most `longest` characters.

    Raises:
        InvalidValue: if it is longer, or no text.
    """
    if not isinstance(event.value, str):
        raise WrongInput(event.name, "takes text.")
    if len(event.value) > longest:
        raise WrongInput(event.name, f"takes at most {longest:,} characters; this has {len(event.value):,}.")
    return event.value
