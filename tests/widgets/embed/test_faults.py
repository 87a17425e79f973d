"""An author is told the file and line of their own in which something went wrong."""

from pathlib import Path
from typing import Any

import pytest

import widgets
from tests.widgets.embed.sites import lay_out
from widgets.embed.faults import line_of, told

SAID = "widgets/mine.py, line 2"


def _raised(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str) -> BaseException:
    """What a widget of this text raises when it is read and its `view` called with None."""
    path = lay_out(folder, {"mine.py": body}) / "mine.py"
    monkeypatch.setattr(widgets, "__path__", [str(folder), *widgets.__path__])
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever it is
        _view(path)
    return raised.value


def _view(path: Path) -> None:
    known: dict[str, Any] = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), known)  # noqa: S102 - our own text
    known["view"](None)


def test_what_cannot_be_read_is_where_python_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    error = _raised(monkeypatch, tmp_path, "a = 1\nb = = 2\n")
    assert line_of(error) == SAID
    assert told(error) == f"SyntaxError: invalid syntax ({SAID})"


def test_a_mistake_that_only_the_engine_notices_is_where_the_widget_called_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = "from widgets.engine import Range\ndef view(state): return Range(0, 1, 0.1).check('p', 7)\n"
    assert line_of(_raised(monkeypatch, tmp_path, body)) == SAID


def test_of_a_failure_that_came_of_another_the_place_of_the_first_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    error = RuntimeError("a second")
    error.__cause__ = _raised(monkeypatch, tmp_path, "a = 1\nb = = 2\n")
    assert told(error) == f"RuntimeError: a second ({SAID})"


def test_what_is_in_no_file_of_an_authors_is_told_without_a_place() -> None:
    assert told(ValueError("no")) == "ValueError: no"
