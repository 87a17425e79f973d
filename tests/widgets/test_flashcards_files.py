"""The whole deck: cards about mistakes, and reviews that are carried away, brought back and forgotten."""

import json

import pytest

from tests.widgets.deck.kept_lists import put
from tests.widgets.deck.reader import Reader
from widgets.deck.cards import deck
from widgets.deck.due import NEW_A_DAY
from widgets.engine import InvalidValue


def test_cards_about_mistakes_come_when_they_are_put_into_the_deck_one_or_all() -> None:
    reader = Reader(whole=True, ledgers={"reviews": [], "deck": [put("uphill")]})
    assert reader.state.card == "uphill"
    reader.does("add")
    assert {one["id"] for one in reader.ledgers["deck"]} == {card.id for card in deck().waiting}


def test_a_file_carries_all_reviews_to_another_browser_and_a_second_time_changes_nothing() -> None:
    reader = Reader(whole=True)
    reader.grades("good", "again")
    reader.does("add")
    reader.does("export")
    (file,) = reader.saved
    assert file.name == "nudge-reviews.json"
    other = Reader(whole=True)
    other.does("import", file.text)
    assert other.ledgers == reader.ledgers
    assert "2 reviews came in." in other.words()
    other.does("import", file.text)
    assert other.ledgers == reader.ledgers
    assert "0 reviews came in; 2 were here already." in other.words()


def test_a_damaged_file_changes_nothing() -> None:
    reader = Reader(whole=True)
    before = (reader.state, json.dumps(reader.ledgers))
    for text in ("{}", "no json", '{"kind": "nudge reviews 1", "reviews": [{"id": 1}]}'):
        with pytest.raises(InvalidValue, match="Nothing was changed"):
            reader.does("import", text)
    assert (reader.state, json.dumps(reader.ledgers)) == before


def test_reviews_are_forgotten_only_when_that_is_said_twice() -> None:
    reader = Reader(whole=True)
    reader.grades("good")
    reader.does("forget")
    reader.does("keep")
    reader.does("forget")
    assert len(reader.ledgers["reviews"]) == 1
    reader.does("forget")
    assert reader.ledgers == {"reviews": [], "deck": []}
    assert reader.output("due") == NEW_A_DAY
