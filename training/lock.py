"""A run's folder belongs to one process at a time: a lock of the system, gone when its owner is, however that ends.

It knows no room. Processes that torchrun started together are one owner, for whom their leader holds the lock.
"""

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from training import files
from training.errors import Said

try:
    import fcntl
except ImportError:  # Windows has none.
    fcntl = None  # type: ignore[assignment]


class Taken(Said, RuntimeError):
    """Another process works in the folder; the message names it."""


@contextmanager
def owned(folder: Path, stage: str) -> Iterator[None]:
    """Own a folder while `stage` works there, and sweep out what a process that died there left half written.

    Raises:
        Taken: if another process owns it.
    """
    if int(os.environ.get("RANK", "0")) > 0:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    with _held(path) as file:
        file.truncate(0)
        since = time.strftime("%Y-%m-%d %H:%M:%S")
        json.dump({"stage": stage, "pid": os.getpid(), "host": platform.node(), "since": since}, file)
        file.flush()
        try:
            files.sweep(folder)
            yield
        finally:
            # Still held: whoever opened it meanwhile finds its name gone, and opens the next.
            path.unlink(missing_ok=True)


def _held(path: Path) -> TextIO:
    """The lock's file, open and held until it is closed."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            if fcntl is None:
                raise OSError("this system has none")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                raise Taken(
                    f"runs/{path.parent.name} belongs to another process{_owner(file)}; wait until it ends, or end it"
                ) from None
        except OSError as error:
            print(f"lock: no locks here ({error}); see that no other process works in runs/{path.parent.name}")
        if _names(path, file):
            return file
        # The owner before took the name away between our opening and our locking.
        file.close()


def _names(path: Path, file: TextIO) -> bool:
    """Whether an open file is the one that lies at a path now."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _owner(file: TextIO) -> str:
    """Who says in a lock's file that it is theirs; nothing if they have not written it yet."""
    file.seek(0)
    try:
        owner = json.load(file)
    except ValueError:
        return ""
    return " (stage {stage}, process {pid} on {host}, since {since})".format_map(owner)
