"""The box keeps what is written, the points keep what is ticked, and both are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import teach_back
from widgets.engine import Event, InvalidValue, UnknownEvent
from widgets.explaining.rubric import points, rubric
from widgets.teach_back import LONGEST, State, update, view

IDS = [point.id for point in points()]


@given(st.text(max_size=200))
def test_what_is_written_stands_in_the_box_and_is_counted_in_words(text: str) -> None:
    element = view(update(State(ticked=("graded",)), Event("explanation", text)))
    assert drawn.words(drawn.one(element, "textarea", name="explanation")) == text
    assert drawn.output(element, "words") == (f"{len(text.split()):,}", len(text.split()))
    assert drawn.output(element, "ticked")[1] == 1


def test_a_text_is_kept_up_to_its_longest_and_refused_beyond_without_touching_the_one_before() -> None:
    state = update(State(), Event("explanation", "x" * LONGEST))
    assert len(state.explanation) == LONGEST == 20_000
    with pytest.raises(InvalidValue, match="at most 20,000 characters; this has 20,001"):
        update(state, Event("explanation", "x" * (LONGEST + 1)))


@given(st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=20))
def test_a_point_is_ticked_as_its_box_was_last_set(presses: list[tuple[str, bool]]) -> None:
    state = drawn.after(
        teach_back, State("mine"), *(Event(f"point_{id}", str(ticked).lower()) for id, ticked in presses)
    )
    expected = {id for id, ticked in dict(presses).items() if ticked}
    element = view(state)
    checked = {str(dict(box.attributes)["name"]) for box in drawn.found(element, "input", checked=True)}
    assert checked == {f"point_{id}" for id in expected}
    assert drawn.output(element, "ticked") == (f"{len(expected)} of 10", len(expected))
    assert state.explanation == "mine"


def test_a_tick_for_a_point_that_the_rubric_no_longer_has_counts_for_nothing() -> None:
    assert drawn.output(view(State(ticked=("an old point", IDS[0]))), "ticked") == ("1 of 10", 1)


def test_the_task_and_every_point_are_shown_as_the_file_has_them() -> None:
    element = view(State())
    assert drawn.words(drawn.one(element, "p", class_="task")) == rubric().task
    shown = [drawn.words(item) for item in drawn.found(drawn.one(element, "ol", class_="points"), "li")]
    assert shown == [f"{point.title} {point.idea}" for point in points()]
    assert drawn.words(drawn.one(element, "summary")) == "The 10 points"


def test_waking_changes_nothing() -> None:
    state = State("mine", ("graded",))
    assert drawn.after(teach_back, state, Event("mount")) == state


@pytest.mark.parametrize("value", ["yes", "True", "", None, True])
def test_a_box_is_set_to_true_or_false_and_to_nothing_else(value: object) -> None:
    with pytest.raises(InvalidValue):
        update(State(), Event(f"point_{IDS[0]}", value))


@pytest.mark.parametrize("name", ["nope", "point_", "point_nope", IDS[0]])
def test_an_event_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(UnknownEvent):
        update(State(), Event(name, "true"))
