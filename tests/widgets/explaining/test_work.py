"""Texts of every kind are read, set aside or refused, and the marker's answer becomes what the reader is told."""

from typing import Any

import pytest

from tests.widgets.tiny_marker import MANIFEST
from widgets.engine import Marked, WrongValue
from widgets.explaining import rubric, work
from widgets.explaining.result import Found, Wrong
from widgets.explaining.work import (
    COPIED,
    FEWEST,
    FOREIGN,
    SHORT,
    Marker,
    Work,
    marker_of,
    prepared,
    refused,
    result_of,
)
from widgets.ml.marking import MISCONCEPTIONS, OUTPUTS, POINTS

LESSON = "The loss is minus the log of the probability given to the right token.\nSlow and steady wins."
OWN = "The model guesses a word. It pays for each surprise."
MARKER = marker_of(MANIFEST)


def _row(*held: int) -> tuple[float, ...]:
    return tuple(0.9 if output in held else 0.05 for output in range(OUTPUTS))


@pytest.mark.parametrize("text", ["", " \n ", "loss", "one two three four", "👩‍👩‍👧 !!!", "<b></b>", "."])
def test_what_explains_nothing_is_not_read(text: str) -> None:
    assert refused(text) == SHORT


def test_a_sentence_is_enough_and_other_languages_are_named() -> None:
    assert refused("word " * FEWEST) == ""
    assert refused("Das Modell sagt das nächste Wort vorher und misst, wie falsch es damit lag.") == FOREIGN
    assert "English" in FOREIGN
    assert "lesson" in COPIED


def test_a_copied_passage_is_set_aside_and_the_rest_is_read() -> None:
    text = f"{OWN} As I read: the loss is minus the log of the probability!"
    ready = prepared(text, LESSON)
    assert (ready.own, ready.aside) == ((0, 1), (2,))
    assert ready.passages() == ("The model guesses a word.", "It pays for each surprise.")


def test_the_rubric_pasted_is_no_explanation() -> None:
    pasted = "\n".join(f"{point.title} {point.idea}" for point in rubric.points())
    ready = prepared(pasted, "")
    left = [text for text in ready.passages() if len(text.split()) >= 8]
    assert not left
    assert len(ready.aside) >= POINTS


def test_passages_without_a_word_are_not_worth_reading() -> None:
    assert prepared("👩‍👩‍👧\n\n---\n\n" + OWN, LESSON).passages() == tuple(
        f"{sentence.rstrip('.')}." for sentence in OWN.split(". ")
    )


def test_html_and_long_texts_are_passages_like_any_other() -> None:
    ready = prepared("<script>alert(1)</script> A guess is made. " * 400, LESSON)
    assert len(ready.own) >= 400
    assert "<script>" in ready.passages()[0]


def test_points_name_the_passage_of_the_whole_text_and_not_of_what_was_read() -> None:
    going = Work("a. b. c. d.", own=(1, 3), aside=(0, 2))
    found = result_of(going, Marked((_row(0), _row(9, 5))), MARKER.thresholds)
    assert found.points[0] == Found("prediction", True, "seen", 1)
    assert found.points[9] == Found("warmup", True, "seen", 3)
    assert found.points[1] == Found("cross-entropy", False, "not seen", -1)
    assert (found.score, found.aside, found.text) == (3, (0, 2), "a. b. c. d.")


def test_a_misconception_answers_for_the_point_it_is_about_in_the_same_passage() -> None:
    going = Work("a. b.", own=(0, 1))
    along = POINTS + 5, 2 * POINTS + 3
    both = result_of(going, Marked((_row(*along), _row(POINTS + 5))), MARKER.thresholds)
    assert both.wrong == (Wrong("along-gradient", 0),)
    apart = result_of(going, Marked((_row(POINTS + 5), _row(2 * POINTS + 3))), MARKER.thresholds)
    assert apart.wrong == (Wrong("along-gradient", 1), Wrong("update", 0))


def test_every_misconception_and_contradiction_of_the_marker_has_words() -> None:
    known = {one.id for one in rubric.points()} | {one.id for one in rubric.rubric().misconception}
    found = result_of(Work("a.", own=(0,)), Marked((tuple([0.9] * OUTPUTS),)), MARKER.thresholds)
    assert {one.id for one in found.wrong} <= known
    assert len(found.wrong) >= MISCONCEPTIONS


def test_an_answer_about_other_passages_is_refused() -> None:
    with pytest.raises(ValueError, match="1 passages were marked of 2"):
        result_of(Work("a. b.", own=(0, 1)), Marked((_row(),)), MARKER.thresholds)


def test_work_tells_how_far_it_is() -> None:
    going = work.went_on(Work("a"), Marked((), 3, 9))
    assert (going.loaded, going.total, going.done) == (3, 9, 0)
    read = work.went_on(going, Marked((_row(), _row())))
    assert (read.loaded, read.total, read.done) == (3, 9, 2)


def test_a_manifest_is_read_for_what_is_needed_and_its_size_is_never_too_small() -> None:
    assert isinstance(MARKER, Marker)
    assert (MARKER.size, MARKER.figures.texts, MARKER.reached) == ("13.5 MB", 120, True)
    assert not marker_of({key: value for key, value in MANIFEST.items() if key != "reached"}).reached


WRONG: list[Any] = [
    None,
    [],
    {},
    {key: value for key, value in MANIFEST.items() if key != "figures"},
    MANIFEST | {"thresholds": {"earned": []}},
    MANIFEST | {"figures": {"marker": {"texts": "many"}}},
]


@pytest.mark.parametrize("manifest", WRONG)
def test_a_manifest_that_is_none_is_refused(manifest: object) -> None:
    with pytest.raises(WrongValue):
        marker_of(manifest)
