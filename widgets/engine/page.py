"""The browser's side of the loop: all widgets of one page, spoken to in JSON by the worker."""

import json
import math
import traceback
from collections.abc import Callable
from dataclasses import asdict

from widgets.engine.answers import Failure, Progress
from widgets.engine.effects import Effect
from widgets.engine.event import Event
from widgets.engine.session import Session, Step, start
from widgets.engine.widget import Plain, WidgetError

_LONGEST_WHOLE = len(str(-(2**53)))


class Page:
    """Sessions by the id of their element. Every method answers with one JSON reply.

    A reply is {"html", "state", "effects", "dropped", "message"}: the markup, the State to mount from elsewhere or
    later, what to perform, the keys whose open requests are overtaken, and what was wrong with the value ("" if
    nothing). It is {"refused"} if the fields of a mount are none of this widget's, and {"error"} if the widget raised:
    then only that widget is lost.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, Session[Plain]] = {}

    def mount(self, id: str, name: str, fields_json: str) -> str:
        """Start the widget `name` from its fields; called again for the same id it starts afresh."""
        self._sessions.pop(id, None)
        try:
            self._sessions[id] = start(name, table(fields_json))
        except (ValueError, RecursionError) as error:
            return json.dumps({"refused": str(error)})
        return self._reply(id, lambda session: session.dispatch(Event("mount")))

    def event(self, id: str, name: str, value: object) -> str:
        """Let a control's event reach its widget."""
        return self._reply(id, lambda session: session.dispatch(Event(name, value)))

    def answer(self, id: str, key: str, value: object) -> str:
        """Hand over the last answer of the effect that waits under `key`."""
        return self._reply(id, lambda session: session.answer(key, value))

    def progress(self, id: str, key: str, value: object) -> str:
        """Hand over an answer after which more will come."""
        return self._reply(id, lambda session: session.progress(key, Progress(value)))

    def fail(self, id: str, key: str, message: str) -> str:
        """Tell the widget that the effect that waits under `key` failed."""
        return self.answer(id, key, Failure(message))

    def unmount(self, id: str) -> None:
        """Forget a widget that left the page."""
        self._sessions.pop(id, None)

    def _reply(self, id: str, step: Callable[[Session[Plain]], Step]) -> str:
        try:
            session = self._sessions[id]
            done = step(session)
            reply = {
                "html": session.html(),
                "state": session.kept(),
                "effects": [_describe(effect) for effect in done.effects],
                "dropped": done.dropped,
                "message": session.message,
            }
            # JavaScript reads no NaN, so a State that holds one is refused here and not there.
            return json.dumps(reply, allow_nan=False)
        # Whatever a widget raises must stay in its own frame.
        except Exception as error:
            traceback.print_exc()
            return json.dumps({"error": f"{type(error).__name__}: {error}"})


def table(fields_json: str) -> dict[str, object]:
    """The fields of a mount, which may be those of a stranger's link.

    Raises:
        ValueError: if they are no table, or hold a number that JavaScript would not write.
        RecursionError: if they lie too deep.
    """
    fields = json.loads(fields_json, parse_int=_whole, parse_float=_finite, parse_constant=_finite)
    if not isinstance(fields, dict):
        raise WidgetError("the fields of a widget come as one table")
    return fields


def _whole(text: str) -> int:
    if len(text) > _LONGEST_WHOLE or abs(int(text)) > 2**53:
        raise WidgetError("a field holds a whole number that is too large")
    return int(text)


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise WidgetError(f"a field holds {text[:20]}, which is no number to reckon with")
    return number


def _describe(effect: Effect) -> dict[str, object]:
    return {"kind": type(effect).__name__, **asdict(effect)}
