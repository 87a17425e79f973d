"""What the lesson has to do, by name: its concepts (lesson.toml), its questions, cards and points."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from widgets.engine import distinct, from_toml


@dataclass(frozen=True)
class Concept:
    """A concept: the anchor of its heading, its title on the spine, and its widgets, each of which has a challenge."""

    id: str
    title: str
    widgets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thought:
    """A question before an answer: the `id` of its fence, its words, and what the lesson then said in a sentence."""

    id: str
    question: str
    said: str


@dataclass(frozen=True)
class Lesson:
    """What lesson.toml holds; every concept and every thought has an id of its own."""

    concept: tuple[Concept, ...]
    thought: tuple[Thought, ...]

    def __post_init__(self) -> None:
        distinct(one.id for one in self.concept)
        distinct(one.id for one in self.thought)


@dataclass(frozen=True)
class Item:
    """A question, a card or a point: its words, its concept (from 1; 0: none), and what its options say, by id."""

    words: str
    concept: int = 0
    options: tuple[tuple[str, str], ...] = ()


@cache
def lesson() -> Lesson:
    """The rows of records/lesson.toml, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return from_toml(Lesson, "records/lesson.toml")


@cache
def questions() -> dict[str, Item]:
    """The questions of the quiz by id. Here only words are needed: their own widget checks the rest of its file."""
    return {
        row["id"]: Item(
            row["text"], row.get("concept", 0), tuple((one["id"], str(one.get("text", ""))) for one in row["option"])
        )
        for row in _rows("quiz.toml", "question")
        if isinstance(row.get("text"), str) and isinstance(row.get("option"), list)
    }


@cache
def cards() -> dict[str, Item]:
    """The flashcards by id, those that wait for a wrong answer among them."""
    rows = [*_rows("flashcards.toml", "card"), *_rows("flashcards.toml", "waiting")]
    return {row["id"]: Item(row["front"], row.get("concept", 0)) for row in rows if isinstance(row.get("front"), str)}


@cache
def points() -> dict[str, Item]:
    """The points of a full explanation by id."""
    return {row["id"]: Item(str(row.get("title", row["id"])).rstrip(".")) for row in _rows("teach_back.toml", "point")}


def thoughts() -> dict[str, Item]:
    """The questions before the answers by id."""
    return {one.id: Item(one.question.replace("`", "")) for one in lesson().thought}


def _rows(file: str, name: str) -> list[dict[str, Any]]:
    data = tomllib.loads(files("widgets").joinpath(file).read_text(encoding="utf-8"))
    return [row for row in data.get(name, []) if isinstance(row, dict) and isinstance(row.get("id"), str)]
