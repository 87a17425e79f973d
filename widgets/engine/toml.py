"""Data beside a widget: a TOML file read through the typed gate, whose mistakes are told with file and line."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import widgets
from widgets.engine.gate import WrongValue, read
from widgets.engine.widget import WidgetError

T = TypeVar("T")


class WrongData(WidgetError):
    """A file of data is no TOML, or a row of it is not what its type says; the message names file and line."""


def from_toml(kind: type[T], name: str) -> T:
    """The file `name` of widgets/ as a `kind`: a dataclass with a field for every key, rows as a tuple of dataclasses.

    Raises:
        WrongData: naming file, line and what was expected.
    """
    # The package is where ours lie and where those of an author do.
    found = [path for path in (Path(folder) / name for folder in widgets.__path__) if path.is_file()]
    if not found:
        raise WrongData(f"there is no file widgets/{name}")
    return parse_toml(kind, found[0].read_text(encoding="utf-8"), f"widgets/{name}")


def parse_toml(kind: type[T], text: str, file: str) -> T:
    """`text`, the contents of `file`, as a `kind`.

    Raises:
        WrongData: naming file, line and what was expected.
    """
    try:
        result: T = read(kind, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongData(f"{file}: {error}") from None
    except WrongValue as error:
        raise WrongData(f"{file}, line {_line(kind, text, str(error))}: {error}") from None
    return result


def distinct(ids: Iterable[str]) -> None:
    """Let a table of rows refuse an id that stands twice.

    Raises:
        ValueError: naming the first such id.
    """
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueError(f"the id {id!r} stands twice")
        seen.add(id)


def _line(kind: type[T], text: str, message: str) -> int:
    """The line that opens the statement after which `text`, read so far, is refused with these very words.

    tomllib knows no lines, but its statements end where a line does, and so do tables that are rows of an array: the
    file is read a line longer each time, and an array of tables that is still open is closed.
    """
    lines = text.split("\n")
    opening = 1
    for end, line in enumerate(lines, 1):
        for closing in ("", "\n]") if line.rstrip(" ,").endswith("}") else ("",):
            try:
                read(kind, tomllib.loads("\n".join(lines[:end]) + closing))
            except tomllib.TOMLDecodeError:
                continue  # inside a statement of several lines, or in no array
            except WrongValue as error:
                if str(error) == message:
                    return end if closing else opening
            opening = end + 1
            break
    return opening
