"""The marked explanations and the authored sentences of training/tutor/, as they are committed.

An explanation's passages are cut by widgets/ml/passages.py, as the page cuts a reader's; its marks name them by number.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.errors import DataError
from widgets.ml.passages import passages

HERE = Path(__file__).parent
POINTS = 10
MISCONCEPTIONS = tuple(f"M{n}" for n in range(1, 9))
OUTPUTS = 2 * POINTS + len(MISCONCEPTIONS)
"""Of every passage: the points that it earns, those that it speaks against, the misconceptions that it asserts."""

DEVELOPMENT = ("v05", "v10", "v15", "v20", "v27", "v32", "v54", "v63", "v72")
TEST = ("v04", "v09", "v14", "v19", "v24", "v29", "v30", "v58", "v61", "v69", "v73")
"""Voices apart: thresholds come from the development part, the model card's figures from the test part."""

NEAR = 3
"""Passages before and after one that was rewritten."""

Marks = dict[int, frozenset[int]]
"""By output (0 to 27) the passages that it holds for."""


@dataclass(frozen=True)
class Explanation:
    """One text of one voice, with its settled marks."""

    id: str
    voice: str
    kind: str
    text: str
    passages: tuple[str, ...]
    marks: Marks

    def points(self) -> tuple[bool, ...]:
        """Which of the ten points it is given: earned somewhere, and nowhere spoken against."""
        return tuple(bool(self.marks.get(k)) and not self.marks.get(POINTS + k) for k in range(POINTS))


@dataclass(frozen=True)
class Sentence:
    """One authored passage about `point` (1 to 10) and the outputs that hold for it."""

    point: int
    kind: str
    text: str
    holds: frozenset[int]


@dataclass(frozen=True)
class Edit:
    """A passage, by number, of the explanation `id` in other words, and the outputs that hold for it then."""

    id: str
    passage: int
    text: str
    holds: frozenset[int]


def explanations() -> tuple[Explanation, ...]:
    """All of them, by voice.

    Raises:
        DataError: if a line is not what it should be, with file and line.
    """
    return tuple(_explanation(row, where) for row, where in _rows(HERE / "explanations"))


def edited(explanations: Sequence[Explanation]) -> tuple[Explanation, ...]:
    """Those of these explanations of which one passage was rewritten: as much of each as stands near that passage.

    Raises:
        DataError: if a line is not what it should be, with file and line.
    """
    known = {text.id: text for text in explanations}
    rows = (_edit(row, where) for row, where in _lines(HERE / "edits.jsonl"))
    return tuple(rewritten(known[edit.id], edit) for edit in rows if edit.id in known)


def rewritten(text: Explanation, edit: Edit) -> Explanation:
    """A text with a passage changed, and `NEAR` passages on either side of it; its marks count from there."""
    first, end = max(0, edit.passage - NEAR), edit.passage + NEAR + 1
    passages = list(text.passages)
    passages[edit.passage] = edit.text
    marks: dict[int, set[int]] = {output: {edit.passage} for output in edit.holds}
    for output, numbers in text.marks.items():
        marks.setdefault(output, set()).update(numbers - {edit.passage})
    near = range(first, min(end, len(passages)))
    kept = {output: frozenset(n - first for n in numbers if n in near) for output, numbers in marks.items()}
    found = {output: numbers for output, numbers in kept.items() if numbers}
    return replace(text, text=" ".join(passages[first:end]), passages=tuple(passages[first:end]), marks=found)


def sentences() -> tuple[Sentence, ...]:
    """The authored ones, by point.

    Raises:
        DataError: if a line is not what it should be, with file and line.
    """
    return tuple(_sentence(row, where) for row, where in _rows(HERE / "sentences"))


def output(kind: str, key: str) -> int:
    """The number of an output: `earned` or `against` with a point, `misconceptions` with M1 to M8."""
    if kind == "misconceptions":
        return 2 * POINTS + MISCONCEPTIONS.index(key)
    return {"earned": 0, "against": POINTS}[kind] + _point(int(key)) - 1


def _point(number: int) -> int:
    if not 1 <= number <= POINTS:
        raise ValueError(f"{number} is no point")
    return number


def _rows(folder: Path) -> Iterator[tuple[dict[str, object], str]]:
    for path in sorted(folder.glob("*.jsonl")):
        yield from _lines(path)


def _lines(path: Path) -> Iterator[tuple[dict[str, object], str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(f"{where}: {error}") from None
        if not isinstance(row, dict):
            raise DataError(f"{where}: an object is wanted")
        yield row, where


def _explanation(row: dict[str, object], where: str) -> Explanation:
    try:
        text = str(row["text"])
        cut = tuple(passage.text for passage in passages(text))
        marks = row["marks"]
        if not isinstance(marks, dict):
            raise TypeError("marks are a table")
        settled = {
            output(kind, key): frozenset(numbers)
            for kind in ("earned", "against", "misconceptions")
            for key, numbers in marks[kind].items()
        }
        if any(number not in range(len(cut)) for numbers in settled.values() for number in numbers):
            raise ValueError("marks name a passage that is not there")
        return Explanation(str(row["id"]), str(row["voice"]), str(row["kind"]), text, cut, settled)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{where}: {error!r}") from None


def _sentence(row: dict[str, object], where: str) -> Sentence:
    try:
        return Sentence(_point(int(str(row["point"]))), str(row["kind"]), str(row["text"]), _holds(row))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{where}: {error!r}") from None


def _edit(row: dict[str, object], where: str) -> Edit:
    try:
        return Edit(str(row["id"]), int(str(row["passage"])), str(row["text"]), _holds(row))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{where}: {error!r}") from None


def _holds(row: dict[str, object]) -> frozenset[int]:
    return frozenset(
        output(kind, str(key))
        for kind in ("earned", "against", "misconceptions")
        for key in row[kind]  # type: ignore[attr-defined]
    )
