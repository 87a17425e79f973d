"""What a run does later is nowhere in the page until the reader has stopped it; then it is named and explained."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import validation_loss
from widgets.engine import Event, Failure, InvalidValue, Line, Published, UnknownEvent, Veil, numbers, render
from widgets.ml.published_runs import contrast_runs
from widgets.ml.stopping import LAST_NOTCH, OPEN, Turn, lowest, score, step_at
from widgets.validation_loss import TO_SPARE, State, named, patterns, update, view

CONTRAST: Any = json.loads(Path("docs/models/lab/contrast.json").read_text(encoding="utf-8"))
RUNS = CONTRAST["runs"]
READY = drawn.after(validation_loss, State(), Event("mount"), Event("contrast", CONTRAST))
NAMES = [run.name for run in READY.runs]

places = st.integers(0, len(NAMES) - 1)
notches = st.integers(0, LAST_NOTCH - 1)


def _at(name: str, *events: Event) -> State:
    """The run of this name chosen, and then these events."""
    state: State = drawn.after(validation_loss, READY, Event("run", str(NAMES.index(name))), *events)
    return state


def _stopped(name: str, notch: int, *guesses: str) -> State:
    return _at(name, Event("until", str(notch)), Event("stop"), *(Event("guess", guess) for guess in guesses))


def _turn(state: State) -> Turn:
    return Turn(*state.turns[state.run])


def test_it_asks_for_the_contrast_runs_and_waits_for_them() -> None:
    assert update(State(), Event("mount")) == (State(), Published("contrast", "lab", "contrast.json"))
    assert drawn.one(view(State()), "div", data_part="runs").attributes
    failed = drawn.after(validation_loss, State(), Event("contrast", Failure("No such file.")))
    assert drawn.words(drawn.one(view(failed), "p", role="alert")) == "No such file."


def test_the_order_of_the_runs_is_not_that_of_the_answers() -> None:
    assert sorted(NAMES) == sorted(run.name for run in contrast_runs(CONTRAST))
    assert [name for name in patterns() if name in NAMES] != NAMES


def test_every_published_run_has_its_pattern_and_likeness_goes_both_ways() -> None:
    assert set(patterns()) == set(NAMES)
    for name, pattern in patterns().items():
        assert all(name in patterns()[other].like for other in pattern.like)


@settings(max_examples=40, deadline=None)
@given(places, notches)
def test_what_comes_after_the_veil_is_in_no_part_of_the_page(place: int, notch: int) -> None:
    state = drawn.after(validation_loss, READY, Event("run", str(place)), Event("until", str(notch)))
    run, until = state.runs[place], _turn(state).until
    made = drawn.chart(validation_loss, state)
    for line in (layer for layer in made.layers if isinstance(layer, Line)):
        assert all(across <= until for across, _ in line.points)
    assert [layer.start for layer in made.layers if isinstance(layer, Veil)] == [until]
    last = step_at(run, until)
    assert max(int(row[0].replace(",", "")) for row in made.rows) == last
    # Whatever came later, as long as the axes hold it, the markup would be the same.
    blind = update(state, Event("contrast", CONTRAST | {"runs": [_otherwise(one, run.name, last) for one in RUNS]}))
    assert render(view(blind)) == render(view(state))  # type: ignore[arg-type]


def _otherwise(run: Any, name: str, last: int) -> Any:
    """A published run; the one of this name with another end."""
    if run["name"] != name:
        return run
    later = {
        kind: [one | {"loss": 8.5} if one["step"] > last else one for one in run[kind]]
        for kind in ("train", "validation")
    }
    return run | later


def test_the_row_shows_every_run_up_to_its_own_veil() -> None:
    html = render(view(READY))
    assert html.count('class="chart-veil"') == len(NAMES) + 1
    for run in READY.runs:
        assert run.label not in html
        assert run.difference not in html


@given(places)
def test_the_veil_goes_up_by_a_notch_and_never_down(place: int) -> None:
    state = drawn.after(validation_loss, READY, Event("run", str(place)), Event("go_on"))
    assert _turn(state).until == OPEN + 1
    back = drawn.after(validation_loss, state, Event("until", "3"))
    assert _turn(back).until == OPEN + 1
    assert drawn.control(view(back), "until")["value"] == "3"
    assert drawn.output(view(back), "step")[1] == step_at(back.runs[place], 3)
    assert [layer.start for layer in drawn.chart(validation_loss, back).layers if isinstance(layer, Veil)] == [OPEN + 1]


def test_stopping_shows_the_rest_and_says_what_it_was_worth() -> None:
    state = _stopped("overfitting", 24)
    made = drawn.chart(validation_loss, state)
    assert not [layer for layer in made.layers if isinstance(layer, Veil)]
    assert made.line("validation loss").points[-1][0] == pytest.approx(LAST_NOTCH)
    run = state.runs[state.run]
    points = score(run, Turn(stopped=24))
    assert drawn.output(view(state), "points") == (f"{points} of 10", points)
    step, best = lowest(run.val)
    assert f"The lowest, {best:.2f}, is that of step {step:,}" in drawn.words(view(state))
    assert made.line("where you stopped").points[0][0] == 24


def test_only_of_the_overfitting_run_the_end_is_worse_than_an_earlier_stop() -> None:
    for name in NAMES:
        points = drawn.output(view(_stopped(name, LAST_NOTCH)), "points")[1]
        assert points == (0 if name == "overfitting" else 10)


def test_a_run_that_comes_to_its_end_is_stopped_there_and_another_stop_changes_nothing() -> None:
    ended = _at("healthy", *[Event("go_on")] * (LAST_NOTCH - OPEN))
    assert (_turn(ended).stopped, _turn(ended).until) == (LAST_NOTCH, LAST_NOTCH)
    assert update(ended, Event("stop")) == ended
    assert update(ended, Event("go_on")) == ended
    assert drawn.control(view(ended), "stop")["aria-disabled"] == "true"


def test_after_the_stop_one_can_look_back_and_reads_the_losses_there() -> None:
    state = drawn.after(validation_loss, _stopped("overfitting", 24), Event("until", "36"))
    run = state.runs[state.run]
    assert _turn(state).stopped == 24
    assert drawn.output(view(state), "train_loss")[1] == repr(run.train[-1][1])
    assert drawn.output(view(state), "val_loss")[1] == repr(run.val[-1][1])
    assert drawn.output(view(state), "step") == ("1,200", 1200)


def test_nothing_is_named_before_it_was_stopped() -> None:
    assert not drawn.found(view(READY), "input", type="radio")
    assert drawn.output(view(READY), "diagnosis") == ("?", None)
    assert drawn.output(view(READY), "points") == ("none yet", None)
    assert _at("healthy", Event("guess", "healthy")).turns == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_right_name_is_told_with_what_was_different_and_why(name: str) -> None:
    element = view(_stopped(name, 30, name))
    run = next(run for run in READY.runs if run.name == name)
    assert drawn.output(element, "diagnosis") == (run.label, name)
    words = drawn.words(element)
    assert all(part in words for part in (run.title, run.difference, patterns()[name].why, run.sample))


def test_a_wrong_name_is_answered_with_its_sign_and_may_be_corrected() -> None:
    wrong = _stopped("overfitting", 24, "underfitting")
    assert f"Not so: then {patterns()['underfitting'].sign}. Look again." in drawn.words(view(wrong))
    assert drawn.output(view(wrong), "diagnosis")[1] is None
    right = update(wrong, Event("guess", "overfitting"))
    assert drawn.output(view(right), "diagnosis")[1] == "overfitting"  # type: ignore[arg-type]
    assert update(right, Event("guess", "healthy")) == right  # type: ignore[arg-type]


def test_the_mended_run_may_be_called_healthy_for_its_curves_tell_no_more() -> None:
    element = view(_stopped("warmup", LAST_NOTCH, "healthy"))
    assert drawn.output(element, "diagnosis")[1] == "warmup"
    assert "Curves alone cannot tell it from the one you named." in drawn.words(element)


def _played(stop: dict[str, int], first: str = "") -> State:
    """All runs stopped where said, else at the end, and each named, `first` guessed before where it is said."""
    state = READY
    for place, name in enumerate(NAMES):
        events = [Event("run", str(place)), Event("until", str(stop.get(name, LAST_NOTCH))), Event("stop")]
        guesses = [first, name] if name == "overfitting" and first else [name]
        state = drawn.after(validation_loss, state, *events, *(Event("guess", guess) for guess in guesses))
    return state


def test_the_challenge_takes_good_stops_and_every_name_at_once() -> None:
    assert drawn.challenge_is_met(view(_played({"overfitting": 23})))
    assert not drawn.challenge_is_met(view(_played({"overfitting": 23}, first="healthy")))
    assert not drawn.challenge_is_met(view(_played({})))
    assert not drawn.challenge_is_met(view(READY))


def test_whoever_always_stops_early_or_never_stops_misses_the_points() -> None:
    for notch in (*range(OPEN, LAST_NOTCH), LAST_NOTCH):
        state = _played(dict.fromkeys(NAMES, notch))
        total = sum(score(run, Turn(*turn)) or 0 for run, turn in zip(state.runs, state.turns, strict=True))
        assert total < 10 * len(NAMES) - TO_SPARE
        assert all(named(run, Turn(*turn)) for run, turn in zip(state.runs, state.turns, strict=True))


def test_beginning_again_veils_everything() -> None:
    again = update(_played({}), Event("again"))
    assert again.turns == ()  # type: ignore[union-attr]
    assert render(view(again)).count('class="chart-veil"') == len(NAMES) + 1  # type: ignore[arg-type]


def test_the_point_at_the_edge_of_the_veil_moves_it() -> None:
    made = drawn.chart(validation_loss, _at("healthy"))
    mark = made.mark("until")
    assert (mark.at[0], mark.along, mark.per) == (OPEN, "x", 1.0)
    assert mark.label == numbers.loss(float(drawn.output(view(_at("healthy")), "val_loss")[1]))
    assert (made.x.low, made.x.high) == (0, LAST_NOTCH)


@pytest.mark.parametrize(("name", "value"), [("run", "6"), ("until", "37"), ("until", "2.5"), ("guess", "tired")])
def test_what_no_control_can_send_is_refused(name: str, value: str) -> None:
    with pytest.raises(InvalidValue):
        update(READY, Event(name, value))


def test_a_state_out_of_range_and_an_unknown_event_are_refused() -> None:
    with pytest.raises(ValueError, match="field 'turns'"):
        State(turns=((40, 3, -1, ()),))
    with pytest.raises(ValueError, match="field 'turns'"):
        State(turns=((3, 3, 37, ()),))
    with pytest.raises(UnknownEvent):
        update(READY, Event("nope"))
