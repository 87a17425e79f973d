"""Sessions of the widget of checkpoints as its tests open them, with everything answered by the moments' weights."""

from typing import Any

from widgets.checkpoints import MODEL
from widgets.embed import published
from widgets.embed.host import first_view, settle
from widgets.embed.model import Model
from widgets.engine import Effect, Event, Session

MOMENTS = published.manifest(MODEL)["moments"]
STEPS = [one["step"] for one in MOMENTS]
SNAPSHOTS = published.contents(MODEL, "snapshots.json")
# How it ends the last moment knows, and of those before only the newest.
OWN = "She could hardly believe her"


def opened(**fields: Any) -> Session[Any]:
    first = first_view("checkpoints", fields)
    return Session(first.widget, first.state)


def asked(prompt: str, *events: Event) -> Session[Any]:
    """A session whose prompt was typed and put to all moments, and in which more was done; all of it answered."""
    session, model = opened(), Model()
    for event in (Event("prompt", prompt), Event("ask_all", ""), *events):
        settle(session, session.dispatch(event), most=60, model=model)
    return session


def effects(result: Any) -> tuple[Effect, ...]:
    found = result[1] if isinstance(result, tuple) else ()
    return found if isinstance(found, tuple) else (found,)
