"""Marks are shown in the reader's own text, point by point, with what is missing, what is wrong, and how sure it is."""

from dataclasses import replace

from tests.widgets import drawn
from tests.widgets.tiny_marker import MANIFEST
from widgets.engine import Element, render
from widgets.explaining.attempts import Attempt
from widgets.explaining.feedback import feedback, progress, trust
from widgets.explaining.result import Found, Result, Wrong
from widgets.explaining.rubric import points
from widgets.explaining.work import marker_of

MARKER = marker_of(MANIFEST)
TEXT = "It <b>bets</b> on words.\n\nThen & only then it pays. We climb the gradient. Copied words here."


def _result(**given: tuple[int, str]) -> Result:
    found = (
        Found(point.id, True, "seen", given[point.id.replace("-", "_")][0])
        if point.id.replace("-", "_") in given
        else Found(point.id, False, "not seen", -1)
        for point in points()
    )
    return Result(TEXT, tuple(found), (Wrong("along-gradient", 2),), (3,))


RESULT = _result(prediction=(0, ""), graded=(1, ""), warmup=(1, ""))


def _drawn(result: Result = RESULT, ticked: tuple[str, ...] = (), compared: bool = False) -> Element:
    return feedback(result, ticked, compared, MARKER)


def test_the_readers_text_stands_whole_with_the_numbers_of_the_points_behind_their_sentences() -> None:
    shown = drawn.one(_drawn(), "p", class_="marked-text")
    marks = [drawn.words(mark) for mark in drawn.found(shown, "mark")]
    assert marks == ["It <b>bets</b> on words.1", "Then & only then it pays.3, 10"]
    assert drawn.words(shown) == TEXT.replace("words.", "words.1", 1).replace("pays.", "pays.3, 10")
    assert "<b>" not in render(shown)


def test_each_point_shows_the_sentence_that_earned_it_or_what_is_missing_and_where_it_is_taught() -> None:
    items = drawn.found(drawn.one(_drawn(), "ol", class_="findings"), "li")
    assert len(items) == 10
    assert drawn.words(drawn.one(items[0], "q")) == "It <b>bets</b> on words."
    assert not drawn.found(items[0], "a")
    assert drawn.words(drawn.one(items[1], "a")) == "Taught in “Cross-entropy”"
    assert dict(drawn.one(items[1], "a").attributes)["href"] == "#cross-entropy"
    assert points()[1].idea in drawn.words(items[1])
    assert not drawn.found(items[1], "q")


def test_a_close_thing_shows_the_sentence_and_whether_it_counts() -> None:
    unsure = (Found("prediction", True, "unsure", 0), Found("cross-entropy", False, "unsure", 1), *RESULT.points[2:])
    items = drawn.found(drawn.one(_drawn(replace(RESULT, points=unsure)), "ol", class_="findings"), "li")
    assert [drawn.words(drawn.one(item, "span", class_="finding-verdict")) for item in items[:3]] == [
        "Unsure, counted",
        "Unsure, not counted",
        "Seen",
    ]
    assert drawn.found(items[1], "q")
    assert drawn.found(items[1], "a")


def test_a_contradiction_is_named_with_its_correction_and_copies_are_named_too() -> None:
    corrected = drawn.one(_drawn(), "ul", class_="corrections")
    assert drawn.words(drawn.one(corrected, "q")) == "We climb the gradient."
    assert "uphill on the loss" in drawn.words(corrected)
    assert drawn.words(drawn.one(_drawn(), "ul", class_="aside")) == "Copied words here."


def test_nothing_wrong_and_nothing_copied_takes_no_room() -> None:
    clean = _drawn(replace(RESULT, wrong=(), aside=()))
    assert not drawn.found(clean, "ul")


def test_the_readers_own_marks_stand_beside_only_where_they_came_first() -> None:
    assert not drawn.found(_drawn(ticked=("warmup",)), "output", name="agree")
    both = _drawn(ticked=("warmup", "update"), compared=True)
    # It saw two points more and one less.
    assert drawn.output(both, "agree") == ("7 of 10", 7)
    yours = [drawn.words(one) for one in drawn.found(both, "span", class_="yours")]
    assert yours.count("you: ticked") == 2
    assert len(yours) == 10


def test_what_another_version_kept_is_shown_as_far_as_it_goes() -> None:
    strange = Result(
        "One.", (Found("gone", True, "seen", 0), Found("warmup", True, "seen", 9)), (Wrong("gone", 0),), (5,)
    )
    shown = _drawn(strange)
    assert drawn.words(drawn.one(shown, "p", class_="marked-text")) == "One.1"
    assert len(drawn.found(drawn.one(shown, "ol", class_="findings"), "li")) == 1
    assert not drawn.found(shown, "ul")


def test_it_says_that_a_machine_read_it_and_how_often_it_is_right() -> None:
    said = trust(MARKER)
    assert said.startswith("A machine read this")
    assert all(part in said for part in ("120 explanations", "91%", "0.8"))
    assert "go by your own marking" not in said
    assert "go by your own marking" in trust(replace(MARKER, reached=False))


def _attempt(score: int, *given: str) -> Attempt:
    return Attempt("id", 1.0, score, given, (), 9)


def test_a_second_attempt_shows_what_it_won_and_lost() -> None:
    assert progress([_attempt(1, "warmup")]) is None
    shown = progress([_attempt(1, "warmup"), _attempt(2, "graded", "update")])
    assert shown is not None
    words = drawn.words(shown)
    assert "New: Graded, and steep for confident errors, The update." in words
    assert "No longer there: Warmup." in words
    assert drawn.output(shown, "scores") == ("1, 2", 2)
    same = progress([_attempt(1, "warmup"), _attempt(1, "warmup")])
    assert same is not None
    assert "the same points." in drawn.words(same)
