"""What the page reads: the graph with its weights, the vocabulary, and a manifest with thresholds and figures."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.config import ROOT
from training.errors import Said
from training.files import write_bytes, write_json
from training.tutor.judge import Probabilities, Thresholds
from training.tutor.texts import MISCONCEPTIONS, POINTS, Explanation
from widgets.ml.bar import reached

RUBRIC = ROOT / "widgets" / "teach_back.toml"
CLOSE = 0.5
"""Share of the wrong points of the development part that lie in the bands of "unsure"."""
WIDEST = 0.3
TOLERANCE = 0.003
"""Of a probability, on average: what rounding weights to int8 may change. Refused above it."""


class ExportError(Said, ValueError):
    """The exported graph does not say what torch says."""


def ideas() -> tuple[str, ...]:
    """The ten points in their own words, as the page shows them."""
    return tuple(f"{point['title']} {point['idea']}" for point in _points())


def publish(
    folder: Path,
    graph: bytes,
    tokenizer: bytes,
    thresholds: Mapping[str, object],
    judged: Mapping[str, Mapping[str, Any]],
    made: Mapping[str, object],
) -> None:
    """Write docs/models/tutor/: marker.onnx, tokenizer.json and manifest.json."""
    write_bytes(folder / "marker.onnx", graph)
    write_bytes(folder / "tokenizer.json", tokenizer)
    manifest = {
        "name": "tutor",
        "points": [point["id"] for point in _points()],
        "bytes": len(graph) + len(tokenizer),
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in (("marker.onnx", graph), ("tokenizer.json", tokenizer))
        },
        "thresholds": thresholds,
        "figures": judged,
        "reached": reached(judged["marker"]),
        "made": made,
    }
    write_json(folder / "manifest.json", manifest)


def described(limits: Thresholds, texts: Sequence[Explanation], p: Sequence[Probabilities]) -> dict[str, object]:
    """The manifest's thresholds, with the bands of "unsure" that these texts give."""
    return {
        "earned": limits.earned,
        "against": limits.against,
        "unsure": unsure(limits, texts, p),
        "misconceptions": [0.5] * len(MISCONCEPTIONS),
    }


def rounding(published: Sequence[Probabilities], tuned: Sequence[Probabilities]) -> float:
    """The mean difference of a probability that rounding makes.

    Raises:
        ExportError: if it is more than may be.
    """
    off = float(np.abs(np.concatenate(published) - np.concatenate(tuned)).mean())
    if off > TOLERANCE:
        raise ExportError(f"the exported marker differs from torch by {off:.4f} on average, more than {TOLERANCE}")
    return off


def unsure(limits: Thresholds, texts: Sequence[Explanation], p: Sequence[Probabilities]) -> list[tuple[float, float]]:
    """For each point the band about its threshold in which half of the wrong decisions on these texts lie."""
    bands = []
    for k in range(POINTS):
        most = np.array([one[:, k].max(initial=0) for one in p])
        wrong = np.array([text.points()[k] != limits.points(one)[k] for text, one in zip(texts, p, strict=True)])
        away = np.sort(np.abs(most[wrong] - limits.earned[k]))
        width = float(away[int(CLOSE * len(away))]) if len(away) else 0.0
        width = min(width, WIDEST)
        bands.append((round(max(0.0, limits.earned[k] - width), 3), round(min(1.0, limits.earned[k] + width), 3)))
    return bands


def _points() -> list[dict[str, str]]:
    return tomllib.loads(RUBRIC.read_text(encoding="utf-8"))["point"]  # type: ignore[no-any-return]
