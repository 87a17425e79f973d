"""The cards are in order, and mistakes of an author's stop the build."""

import pytest

from widgets.deck.cards import Deck, by_id, cards, deck, held
from widgets.engine import WrongData, parse_toml

ROW = '[[{}]]\nid = "{}"\nfront = "Why?"\nback = "So."\nconcept = {}\n'


def test_the_six_of_the_lesson_come_first() -> None:
    assert [card.main for card in cards()] == [True] * 6 + [False] * (len(cards()) - 6)
    assert set(cards()) == set(deck().card)


def test_every_concept_has_at_least_two_cards_without_those_that_wait() -> None:
    assert all(sum(card.concept == concept for card in deck().card) >= 2 for concept in range(1, 11))


def test_a_card_that_waits_enters_the_deck_when_it_is_put_there_and_stands_before_the_others() -> None:
    assert held(()) == cards()
    assert [card.id for card in held({"uphill", "no such card"})] == ["uphill", *(card.id for card in cards())]


def test_every_card_that_waits_is_found_by_its_id_and_names_the_misconception_it_corrects() -> None:
    assert [card.misconception for card in deck().waiting] == [
        f"M{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    ]
    assert all(by_id()[card.id] is card for card in (*deck().card, *deck().waiting))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ROW.format("card", "a", 0), r"line 5: field 'card\[0\]' is refused: field 'concept' takes .* 1 to 10, not 0"),
        (ROW.format("card", "a", 1) + ROW.format("card", "b", 11), r"line 10: field 'card\[1\]' is refused"),
        (
            ROW.format("card", "a", 1) + ROW.format("card", "a", 10),
            "line 10: the value is refused: the id 'a' stands twice",
        ),
        (ROW.format("card", "a", "1.5"), r"field 'card\[0\]\.concept' takes a whole number, not 1\.5"),
        (
            ROW.format("card", "a", 1) + ROW.format("waiting", "b", 1),
            "the waiting card 'b' names no misconception",
        ),
        (
            ROW.format("card", "a", 1) + ROW.format("waiting", "a", 1) + 'misconception = "M1"\n',
            "the id 'a' stands twice",
        ),
        (
            ROW.format("card", "a", 1)
            + 'misconception = "M1"\n'
            + ROW.format("card", "b", 1)
            + 'misconception = "M1"\n',
            "the id 'M1' stands twice",
        ),
    ],
)
def test_a_wrong_row_stops_the_build_with_its_line(text: str, message: str) -> None:
    with pytest.raises(WrongData, match=message):
        parse_toml(Deck, text, "widgets/flashcards.toml")
