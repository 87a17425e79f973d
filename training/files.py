"""Files that are whole or not there: written beside their place, then moved into it."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, moved into its place at the end; a full disk or an interruption leaves the old one as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        # When a disk is full the system does not say which file it was.
        if error.filename in (None, str(unfinished)):
            error.filename = str(path)
        raise
    finally:
        unfinished.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete what processes that were killed left half written anywhere below a folder; nobody else may write there."""
    for path in folder.rglob(".*.unfinished"):
        path.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file in one move."""
    with writing(path) as file:
        file.write(data)


def write_json(path: Path, value: object, compact: bool = False) -> None:
    """Write JSON with sorted keys, in one move; compact for machines, else a line a value for people."""
    style: dict[str, Any] = {"separators": (",", ":")} if compact else {"indent": 1}
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, **style)
    write_bytes(path, (text + "\n").encode())


def read_json(path: Path) -> object:
    """Read JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
