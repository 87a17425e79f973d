"""A stronger tutor: a language model that the reader names reads the explanation beside, by the same points."""

import json
from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    AskTutor,
    Cancel,
    Child,
    Effect,
    Element,
    Entries,
    Event,
    Failure,
    Ledger,
    Neighbor,
    Progress,
    Replied,
    UnknownEvent,
    button,
    controls,
    h,
    look_for,
    output,
    read,
    readout,
    readouts,
    secret_field,
    text,
    text_field,
)
from widgets.explaining.result import Result
from widgets.explaining.rubric import Point, points, rubric
from widgets.explaining.tutor import Judged, Told, Unusable, host_of, is_bare, question, reading

BESIDE = "teach_back"
# The attempts that its marker has read: a new one means new marks beside.
ATTEMPTS = "explained"
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_KEY = 200, 100, 300
LOOK_FOR = (
    "Two readers, one text: ask a larger model as well, and look where it and the marker above differ. Who is right?"
)
NOTHING = "There is no explanation above yet. Write it there first; nothing was sent."
NO_ADDRESS = (
    "This is no address of a server: it begins with http:// or https://, names a host, and often ends in /v1. "
    "Nothing was sent."
)
NO_MODEL = "Name the model that is to read it, as its server calls it; nothing was sent."
STOPPED = "Stopped. What was sent before cannot be taken back."


@dataclass(frozen=True)
class Beside:
    """The widget beside: the text in its box, the ids of points that its marker saw in it (None: unread), and ticks."""

    text: str = ""
    seen: tuple[str, ...] | None = None
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """Where a tutor is and what it is called, what it `told` last, and `said`: why there is nothing new of it.

    `asking` is the model and the text that it is reading now. The key is no field: it never comes here.
    """

    address: str = "http://localhost:11434/v1"
    model: str = "llama3.1"
    told: Told | None = None
    said: str = ""
    asking: tuple[str, str] | None = field(default=None, metadata=DERIVED)
    beside: Beside = field(default=Beside(), metadata=DERIVED)


def view(state: State) -> Element:
    """Where it would go, the button that sends it, and what came back, point by point beside the marker's."""
    return h.div(data_promised=True)[
        look_for(LOOK_FOR),
        controls(
            text_field("address", "Address of the server", state.address, longest=LONGEST_ADDRESS),
            text_field("model", "Name of the model", state.model, longest=LONGEST_NAME),
            secret_field("Key, if it wants one", longest=LONGEST_KEY),
        ),
        h.p(class_="trust")[
            output("goes", _goes(state)),
            " The key is kept until you leave or reload this page, and is stored nowhere.",
        ],
        h.div(class_="button-row")[
            button("ask", "Ask again" if state.asking is not None else "Send my explanation there", primary=True),
            button("stop", "Stop") if state.asking is not None else None,
        ],
        h.p(class_="marking-state", role="status")[output("answer", _answer(state))],
        _feedback(state.told, state.beside) if state.told else None,
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Nothing is sent before the reader presses; what comes back is checked before it is shown."""
    match event:
        case Event("mount"):
            return state, (Neighbor("beside", BESIDE), Ledger("attempts", ATTEMPTS))
        case Event("attempts", Progress() | Entries()):
            return state, Neighbor("beside", BESIDE)
        case Event("beside", str(fields)):
            return replace(state, beside=_beside(fields))
        case Event("address"):
            return replace(state, address=text(event, longest=LONGEST_ADDRESS))
        case Event("model"):
            return replace(state, model=text(event, longest=LONGEST_NAME))
        case Event("ask"):
            return replace(state, asking=None, said=""), (Cancel("told"), Neighbor("text", BESIDE))
        case Event("text", str(fields)):
            return _asked(replace(state, beside=_beside(fields)))
        case Event("told", Replied() as replied) if state.asking is not None:
            try:
                told = reading(replied, *state.asking)
            except Unusable as error:
                return replace(state, asking=None, said=str(error))
            return replace(state, asking=None, told=told)
        case Event("text" | "told", Failure(message)):
            return replace(state, asking=None, said=message)
        case Event("stop"):
            return replace(state, asking=None, said=STOPPED), Cancel("told")
        case Event("attempts" | "beside" | "told"):
            return state
        case _:
            raise UnknownEvent(event)


def _asked(state: State) -> State | tuple[State, Effect]:
    """The request, or why there is none."""
    own, model = state.beside.text, state.model.strip()
    why = NO_MODEL if not model else "" if host_of(state.address) else NO_ADDRESS
    if why or not own.strip():
        return replace(state, said=why or NOTHING)
    return replace(state, asking=(model, own)), AskTutor("told", state.address.strip(), question(model, own))


def _beside(fields: str) -> Beside:
    """What the page says of the widget beside; marks of another text than the one in its box are not its own."""
    try:
        table = json.loads(fields or "{}")
        own: str = read(str, table.get("explanation", ""))
        result: Result | None = read(Result | None, table.get("result"))
        seen = result.given if result and result.text == own else None
        return Beside(own, seen, read(tuple[str, ...], table.get("ticked", [])))
    except (ValueError, AttributeError, RecursionError):
        return Beside()


def _goes(state: State) -> str:
    host = host_of(state.address)
    if not host:
        return "No server yet: this is no address."
    bare = " It goes there without encryption, so others on the way can read it." if is_bare(state.address) else ""
    return f"If you press, your explanation goes to {host}, to “{state.model.strip()}”, and nowhere else.{bare}"


def _answer(state: State) -> str:
    if state.asking is not None:
        return "Sent; waiting for the answer. A model on your own computer may take a minute or more."
    if state.said:
        return f"{state.said} What stands below is its answer before." if state.told else state.said
    if not state.told:
        return "Nothing has been sent."
    return f"“{state.told.model}” gives {len(state.told.counted)} of {len(points())} points."


def _feedback(told: Told, beside: Beside) -> Element:
    # Marks of another text say nothing about this one.
    seen = beside.seen if beside.text == told.text else None
    ticked = sum(point.id in beside.ticked for point in points())
    score = len(told.counted)
    return h.div(class_="feedback", role="group", aria_label="What the stronger tutor found")[
        readouts(
            readout("The stronger tutor", output("tutor_score", f"{score} of {len(points())}", score)),
            readout("The marker above", _marker_score(seen)),
            readout("You ticked", output("your_score", f"{ticked} of {len(points())}", ticked)),
            readout("Tutor and marker agree on", _agreement(told, seen)) if seen is not None else None,
        ),
        h.p(class_="trust")[
            "Neither is a judge. A model that somebody else made read this, and it can be wrong or make things up; so "
            "can the marker. Where they differ, hold your sentence against the point."
        ],
        h.ol(class_="findings")[
            (_finding(one, point, seen) for one in told.points for point in points() if point.id == one.point)
        ],
        _mistakes(told),
        h.p[h.strong["Its advice: "], told.advice] if told.advice else None,
    ]


def _marker_score(seen: tuple[str, ...] | None) -> Child:
    if seen is None:
        return output("marker_score", "not read yet")
    return output("marker_score", f"{len(seen)} of {len(points())}", len(seen))


def _agreement(told: Told, seen: tuple[str, ...]) -> Child:
    same = sum(one.counts == (one.point in seen) for one in told.points)
    return output("agreement", f"{same} of {len(points())}", same)


def _finding(one: Judged, point: Point, seen: tuple[str, ...] | None) -> Element:
    kind, verdict = ("seen", "Earned") if one.counts else ("unsure", "Not counted")
    if not one.earned:
        kind, verdict = "not-seen", "Not earned"
    doubt = "It quotes what you did not write." if one.quote else "It names no sentence of yours."
    return h.li(class_=f"finding-{kind}")[
        h.strong[point.title],
        " ",
        h.span(class_="finding-verdict")[verdict],
        None if seen is None else h.span(class_="yours")["marker: seen" if point.id in seen else "marker: not seen"],
        h.q(translate="no")[one.quote] if one.quote and one.earned else None,
        None if one.counts else h.span(class_="missing")[doubt if one.earned else point.idea],
    ]


def _mistakes(told: Told) -> Element | None:
    made = [one for one in rubric().misconception if one.id in told.mistakes]
    if not made:
        return None
    return h.div[
        h.p(class_="feedback-title")["It finds these mistakes; the lesson answers"],
        h.ul(class_="corrections")[(h.li[h.strong[one.title], " ", one.correction] for one in made)],
    ]
