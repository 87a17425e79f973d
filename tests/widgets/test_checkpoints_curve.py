"""One moment at a time on the loss curve, and how each goes on from a text by the whole of its distribution."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.moments import MOMENTS, OWN, SNAPSHOTS, STEPS, asked, effects, opened
from widgets.checkpoints import MODEL, MOST_WRITTEN, SEED, State, update
from widgets.embed.host import settle
from widgets.embed.model import Model
from widgets.engine import Event, Predict, Prediction, Published, Weights
from widgets.ml.batches import chances
from widgets.ml.sampling import draw, softmax


@settings(max_examples=4)
@given(st.sampled_from(STEPS), st.sampled_from([OWN, "One day, a little girl"]))
def test_a_moment_goes_on_from_a_text_by_its_whole_distribution_in_the_same_way_every_time(
    step: int, prompt: str
) -> None:
    session, model = asked(prompt, Event("checkpoint", str(step)), Event("write", "")), Model()
    model.perform(Weights("w", "own", MODEL, step))
    ids: list[int] = []
    for chance in chances(MOST_WRITTEN, SEED):
        said = model.perform(Predict("k", MODEL, prompt, tuple(ids), "own"))
        assert isinstance(said, Prediction)
        token = draw(softmax(said.logits), chance)
        if token == said.end:
            break
        ids.append(token)
    said = model.perform(Predict("k", MODEL, prompt, tuple(ids), "own"))
    assert isinstance(said, Prediction)
    assert session.state.written == ((step, said.written),)
    assert not session.state.writing
    assert drawn.output(session.element(), "sample")[0] == said.written
    assert f"{MOST_WRITTEN} tokens at most, each drawn from all tokens" in drawn.words(session.element())


def test_what_moments_wrote_is_kept_until_the_text_changes() -> None:
    done = [event for step in STEPS[-2:] for event in (Event("checkpoint", str(step)), Event("write", ""))]
    session = asked(OWN, *done)
    later = drawn.output(session.element(), "sample")[0]
    session.dispatch(Event("checkpoint", str(STEPS[-2])))
    assert drawn.output(session.element(), "sample")[0] not in (later, SNAPSHOTS["snapshots"][-1]["line"])
    session.dispatch(Event("prompt", "A cat"))
    assert session.state.written == ()


# One at a time, on the loss curve


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: str(one["step"]))
def test_on_the_curve_one_moment_has_its_bets_its_losses_and_a_handle_that_sets_the_field(
    moment: dict[str, Any],
) -> None:
    session = opened(picture="curve", checkpoint=moment["step"])
    element, step = session.element(), moment["step"]
    (field,) = drawn.found(element, "input", name="checkpoint")
    assert dict(field.attributes)["value"] == str(step)
    assert len(drawn.found(element, "g", data_handle="checkpoint")) == 1
    stops = [dict(one.attributes)["data-at"] for one in drawn.found(element, "g", data_along="checkpoint")]
    assert stops == [str(one) for one in STEPS]
    (column,) = drawn.found(element, "div", data_part=f"bets-{step}")
    beside = drawn.found(opened().element(), "div", data_part=f"bets-{step}")[0]
    ids = [[dict(one.attributes)["data-id"] for one in drawn.found(part, "li")] for part in (column, beside)]
    assert ids[0] == ids[1]
    for name in ("tokens_seen", "train_loss", "val_loss"):
        assert float(drawn.output(element, name)[1]) == moment[name]


def test_the_curves_are_asked_for_when_they_are_drawn() -> None:
    curve = Published("curves", MODEL, "curves.json")
    assert curve in effects(update(State(picture="curve"), Event("mount")))
    session = opened()
    settle(session, step := session.dispatch(Event("picture", "curve")), most=3)
    assert step.effects == (curve,)
    assert drawn.found(session.element(), "g", data_handle="checkpoint")
    assert session.dispatch(Event("picture", "columns")).effects == ()


@pytest.mark.parametrize(("typed", "step"), [(0, 0), (2, 1), (3, 4), (100, 71), (3000, 5000)])
def test_a_step_between_two_moments_is_taken_for_the_nearer(typed: int, step: int) -> None:
    session = opened(picture="curve")
    session.dispatch(Event("checkpoint", typed))
    assert session.state.checkpoint == step
