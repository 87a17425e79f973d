"""Effects are plain frozen values with their key first, and travel as JSON."""

import dataclasses
import json
import typing

import pytest

from widgets.engine import Attend, Cancel, Effect, Failure, Load, Now, Predict, Probe, Random, Save, Score, TrainStep
from widgets.engine.effects import Address, AskTutor, Ledger, Neighbor, Prose, Published, SaveFile
from widgets.engine.model_effects import Evaluate, Keep, MarkText, Tokenize, Weights, Write

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
    Neighbor("k", "teach_back"),
    AskTutor("k", "http://localhost:11434/v1", "{}"),
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


def test_a_failure_is_a_sentence_and_no_effect() -> None:
    assert Failure("It broke.").message == "It broke."
    assert not isinstance(Failure("It broke."), typing.get_args(Effect))
