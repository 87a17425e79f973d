"""The browser's side of the loop: all widgets of one page, spoken to in JSON by the worker."""

import dataclasses
import json
import traceback
from collections.abc import Callable

from widgets.engine.answers import Failure
from widgets.engine.effects import Effect
from widgets.engine.event import Event
from widgets.engine.session import Session


class Page:
    """Sessions by the id of their element. Every method answers with one JSON reply.

    A reply is {"html", "pending", "effects"} or, if the widget raised, {"error"}: then only that widget is lost.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def mount(self, id: str, name: str, fields_json: str) -> str:
        """Start the widget `name` from its fields; called again for the same id it starts afresh."""

        def start() -> list[tuple[int, Effect]]:
            self._sessions[id] = Session.start(name, json.loads(fields_json))
            return self._sessions[id].dispatch(Event("mount"))

        return self._reply(id, start)

    def event(self, id: str, name: str, value: object) -> str:
        """Let a control's event reach its widget."""
        return self._reply(id, lambda: self._sessions[id].dispatch(Event(name, value)))

    def answer(self, id: str, request: int, value: object) -> str:
        """Hand over the answer of the effect numbered `request`."""
        return self._reply(id, lambda: self._sessions[id].answer(request, value))

    def fail(self, id: str, request: int, message: str) -> str:
        """Tell the widget that the effect numbered `request` failed."""
        return self.answer(id, request, Failure(message))

    def unmount(self, id: str) -> None:
        """Forget a widget that left the page."""
        self._sessions.pop(id, None)

    def _reply(self, id: str, step: Callable[[], list[tuple[int, Effect]]]) -> str:
        try:
            effects = step()
            session = self._sessions[id]
            reply = {
                "html": session.html(),
                "pending": len(session.waiting),
                "effects": [_describe(request, effect) for request, effect in effects],
            }
        # Whatever a widget raises must stay in its own frame.
        except Exception as error:
            traceback.print_exc()
            reply = {"error": f"{type(error).__name__}: {error}"}
        return json.dumps(reply)


def _describe(request: int, effect: Effect) -> dict[str, object]:
    return {"request": request, "kind": type(effect).__name__, **dataclasses.asdict(effect)}
