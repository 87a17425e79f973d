"""What is asked: the questions of quiz.toml, and the idea that each wrong option comes from."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from widgets.engine import Range, distinct, from_toml, link

CONCEPT, OPTIONS = Range(1, 10), 4


@dataclass(frozen=True)
class Misconception:
    """A wrong idea: `section` is the lesson's paragraph that clears it, `widget` refutes it with `setting`.

    `setting` are fields of the widget's State, `see` says what to look at there, `card` is a flashcard's id.
    """

    id: str
    name: str
    section: str
    widget: str
    setting: object
    see: str
    card: str

    def __post_init__(self) -> None:
        if not isinstance(self.setting, Mapping):
            raise ValueError("a setting is a table of fields of the widget’s State")

    @property
    def link(self) -> str:
        """The fragment that opens the widget with the setting."""
        return link(self.widget, cast("Mapping[str, object]", self.setting))


@dataclass(frozen=True)
class Option:
    """One answer to choose, and why it is right or wrong; a wrong one comes from a misconception, named by its id."""

    id: str
    text: str
    explanation: str
    correct: bool = False
    misconception: str = ""

    def __post_init__(self) -> None:
        if self.correct == bool(self.misconception):
            raise ValueError("an option is either correct or names its misconception")


@dataclass(frozen=True)
class Question:
    """A question about a concept of the lesson, with its options, of which exactly one is correct."""

    id: str
    concept: int
    text: str
    option: tuple[Option, ...]

    def __post_init__(self) -> None:
        CONCEPT.check("concept", self.concept)
        distinct(option.id for option in self.option)
        if len(self.option) != OPTIONS or sum(option.correct for option in self.option) != 1:
            raise ValueError(f"a question has {OPTIONS} options, of which exactly one is correct")

    @property
    def right(self) -> Option:
        """The correct option."""
        return next(option for option in self.option if option.correct)

    def shuffled(self, seed: int) -> tuple[Option, ...]:
        """The options in an order that `seed` draws, another for every question."""
        options = list(self.option)
        random.Random(f"{seed} {self.id}").shuffle(options)  # noqa: S311 - nothing is secret about it
        return tuple(options)


@dataclass(frozen=True)
class Quiz:
    """What quiz.toml holds; ids are distinct, and every misconception that an option names is there."""

    misconception: tuple[Misconception, ...]
    question: tuple[Question, ...]

    def __post_init__(self) -> None:
        distinct(one.id for one in self.misconception)
        distinct(one.id for one in self.question)
        known = {"", *(one.id for one in self.misconception)}
        for option in (option for question in self.question for option in question.option):
            if option.misconception not in known:
                raise ValueError(f"there is no misconception {option.misconception!r}")


@cache
def quiz() -> Quiz:
    """The questions and misconceptions of quiz.toml, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return from_toml(Quiz, "quiz.toml")


@cache
def questions(concept: int = 0) -> tuple[Question, ...]:
    """The questions on a concept; with 0 all of them, the last concept's first: the whole quiz stands in it."""
    chosen = [one for one in quiz().question if concept in (0, one.concept)]
    return tuple(sorted(chosen, key=lambda one: one.concept % CONCEPT.high))


@cache
def by_id() -> dict[str, Question]:
    """Every question by its id."""
    return {one.id: one for one in quiz().question}


@cache
def misconceptions() -> dict[str, Misconception]:
    """Every misconception by its id."""
    return {one.id: one for one in quiz().misconception}
