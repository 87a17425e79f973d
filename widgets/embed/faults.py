"""Where an author has to look: the file and line of their own in which something went wrong."""

import traceback
from pathlib import Path

from widgets.embed.places import DOCS, ROOT, homes, within

# Rooms whose code an author's mistake only passes through.
_OTHERS = ("engine", "embed")


def line_of(error: BaseException) -> str:
    """The place of an error as "widgets/my_widget.py, line 12"; "" if it is in no file of an author's.

    A mistake that keeps a file from being read is where Python says; any other is where the innermost line of a widget
    or a room of one was at work.
    """
    if isinstance(error, SyntaxError) and error.filename and (named := _named(Path(error.filename))):
        return f"{named}, line {error.lineno}"
    lines = [(_named(one.filename), one.lineno) for one in traceback.extract_tb(error.__traceback__)]
    own = [(file, line) for file, line in lines if file and file.split("/")[1] not in _OTHERS]
    if own:
        return f"{own[-1][0]}, line {own[-1][1]}"
    return line_of(error.__cause__) if error.__cause__ else ""


def told(error: BaseException) -> str:
    """What was raised, in a sentence, with its place where it is an author's."""
    said = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    return f"{said} ({place})" if (place := line_of(error)) else said


def _named(file: str | Path) -> str:
    path = Path(file)
    if any(path.is_relative_to(home) for home in homes()):
        return within(path).as_posix()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(DOCS) else ""
