"""The browser's side of the loop: all widgets of one page, spoken to in JSON by the worker."""

import json
import traceback
from collections.abc import Callable
from dataclasses import asdict

from widgets.engine.answers import Failure, Progress
from widgets.engine.effects import Effect
from widgets.engine.event import Event
from widgets.engine.session import Session, Step, start
from widgets.engine.widget import Plain, WidgetError


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
            fields = json.loads(fields_json)
            if not isinstance(fields, dict):
                raise WidgetError("the fields of a widget come as one table")
            self._sessions[id] = start(name, fields)
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


def _describe(effect: Effect) -> dict[str, object]:
    return {"kind": type(effect).__name__, **asdict(effect)}
