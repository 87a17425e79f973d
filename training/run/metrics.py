"""The log of a run: one JSON object a line, either a step that was taken or a validation."""

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import Config
from training.files import write_bytes

MOST_POINTS = 300


def read(config: Config) -> list[dict[str, Any]]:
    """All whole entries of runs/<name>/metrics.jsonl, in order."""
    return _entries(config.run / "metrics.jsonl")


class Log:
    """The log of a run that goes on after `step`: what was written after that step is dropped, the rest stays."""

    def __init__(self, path: Path, step: int) -> None:
        kept = [entry for entry in _entries(path) if entry["step"] <= step]
        wanted = "".join(json.dumps(entry) + "\n" for entry in kept).encode()
        if not path.is_file() or path.read_bytes() != wanted:
            write_bytes(path, wanted)
        self.validated = {entry["step"] for entry in kept if "val_loss" in entry}
        self._file = path.open("a", encoding="utf-8")

    def add(self, entry: Mapping[str, object]) -> None:
        """Write an entry; a process that is killed leaves it, a machine without power may not."""
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()

    def settle(self) -> None:
        """Let what was written outlast even the machine."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def thin(entries: list[dict[str, Any]], most: int = MOST_POINTS) -> list[dict[str, Any]]:
    """At most `most` entries, evenly spaced, the first and the last among them, numbers cut to five digits."""
    if len(entries) > most:
        entries = [entries[round(i * (len(entries) - 1) / (most - 1))] for i in range(most)]
    return [{key: _short(value) for key, value in entry.items()} for entry in entries]


def _entries(path: Path) -> list[dict[str, Any]]:
    """The entries of a log; what a full disk or a lost machine left of a line is no entry."""
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    return [entry for line in lines if (entry := _entry(line)) is not None]


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    whole = isinstance(entry, dict) and isinstance(entry.get("step"), int) and ("loss" in entry or "val_loss" in entry)
    return entry if whole else None


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(inner) for key, inner in value.items()}
    if isinstance(value, float):
        # JSON knows no infinity and no NaN; a run that blew up has some.
        return float(f"{value:.5g}") if math.isfinite(value) else None
    return value
