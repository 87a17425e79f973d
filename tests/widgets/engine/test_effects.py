"""Effects are plain frozen values with their key first, and travel as JSON."""

import dataclasses
import json
import typing

import pytest

from widgets.engine import Attend, Cancel, Effect, Failure, Load, Now, Predict, Probe, Random, Save, Score, TrainStep
from widgets.engine.effects import (
    Address,
    Evaluate,
    Keep,
    Ledger,
    MarkText,
    Prose,
    Published,
    SaveFile,
    Tokenize,
    Weights,
    Write,
)

EXAMPLES = [
    Predict("k", "demo", "text", (1, 2), "mine"),
    Score("k", "demo", "text"),
    Attend("k", "demo", "text"),
    Tokenize("k", "demo", "text"),
    Evaluate("k", "demo", "text", 64, 40, "mine"),
    Write("k", "demo", "text", 60, 0.7, 1, "mine"),
    Weights("k", "mine", "demo", -1),
    Keep("k", "mine", "mark"),
    TrainStep("k", "mine", "text", (0.1, 0.2)),
    Probe("k", "demo", "text", " answer", "block 1"),
    MarkText("k", "tutor", ("One.", "Two.")),
    Prose("k"),
    Published("k", "demo", "curves.json"),
    Published("k", "tutor", "manifest.json", True),
    Save("k", "name", {"a": [1, None]}),
    Load("k", "name"),
    Ledger("k", "reviews", ({"id": "one", "at": 1.5},)),
    SaveFile("k", "name.json", "text"),
    Random("k"),
    Now("k"),
    Address("k"),
    Cancel("k"),
]


def test_every_effect_has_an_example_here() -> None:
    assert {type(effect) for effect in EXAMPLES} == set(typing.get_args(Effect))


@pytest.mark.parametrize("effect", EXAMPLES, ids=lambda effect: type(effect).__name__)
def test_an_effect_is_a_plain_frozen_value_with_its_key_first(effect: Effect) -> None:
    assert dataclasses.fields(effect)[0].name == "key"
    assert effect.key == "k"
    assert effect == dataclasses.replace(effect)
    with pytest.raises(dataclasses.FrozenInstanceError):
        effect.key = "other"  # type: ignore[misc]
    json.dumps(dataclasses.asdict(effect), allow_nan=False)


def test_one_chance_is_asked_for_where_no_number_is_named() -> None:
    assert Random("k").count == 1


def test_a_prediction_and_a_score_are_of_the_published_weights_unless_a_run_is_named() -> None:
    assert Predict("k", "demo", "text") == Predict("k", "demo", "text", (), "")
    assert Score("k", "demo", "text") == Score("k", "demo", "text", (), "")


def test_a_training_step_takes_one_text_by_plain_descent_over_all_it_can_read_unless_it_says_otherwise() -> None:
    step = TrainStep("k", "mine", "text", (0.1,))
    assert (step.batch_size, step.context, step.optimizer, step.seed) == (1, 0, "sgd", 0)


def test_a_failure_is_a_sentence_and_no_effect() -> None:
    assert Failure("It broke.").message == "It broke."
    assert not isinstance(Failure("It broke."), typing.get_args(Effect))
