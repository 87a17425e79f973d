"""With a marker the text is marked in the page: by it at once or after the reader, and every text has an answer."""

from pathlib import Path

import pytest

from tests.widgets import drawn, tiny_marker
from widgets import teach_back
from widgets.embed import published
from widgets.embed.host import first_view, settle
from widgets.engine import (
    Cancel,
    Element,
    Entries,
    Event,
    Failure,
    Ledger,
    Marked,
    MarkText,
    Now,
    Plain,
    Progress,
    Prose,
    Published,
    Session,
)
from widgets.explaining.work import COPIED, FOREIGN, SHORT, STOPPED
from widgets.teach_back import State, update, view

TEXT = "Every time it makes a guess. Then it walks downhill a bit. And the rate must ramp up, not cool!"
LESSON_SENTENCE = "Before training, a model is given exactly one job: predict the next token."


@pytest.fixture(autouse=True)
def tutor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A marker of the test's own, published where the build looks."""
    monkeypatch.setattr(published, "MODELS", tmp_path)
    return tiny_marker.write(tmp_path)


def _marked(text: str, *before: Event) -> tuple[State, Element]:
    """The widget after its marker has read a text."""
    session: Session[Plain] = first_view("teach_back", {"explanation": text})
    for event in (*before, Event("mark")):
        settle(session, session.dispatch(event), most=20)
    state = session.state
    assert isinstance(state, State)
    return state, view(state)


def test_the_size_is_said_before_anything_is_fetched_and_that_nothing_leaves_the_page() -> None:
    session = first_view("teach_back", {})
    words = drawn.words(session.element())
    assert "at most 13.5 MB" in words
    assert "nothing you write leaves the page" in words
    assert "No program marks it yet" not in words


def test_a_text_is_marked_point_by_point() -> None:
    state, element = _marked(TEXT)
    assert drawn.output(element, "score") == ("2 of 10", 2)
    assert state.result is not None
    assert state.result.given == ("prediction", "update")
    # "cool" speaks against warmup, in the very sentence that makes it.
    assert [one.id for one in state.result.wrong] == ["warmup"]
    assert drawn.output(element, "verdict")[0] == "2 of 10 points seen, 0 unsure."


def test_the_order_is_lesson_then_marker_then_clock_then_ledger() -> None:
    here = first_view("teach_back", {"explanation": TEXT}).state
    assert isinstance(here, State)
    asked = update(here, Event("mark"))
    assert isinstance(asked, tuple)
    assert asked[1] == (Cancel("marks"), Prose("prose"))
    asked = update(asked[0], Event("prose", "A lesson of other words."))
    assert isinstance(asked, tuple)
    assert isinstance(asked[1], MarkText)
    assert asked[1].passages == ("Every time it makes a guess.", "Then it walks downhill a bit.", TEXT[59:])
    asked = update(asked[0], Event("marks", Marked(((0.01,) * 28,) * 3)))
    assert isinstance(asked, tuple)
    assert asked[1] == Now("now")
    asked = update(asked[0], Event("now", 5.25))
    assert isinstance(asked, tuple)
    assert isinstance(asked[1], Ledger)
    assert (asked[1].name, [one["id"] for one in asked[1].add]) == ("explained", ["explanation@5250"])  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", SHORT),
        ("guess", SHORT),
        ("👩‍👩‍👧 💥", SHORT),
        ("Das Modell rät das nächste Wort und lernt aus der Abweichung vom echten Text.", FOREIGN),
        (LESSON_SENTENCE, COPIED),
    ],
)
def test_what_cannot_be_marked_is_told_why(text: str, why: str) -> None:
    state, element = _marked(text)
    assert state.result is None
    assert drawn.output(element, "verdict")[0] == why


def test_a_sentence_of_the_lesson_is_set_aside_and_the_rest_is_marked() -> None:
    state, element = _marked(f"{LESSON_SENTENCE} My own guess is another thing.")
    assert state.result is not None
    assert (state.result.aside, state.result.given) == ((0,), ("prediction",))
    assert drawn.words(drawn.one(element, "ul", class_="aside")) == LESSON_SENTENCE


def test_the_longest_text_is_marked_whole() -> None:
    state, element = _marked(("So it walks downhill. " * 1000)[:19_990] + " guess it.")
    assert state.result is not None
    assert state.result.given == ("prediction", "update")
    assert drawn.words(drawn.one(element, "p", class_="marked-text")).count("downhill") > 900


def test_whoever_marks_first_sees_no_marks_before_they_compare() -> None:
    session: Session[Plain] = first_view("teach_back", {"explanation": TEXT})
    settle(session, session.dispatch(Event("mark")), most=20)
    settle(session, session.dispatch(Event("first", "reader")), most=20)
    assert not drawn.found(session.element(), "ol", class_="findings")
    assert drawn.words(drawn.one(session.element(), "button", name="mark")) == "Compare with the marker"
    settle(session, session.dispatch(Event("point_prediction", "true")), most=20)
    settle(session, session.dispatch(Event("point_graded", "true")), most=20)
    settle(session, session.dispatch(Event("mark")), most=20)
    assert drawn.output(session.element(), "agree") == ("8 of 10", 8)


def test_a_text_that_changed_says_so_and_keeps_its_marks() -> None:
    state, _ = _marked(TEXT)
    later = drawn.after(teach_back, state, Event("explanation", TEXT + " More."))
    assert drawn.output(view(later), "verdict")[0].endswith("Your text has changed since; mark it again.")
    assert drawn.output(view(later), "score") == ("2 of 10", 2)


def _going() -> State:
    here = first_view("teach_back", {"explanation": TEXT}).state
    assert isinstance(here, State)
    for event in (Event("mark"), Event("prose", "")):
        asked = update(here, event)
        assert isinstance(asked, tuple)
        here = asked[0]
    return here


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Marked(()), "Getting ready to read."),
        (Marked((), 3_140_000, 13_440_000), "Loading the marker: 3.1 of 13.4 MB."),
        (Marked((), 13_440_000, 13_440_000), "Getting ready to read."),
        (Marked(((0.1,) * 28,) * 2), "Reading: 2 of 3 sentences."),
    ],
)
def test_while_it_comes_and_reads_it_says_how_far_it_is(part: Marked, words: str) -> None:
    here = update(_going(), Event("marks", Progress(part)))
    assert isinstance(here, State)
    shown = drawn.output(view(here), "verdict")[0]
    assert shown == words or (shown, part.total) == ("Looking for the marker.", 0)


def test_it_can_be_stopped_and_what_comes_late_changes_nothing() -> None:
    stopped = update(_going(), Event("stop"))
    assert isinstance(stopped, tuple)
    assert stopped[1] == (Cancel("prose"), Cancel("marks"))
    assert drawn.output(view(stopped[0]), "verdict")[0] == STOPPED
    assert update(stopped[0], Event("marks", Marked(((0.9,) * 28,) * 3))) == stopped[0]
    assert not drawn.found(view(stopped[0]), "button", name="stop")


def test_what_fails_is_told_and_can_be_tried_again() -> None:
    failed = update(_going(), Event("marks", Failure("marker.onnx could not be fetched.")))
    assert isinstance(failed, State)
    assert drawn.output(view(failed), "verdict")[0] == "marker.onnx could not be fetched."
    assert isinstance(update(failed, Event("mark")), tuple)


def test_a_manifest_that_did_not_come_or_cannot_be_read_leaves_the_reader_to_mark() -> None:
    for answer, why in ((Failure("No network."), "No network."), ({"bytes": 3}, "The marker cannot be read")):
        here = update(State(), Event("marker", answer))
        assert isinstance(here, State)
        assert why in drawn.words(view(here))
        assert "No program marks it yet" in drawn.words(view(here))
        again = update(here, Event("again"))
        assert isinstance(again, tuple)
        assert Published("marker", "tutor", "manifest.json", True) in again[1]  # type: ignore[operator]


def test_a_press_that_comes_before_the_manifest_is_not_lost() -> None:
    early = update(State(TEXT), Event("mark"))
    assert isinstance(early, State)
    known = update(early, Event("marker", tiny_marker.MANIFEST))
    assert isinstance(known, tuple)
    assert Prose("prose") in known[1]  # type: ignore[operator]
    assert not known[0].wanted
    assert isinstance(update(early, Event("marker", None)), State)


def test_without_a_marker_the_widget_is_the_readers_own(tutor: Path) -> None:
    (tutor / "manifest.json").unlink()
    element = first_view("teach_back", {}).element()
    assert "No program marks it yet" in drawn.words(element)
    assert not drawn.found(element, "button")


def test_a_marker_that_is_not_good_enough_says_so_first(tutor: Path) -> None:
    manifest = (tutor / "manifest.json").read_text().replace('"reached": true', '"reached": false')
    (tutor / "manifest.json").write_text(manifest)
    element = first_view("teach_back", {}).element()
    assert "yours count" in drawn.words(drawn.one(element, "p", class_="leads"))


def test_attempts_of_all_tabs_are_compared_and_what_is_none_is_said() -> None:
    state, _ = _marked(TEXT)
    one = {"id": "explanation@1", "at": 1.0, "score": 1, "points": ["graded"], "own": [], "words": 9}
    two = {"id": "explanation@2", "at": 2.0, "score": 2, "points": ["prediction", "update"], "own": [], "words": 9}
    here = update(state, Event("attempts", Progress(Entries((one, two, {"id": "strange"}), "Nothing is kept here."))))
    assert isinstance(here, State)
    words = drawn.words(view(here))
    assert "New: Prediction against the real text, The update. No longer there: Graded" in words
    assert "1 of your attempts cannot be read here." in words
    assert "Nothing is kept here." in words
