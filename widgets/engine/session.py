"""One widget at work: events in, markup and effects out. The same loop serves the build and the browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from widgets.engine.effects import Cancel, Effect
from widgets.engine.event import Event, InvalidValue
from widgets.engine.html import Element, h, render
from widgets.engine.widget import Widget, load, make_state


@dataclass
class Session:
    """A mounted widget: its state, and the effects it waits for by request number.

    `dispatch` and `answer` return the effects to perform, each with its request number.
    """

    widget: Widget
    state: Any
    message: str = ""
    waiting: dict[int, str] = field(default_factory=dict)
    _requests: int = 0

    @classmethod
    def start(cls, name: str, fields: Mapping[str, object]) -> "Session":
        """A session of the widget `name`; dispatch `Event("mount")` next.

        Raises:
            WidgetError: if the name or a field is wrong.
        """
        widget = load(name)
        return cls(widget, make_state(widget, fields))

    def dispatch(self, event: Event) -> list[tuple[int, Effect]]:
        """Let the widget answer an event. A value it cannot use leaves the state and sets `message`."""
        try:
            result = self.widget.update(self.state, event)
        except InvalidValue as error:
            self.message = str(error)
            return []
        self.message = ""
        # A State is a dataclass, so only the pair (state, effects) can be a tuple.
        self.state, effects = result if isinstance(result, tuple) else (result, ())
        return self._number(effects if isinstance(effects, tuple) else (effects,))

    def answer(self, request: int, value: object) -> list[tuple[int, Effect]]:
        """Hand an effect's answer to the widget, unless a newer request of its key or a Cancel has overtaken it."""
        key = self.waiting.pop(request, None)
        return [] if key is None else self.dispatch(Event(key, value))

    def element(self) -> Element:
        """The present state as it stands inside <live-widget>."""
        note = h.p(class_="widget-message", role="alert")[self.message] if self.message else None
        return _form[self.widget.view(self.state), note]

    def html(self) -> str:
        """Markup of the present state: the inner HTML of <live-widget>."""
        return render(self.element())

    def _number(self, effects: tuple[Effect, ...]) -> list[tuple[int, Effect]]:
        numbered: list[tuple[int, Effect]] = []
        for effect in effects:
            self.waiting = {request: key for request, key in self.waiting.items() if key != effect.key}
            if not isinstance(effect, Cancel):
                self._requests += 1
                self.waiting[self._requests] = effect.key
                numbered.append((self._requests, effect))
        return numbered


# A form gives each widget radio groups of its own; method="dialog" makes Enter harmless without JavaScript too.
_form: Element = h.form(method="dialog", class_="widget-form", autocomplete="off")
