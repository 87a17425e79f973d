"""From what visits measured to the figures that are kept: medians of rounds, percentiles of moves."""

import statistics
from collections.abc import Sequence
from typing import Any, TypeAlias

from tests.browser.bench.editions import FOLDER, HOSTED, KEPT
from tests.browser.bench.model import TYPED
from tests.browser.bench.visits import CONTROLS, Figures

# What each kind of visit found, round after round, by (kind, way).
Found: TypeAlias = dict[tuple[str, str], list[Figures]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def median(found: Found, kind: str, way: str, name: str, *, digits: int = 1) -> float | None:
    """Median over the rounds; None where nothing was measured."""
    values = [float(figures[name]) for figures in found.get((kind, way), []) if name in figures]  # type: ignore[arg-type]
    return round(statistics.median(values), digits) if values else None


def moves(found: Found, kind: str, way: str, name: str) -> dict[str, float] | None:
    """p50 and p95 of every round's moves, each as the median over the rounds, and the most of all."""
    rounds = [list(figures[name]) for figures in found.get((kind, way), []) if figures.get(name)]  # type: ignore[arg-type]
    if not rounds:
        return None
    middle = {
        key: statistics.median(percentile(one, share) for one in rounds) for key, share in (("p50", 0.5), ("p95", 0.95))
    }
    return {key: round(value, 2) for key, value in (middle | {"most": max(map(max, rounds))}).items()}


def awake(found: Found) -> dict[str, Any]:
    """When things answer, by way: ours beside the bare pages."""
    kinds = {"bare plain": "first_answer", "bare numpy": "first_answer", "first": "first_answer", "touch": "answer"}
    kinds |= {"walker": "answer"}
    kinds |= {f"widget {name}": "live" for name in CONTROLS}
    ways = {way: None for _, way in found}
    table: dict[str, Any] = {}
    for way in ways:
        row = {kind: median(found, kind, way, name) for kind, name in kinds.items()}
        row["prediction"] = median(found, "widget next_token", way, "prediction")
        row |= {name: median(found, "first", way, name) for name in ("longest_task", "longest_own_task")}
        row["touch_without_python"] = median(found, "touch", way, "without_python")
        row["walker_without_python"] = median(found, "walker", way, "without_python")
        table[way] = {key: value for key, value in row.items() if value is not None}
    return {"milliseconds": table}


def hands(found: Found) -> dict[str, Any]:
    """From the hand to the page, and the size of a patch, by widget."""
    rows: dict[str, Any] = {}
    for kind in ("bare plain", "bare numpy", *(f"hand {name}" for name in CONTROLS)):
        row = {name: moves(found, kind, "cold", name) for name in ("early", "settled", "patch")}
        if any(row.values()):
            rows[kind.removeprefix("hand ")] = {key: value for key, value in row.items() if value}
    return {"milliseconds": rows}


def sizes(found: Found) -> dict[str, Any]:
    """Bytes on the wire with an empty cache."""
    rows = {
        kind: median(found, kind, "cold", "bytes")
        for kind in (
            "bare plain",
            "bare numpy",
            "untouched",
            "touch",
            "first",
            "reader",
            *(f"widget {name}" for name in CONTROLS),
        )
    }
    rows["largest file before a touch"] = median(found, "untouched", "cold", "largest")
    return {"bytes": {key: value for key, value in rows.items() if value is not None}}


def ways(found: Found) -> dict[str, Any]:
    """Until the lesson can be read and lives, by edition; bytes of the archive, and of all that can be kept."""
    rows: dict[str, Any] = {}
    for kind in (HOSTED, KEPT, FOLDER):
        names = ("readable", "live", "archive", "everything")
        row = {name: median(found, kind, "cold", name) for name in names}
        if any(row.values()):
            rows[kind.removeprefix("edition ")] = {name: value for name, value in row.items() if value is not None}
    return {"milliseconds and bytes": rows}


def arrivals(found: Found) -> dict[str, Any]:
    """What an untouched lesson fetches before and after its first paint, and how it is painted, beside a plain page."""
    rows: dict[str, Any] = {}
    for kind in ("arrival", "arrival plain"):
        names = ("page_bytes", "map_bytes", "rest_bytes", "largest_paint", "layout_shift")
        row = {name: median(found, kind, "cold", name, digits=4) for name in names}
        if any(value is not None for value in row.values()):
            rows[kind] = row
    return {"bytes, milliseconds and shift": rows}


def of_the_model(found: Found) -> dict[str, Any]:
    """What live models cost: a keystroke, a step of training."""
    kinds = (*(f"typing {name}" for name in TYPED), "teaching")
    rows = {kind: moves(found, kind, "cold", "settled") for kind in kinds}
    return {"milliseconds": {kind: row for kind, row in rows.items() if row}}


def in_the_laboratory(found: Found) -> dict[str, Any]:
    """Steps a second to the eye, in the worker alone and in Python; the most memory of the page's process."""
    row = {name: median(found, "laboratory", "cold", name, digits=1) for name in ("page", "worker", "python")}
    held = {name: median(found, "laboratory", "cold", name, digits=0) for name in ("memory before", "memory")}
    return {"steps a second": _there(row), "bytes": _there(held)}


def of_the_peer(found: Found) -> dict[str, Any]:
    """Steps a second of npm's nanogpt, and how many weights they train."""
    return _there({name: median(found, "peer", "cold", name, digits=3) for name in ("speed", "weights")})


def _there(row: dict[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in row.items() if value is not None}


PARTS = {
    "awake": awake,
    "hand": hands,
    "wire": sizes,
    "editions": ways,
    "arrival": arrivals,
    "model": of_the_model,
    "laboratory": in_the_laboratory,
    "peer": of_the_peer,
}
