"""The build performs every effect at once, the same at every build."""

import pytest

from widgets.embed import published
from widgets.embed.host import BUILD_DATE, first_view, perform
from widgets.embed.model import Model
from widgets.engine import (
    Address,
    AskTutor,
    Cancel,
    Entries,
    Failure,
    Held,
    Ledger,
    Load,
    Neighbor,
    Now,
    Predict,
    Prediction,
    Probe,
    Probed,
    Published,
    Random,
    Save,
    Score,
    Scored,
    Trained,
    TrainStep,
    Weights,
    answer_to,
)


def test_every_effect_is_answered_with_what_it_promises() -> None:
    model = Model()
    for effect, kind in [
        (Predict("k", "lab", "The cat"), Prediction),
        (Score("k", "lab", "The cat"), Scored),
        (Weights("k", "mine", "lab"), Held),
        (TrainStep("k", "mine", "The cat", (0.1,)), Trained),
        (Probe("k", "lab", "The cat", " sat", "block 1"), Probed),
    ]:
        answer = perform(effect, model)
        assert isinstance(answer, kind)
        assert answer_to(effect, answer) == answer


def test_published_files_are_read_as_they_are() -> None:
    assert perform(Published("k", "lab", "manifest.json"), Model()) == published.manifest("lab")
    with pytest.raises(published.MissingModel, match="never-there"):
        perform(Published("k", "lab", "never-there.json"), Model())


def test_time_chance_and_what_was_kept_are_the_same_at_every_build() -> None:
    assert perform(Now("k"), Model()) == BUILD_DATE
    assert perform(Address("k"), Model()) == ""
    assert perform(Load("k", "text"), Model()) is None
    assert perform(Ledger("k", "reviews", ({"id": "one"},)), Model()) == Entries(())
    chances = perform(Random("k", 3), Model())
    assert chances == perform(Random("k", 3), Model())
    assert isinstance(chances, tuple)
    assert len(set(chances)) == 3
    assert isinstance(perform(Save("k", "text", 1), Model()), Failure)


def test_nobody_is_asked_while_the_site_is_built() -> None:
    assert perform(Neighbor("k", "teach_back"), Model()) == ""
    assert isinstance(perform(AskTutor("k", "http://localhost/v1", "{}"), Model()), Failure)


def test_what_is_never_answered_is_not_performed() -> None:
    with pytest.raises(TypeError, match="Cancel asks for no answer"):
        perform(Cancel("k"), Model())


def test_a_first_view_holds_what_the_model_said() -> None:
    state = first_view("next_token", {"prompt": "Once upon a"}).state
    assert state.answer.best[0].text == " time"
    assert first_view("next_token", {"prompt": "Once upon a"}).state == state
