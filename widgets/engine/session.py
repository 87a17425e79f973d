"""One widget at work: events in, markup and effects out. The same loop serves the build and the browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic

from widgets.engine.answers import answer_to
from widgets.engine.controls import label_of
from widgets.engine.effects import Cancel, Effect
from widgets.engine.event import Event, InvalidValue, WrongInput
from widgets.engine.html import Element, h, render
from widgets.engine.widget import Plain, S, Widget, given_fields, load, make_state


@dataclass(frozen=True, slots=True)
class Step:
    """What an event led to: effects to perform, and keys whose open request nobody waits for any more."""

    effects: tuple[Effect, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass
class Session(Generic[S]):
    """A mounted widget: its state, what it has to say about the last value, and what it waits for, by key."""

    widget: Widget[S]
    state: S
    message: str = ""
    waiting: dict[str, Effect] = field(default_factory=dict)

    def dispatch(self, event: Event) -> Step:
        """Let the widget answer a control. A value it cannot use leaves the state and sets `message`."""
        self.message = ""
        try:
            return self._update(event)
        except WrongInput as error:
            label = label_of(self.widget.view(self.state), error.name)
            self.message = str(error) if label is None else error.to_reader(label)
        except InvalidValue as error:
            self.message = str(error)
        return Step()

    def _update(self, event: Event) -> Step:
        result = self.widget.update(self.state, event)
        # A State is a dataclass, so only the pair (state, effects) can be a tuple.
        self.state, asked = result if isinstance(result, tuple) else (result, ())
        asked = asked if isinstance(asked, tuple) else (asked,)
        keys = {effect.key for effect in asked}
        dropped = tuple(sorted(self.waiting.keys() & keys))
        effects = tuple(effect for effect in asked if not isinstance(effect, Cancel))
        still = {key: effect for key, effect in self.waiting.items() if key not in keys}
        self.waiting = still | {effect.key: effect for effect in effects}
        return Step(effects, dropped)

    def answer(self, key: str, value: object) -> Step:
        """Hand the last answer of an effect to the widget; one that nobody waits for changes nothing.

        Raises:
            WrongValue: if the value is not what the effect is answered with.
        """
        effect = self.waiting.pop(key, None)
        return self._update(Event(key, answer_to(effect, value))) if effect else Step()

    def progress(self, key: str, value: object) -> Step:
        """Hand an answer to the widget that keeps the request open.

        Raises:
            WrongValue: if the value is no part of what the effect is answered with.
        """
        effect = self.waiting.get(key)
        return self._update(Event(key, answer_to(effect, value))) if effect else Step()

    def kept(self) -> dict[str, object]:
        """The State as plain values, without derived fields: all that a mount elsewhere or later needs."""
        return given_fields(self.state)

    def element(self) -> Element:
        """The present state as it stands inside <live-widget>."""
        note = h.p(class_="widget-message", role="alert")[self.message] if self.message else None
        return _form[self.widget.view(self.state), note]

    def html(self) -> str:
        """Markup of the present state: the form inside <live-widget>."""
        return render(self.element())


def start(name: str, fields: Mapping[str, object]) -> Session[Plain]:
    """A session of the widget `name`; dispatch `Event("mount")` next.

    Raises:
        WidgetError: if the name or a field is wrong.
    """
    widget = load(name)
    return Session(widget, make_state(widget, fields))


# A form gives each widget radio groups of its own; method="dialog" makes Enter harmless without JavaScript too.
_form: Element = h.form(method="dialog", class_="widget-form", autocomplete="off")
