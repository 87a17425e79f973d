"""Teach it back: a box for the reader's own explanation, and the ten points of a full one to tick off."""

from dataclasses import dataclass, replace
from functools import cache

from widgets.engine import (
    Element,
    Event,
    UnknownEvent,
    choice,
    distinct,
    from_toml,
    h,
    look_for,
    output,
    readout,
    readouts,
    text,
    text_area,
)

LONGEST = 20_000


@dataclass(frozen=True)
class Point:
    """One of the ten ideas a full explanation holds."""

    id: str
    title: str
    idea: str


@dataclass(frozen=True)
class Rubric:
    """What teach_back.toml holds: what the reader is asked to explain, and points with an id of their own."""

    task: str
    point: tuple[Point, ...]

    def __post_init__(self) -> None:
        distinct(point.id for point in self.point)


@dataclass(frozen=True)
class State:
    """`ticked` holds the ids of the points that the reader finds in the explanation."""

    explanation: str = ""
    ticked: tuple[str, ...] = ()


@cache
def rubric() -> Rubric:
    """The rubric of teach_back.toml, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return from_toml(Rubric, "teach_back.toml")


def points() -> tuple[Point, ...]:
    """The ideas of a full explanation."""
    return rubric().point


def view(state: State) -> Element:
    """The task, the box, and the rubric to hold beside it."""
    words = len(state.explanation.split())
    ticked = sum(point.id in state.ticked for point in points())
    return h.div[
        h.p(class_="task")[rubric().task],
        look_for(
            "Write first, from memory. Then open the ten points and tick those that your text really makes. No program "
            "marks it yet: you are the judge."
        ),
        text_area("explanation", "Your explanation", state.explanation, rows=9, placeholder="Imagine that…"),
        h.details(class_="rubric")[
            h.summary[f"The {len(points())} points"],
            h.ol(class_="points")[(_point(point, point.id in state.ticked) for point in points())],
        ],
        readouts(
            readout("Words", output("words", f"{words:,}", words)),
            readout("Points you ticked", output("ticked", f"{ticked} of {len(points())}", ticked)),
        ),
    ]


def update(state: State, event: Event) -> State:
    """The reader writes, and ticks what the text makes."""
    match event.name:
        case "mount":
            return state
        case "explanation":
            return replace(state, explanation=text(event, longest=LONGEST))
        case name if name in {_control(point) for point in points()}:
            key = name.removeprefix("point_")
            others = tuple(one for one in state.ticked if one != key)
            ticked = choice(event, ("true", "false")) == "true"
            return replace(state, ticked=(*others, key) if ticked else others)
        case _:
            raise UnknownEvent(event)


def _control(point: Point) -> str:
    return f"point_{point.id}"


def _point(point: Point, ticked: bool) -> Element:
    return h.li[
        h.label[
            h.input(type="checkbox", name=_control(point), checked=ticked),
            h.span[h.strong[point.title], " ", point.idea],
        ]
    ]
