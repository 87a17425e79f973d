"""The points are the measured ones, the line is laid through the smallest, and the guess is taken before the look."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.widgets import drawn
from widgets import scaling_law
from widgets.engine import Event, Failure, InvalidValue, Published, UnknownEvent
from widgets.scaling_law import KAPLAN, State, update, view

PUBLISHED = json.loads(Path("docs/models/lab/scale.json").read_text(encoding="utf-8"))
LOSSES = [size["loss"] for size in PUBLISHED["sizes"]]


def _known(**fields: Any) -> State:
    return drawn.after(scaling_law, State(**fields), Event("scale", PUBLISHED))


def _value(state: State, name: str) -> float:
    return float(drawn.output(view(state), name)[1])


def test_it_asks_for_the_laboratorys_sizes_and_says_when_they_do_not_come() -> None:
    assert update(State(), Event("mount")) == (State(), Published("scale", "lab", "scale.json"))
    assert "no line" in drawn.words(view(drawn.after(scaling_law, State(), Event("scale", Failure("no line")))))


def test_the_points_are_the_measured_losses_and_the_largest_stays_hidden_until_it_is_shown() -> None:
    hidden, shown = (drawn.chart(scaling_law, _known(shown=shown)) for shown in (False, True))
    seen = [loss for dots in hidden.dots() for _, loss in dots.points]
    assert seen == LOSSES[:4]
    assert [loss for dots in shown.dots() for _, loss in dots.points] == LOSSES
    assert [len(made.rows) for made in (hidden, shown)] == [4, 5]
    assert f"{LOSSES[-1]:.3f}" not in hidden.description
    assert drawn.output(view(_known(shown=True)), "measured")[0] == f"{LOSSES[-1]:.3f}"
    assert f"{LOSSES[-1]:.3f}" not in drawn.words(view(_known()))


def test_the_line_is_the_one_that_training_wrote_down() -> None:
    assert _value(_known(), "foretold") == pytest.approx(PUBLISHED["line"]["foretold"], abs=1e-4)
    assert _value(_known(through=5, shown=True), "exponent") == pytest.approx(PUBLISHED["line"]["exponent"], abs=1e-5)


def test_every_line_through_fewer_sizes_promises_more_than_the_largest_keeps() -> None:
    foretold = [_value(_known(through=through), "foretold") for through in (2, 3, 4)]
    assert foretold == sorted(foretold)
    assert foretold[-1] < LOSSES[-1]


def test_the_exponent_is_said_as_what_ten_times_the_size_brings() -> None:
    for through in (2, 4):
        line = _known(through=through)
        less = 1 - 10 ** -_value(line, "exponent")
        assert f"ten times the parameters, {less:.0%} less loss" in drawn.words(view(line))


def test_without_the_embedding_the_exponent_comes_near_the_published_one() -> None:
    ours = [_value(_known(through=5, shown=True, count=count), "exponent") for count in ("all", "inside")]
    assert abs(ours[1] - KAPLAN) < 0.002 < 0.02 < abs(ours[0] - KAPLAN)
    made = drawn.chart(scaling_law, _known(count="inside"))
    assert [x for dots in made.dots() for x, _ in dots.points] == [
        size["parameters_without_embedding"] for size in PUBLISHED["sizes"][:4]
    ]


def test_only_a_near_guess_before_the_look_meets_the_challenge() -> None:
    near = drawn.after(scaling_law, _known(), Event("guess", "2.55"))
    assert not drawn.challenge_is_met(view(near))
    looked = drawn.after(scaling_law, near, Event("show"))
    assert drawn.challenge_is_met(view(looked))
    late = drawn.after(scaling_law, _known(), Event("show"), Event("guess", "2.54"))
    assert late.guess == State().guess
    assert not drawn.challenge_is_met(view(late))
    # What the line through four sizes foretells is no answer.
    assert not drawn.challenge_is_met(view(_known(guess=2.49, shown=True)))


def test_the_guess_is_dragged_up_and_down_until_it_stands() -> None:
    mark = drawn.chart(scaling_law, _known()).mark("guess")
    assert (mark.at, mark.along) == ((PUBLISHED["sizes"][-1]["parameters"], 2.8), "y")
    with pytest.raises(ValueError, match="not enough values"):
        drawn.chart(scaling_law, _known(shown=True)).mark("guess")


def test_a_line_through_all_waits_for_the_largest_to_be_shown() -> None:
    with pytest.raises(InvalidValue, match="takes a whole number from 2 to 4"):
        update(_known(), Event("through", "5"))
    assert drawn.after(scaling_law, _known(shown=True), Event("through", "5")).through == 5
    with pytest.raises(ValueError, match="field 'through'"):
        State(through=5)
    with pytest.raises(ValueError, match="field 'guess'"):
        State(guess=1.0)
    with pytest.raises(UnknownEvent):
        update(State(), Event("size", "2"))
