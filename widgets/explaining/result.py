"""What a marker found in an explanation, as it is kept for the reader: plain values, read by whoever draws them."""

from dataclasses import dataclass

from widgets.ml.marking import Verdict
from widgets.ml.passages import Passage, passages


@dataclass(frozen=True)
class Found:
    """What was found of the point with this id; `by` is the number of the passage that makes it, -1 for none."""

    point: str
    given: bool
    verdict: Verdict
    by: int


@dataclass(frozen=True)
class Wrong:
    """A passage, by number, that speaks against a point, or asserts a misconception, with this id."""

    id: str
    at: int


@dataclass(frozen=True)
class Result:
    """`text` is the explanation as it was marked; `aside` are the numbers of passages that copy the lesson."""

    text: str
    points: tuple[Found, ...]
    wrong: tuple[Wrong, ...]
    aside: tuple[int, ...]

    @property
    def score(self) -> int:
        """Points given."""
        return sum(one.given for one in self.points)

    @property
    def given(self) -> tuple[str, ...]:
        """The ids of the points given."""
        return tuple(one.point for one in self.points if one.given)

    @property
    def unsure(self) -> int:
        """How many points were a close thing."""
        return sum(one.verdict == "unsure" for one in self.points)

    def passages(self) -> dict[int, Passage]:
        """The passages of the text by number; another version of the site may have cut it otherwise."""
        return dict(enumerate(passages(self.text)))
