"""`python -m training mark`: explanations from standard input, JSON lines {"text": ...}, to JSON lines of marks.

It cuts, sets aside, reads and judges with the code of the page, on the published files; torch is not needed.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import onnxruntime
from tokenizers import Tokenizer

from training.config import ROOT, ConfigError
from training.errors import DataError
from training.files import read_json
from widgets.ml.marking import Thresholds, marks
from widgets.ml.passages import passages
from widgets.ml.prose import plain
from widgets.ml.windows import as_read, windows
from widgets.ml.wording import copies, is_english, runs, words

MODEL = ROOT / "docs" / "models" / "tutor"
LESSON = ROOT / "docs" / "index.md"
RUBRIC = ROOT / "widgets" / "teach_back.toml"


class Reader:
    """The published marker and what is copied if a text has it too."""

    def __init__(self, folder: Path = MODEL) -> None:
        """Read docs/models/tutor/.

        Raises:
            ConfigError: if no marker is published there.
        """
        if not (folder / "manifest.json").is_file():
            raise ConfigError("no marker is published; `python -m training tutor` makes one")
        manifest: dict[str, Any] = read_json(folder / "manifest.json")  # type: ignore[assignment]
        limits = manifest["thresholds"]
        self.thresholds = Thresholds(
            tuple(limits["earned"]),
            tuple(limits["against"]),
            tuple((low, high) for low, high in limits["unsure"]),
            tuple(limits["misconceptions"]),
        )
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.graph = onnxruntime.InferenceSession(folder / "marker.onnx", providers=["CPUExecutionProvider"])
        self.known = runs((*plain(LESSON.read_text(encoding="utf-8")).splitlines(), *_rubric()))

    def probabilities(self, cut: Sequence[str]) -> list[list[float]]:
        """A row of 28 a passage."""
        read = [self.tokenizer.encode(as_read(passage), add_special_tokens=False).ids for passage in cut]
        cls, sep = self.tokenizer.encode("").ids
        rows: list[list[float]] = []
        for window in windows(read, cls, sep):
            (p,) = self.graph.run(["p"], window.feed())
            rows += p.tolist()
        return rows

    def mark(self, text: str) -> dict[str, Any]:
        """Score (0 to 10), points P1 to P10 (0 or 1) with the passage that earned each, and misconceptions.

        A text that is not English, or that has nothing of its own, is given nothing, and `note` says why.
        """
        cut = [passage.text for passage in passages(text)]
        own = [passage for passage in cut if words(passage) and not copies(passage, self.known)]
        note = "" if is_english(text) else "not English"
        read = [] if note else own
        found = marks(self.probabilities(read), self.thresholds)
        given = {f"P{number}": one for number, one in enumerate(found.points, 1)}
        return {
            "score": found.score,
            "points": {name: int(one.given) for name, one in given.items()},
            "misconceptions": [f"M{number + 1}" for number, _ in found.misconceptions],
            "sentences": {
                name: read[one.by] if one.given and one.by is not None else None for name, one in given.items()
            },
            "against": {name: read[one.against] for name, one in given.items() if one.against is not None},
            "set_aside": [passage for passage in cut if copies(passage, self.known)],
            "note": note,
        }


def _rubric() -> Iterator[str]:
    """Every sentence of the rubric: whoever pastes them explains nothing."""
    told = tomllib.loads(RUBRIC.read_text(encoding="utf-8"))
    yield told["task"]
    for point in told["point"]:
        yield from (f"{point['title']} {point['idea']}", point["idea"], point["correction"])
    for one in told["misconception"]:
        yield one["correction"]


def main(arguments: Sequence[str]) -> int:
    """Mark each line of standard input."""
    parser = argparse.ArgumentParser(prog="python -m training mark", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL, metavar="FOLDER", help="a published marker")
    given = parser.parse_args(arguments)
    reader = Reader(given.model)
    for text in _texts(sys.stdin.buffer.read()):
        print(json.dumps(reader.mark(text), ensure_ascii=False), flush=True)
    return 0


def _texts(raw: bytes) -> Iterator[str]:
    """The text of each line that is not empty."""
    for number, line in enumerate(raw.decode("utf-8-sig", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(f"line {number} of the input is no JSON ({error})") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise DataError(f'line {number} of the input is not of the form {{"text": "..."}}')
        yield row["text"]
