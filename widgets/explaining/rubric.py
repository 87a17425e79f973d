"""What teach_back.toml holds: the task, the ten points of a full explanation, and common misconceptions."""

from dataclasses import dataclass
from functools import cache

from widgets.engine import distinct, from_toml
from widgets.ml.marking import MISCONCEPTIONS, POINTS


@dataclass(frozen=True)
class Point:
    """One of the ten ideas a full explanation holds.

    `section` is the anchor of where it is taught, `taught` that section's name; `correction` answers what speaks
    against it.
    """

    id: str
    title: str
    idea: str
    section: str
    taught: str
    correction: str


@dataclass(frozen=True)
class Misconception:
    """A common mistake, what answers it, and the id of the point that it is about."""

    id: str
    title: str
    correction: str
    point: str


@dataclass(frozen=True)
class Rubric:
    """What the reader is asked to explain, and points and misconceptions in the order in which a marker knows them."""

    task: str
    point: tuple[Point, ...]
    misconception: tuple[Misconception, ...]

    def __post_init__(self) -> None:
        distinct(point.id for point in self.point)
        distinct(one.id for one in self.misconception)
        if (len(self.point), len(self.misconception)) != (POINTS, MISCONCEPTIONS):
            raise ValueError(f"a rubric has {POINTS} points and {MISCONCEPTIONS} misconceptions")
        if strange := {one.point for one in self.misconception} - {point.id for point in self.point}:
            raise ValueError(f"no point is called {sorted(strange)[0]!r}")


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


def texts() -> tuple[str, ...]:
    """Every sentence of the rubric: whoever pastes them explains nothing."""
    told = rubric()
    of_points = (text for one in told.point for text in (f"{one.title} {one.idea}", one.idea, one.correction))
    return (told.task, *of_points, *(one.correction for one in told.misconception))
