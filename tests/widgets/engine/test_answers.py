"""Answers of the host are typed: the page's plain values become what each effect is answered with."""

import json
from array import array
from typing import get_args

import pytest

from widgets.engine import (
    AskTutor,
    Attend,
    Attended,
    Cancel,
    Effect,
    Failure,
    Guess,
    Held,
    Load,
    Marked,
    MarkText,
    Neighbor,
    Now,
    Position,
    Predict,
    Prediction,
    Probe,
    Probed,
    Progress,
    Prose,
    Published,
    Random,
    Replied,
    Save,
    Score,
    Scored,
    Token,
    Trained,
    TrainStep,
    Weights,
    WrongValue,
    answer_to,
)

MAT = {"id": 7, "text": " mat", "hex": ""}
PREDICTED = {
    "tokens": [MAT],
    "length": 1,
    "written": "",
    "logits": memoryview(array("f", [0.5, 1.5])),
    "best": [MAT],
    "end": 1,
    "read": 1,
}
SCORED = {"positions": [{"token": MAT, "loss": 1, "rank": 0, "best": [{"token": MAT, "p": 0.5}]}], "cut": 2}
TRAINED = {"step": 3, "losses": [2.5, 2], "norms": memoryview(array("f", [0.5])), "steps_per_second": 20}


PROBED = {
    "answer": [MAT],
    "loss": 2,
    "groups": ["embedding", "norm"],
    "norms": [1.5, 0.5],
    "part": "wte.weight",
    "place": [7, 3],
    "weight": 0.25,
    "gradient": 1.5,
    "difference": 1.4,
    "nudge": 0.5,
    "step_change": 1.5,
    "rate": 0.01,
}


@pytest.mark.parametrize(
    ("effect", "value", "answer"),
    [
        (
            Predict("a", "demo", "x"),
            PREDICTED,
            Prediction((Token(7, " mat"),), 1, "", (0.5, 1.5), (Token(7, " mat"),), 1, 1),
        ),
        (
            Score("a", "demo", "x"),
            SCORED,
            Scored((Position(Token(7, " mat"), 1.0, 0, (Guess(Token(7, " mat"), 0.5),)),), 2),
        ),
        (
            Attend("a", "demo", "x"),
            {"attention": memoryview(array("f", [1, 0, 0.5, 0.5])), "layers": 1, "heads": 1, "positions": 2},
            Attended((1.0, 0.0, 0.5, 0.5), 1, 1, 2),
        ),
        (
            Weights("a", "mine", "lab"),
            {"run": "mine", "model": "lab", "step": 0, "parameters": 5},
            Held("mine", "lab", 0, 5),
        ),
        (TrainStep("a", "mine", "x", (0.1,)), TRAINED, Trained(3, (2.5, 2.0), (0.5,), 20.0)),
        (
            Probe("a", "demo", "x", " mat", "norm"),
            PROBED,
            Probed(
                (Token(7, " mat"),),
                2.0,
                ("embedding", "norm"),
                (1.5, 0.5),
                "wte.weight",
                (7, 3),
                weight=0.25,
                gradient=1.5,
                difference=1.4,
                nudge=0.5,
                step_change=1.5,
                rate=0.01,
            ),
        ),
        (Published("a", "demo", "curves.json"), {"loss": [1, None]}, {"loss": [1, None]}),
        (MarkText("a", "tutor", ("x",)), {"p": [[0.5, 1]]}, Marked(((0.5, 1.0),))),
        (MarkText("a", "tutor", ("x",)), {"p": [], "loaded": 3, "total": 9}, Marked((), 3, 9)),
        (Prose("a"), "The lesson.", "The lesson."),
        (Published("a", "tutor", "manifest.json", True), None, None),
        (Load("a", "text"), None, None),
        (Save("a", "text", 1), True, True),
        (Random("a"), [0.5], (0.5,)),
        (Now("a"), 5, 5.0),
        (Neighbor("a", "teach_back"), '{"ticked": []}', '{"ticked": []}'),
        (AskTutor("a", "http://localhost/v1", "{}"), {"status": 200, "text": "{}"}, Replied(200, "{}")),
    ],
)
def test_a_plain_value_becomes_the_answer_of_its_effect(effect: Effect, value: object, answer: object) -> None:
    assert answer_to(effect, value) == answer
    assert answer_to(effect, answer) == answer


def test_positions_come_as_texts_and_equal_ones_are_read_once() -> None:
    effect = Score("a", "demo", "x")
    told = [json.dumps({"token": MAT, "loss": 1, "rank": 0, "best": [{"token": MAT, "p": 0.5}]})]
    first, again = [answer_to(effect, {"positions": list(told), "cut": 2}) for _ in range(2)]
    assert first == answer_to(effect, SCORED)
    assert first.positions[0] is again.positions[0]
    for wrong in (["{}"], ["no JSON"], [7], "text", None):
        with pytest.raises(WrongValue, match="positions"):
            answer_to(effect, {"positions": wrong, "cut": 0})


def test_every_effect_but_cancel_has_an_answer() -> None:
    for kind in get_args(Effect):
        if kind is not Cancel:
            effect = kind(*["x" for _ in kind.__match_args__])
            assert answer_to(effect, Failure("no")) == Failure("no")
            if kind not in (Published, Load):
                with pytest.raises(WrongValue):
                    answer_to(effect, {"what": "ever"})


def test_a_part_of_an_answer_is_read_like_the_whole() -> None:
    effect = TrainStep("a", "mine", "x", (0.1,))
    assert answer_to(effect, Progress(TRAINED)) == Progress(Trained(3, (2.5, 2.0), (0.5,), 20.0))
    with pytest.raises(WrongValue, match="lacks the field 'step'"):
        answer_to(effect, Progress({}))


def test_a_row_of_attention_ends_at_its_own_position() -> None:
    # Two layers of two heads over three positions, numbered as they lie.
    attended = Attended(tuple(map(float, range(36))), 2, 2, 3)
    assert attended.row(0, 0, 0) == (0.0,)
    assert attended.row(1, 0, 2) == (24.0, 25.0, 26.0)
    for outside in ((2, 0, 0), (0, 2, 0), (0, 0, 3), (0, 0, -1)):
        with pytest.raises(IndexError, match="no row"):
            attended.row(*outside)
