"""Eight moments of a run answer one prompt side by side: as the run recorded it, or as their own weights say."""

import math
from statistics import fmean
from typing import Any

import pytest

from tests.widgets import drawn
from tests.widgets.moments import MOMENTS, OWN, SNAPSHOTS, STEPS, asked, effects, opened
from widgets import checkpoints
from widgets.checkpoints import LONGEST_PROMPT, MODEL, RUN, SHOWN, State, update, view
from widgets.embed import published
from widgets.embed.host import settle
from widgets.embed.model import Model
from widgets.engine import (
    Cancel,
    Element,
    Event,
    Failure,
    Held,
    InvalidValue,
    Predict,
    Prediction,
    Published,
    Score,
    Scored,
    UnknownEvent,
    Weights,
)
from widgets.ml.sampling import softmax


def _columns(element: Element) -> dict[int, list[tuple[int, float]]]:
    """What stands in every column, by step."""
    heads = [int(str(dict(one.attributes)["value"])) for one in drawn.found(element, "input", name="checkpoint")]
    lists = {}
    for step in heads:
        (body,) = drawn.found(element, "div", data_part=f"bets-{step}")
        bets = [dict(one.attributes) for one in drawn.found(body, "li")]
        lists[step] = [(int(str(bet["data-id"])), float(str(bet["data-p"]))) for bet in bets]
    return lists


# As built: what the run recorded


@pytest.mark.parametrize("index", range(len(SNAPSHOTS["sentences"])))
def test_a_sentence_of_the_run_shows_what_it_recorded_at_every_moment(index: int) -> None:
    columns = _columns(opened(prompt=SNAPSHOTS["sentences"][index]["text"]).element())
    assert list(columns) == STEPS
    for one in SNAPSHOTS["snapshots"]:
        if one["step"] in columns:
            bets = one["bets"][index]
            assert columns[one["step"]] == list(zip(bets["ids"], bets["p"], strict=True))[:SHOWN]


@pytest.mark.parametrize("index", [0, 2])
def test_a_sentence_of_the_run_shows_what_it_costs_by_every_moments_own_weights(index: int) -> None:
    text, model = SNAPSHOTS["sentences"][index]["text"], Model()
    element = opened(prompt=text).element()
    for step in STEPS:
        model.perform(Weights("w", "own", MODEL, step))
        scored = model.perform(Score("k", MODEL, text, (), "own"))
        assert isinstance(scored, Scored)
        mean = fmean(position.loss for position in scored.positions)
        assert float(drawn.output(element, f"loss_{step}")[1]) == pytest.approx(mean, rel=1e-3)
    assert drawn.output(element, "text_loss")[1] == drawn.output(element, f"loss_{STEPS[-1]}")[1]


def test_as_built_one_sees_the_word_arrive() -> None:
    columns = _columns(opened().element())
    (tail,) = [int(id) for id, text in SNAPSHOTS["token_texts"].items() if text == " tail"]
    has = [tail in dict(columns[step]) for step in STEPS]
    assert has == sorted(has), "once it is there it stays"
    assert not has[0]
    assert dict(columns[STEPS[-1]])[tail] > 0.9
    marked = drawn.found(opened().element(), "li", class_="bet-marked")
    assert {dict(one.attributes)["data-id"] for one in marked} == {tail}
    assert len(marked) == sum(has)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: str(one["step"]))
def test_the_chosen_moment_has_the_numbers_of_its_run_and_a_line_that_it_wrote(moment: dict[str, Any]) -> None:
    session = opened()
    session.dispatch(Event("checkpoint", str(moment["step"])))
    element = session.element()
    for name in ("tokens_seen", "train_loss", "val_loss"):
        assert float(drawn.output(element, name)[1]) == moment[name]
    (line,) = [one["line"] for one in SNAPSHOTS["snapshots"] if one["step"] == moment["step"]]
    assert drawn.output(element, "sample")[0] == line
    (checked,) = drawn.found(element, "input", name="checkpoint", checked=True)
    assert dict(checked.attributes)["value"] == moment["step"]


# Live: what their weights say


def test_every_moment_says_of_a_readers_text_what_its_own_weights_say() -> None:
    session, model = asked(OWN), Model()
    columns = _columns(session.element())
    for step in STEPS:
        model.perform(Weights("w", "own", MODEL, step))
        said = model.perform(Predict("k", MODEL, OWN, (), "own"))
        assert isinstance(said, Prediction)
        probs = softmax(said.logits)
        assert columns[step] == [(token.id, pytest.approx(probs[token.id], abs=1e-4)) for token in said.best[:SHOWN]]
        scored = model.perform(Score("k", MODEL, OWN, (), "own"))
        assert isinstance(scored, Scored)
        mean = sum(position.loss for position in scored.positions) / len(scored.positions)
        assert float(drawn.output(session.element(), f"loss_{step}")[1]) == pytest.approx(mean, abs=1e-3)


def test_the_challenge_is_met_by_what_came_late_and_not_by_what_it_knew_long_before() -> None:
    assert not drawn.challenge_is_met(opened().element()), "the tail was there early"
    session = opened()
    session.dispatch(Event("prompt", OWN))
    assert not drawn.challenge_is_met(session.element()), "nobody was asked"
    assert drawn.challenge_is_met(asked(OWN).element())
    assert not drawn.challenge_is_met(asked("Thank you very").element())


def test_an_empty_text_is_answered_too_and_a_text_beyond_the_models_reach_says_so() -> None:
    assert all(len(bets) == SHOWN for bets in _columns(asked("").element()).values())
    assert "longer than the model reads" in drawn.words(asked("猫" * LONGEST_PROMPT).element())


# Asking


def test_waking_and_typing_fetch_no_weights() -> None:
    wanted = effects(update(State(), Event("mount")))
    assert wanted == tuple(Published(name, MODEL, f"{name}.json") for name in ("manifest", "snapshots", "sentences"))
    assert not any(isinstance(one, Weights) for one in effects(update(opened().state, Event("prompt", "A cat"))))
    assert "not asked" in drawn.words(view(drawn.after(checkpoints, opened().state, Event("prompt", "A cat"))))


def test_the_buttons_say_how_much_comes_until_it_is_here() -> None:
    session = opened()
    session.dispatch(Event("prompt", "A cat"))
    size = published.manifest(MODEL)["files"][MOMENTS[0]["file"]]["bytes"] / 1e6
    assert drawn.labels(session.element())["ask_all"] == f"Ask all: {8 * size:.1f} MB"
    assert drawn.labels(session.element())["ask"] == f"Ask step {STEPS[-1]:,}: {size:.1f} MB"
    settle(session, session.dispatch(Event("ask", "")), most=9)
    assert drawn.labels(session.element())["ask_all"] == f"Ask all: {7 * size:.1f} MB"
    assert len([bets for bets in _columns(session.element()).values() if bets]) == 1
    put = asked("A cat")
    settle(put, put.dispatch(Event("stop", "")), most=1)
    assert "ask_all" not in drawn.labels(put.element()), "all were asked"


def test_moments_that_are_here_answer_the_next_text_by_themselves() -> None:
    session, model = opened(), Model()
    for event in (Event("prompt", "A cat"), Event("ask", ""), Event("prompt", "A dog")):
        settle(session, session.dispatch(event), most=9, model=model)
    assert [step for step, bets in _columns(session.element()).items() if bets] == [STEPS[-1]]


def test_weights_lie_in_one_place_and_an_answer_never_comes_from_those_of_another_moment() -> None:
    state = drawn.after(checkpoints, opened().state, Event("prompt", "A cat"))
    state, effect = update(state, Event("ask_all"))  # type: ignore[misc]
    for step in STEPS:
        assert effect == Weights("answer", RUN, MODEL, step)
        assert state.laid is None, "until they have come nothing is known to lie there"
        state, effect = update(state, Event("answer", Held(RUN, MODEL, step, 1)))  # type: ignore[misc]
        assert effect == Score("answer", MODEL, "A cat", (0,), RUN)
        scored = Model().perform(Score("k", MODEL, "A cat", (0,)))
        state, effect = update(state, Event("answer", scored))  # type: ignore[misc]
    assert effect == Cancel("answer")


def test_a_failure_ends_the_asking_keeps_what_was_answered_and_lays_the_weights_anew() -> None:
    session = opened()
    session.dispatch(Event("prompt", "A cat"))
    settle(session, session.dispatch(Event("ask_all", "")), most=3)
    state = drawn.after(checkpoints, session.state, Event("answer", Failure("No connection.")))
    assert (state.asking, state.laid, len(state.answers)) == ((), None, 1)
    assert "No connection." in drawn.words(view(state))
    assert effects(update(state, Event("ask_all"))) == (Weights("answer", RUN, MODEL, STEPS[1]),)
    assert drawn.after(checkpoints, state, Event("again")).failure == ""


def test_stop_and_another_text_drop_what_is_under_way() -> None:
    state = drawn.after(checkpoints, opened().state, Event("prompt", "A cat"), Event("ask_all"))
    stopped, effect = update(state, Event("stop"))  # type: ignore[misc]
    assert (stopped.asking, effect) == ((), Cancel("answer"))
    assert update(state, Event("prompt", "A dog"))[1] == Cancel("answer")  # type: ignore[index]
    writing = drawn.after(checkpoints, opened().state, Event("write"))
    chosen, effect = update(writing, Event("checkpoint", "0"))  # type: ignore[misc]
    assert (chosen.writing, effect) == (False, Cancel("answer"))


def test_what_it_cannot_use_is_refused() -> None:
    for name, value in (
        ("prompt", "x" * (LONGEST_PROMPT + 1)),
        ("checkpoint", "1.5"),
        ("checkpoint", math.nan),
        ("picture", "x"),
    ):
        with pytest.raises(InvalidValue):
            update(State(), Event(name, value))
    with pytest.raises(UnknownEvent):
        update(State(), Event("text", "a"))
    with pytest.raises(ValueError, match="'checkpoint'"):
        State(checkpoint=-2)
    with pytest.raises(ValueError, match="a picture is one of"):
        State(picture="x")
