"""A step lowers the loss of its sentence as in torch, is taken only when it is asked for, and can be forgotten."""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.widgets import drawn, published_gpt
from widgets import one_step
from widgets.embed.host import first_view, settle
from widgets.embed.model import Model
from widgets.engine import (
    Cancel,
    Effect,
    Event,
    Failure,
    Held,
    InvalidValue,
    Plain,
    Position,
    Progress,
    Published,
    Score,
    Scored,
    Session,
    Token,
    Trained,
    TrainStep,
    UnknownEvent,
    Weights,
)
from widgets.one_step import OTHERS, State, update, view

MOON = "The cat sat on the moon"
BEFORE = (4.0, 3.0, 3.0, 3.0, 3.0, 8.0)


@cache
def _opened() -> Session[Plain]:
    return first_view("one_step", {})


def _asks(result: State | tuple[State, Effect | tuple[Effect, ...]]) -> list[Effect]:
    effects = result[1] if isinstance(result, tuple) else ()
    effects = effects if isinstance(effects, tuple) else (effects,)
    return [effect for effect in effects if not isinstance(effect, Cancel)]


def _state(result: State | tuple[State, Any]) -> State:
    return result[0] if isinstance(result, tuple) else result


def _scored(*losses: float) -> Scored:
    return Scored(tuple(Position(Token(7, " moon"), loss, 0, ()) for loss in losses), 0)


def _known(after: tuple[float, ...] = (), **fields: Any) -> State:
    rates = (0.01,) if after else ()
    return State(before=BEFORE, after=after, rates=rates, planned=rates, vocab_size=4096, last="␣moon", **fields)


def _real(*events: Event) -> State:
    """What the real model leads to, one event after another, in a page that just woke."""
    opened = _opened().state
    assert isinstance(opened, State)
    session: Session[Any] = Session(_opened().widget, replace(opened, done=-1))
    model = Model()
    for event in events:
        settle(session, session.dispatch(event), most=40, model=model)
    assert isinstance(session.state, State)
    return session.state


def test_the_opening_shows_a_step_that_torch_takes_too() -> None:
    flat = published_gpt.weights("demo").requires_grad_()
    before = published_gpt.losses("demo", flat, MOON)
    before.mean().backward()
    assert flat.grad is not None
    moved = (flat - 0.03 * flat.grad).detach()
    rows = []
    for weights in (flat.detach(), moved):
        own = published_gpt.losses("demo", weights, MOON)
        means = [published_gpt.losses("demo", weights, text).mean().item() for text in OTHERS]
        rows.append([own.mean().item(), *means, own[-1].item()])
    state = _opened().state
    assert isinstance(state, State)
    assert state.before == pytest.approx(rows[0], abs=1e-3)
    assert state.after == pytest.approx(rows[1], abs=1e-3)
    shown = {name: float(drawn.output(view(state), name)[1]) for name in ("loss_before", "loss_after", "p_after")}
    assert shown == {
        "loss_before": state.before[0],
        "loss_after": state.after[0],
        "p_after": math.exp(-state.after[-1]),
    }


def test_the_opening_is_learned_and_has_not_met_the_challenge() -> None:
    element = _opened().widget.view(_opened().state)
    assert drawn.output(element, "verdict")[1] == "learned"
    assert float(drawn.output(element, "p_before")[1]) < 0.01 < 0.5 < float(drawn.output(element, "p_after")[1])
    assert "worse by 0.21" in drawn.words(element)
    assert "better by" in drawn.words(element)
    assert not drawn.challenge_is_met(element)


def test_waking_and_coming_back_train_nothing_and_show_the_same() -> None:
    kept = replace(State(), **_opened().kept())
    state, effects = update(kept, Event("mount"))  # type: ignore[misc]
    assert effects == (Published("about", "demo", "manifest.json"),)
    assert drawn.words(view(state)) == drawn.words(_opened().widget.view(_opened().state))


def test_what_was_measured_on_another_model_is_measured_afresh() -> None:
    manifest = {"vocab_size": 4096, "val_loss": 2.5}
    same = _known((1.0,) * 6, val_loss=2.5)
    assert update(same, Event("about", manifest)) == same
    result = update(replace(same, val_loss=2.6), Event("about", manifest))
    state = _state(result)
    assert (state.before, state.after, state.rates, state.val_loss) == ((), (), (), 2.5)
    assert [one.run for one in _asks(result) if isinstance(one, Score)] == [""] * 5


def test_more_steps_go_on_from_there_whether_or_not_the_page_was_left_between() -> None:
    twice = _real(Event("step"))
    assert twice.rates == (0.03, 0.03)
    assert twice.after[0] < _real().after[0]
    session: Session[Any] = Session(_opened().widget, replace(twice, planned=(), done=-1))
    model = Model()
    for name in ("mount", "step"):
        settle(session, session.dispatch(Event(name)), most=40, model=model)
    assert isinstance(session.state, State)
    assert session.state.after == pytest.approx(_real(Event("step"), Event("step")).after, abs=1e-5)


def test_what_is_forgotten_is_laid_afresh_at_the_next_step() -> None:
    forgotten = _real(Event("step"), Event("forget"))
    assert (forgotten.rates, forgotten.after, forgotten.before) == ((), (), _real().before)
    assert drawn.one(view(forgotten), "output", name="p_after").attributes == (
        ("name", "p_after"),
        ("data-value", None),
        ("class", None),
    )
    assert _real(Event("step"), Event("forget"), Event("step")).after == _real().after


@pytest.mark.parametrize(("rate", "word"), [("0.001", "timid"), ("0.03", "learned"), ("0.3", "wrecked")])
def test_the_rates_that_the_lesson_names_do_what_it_says_of_them(rate: str, word: str) -> None:
    taken = _real(Event("forget"), Event("learning_rate", rate), Event("step"))
    shown, said = drawn.output(view(taken), "verdict")
    assert said == word
    assert ("a blind guess 8.32" in shown) == (min(taken.after[1:-1]) > math.log(4096)) == (word == "wrecked")


def test_small_steps_and_few_of_them_meet_the_challenge() -> None:
    steps = (Event("step"), Event("step"))
    gentle = _real(Event("forget"), Event("learning_rate", "0.02"), *steps)
    assert drawn.challenge_is_met(view(gentle))
    assert not drawn.challenge_is_met(view(_real(*steps)))


def test_another_sentence_is_read_alone_since_the_others_cost_what_they_did() -> None:
    result = update(_known((1.0,) * 6), Event("text", "The dog wagged his tail "))
    assert _asks(result) == [Score("loss_0", "demo", "The dog wagged his tail")]
    state = _state(result)
    assert (state.rates, state.before, state.after) == ((), (), ())
    state = _state(update(state, Event("loss_0", _scored(2.0, 4.0))))
    assert state.before == (3.0, *BEFORE[1:-1], 4.0)
    assert state.last == "␣moon"


def test_a_step_pressed_too_early_waits_for_the_reading() -> None:
    state = _state(update(_known(), Event("text", "A dog")))
    assert not _asks(update(state, Event("step")))
    state = _state(update(state, Event("step")))
    assert _asks(update(state, Event("loss_0", _scored(2.0)))) == [Weights("weights", "step", "demo")]


def test_steps_pressed_while_one_is_under_way_join_it_before_the_reading() -> None:
    state = _state(update(_known(), Event("step")))
    assert state.busy
    for rate in ("0.02", "0.05"):
        state = drawn.after(one_step, state, Event("learning_rate", rate))
        assert not _asks(update(state, Event("step")))
        state = _state(update(state, Event("step")))
    laid = update(state, Event("weights", Held("step", "demo", 5000, 1)))
    assert _asks(laid) == [TrainStep("trained", "step", MOON, (0.03, 0.02, 0.05))]
    state = _state(update(_state(laid), Event("trained", Progress(Trained(1, (4.0,), (), 5.0)))))
    reading = update(state, Event("trained", Trained(3, (4.0, 3.0, 2.0), (), 5.0)))
    assert [(one.text, one.run) for one in _asks(reading) if isinstance(one, Score)] == [
        (one, "step") for one in (MOON, *OTHERS)
    ]
    state = _state(reading)
    for at in range(5):
        state = _state(update(state, Event(f"loss_{at}", _scored(1.0 + at))))
    assert (state.after, state.rates, state.busy) == ((1.0, 2.0, 3.0, 4.0, 5.0, 1.0), (0.03, 0.02, 0.05), False)


@pytest.mark.parametrize("key", ["weights", "trained", "loss_0", "loss_3", "about"])
def test_a_failure_keeps_what_was_known_and_the_next_step_begins_with_fresh_weights(key: str) -> None:
    busy = _state(update(_known((1.0,) * 6), Event("step")))
    failed = _state(update(replace(busy, done=1), Event(key, Failure("It broke off."))))
    assert "It broke off." in drawn.words(drawn.one(view(failed), "div", role="alert"))
    assert (failed.after, failed.rates) == ((1.0,) * 6, (0.01,))
    again = update(failed, Event("again"))
    assert _state(again).failure == ""
    assert [type(one) for one in _asks(again)] == [Published]
    assert _asks(update(failed, Event("step"))) == [Weights("weights", "step", "demo")]


def test_nothing_to_read_is_said_and_asks_for_no_step() -> None:
    state = _state(update(_known(), Event("text", "  ")))
    state = _state(update(state, Event("loss_0", Scored((), 0))))
    assert "Write a sentence" in drawn.words(view(state))
    assert drawn.control(view(state), "step")["aria-disabled"] == "true"
    assert not _asks(update(state, Event("step")))


def test_the_first_mount_asks_for_what_it_needs() -> None:
    assert [type(one) for one in _asks(update(State(), Event("mount")))] == [Published, *[Score] * 5]


def test_what_a_control_cannot_take_is_refused() -> None:
    for rate in ("0", "4", "nan", ""):
        with pytest.raises(InvalidValue, match=r"takes a number from 0\.0001 to 3\."):
            update(State(), Event("learning_rate", rate))
    with pytest.raises(ValueError, match="field 'learning_rate'"):
        State(learning_rate=0)
    with pytest.raises(InvalidValue, match="takes at most 300 characters"):
        update(State(), Event("text", "a" * 301))
    with pytest.raises(UnknownEvent):
        update(State(), Event("loss_5", _scored(1.0)))


@pytest.mark.parametrize("row", [(1.0,), (1.0,) * 7, (1.0,) * 5 + (-800.0,)])
def test_losses_that_no_step_measured_are_refused(row: tuple[float, ...]) -> None:
    for field in ("before", "after"):
        with pytest.raises(ValueError, match="losses are 6"):
            State(**{field: row})  # type: ignore[arg-type]
