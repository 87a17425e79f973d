"""Candidates are buttons that carry their token whole; tokens of a text stand as people can see them."""

from tests.widgets import drawn
from widgets.engine import Guess, Token, bets, candidates, token_row

TOKENS = (Token(2, " mat"), Token(0, "\ufffd", "E2"), Token(1, "\n"))
PROBS = (0.0001, 0.2499, 0.75)


def test_candidates_keep_their_order_and_carry_what_the_contract_says() -> None:
    items = drawn.found(candidates(TOKENS, PROBS, 1), "li")
    assert [dict(item.attributes) for item in items] == [
        {"data-id": 2, "data-token": " mat", "data-p": "0.75"},
        {"data-id": 0, "data-token": "\ufffd", "data-p": "0.0001"},
        {"data-id": 1, "data-token": "\n", "data-p": "0.2499"},
    ]
    buttons = [dict(drawn.one(item, "button").attributes) for item in items]
    assert [(one["name"], one["value"]) for one in buttons] == [
        ("candidate", "2"),
        ("candidate", "0"),
        ("candidate", "1"),
    ]
    assert [one["aria-pressed"] for one in buttons] == ["false", "false", "true"]


def test_a_candidate_shows_its_token_and_its_share_as_a_bar_and_in_words() -> None:
    made = candidates(TOKENS, PROBS)
    assert [drawn.words(one) for one in drawn.found(made, "span", class_="candidate-token")] == ["␣mat", "⟨E2⟩", "↵"]
    assert [drawn.words(one) for one in drawn.found(made, "span", class_="candidate-p")] == [
        "75.0%",
        "below 0.1%",
        "25.0%",
    ]
    assert [dict(one.attributes)["width"] for one in drawn.found(made, "rect")] == ["75.0", "0.0", "25.0"]
    assert not drawn.found(made, "button", aria_pressed="true")


def test_tokens_of_a_text_stand_in_their_order_under_a_name() -> None:
    row = token_row(TOKENS, "Tokens of your text")
    assert dict(row.attributes)["aria-label"] == "Tokens of your text"
    assert [drawn.words(item) for item in drawn.found(row, "li")] == ["␣mat", "⟨E2⟩", "↵"]
    assert [dict(item.attributes)["data-id"] for item in drawn.found(row, "li")] == [2, 0, 1]


def test_shares_may_be_known_of_the_candidates_alone() -> None:
    assert candidates(TOKENS, dict(enumerate(PROBS))) == candidates(TOKENS, PROBS)


def test_bets_stand_in_a_narrow_column_whole_and_one_token_is_marked() -> None:
    items = drawn.found(bets([Guess(token, PROBS[token.id]) for token in TOKENS], 0), "li")
    assert [dict(item.attributes) for item in items] == [
        {"data-id": 2, "data-token": " mat", "data-p": "0.75", "class": None},
        {"data-id": 0, "data-token": "\ufffd", "data-p": "0.0001", "class": "bet-marked"},
        {"data-id": 1, "data-token": "\n", "data-p": "0.2499", "class": None},
    ]
    assert [drawn.words(item) for item in items] == ["␣mat", "⟨E2⟩", "↵"]
    assert [dict(drawn.one(item, "rect").attributes)["width"] for item in items] == ["75.0%", "0.0%", "25.0%"]
