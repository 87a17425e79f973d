"""What a text of a few tokens shows, whose numbers are known beforehand, and what is asked for."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import sentence_loss
from widgets.embed.host import first_view
from widgets.engine import (
    Element,
    Event,
    Failure,
    Guess,
    InvalidValue,
    Position,
    Published,
    Score,
    Scored,
    Token,
    UnknownEvent,
    visible,
)
from widgets.sentence_loss import GOAL_TOKENS, LONGEST_TEXT, MODEL, State, update, view

VOCABULARY = 4096
END = Token(9, "")
BETS = (Guess(Token(1, " a"), 0.5), Guess(Token(2, "é"), 0.25), Guess(END, 0.125))


def _items(element: Element) -> list[dict[str, Any]]:
    found = [dict(item.attributes) for item in drawn.found(element, "li")]
    return [item for item in found if "data-loss" in item]


def _known(*losses: float, cut: int = 0) -> Scored:
    tokens = (Token(1, " a"), Token(3, "\ufffd", "C3"), Token(4, "\ufffd", "A9"), Token(5, "b"))
    return Scored(tuple(Position(token, loss, 1, BETS) for token, loss in zip(tokens, losses, strict=False)), cut)


def _heard(scored: Scored, **fields: Any) -> State:
    answered = Event("score", scored), Event("manifest", {"vocab_size": VOCABULARY})
    state: State = drawn.after(sentence_loss, State(**fields), *answered)
    return state


def test_the_one_that_cost_most_is_looked_at_until_another_is_pressed() -> None:
    state = _heard(_known(1.0, 3.0, 3.0, 0.5), text=" aéb")
    assert drawn.output(view(state), "loss")[1] == "3.0"
    assert [one["value"] for one in _checked(state)] == [1]
    assert [one["value"] for one in _checked(drawn.after(sentence_loss, state, Event("at", "3")))] == [3]
    assert [one["value"] for one in _checked(_heard(_known(1.0, 3.0), text=" a", at=7))] == [1], "a text may be shorter"


def _checked(state: State) -> list[dict[str, Any]]:
    return [dict(one.attributes) for one in drawn.found(view(state), "input", checked=True)]


@pytest.mark.parametrize(
    ("at", "bet", "text"), [(0, 2, "ééb"), (1, 1, " a ab"), (3, 2, " aéé"), (3, 9, " aé"), (0, 9, "")]
)
def test_a_bet_replaces_the_bytes_of_its_token_and_the_end_cuts_what_follows(at: int, bet: int, text: str) -> None:
    state = _heard(_known(1.0, 1.0, 1.0, 1.0), text=" aéb", at=at)
    if at == 1:
        text = " a a\ufffdb"  # the second half of the letter stays behind
    after = update(state, Event("candidate", str(bet)))
    assert isinstance(after, tuple)
    assert after[0].text == text
    assert after[1] == Score("score", MODEL, text)


@pytest.mark.parametrize(("loss", "shade"), [(0.0, 0), (0.29, 0), (0.3, 1), (1.5, 2), (4.0, 3), (8.31, 3), (8.32, 4)])
def test_shades_part_at_the_lessons_words_and_at_a_blind_guess(loss: float, shade: int) -> None:
    (item,) = _items(view(_heard(_known(loss), text=" a")))
    assert item["class"] == f"cost-{shade}"


@given(st.lists(st.floats(0, 40), min_size=1, max_size=4))
def test_a_column_is_as_tall_as_its_loss_until_there_is_no_more_room(losses: list[float]) -> None:
    element = view(_heard(_known(*losses), text="x"))
    drawn_tall = [dict(rect.attributes) for rect in drawn.found(element, "rect") if "y" in dict(rect.attributes)]
    for loss, rect in zip(losses, drawn_tall, strict=True):
        height = float(str(rect["height"]).rstrip("%"))
        assert height == pytest.approx(min(100 * loss / 16, 100), abs=0.051)
        assert height + float(str(rect["y"]).rstrip("%")) == pytest.approx(100, abs=0.11)


def test_a_small_probability_says_how_small_it_is() -> None:
    shown = [drawn.output(view(_heard(_known(loss), text=" a")), "p")[0] for loss in (0.6931, 15.61, math.log(1234))]
    assert shown == ["50.0%", "1 in 6 million", "1 in 1,200"]


@pytest.mark.parametrize(("count", "loss", "met"), [(16, 0.29, True), (16, 0.296, False), (15, 0.1, False)])
def test_the_challenge_asks_for_a_long_text_that_was_expected(count: int, loss: float, met: bool) -> None:
    scored = Scored(tuple(Position(Token(1, " a"), loss, 0, BETS) for _ in range(count)), 0)
    assert drawn.challenge_is_met(view(_heard(scored))) is met
    assert GOAL_TOKENS == 16


def test_the_challenge_is_not_met_as_built_and_can_be_met() -> None:
    assert not drawn.challenge_is_met(first_view("sentence_loss", {}).element())
    story = "Once upon a time, there was a little girl named Lily. She loved to"
    assert drawn.challenge_is_met(first_view("sentence_loss", {"text": story}).element())


def test_a_change_asks_once_and_the_last_answer_stays_until_the_next_has_come() -> None:
    state = _heard(_known(1.0), text=" a", at=0)
    changed, asked = update(state, Event("text", " ab"))  # type: ignore[misc]
    assert asked == Score("score", MODEL, " ab")
    assert changed.at == -1
    waiting = [dict(part.attributes) for part in drawn.found(view(changed), "div", aria_busy="true")]
    assert [part["data-part"] for part in waiting] == ["sentence", "losses", "expected"]
    (shown,) = [dict(p.attributes)["data-basis"] for p in drawn.found(view(state), "div", data_part="sentence")]
    assert {part["data-basis"] for part in waiting}.isdisjoint({shown})
    assert update(changed, Event("candidate", "1")) == changed, "a bet of the text before is not taken"


def test_waking_asks_for_the_losses_and_the_size_of_the_vocabulary() -> None:
    _, asked = update(State("a"), Event("mount"))  # type: ignore[misc]
    assert asked == (Score("score", MODEL, "a"), Published("manifest", MODEL, "manifest.json"))


@pytest.mark.parametrize("key", ["score", "manifest"])
def test_a_failure_is_said_and_can_be_tried_again(key: str) -> None:
    state = drawn.after(sentence_loss, State("a"), Event(key, Failure("The model broke off.")))
    assert "The model broke off." in drawn.words(view(state))
    again, asked = update(state, Event("again"))  # type: ignore[misc]
    assert again.failure == ""
    assert asked[0] == Score("score", MODEL, "a")


def test_what_it_cannot_use_is_refused_and_nothing_is_lost() -> None:
    for name, value in (("text", "x" * (LONGEST_TEXT + 1)), ("text", None), ("at", "1.5"), ("at", "10000")):
        with pytest.raises(InvalidValue):
            update(State(), Event(name, value))
    with pytest.raises(InvalidValue):
        update(_heard(_known(1.0), text=" a"), Event("candidate", "77"))
    with pytest.raises(UnknownEvent):
        update(State(), Event("prompt", "a"))
    with pytest.raises(ValueError, match="'at'"):
        State(at=-2)


def test_a_sign_stands_for_what_cannot_be_seen() -> None:
    scored = Scored((Position(Token(6, " "), 1.0, 0, BETS), Position(Token(7, "\n"), 1.0, 0, BETS)), 0)
    labels = [drawn.words(label) for label in drawn.found(view(_heard(scored)), "label")]
    assert labels[1:] == [visible(Token(6, " ")), "↵"]
