"""A card shows its question until it is turned, and turning it back forgets nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import flashcards
from widgets.engine import Element, Event, InvalidValue, UnknownEvent, WrongData, parse_toml
from widgets.flashcards import Deck, State, cards, update, view

IDS = [card.id for card in cards()]


def _faces(state: State) -> dict[str, Element]:
    """The button of every card, by id."""
    return {str(dict(one.attributes)["value"]): one for one in drawn.found(view(state), "button", name="flip")}


@given(st.sets(st.sampled_from(IDS)))
def test_turned_cards_show_their_answer_and_the_others_their_question(turned: set[str]) -> None:
    faces = _faces(State(turned=tuple(turned)))
    for card in cards():
        is_turned = card.id in turned
        assert drawn.words(faces[card.id]) == (card.back if is_turned else card.front)
        attributes = dict(faces[card.id].attributes)
        assert attributes["aria-pressed"] == str(is_turned).lower()
        assert attributes["title"] == ("Turn the card back" if is_turned else "Turn the card")
    assert len(drawn.found(view(State(turned=tuple(turned))), "li", class_="card-turned")) == len(turned)
    assert len(drawn.found(view(State(turned=tuple(turned))), "li", class_="card")) == len(IDS)


def test_without_scripts_every_card_opens_too() -> None:
    folded = drawn.found(view(State()), "details", class_="without-script")
    assert [(drawn.words(drawn.one(one, "summary")), drawn.words(drawn.one(one, "p"))) for one in folded] == [
        (card.front, card.back) for card in _by_deck()
    ]


def test_a_card_that_was_turned_by_script_carries_each_side_only_where_it_is_up() -> None:
    card = _by_deck()[0]
    turned = update(State(), Event("flip", card.id))
    for state, side in ((turned, card.back), (update(turned, Event("flip", card.id)), card.front)):
        item = drawn.found(view(state), "li", class_="card")[0]
        assert drawn.words(item) == side


def _by_deck() -> list[flashcards.Card]:
    return sorted(cards(), key=lambda card: not card.main)


def test_the_lessons_cards_come_first_and_the_others_under_a_title_of_their_own() -> None:
    decks = drawn.found(view(State()), "section")
    assert [drawn.words(drawn.one(deck, "p", class_="deck-title")) for deck in decks] == [
        "The six cards",
        "Going further",
    ]
    assert [dict(deck.attributes)["aria-label"] for deck in decks] == ["The six cards", "Going further"]
    main, further = (
        [str(dict(one.attributes)["value"]) for one in drawn.found(deck, "button", name="flip")] for deck in decks
    )
    assert main == [card.id for card in cards() if card.main]
    assert further == [card.id for card in cards() if not card.main]
    assert len(main) == 6


@given(st.lists(st.sampled_from(IDS), max_size=12))
def test_a_card_turns_at_every_press_and_counts_once(presses: list[str]) -> None:
    state = drawn.after(flashcards, State(), *(Event("flip", id) for id in presses))
    assert set(state.turned) == {id for id in presses if presses.count(id) % 2}
    assert len(state.turned) == len(set(state.turned))
    assert list(state.seen) == list(dict.fromkeys(presses))
    seen = len(set(presses))
    assert drawn.output(view(state), "turned") == (f"{seen} of {len(IDS)}", seen)


def test_a_card_that_the_deck_no_longer_has_counts_for_nothing() -> None:
    assert drawn.output(view(State(seen=("an old card", IDS[0]))), "turned") == (f"1 of {len(IDS)}", 1)


def test_waking_changes_nothing() -> None:
    assert update(State(turned=("warmup",)), Event("mount")) == State(turned=("warmup",))


def test_a_card_that_is_none_and_an_event_that_nobody_knows_are_refused() -> None:
    with pytest.raises(InvalidValue):
        update(State(), Event("flip", "no such card"))
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))


ROW = '[[card]]\nid = "{}"\nfront = "Why?"\nback = "So."\nconcept = {}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ROW.format("a", 0),
            r"line 5: field 'card\[0\]' is refused: field 'concept' takes .* 1 to 10, not 0",
        ),
        (ROW.format("a", 1) + ROW.format("b", 11), r"line 10: field 'card\[1\]' is refused"),
        (ROW.format("a", 1) + ROW.format("a", 10), "line 10: the value is refused: the id 'a' stands twice"),
        (ROW.format("a", "1.5"), r"field 'card\[0\]\.concept' takes a whole number, not 1\.5"),
    ],
)
def test_a_wrong_row_stops_the_build_with_its_line(text: str, message: str) -> None:
    with pytest.raises(WrongData, match=message):
        parse_toml(Deck, text, "widgets/flashcards.toml")


def test_a_card_goes_further_unless_its_row_says_that_it_is_a_main_one() -> None:
    rows = ROW.format("a", 1) + ROW.format("b", 10) + "main = true\n"
    assert [card.main for card in parse_toml(Deck, rows, "widgets/flashcards.toml").card] == [False, True]
