"""An explanation on its way through the marker: what is read, what is set aside, and why some texts are not read."""

import math
from dataclasses import dataclass, replace

from widgets.engine import Marked, WrongValue, read
from widgets.explaining import rubric
from widgets.explaining.result import Found, Result, Wrong
from widgets.ml.marking import Marks, Thresholds, marks
from widgets.ml.passages import Passage, passages
from widgets.ml.wording import copies, is_english, runs, words

MODEL = "tutor"
FEWEST = 5
"""Words below which nothing can be explained."""
SHORT = "Write at least a sentence first; there is nothing to mark yet."
FOREIGN = "The marker reads English alone, and this does not look like it. Tick the points yourself: the ideas count."
COPIED = "Every sentence here stands in the lesson or its rubric, word for word. Close them, and say it your own way."
STOPPED = "Stopped; nothing was marked."


@dataclass(frozen=True)
class Figures:
    """What was measured on `texts` explanations that the marker had never read.

    The share of points on which it agreed with the settled marks, and by how many points of ten its score was off.
    """

    texts: int
    agreement: float
    error: float


@dataclass(frozen=True)
class Marker:
    """A published marker: its `bytes`, what its probabilities mean, how good it is.

    `reached` is whether that is good enough for its marks to lead; where nobody says so, it is not.
    """

    bytes: int
    thresholds: Thresholds
    figures: Figures
    reached: bool = False

    @property
    def size(self) -> str:
        """Megabytes for people, never too few."""
        return f"{math.ceil(self.bytes / 1e5) / 10:.1f} MB"


def marker_of(manifest: object) -> Marker:
    """The marker that a manifest.json describes; what else stands there is not needed here.

    Raises:
        WrongValue: if something is missing or other than it should be.
    """
    given = _of(manifest, ("bytes", "thresholds", "figures", "reached"))
    return read(Marker, given | {"figures": _of(_of(given.get("figures"), ("marker",)).get("marker"), _MEASURED)})


_MEASURED = ("texts", "agreement", "error")


def _of(table: object, names: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(table, dict):
        raise WrongValue("", "takes a table of a marker")
    return {name: table[name] for name in names if name in table}


@dataclass(frozen=True)
class Work:
    """A `text` that is being marked: numbers of the passages that are read, and of those set aside.

    `loaded` of `total` bytes of the marker have come, and `done` passages are read.
    """

    text: str
    own: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()
    loaded: int = 0
    total: int = 0
    done: int = 0

    def passages(self) -> tuple[str, ...]:
        """What the marker reads."""
        cut = passages(self.text)
        return tuple(cut[number].text for number in self.own)


def refused(text: str) -> str:
    """Why a text is not marked, for the reader; nothing if it is."""
    if len(words(text)) < FEWEST:
        return SHORT
    return "" if is_english(text) else FOREIGN


def prepared(text: str, lesson: str) -> Work:
    """A text's own passages, and those that the lesson (a paragraph a line) or its rubric has as well."""
    known = runs((*lesson.splitlines(), *rubric.texts()))
    cut = passages(text)
    aside = tuple(number for number, passage in enumerate(cut) if copies(passage.text, known))
    own = tuple(number for number, passage in enumerate(cut) if number not in aside and words(passage.text))
    return Work(text, own, aside)


def went_on(work: Work, part: Marked) -> Work:
    """The work after a word of the marker."""
    return replace(work, loaded=part.loaded or work.loaded, total=part.total or work.total, done=len(part.p))


def result_of(work: Work, answer: Marked, thresholds: Thresholds) -> Result:
    """What came of the work.

    Raises:
        ValueError: if the marker answered for other passages than it was given.
    """
    if len(answer.p) != len(work.own):
        raise ValueError(f"{len(answer.p)} passages were marked of {len(work.own)}")
    found = marks(answer.p, thresholds)
    told = rubric.rubric()
    points = tuple(
        Found(point.id, one.given, one.verdict, -1 if one.by is None else work.own[one.by])
        for point, one in zip(told.point, found.points, strict=True)
    )
    return Result(work.text, points, _wrong(found, work), work.aside)


def _wrong(found: Marks, work: Work) -> tuple[Wrong, ...]:
    """Misconceptions, and what speaks against a point in a passage that none of them has answered for that point."""
    told = rubric.rubric()
    named = [(told.misconception[number], work.own[at]) for number, at in found.misconceptions]
    answered = {(one.point, at) for one, at in named}
    against = [
        Wrong(point.id, work.own[one.against])
        for point, one in zip(told.point, found.points, strict=True)
        if one.against is not None and (point.id, work.own[one.against]) not in answered
    ]
    return (*(Wrong(one.id, at) for one, at in named), *against)


def said(passage: Passage) -> str:
    """A passage as one line."""
    return " ".join(passage.text.split())
