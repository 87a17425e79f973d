"""The build's marker reads passages whole, in windows, and says for each what it finds."""

import gzip
import json
from pathlib import Path

import pytest

from tests.widgets import tiny_marker
from widgets.embed import published
from widgets.embed.host import perform
from widgets.embed.marker import marked
from widgets.embed.model import Model
from widgets.embed.published import MissingModel
from widgets.engine import Failure, Marked, MarkText, Published
from widgets.ml.windows import LONGEST_PASSAGE

MARKER = published.MODELS / "tutor"


@pytest.fixture(autouse=True)
def tutor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A marker of the test's own, published where the build looks."""
    monkeypatch.setattr(published, "MODELS", tmp_path)
    return tiny_marker.write(tmp_path)


def _holds(*passages: str) -> list[list[int]]:
    """The outputs above one half, of each passage."""
    found = marked(MarkText("k", "tutor", passages))
    assert isinstance(found, Marked)
    return [[output for output, p in enumerate(row) if p > 0.5] for row in found.p]


def test_each_passage_is_marked_for_itself() -> None:
    assert _holds("a GUESS", "nothing", "go uphill, always", "ramp and guess") == [[0], [], [15, 26], [0, 9]]


def test_what_has_no_tokens_or_only_unknown_ones_holds_nothing() -> None:
    assert _holds("", " \n ", "\u200b\x00", "👩‍👩‍👧", "x" * 101, "guess") == [[], [], [], [], [], [0]]


def test_a_text_without_passages_gets_no_marks() -> None:
    assert marked(MarkText("k", "tutor", ())) == Marked(())


def test_of_a_long_passage_the_first_tokens_are_read() -> None:
    assert _holds("a " * LONGEST_PASSAGE + "guess") == [[]]


def test_many_passages_are_marked_as_they_are_alone() -> None:
    passages = [f"{word} " + "a b c " * (number % 7) for number, word in enumerate(tiny_marker.EARNS * 30)]
    alone = [row for passage in passages[:10] for row in _holds(passage)]
    together = _holds(*passages)
    assert together[:10] == alone
    assert len(together) == len(passages)


def test_a_marker_that_was_never_published_is_missing_unless_a_file_of_it_may_be() -> None:
    with pytest.raises(MissingModel):
        perform(MarkText("k", "other", ("a",)), Model())
    assert perform(Published("k", "other", "manifest.json", True), Model()) is None
    assert perform(Published("k", "tutor", "manifest.json", True), Model()) == tiny_marker.MANIFEST


def test_a_marker_that_computes_no_numbers_fails_in_words(tutor: Path) -> None:
    tiny_marker.write(tutor.parent, strong=float("nan"))
    assert marked(MarkText("k", "tutor", ("guess",))) == Failure(
        "The marker said nothing that can be used; mark the text yourself."
    )


@pytest.mark.skipif(not (MARKER / "marker.onnx").is_file(), reason="no marker is published yet")
def test_the_published_marker_takes_at_most_16_mb_on_the_wire_and_no_more_than_is_said() -> None:
    packed = sum(len(gzip.compress(path.read_bytes(), 9)) for path in MARKER.iterdir())
    said = json.loads((MARKER / "manifest.json").read_text(encoding="utf-8"))["bytes"]
    assert packed <= 16_000_000
    assert packed <= said
