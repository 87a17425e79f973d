"""The log of a run: one JSON object a line, either a step that was taken or a validation."""

import json
import math
from typing import Any

from training.config import Config

MOST_POINTS = 300


def read(config: Config) -> list[dict[str, Any]]:
    """All entries of runs/<name>/metrics.jsonl, in order."""
    path = config.run / "metrics.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def thin(entries: list[dict[str, Any]], most: int = MOST_POINTS) -> list[dict[str, Any]]:
    """At most `most` entries, evenly spaced, the first and the last among them, numbers cut to five digits."""
    if len(entries) > most:
        entries = [entries[round(i * (len(entries) - 1) / (most - 1))] for i in range(most)]
    return [{key: _short(value) for key, value in entry.items()} for entry in entries]


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(inner) for key, inner in value.items()}
    if isinstance(value, float):
        # JSON knows no infinity and no NaN; a run that blew up has some.
        return float(f"{value:.5g}") if math.isfinite(value) else None
    return value
