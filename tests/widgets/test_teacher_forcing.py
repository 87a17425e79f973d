"""Every row has its own loss from one pass and sees only its past; where the model runs on, the drift is its own."""

import math
from functools import cache
from typing import Any

import pytest

from tests.widgets import drawn
from widgets import teacher_forcing
from widgets.embed.host import first_view, settle
from widgets.embed.model import Model
from widgets.engine import (
    Attend,
    Attended,
    Cancel,
    Element,
    Event,
    Failure,
    InvalidValue,
    Plain,
    Predict,
    Prediction,
    Progress,
    Score,
    Scored,
    Session,
    UnknownEvent,
    visible,
)
from widgets.teacher_forcing import MOST, State, update, view

TEXT = State().text
LILY = "Once upon a time, there was a little girl named Lily."


@cache
def _mounted(**fields: Any) -> Session[Plain]:
    return first_view("teacher_forcing", fields)


def _shown(**fields: Any) -> Element:
    return _mounted(**fields).element()


def _state(**fields: Any) -> State:
    state = _mounted(**fields).state
    assert isinstance(state, State)
    return state


@cache
def _scored(text: str) -> Scored:
    said = Model().perform(Score("k", "demo", text))
    assert isinstance(said, Scored)
    return said


def _rows(element: Element) -> list[dict[str, Any]]:
    return [dict(row.attributes) for row in drawn.found(drawn.one(element, "ol", class_="forcing"), "li")]


def test_one_pass_gives_every_row_its_loss_and_the_token_that_came() -> None:
    scored, rows = _scored(TEXT), _rows(_shown())
    assert [(row["data-id"], float(row["data-loss"])) for row in rows] == [
        (position.token.id, position.loss) for position in scored.positions
    ]
    assert drawn.output(_shown(), "passes") == ("1", 1)
    mean = sum(position.loss for position in scored.positions) / len(scored.positions)
    assert float(drawn.output(_shown(), "mean_loss")[1]) == pytest.approx(mean)


def test_a_new_text_asks_for_one_score_and_one_look_at_its_heads() -> None:
    state, effects = update(_state(), Event("text", "The cat"))  # type: ignore[misc]
    assert (state.scored, state.attended, state.own) == (None, None, ())
    assert effects[:2] == (Score("scored", "demo", "The cat"), Attend("attended", "demo", "The cat", most=MOST))
    assert set(effects[2:]) == {Cancel("next"), Cancel("drifted")}


def test_a_row_has_a_square_for_itself_and_each_before_and_a_dot_for_every_later_one() -> None:
    for number, row in enumerate(drawn.found(drawn.one(_shown(), "ol", class_="forcing"), "li")):
        paths = [str(dict(path.attributes)["d"]) for path in drawn.found(row, "path")]
        assert sum(path.count("h.9") for path in paths) == number + 1
        assert sum(path.count("h0") for path in paths) == MOST - number - 1


@pytest.mark.parametrize(("layer", "head"), [(1, 1), (4, 1), (6, 6)])
def test_the_squares_are_the_attention_of_the_chosen_head(layer: int, head: int) -> None:
    attended = Model().perform(Attend("k", "demo", TEXT, most=MOST))
    assert isinstance(attended, Attended)
    pictures = drawn.found(_shown(layer=layer, head=head), "svg", class_="cells")
    for number, picture in enumerate(pictures):
        weights = attended.row(layer - 1, head - 1, number)
        assert sum(weights) == pytest.approx(1, abs=1e-6)
        most = weights.index(max(weights))
        place = visible(_scored(TEXT).positions[most - 1].token) if most else "the start"
        assert str(dict(picture.attributes)["aria-label"]).startswith(f"looks most at {place}, ")


def test_the_heads_are_those_that_the_model_has() -> None:
    for name in ("layer", "head"):
        slider = drawn.control(_shown(), name)
        assert (slider["min"], slider["max"]) == ("1", "6")
        assert getattr(drawn.after(teacher_forcing, _state(), Event(name, "6")), name) == 6
        with pytest.raises(InvalidValue, match="takes a whole number from 1 to 6"):
            update(_state(), Event(name, "7"))


def _favorites(ids: list[int], count: int) -> list[int]:
    """What the model writes after some tokens, its favorite each time."""
    for _ in range(count):
        said = Model().perform(Predict("k", "demo", "", tuple(ids)))
        assert isinstance(said, Prediction)
        ids = [*ids, max(range(len(said.logits)), key=said.logits.__getitem__)]
    return ids


def test_on_its_own_it_takes_a_pass_a_token_and_writes_its_favorites() -> None:
    given, ids = State().given, [position.token.id for position in _scored(TEXT).positions]
    element = _shown(mode="free")
    assert [row["data-id"] for row in _rows(element)] == _favorites(ids[:given], MOST - given)
    assert drawn.output(element, "passes")[1] == MOST - given
    own = "".join(token.text for token in _state(mode="free").own)
    assert drawn.output(element, "written") == (own.strip(), own)


def test_drift_begins_where_its_words_leave_the_text_and_there_is_no_loss_from_there_on() -> None:
    rows, truth = _rows(_shown(mode="free")), [position.token.id for position in _scored(TEXT).positions]
    leaves = next(row for row, (mine, true) in enumerate(zip(rows, truth, strict=True)) if mine["data-id"] != true)
    assert State().given < leaves < MOST - 1
    assert [row["class"] == "forcing-off" for row in rows] == [number >= leaves for number in range(MOST)]
    assert [row["data-loss"] is None for row in rows] == [number >= leaves for number in range(MOST)]


def test_a_press_on_a_row_lets_it_go_on_from_there_and_the_switch_brings_the_text_back() -> None:
    session = Session(_mounted().widget, _mounted().state)
    settle(session, session.dispatch(Event("given", "3")), most=40)
    state = session.state
    assert isinstance(state, State)
    assert (state.mode, state.given, len(state.own)) == ("free", 3, MOST - 3)
    settle(session, session.dispatch(Event("mode", "forced")), most=40)
    assert _rows(session.element()) == _rows(_shown())


def test_where_it_looked_on_its_own_is_asked_for_when_it_has_written() -> None:
    state = _state(mode="free")
    assert state.drifted is not None
    assert state.drifted.positions == MOST
    assert all(math.isclose(sum(state.drifted.row(0, 0, row)), 1, abs_tol=1e-5) for row in range(MOST))


def test_while_the_weights_are_on_their_way_it_waits() -> None:
    waiting = drawn.after(teacher_forcing, _state(), Event("mode", "free"))
    assert update(waiting, Event("next", Progress(None))) == waiting


def test_it_stops_where_the_model_ends_its_text() -> None:
    said = Model().perform(Predict("k", "demo", ""))
    assert isinstance(said, Prediction)
    ended = Prediction((), 0, "", (0.0,), (teacher_forcing.Token(said.end, ""),), said.end, 1)
    waiting = drawn.after(teacher_forcing, _state(), Event("mode", "free"))
    _, effect = update(waiting, Event("next", ended))  # type: ignore[misc]
    assert isinstance(effect, Attend)


def test_the_challenge_is_met_by_a_text_that_the_model_writes_itself_and_by_no_other() -> None:
    assert drawn.challenge_is_met(_shown(text=LILY, mode="free", given=3))
    assert not drawn.challenge_is_met(_shown(text=LILY))
    assert not drawn.challenge_is_met(_shown(text=LILY, mode="free", given=4))
    assert not drawn.challenge_is_met(_shown(text=TEXT, mode="free", given=3))
    assert not drawn.challenge_is_met(_shown(text="Once upon a time", mode="free", given=1))


def test_a_long_text_is_scored_whole_and_drawn_in_part_and_says_so() -> None:
    long = "The cat sat on the mat. " * 4
    scored, element = _scored(long), _shown(text=long)
    assert len(_rows(element)) == MOST < len(scored.positions)
    assert f"Of {len(scored.positions)} tokens the first {MOST} are drawn." in drawn.words(element)
    mean = sum(position.loss for position in scored.positions) / len(scored.positions)
    assert float(drawn.output(element, "mean_loss")[1]) == pytest.approx(mean)


def test_an_empty_text_asks_for_one_and_a_failure_is_told_with_a_way_back() -> None:
    for mode in ("forced", "free"):
        assert "There is no text yet" in drawn.words(_shown(text="", mode=mode))
    failed = drawn.after(teacher_forcing, State(), Event("scored", Failure("It broke.")))
    assert "It broke." in drawn.words(view(failed))
    assert drawn.after(teacher_forcing, failed, Event("again")).failure == ""


def test_what_a_control_cannot_take_is_refused() -> None:
    for event in (Event("given", "14"), Event("mode", "blind"), Event("text", "x" * 2001)):
        with pytest.raises(InvalidValue):
            update(_state(), event)
    with pytest.raises(ValueError, match="field 'given'"):
        State(given=14)
    with pytest.raises(UnknownEvent):
        update(State(), Event("token"))
