"""Every layer has the blame that the model gave it, from the loss down; one weight shows where three ways differ."""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.widgets import drawn
from widgets import blame
from widgets.blame import SCALE, State, answered, update, view
from widgets.embed.host import first_view
from widgets.engine import Effect, Element, Event, Failure, InvalidValue, Probe, Probed, Token, UnknownEvent

GROUPS = ("embedding", "block 1", "block 2", "norm")


def _probed(loss: float = 4.0, id: int = 7, norms: tuple[float, ...] = (30.0, 12.0, 6.0, 0.5), **fields: Any) -> Probed:
    made = Probed(
        (Token(id, " moon"),), loss, GROUPS, norms, "blocks.0.mlp.up.weight", (3, 5), 0.25, 1.25, 1.24, 0.5, 1.25, 0.01
    )
    return replace(made, **fields)


def _heard(probed: Probed, expected: Probed | None = None, **fields: Any) -> State:
    state = State(**{"layer": "block 1"} | fields)
    events = [Event("probed", probed), *([Event("expected", expected)] if expected else [])]
    return drawn.after(blame, state, *events)  # type: ignore[no-any-return]


def _asks(result: State | tuple[State, Effect | tuple[Effect, ...]]) -> tuple[Effect, ...]:
    effects = result[1] if isinstance(result, tuple) else ()
    return effects if isinstance(effects, tuple) else (effects,)


@cache
def _opened() -> State:
    state = first_view("blame", {}).state
    assert isinstance(state, State)
    return state


def _rows(element: Element) -> list[Element]:
    return drawn.found(drawn.one(element, "ul", class_="bars"), "li")


def test_the_opening_blames_a_surprise_in_every_layer_and_hardly_what_was_expected() -> None:
    state = _opened()
    assert state.probed
    assert state.expected
    assert state.probed.loss > 8.32 > 0.1 > state.expected.loss
    assert all(one > 20 * other for one, other in zip(state.probed.norms, state.expected.norms, strict=True))
    assert not drawn.challenge_is_met(view(state))


def test_the_layers_stand_from_the_output_down_to_the_text() -> None:
    rows = _rows(view(_opened()))
    assert [drawn.words(drawn.one(row, "button")) for row in rows] == [
        "last norm",
        *(f"block {number}" for number in (6, 5, 4, 3, 2, 1)),
        "embeddings",
    ]


def test_every_bar_is_as_long_as_its_norm_and_a_line_stands_where_the_expected_answer_puts_it() -> None:
    element = view(_heard(_probed(), _probed(id=8, norms=(3.0, 1.2, 0.6, 0.05))))
    widths = [float(str(dict(rect.attributes)["width"])) for rect in drawn.found(element, "rect")]
    assert widths == pytest.approx([100 * norm / SCALE for norm in (0.5, 6, 12, 30)], abs=0.06)
    lines = [dict(one.attributes)["d"] for one in drawn.found(element, "path", class_="bar-tick")]
    assert lines == ["M0.1 0v1", "M1.0 0v1", "M2.0 0v1", "M5.0 0v1"]
    assert drawn.output(element, "norm_embedding") == ("30.00", "30.0")
    assert drawn.output(element, "norm_block_2") == ("6.00", "6.0")
    assert not drawn.found(view(_heard(_probed())), "path", class_="bar-tick")


def test_the_loss_and_the_probability_are_the_answers() -> None:
    element = view(_heard(_probed(loss=math.log(4)), _probed(id=8, loss=math.log(2))))
    assert drawn.output(element, "loss")[0] == "1.39"
    assert drawn.output(element, "p") == ("25.0%", repr(math.exp(-math.log(4))))
    assert "␣moon, to which it gave 50.0%" in drawn.words(element)
    assert drawn.output(view(_heard(_probed(loss=math.log(4e6)))), "p")[0] == "1 in 4 million"


def test_the_three_ways_stand_side_by_side_and_the_digits_that_differ_are_marked() -> None:
    probed = _probed(gradient=-1.01410382, difference=-1.01416481, step_change=-1.01410374)
    element = view(_heard(probed))
    shown = {name: drawn.output(element, name) for name in ("gradient", "finite_difference", "step_change")}
    assert [text for text, _ in shown.values()] == ["−1.0141038", "−1.0141648", "−1.0141037"]
    assert [float(value) for _, value in shown.values()] == [-1.01410382, -1.01416481, -1.01410374]
    marked = [
        [drawn.words(one) for one in drawn.found(drawn.one(element, "output", name=name), "span", class_="differs")]
        for name in shown
    ]
    assert marked == [[], ["648"], ["7"]]


def test_the_real_weight_agrees_in_three_digits_at_least() -> None:
    for layer in ("embedding", "block 1", "block 6", "norm"):
        probed = first_view("blame", {"layer": layer}).state.probed
        assert probed.difference == pytest.approx(probed.gradient, rel=2e-3)
        assert probed.step_change == pytest.approx(probed.gradient, rel=1e-5)


def test_a_mount_and_another_text_ask_for_both_answers_and_another_answer_for_its_own() -> None:
    asked = Probe("probed", "demo", "The dog wagged his", " moon", "block 3")
    expected = Probe("expected", "demo", "The dog wagged his", "", "")
    assert _asks(update(State(), Event("mount"))) == (asked, expected)
    assert _asks(update(State(), Event("text", "A cat "))) == (
        replace(asked, text="A cat"),
        replace(expected, text="A cat"),
    )
    assert _asks(update(State(), Event("answer", "tail"))) == (replace(asked, answer=" tail"),)
    pressed = update(_heard(_probed()), Event("layer", "block 2"))
    assert _asks(pressed) == (replace(asked, group="block 2"),)


def test_what_is_drawn_belongs_to_the_text_and_the_answer_that_stand_there() -> None:
    heard = _heard(_probed())
    drawn.output(view(heard), "loss")
    for name in ("text", "answer"):
        waiting = drawn.after(blame, heard, Event(name, "another"))
        assert drawn.one(view(waiting), "div", data_part="result", aria_busy="true")
    # A space at the end changes nothing that the model reads.
    assert drawn.output(view(drawn.after(blame, heard, Event("answer", "moon "))), "loss")


def test_the_words_beside_the_weight_name_the_layer_that_was_checked() -> None:
    heard = _heard(_probed())
    pressed = drawn.after(blame, heard, Event("layer", "embedding"))
    assert "Of the weights in “block 1”" in drawn.words(view(pressed))
    (button,) = [one for one in drawn.found(view(pressed), "button") if dict(one.attributes)["value"] == "embedding"]
    assert dict(button.attributes)["aria-pressed"] == "true"
    answered = drawn.after(blame, pressed, Event("probed", _probed(part="wte.weight", place=(9, 1))))
    assert "Of the weights in “embeddings”" in drawn.words(view(answered))
    assert "wte.weight [9, 1] = 0.2500" in drawn.words(view(answered))


@pytest.mark.parametrize(
    ("typed", "text"),
    [("moon", " moon"), (" moon ", " moon"), (".", "."), ("", ""), ("  ", ""), ("Éa", " Éa"), ("7", " 7")],
)
def test_a_word_brings_its_space_and_a_full_stop_does_not(typed: str, text: str) -> None:
    assert answered(typed) == text


@pytest.mark.parametrize(
    ("probed", "expected", "met"),
    [
        (_probed(), _probed(), True),
        (_probed(), _probed(id=8), False),
        (_probed(norms=(24.0, 12.0, 6.0, 0.5)), _probed(), False),
        (_probed(), None, False),
    ],
)
def test_the_challenge_is_met_by_a_right_guess_that_was_unsure(
    probed: Probed, expected: Probed | None, met: bool
) -> None:
    heard = _heard(probed, expected)
    assert drawn.challenge_is_met(view(heard)) == met
    assert not drawn.challenge_is_met(view(drawn.after(blame, heard, Event("answer", "other"))))


def test_the_challenge_can_be_met() -> None:
    assert drawn.challenge_is_met(view(first_view("blame", {"text": "The cat sat on the", "answer": ""}).state))


def test_a_failure_is_said_and_asked_for_again() -> None:
    failed = drawn.after(blame, State(), Event("probed", Failure("It broke off.")))
    assert "It broke off." in drawn.words(drawn.one(view(failed), "div", role="alert"))
    assert len(_asks(update(failed, Event("again")))) == 2
    assert drawn.after(blame, failed, Event("again")).failure == ""


def test_what_a_control_cannot_take_is_refused() -> None:
    with pytest.raises(InvalidValue, match="takes one of: embedding, block 1, block 2, norm"):
        update(_heard(_probed()), Event("layer", "block 9"))
    # Before the model has answered, what the picture as built offers is taken.
    assert drawn.after(blame, State(), Event("layer", "block 1")).layer == "block 1"
    with pytest.raises(InvalidValue, match="takes at most 300 characters"):
        update(State(), Event("text", "a" * 301))
    with pytest.raises(InvalidValue, match="takes at most 40 characters"):
        update(State(), Event("answer", "a" * 41))
    with pytest.raises(UnknownEvent):
        update(State(), Event("norm", "1"))
