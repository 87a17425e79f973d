"""The command marks as the page does: the same passages, probabilities, points and reasons."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.widgets import tiny_marker
from training.config import ConfigError
from training.errors import DataError
from training.tutor import mark, texts
from widgets.embed import published
from widgets.embed.host import perform
from widgets.embed.model import Model
from widgets.embed.prose import lesson
from widgets.engine import Marked, MarkText
from widgets.explaining.work import marker_of, prepared, refused, result_of

WRITTEN = [one.text for one in texts.explanations()][::5][:168] + [one.text for one in texts.sentences()][::50]
ODD = [
    "",
    "one",
    "🙂 " * 30,
    "<b>bold</b> & the loss is a number that it gives",
    "Das Modell lernt aus dem Fehler, den es macht.",
]


@pytest.fixture(params=["tiny", "published"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A marker of the test's own, and the one of the page once there is one."""
    if request.param == "published":
        if not (mark.MODEL / "manifest.json").is_file():
            pytest.skip("no marker is published")
        return mark.MODEL
    made = tiny_marker.write(tmp_path)
    monkeypatch.setattr(published, "MODELS", made.parent)
    return made


def test_two_hundred_texts_are_marked_as_on_the_page(folder: Path) -> None:
    reader = mark.Reader(folder)
    known = marker_of(json.loads((folder / "manifest.json").read_text()))
    assert len(WRITTEN) >= 200
    for text in WRITTEN + ODD:
        said = reader.mark(text)
        if refused(text):
            assert said["score"] == 0
            continue
        work = prepared(text, lesson())
        answer = perform(MarkText("k", "tutor", work.passages()), Model())
        assert isinstance(answer, Marked)
        result = result_of(work, answer, known.thresholds)
        assert said["score"] == result.score
        assert list(said["points"].values()) == [int(found.given) for found in result.points]


def test_the_sentence_that_earned_a_point_is_the_readers_own(folder: Path) -> None:
    reader = mark.Reader(folder)
    for text in WRITTEN[:40]:
        said = reader.mark(text)
        for name, sentence in said["sentences"].items():
            assert (sentence is not None) == bool(said["points"][name])
            assert sentence is None or sentence in text


def test_what_stands_in_the_lesson_is_set_aside_and_another_language_is_not_marked(tmp_path: Path) -> None:
    reader = mark.Reader(tiny_marker.write(tmp_path))
    copied = next(line for line in lesson().splitlines() if len(line.split()) > 40).split(". ")[0]
    assert len(copied.split()) >= 8
    said = reader.mark(f"{copied}. And then I say something of my own here.")
    assert said["set_aside"]
    assert "And then I say something of my own here." not in said["set_aside"]
    foreign = reader.mark("Das Modell lernt aus dem Fehler, den es bei dem nächsten Wort macht, und das ist gut so.")
    assert (foreign["note"], foreign["score"]) == ("not English", 0)


def _said(lines: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert mark.main(["--model", str(folder)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_gets_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = b'\xef\xbb\xbf{"text": "It guesses the next word."}\r\n\r\n{"text": ""}\n'
    said = _said(lines, tiny_marker.write(tmp_path), monkeypatch, capsys)
    assert len(said) == 2
    assert set(said[0]["points"]) == {f"P{number}" for number in range(1, 11)}


@pytest.mark.parametrize("line", [b"no JSON", b"[]", b'{"text": 3}', b"{}"])
def test_a_line_that_is_no_text_is_named(
    line: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DataError, match="line 2 of the input"):
        _said(b'{"text": "One."}\n' + line, tiny_marker.write(tmp_path), monkeypatch, capsys)


def test_without_a_published_marker_it_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="python -m training tutor"):
        mark.Reader(tmp_path)
