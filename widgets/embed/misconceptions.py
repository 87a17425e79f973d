"""The build's check of the quiz: what clears and refutes a misconception is on the page, and takes what it is given."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from widgets.engine import WidgetError, load, make_state, parse_toml
from widgets.questions import asked


def check(html: str, text: str = "") -> None:
    """Compare the misconceptions of `text`, without it those of quiz.toml, with the page on which the quiz stands.

    Raises:
        WrongData: with file and line, if the page has no such paragraph or widget, the widget does not take the
            setting, or there is no such card.
    """
    anchors = set(re.findall(r'(?<![\w-])id="([^"]+)"', html))
    widgets = set(re.findall(r'<live-widget name="(\w+)" id="\1"', html))

    @dataclass(frozen=True)
    class Misconception(asked.Misconception):
        def __post_init__(self) -> None:
            super().__post_init__()
            if self.section not in anchors:
                raise ValueError(f"the page has no paragraph #{self.section}")
            if self.widget not in widgets:
                raise ValueError(f"the page has no widget #{self.widget}")
            if self.card not in _cards():
                raise ValueError(f"flashcards.toml has no card {self.card!r}")
            _take(self.widget, self.setting)

    @dataclass(frozen=True)
    class Quiz(asked.Quiz):
        misconception: tuple[Misconception, ...]

    parse_toml(Quiz, text or _file("quiz.toml"), "widgets/quiz.toml")


def _take(widget: str, setting: object) -> None:
    """Let the widget's own State refuse a setting.

    Raises:
        ValueError: if it does.
    """
    try:
        make_state(load(widget), cast("Mapping[str, object]", setting))
    except WidgetError as error:
        raise ValueError(f"{widget} does not take the setting: {error}") from None


@cache
def _cards() -> frozenset[str]:
    """The ids of all rows, whatever table they stand in: a card need not be in every deck."""
    return frozenset(row["id"] for rows in tomllib.loads(_file("flashcards.toml")).values() for row in rows)


def _file(name: str) -> str:
    return files("widgets").joinpath(name).read_text(encoding="utf-8")
