"""Teach it back: the reader's own explanation, ten points to hold beside it, and a marker that reads it in the page."""

from dataclasses import dataclass, field, replace
from typing import Literal

from widgets.engine import (
    DERIVED,
    Cancel,
    Child,
    Effect,
    Element,
    Entries,
    Event,
    Failure,
    Ledger,
    Marked,
    MarkText,
    Now,
    Progress,
    Prose,
    Published,
    UnknownEvent,
    WrongValue,
    awaited,
    button,
    choice,
    failed,
    h,
    look_for,
    output,
    radio_group,
    readout,
    readouts,
    text,
    text_area,
)
from widgets.explaining import attempts, feedback, work
from widgets.explaining.result import Result
from widgets.explaining.rubric import Point, points, rubric
from widgets.explaining.work import MODEL, Marker, Work

LONGEST = 20_000
MODES = {"marker": "The marker, at once", "reader": "I do, and compare then"}
NO_MARKER = (
    "Write first, from memory. Then open the ten points and tick those that your text really makes. No program "
    "marks it yet: you are the judge."
)
WITH_MARKER = (
    "Write first, from memory. A sentence of yours earns each point, in whatever words; a keyword alone earns none."
)
LEADS = "The marker is still learning itself. Tick the ten points first; where you and it differ, yours count."


@dataclass(frozen=True)
class State:
    """`ticked` holds the ids of the points that the reader finds in the explanation; `first` is who marks it first.

    `said` is why there are no marks. Of the marker nothing is known before its manifest was `asked` for; a site may
    lack it. Who asked for marks before that has `wanted` them.
    """

    explanation: str = ""
    ticked: tuple[str, ...] = ()
    first: Literal["marker", "reader"] = "marker"
    result: Result | None = None
    said: str = ""
    asked: bool = field(default=False, metadata=DERIVED)
    wanted: bool = field(default=False, metadata=DERIVED)
    marker: Marker | None = field(default=None, metadata=DERIVED)
    trouble: str = field(default="", metadata=DERIVED)
    entries: Entries = field(default=Entries(()), metadata=DERIVED)
    going: Work | None = field(default=None, metadata=DERIVED)


def view(state: State) -> Element:
    """The task, the box, who marks it, the rubric to hold beside it, and what was found."""
    words = len(state.explanation.split())
    ticked = sum(point.id in state.ticked for point in points())
    return h.div[
        h.p(class_="task")[rubric().task],
        h.div(data_part="look-for", data_basis="marker")[look_for(WITH_MARKER if state.marker else NO_MARKER)]
        if state.asked
        else awaited("look-for", "marker"),
        text_area("explanation", "Your explanation", state.explanation, rows=9, placeholder="Imagine that…"),
        h.details(class_="rubric")[
            h.summary[f"The {len(points())} points"],
            h.ol(class_="points")[(_point(point, point.id in state.ticked) for point in points())],
        ],
        readouts(
            readout("Words", output("words", f"{words:,}", words)),
            readout("Points you ticked", output("ticked", f"{ticked} of {len(points())}", ticked)),
        ),
        h.div(class_="marking", data_part="marking", data_basis="marker")[_marking(state, state.marker)]
        if state.asked
        else awaited("marking", "marker"),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """The reader writes, ticks what the text makes, and has it marked, by a marker that comes when it is asked for."""
    match event:
        case Event("mount" | "again"):
            manifest = Published("marker", MODEL, "manifest.json", optional=True)
            return replace(state, asked=False, trouble=""), (manifest, Ledger("attempts", attempts.LEDGER))
        case Event("marker", answer):
            known = replace(_published(state, answer), wanted=False)
            return update(known, Event("mark")) if state.wanted else known
        case Event("mark") if not state.asked:
            return replace(state, wanted=True)
        case Event("attempts", Progress(Entries() as entries) | (Entries() as entries)):
            return replace(state, entries=entries)
        case Event("attempts", Failure(message)):
            return replace(state, entries=Entries((), message))
        case Event("explanation"):
            return replace(state, explanation=text(event, longest=LONGEST))
        case Event("first"):
            who: Literal["marker", "reader"] = "reader" if choice(event, tuple(MODES)) == "reader" else "marker"
            # Whoever marks first must not see the marks.
            return replace(state, first=who, result=None, said="")
        case Event("mark") if state.marker:
            if why := work.refused(state.explanation):
                return replace(state, result=None, said=why, going=None), Cancel("marks")
            return replace(state, said="", going=Work(state.explanation)), (Cancel("marks"), Prose("prose"))
        case Event("stop"):
            return replace(state, going=None, said=work.STOPPED), (Cancel("prose"), Cancel("marks"))
        case Event("prose" | "marks" | "now", Failure(message)):
            return replace(state, going=None, said=message)
        case Event("prose", str(lesson)) if state.going:
            ready = work.prepared(state.going.text, lesson)
            if not ready.own:
                return replace(state, going=None, result=None, said=work.COPIED if ready.aside else work.SHORT)
            return replace(state, going=ready), MarkText("marks", MODEL, ready.passages())
        case Event("marks", Progress(Marked() as part)) if state.going:
            return replace(state, going=work.went_on(state.going, part))
        case Event("marks", Marked() as answer) if state.going and state.marker:
            found = work.result_of(state.going, answer, state.marker.thresholds)
            return replace(state, going=None, result=found), Now("now")
        case Event("now", float(at)) if state.result:
            return state, Ledger("attempts", attempts.LEDGER, (attempts.entry(state.result, state.ticked, at),))
        case Event("mark" | "prose" | "marks" | "now"):
            return state
        case Event(name) if name in {_control(point) for point in points()}:
            key = name.removeprefix("point_")
            others = tuple(one for one in state.ticked if one != key)
            ticked = choice(event, ("true", "false")) == "true"
            return replace(state, ticked=(*others, key) if ticked else others)
        case _:
            raise UnknownEvent(event)


def _published(state: State, answer: object) -> State:
    """A marker that cannot be read is as good as none; one that did not come is asked for again at the next visit."""
    if answer is None:
        return replace(state, asked=True)
    if isinstance(answer, Failure):
        return replace(state, asked=True, trouble=answer.message)
    try:
        return replace(state, asked=True, marker=work.marker_of(answer))
    except WrongValue as error:
        return replace(state, asked=True, trouble=f"The marker cannot be read: {error}.")


def _marking(state: State, marker: Marker | None) -> Child:
    if not marker:
        return failed(state.trouble)
    verb = "Mark my text" if state.first == "marker" else "Compare with the marker"
    made, unread = attempts.attempts(state.entries.entries)
    return [
        None if marker.reached else h.p(class_="leads")[LEADS],
        radio_group("first", "Who marks first?", state.first, list(MODES.items())),
        h.div(class_="button-row")[
            button("mark", verb, primary=True, disabled=state.going is not None),
            button("stop", "Stop") if state.going else None,
        ],
        h.p(class_="marker-size")[
            f"A small language model reads it here, in your browser. It is fetched when you ask for it, once, at "
            f"most {marker.size}, and nothing you write leaves the page."
        ],
        h.p(class_="marking-state", role="status")[output("verdict", _verdict(state))],
        feedback.progress(made) if state.result else None,
        feedback.feedback(state.result, state.ticked, state.first == "reader", marker) if state.result else None,
        h.p(class_="unread")[f"{unread} of your attempts cannot be read here."] if unread else None,
        h.p(class_="unread")[state.entries.trouble] if state.entries.trouble else None,
    ]


def _verdict(state: State) -> str:
    if going := state.going:
        if going.done:
            return f"Reading: {going.done} of {len(going.own)} sentences."
        if going.loaded < going.total:
            return f"Loading the marker: {going.loaded / 1e6:.1f} of {going.total / 1e6:.1f} MB."
        return "Getting ready to read." if going.total or not going.own else "Looking for the marker."
    if not state.result:
        return state.said or "Not marked yet."
    changed = " Your text has changed since; mark it again." if state.result.text != state.explanation else ""
    return f"{state.result.score} of {len(points())} points seen, {state.result.unsure} unsure.{changed}"


def _control(point: Point) -> str:
    return f"point_{point.id}"


def _point(point: Point, ticked: bool) -> Element:
    return h.li[
        h.label[
            h.input(type="checkbox", name=_control(point), checked=ticked),
            h.span[h.strong[point.title], " ", point.idea],
        ]
    ]
