"""A card turns with its question in sight, a grade brings the next one, and every review is kept for its day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.deck.kept_lists import DAY, NOW, entry
from tests.widgets.deck.reader import Reader
from widgets import flashcards
from widgets.deck.cards import by_id, cards, deck
from widgets.deck.due import NEW_A_DAY
from widgets.engine import (
    Element,
    Entries,
    Event,
    Failure,
    InvalidValue,
    Now,
    Progress,
    UnknownEvent,
)
from widgets.flashcards import GRADES, State, backdrop, update, view


def _card(state: State) -> Element:
    return drawn.one(view(state), "div", class_="card")


def test_a_turned_card_shows_its_answer_and_its_question_stays_in_sight() -> None:
    reader = Reader()
    first = by_id()[reader.state.card]
    assert first == cards()[0]
    assert first.front in drawn.words(_card(reader.state))
    assert first.back not in drawn.words(_card(reader.state))
    reader.does("flip", first.id)
    assert first.front in drawn.words(_card(reader.state))
    assert first.back in drawn.words(_card(reader.state))
    reader.does("flip", first.id)
    assert first.back not in drawn.words(_card(reader.state))
    assert reader.state.card == first.id


def test_each_grade_has_its_key_its_card_and_its_time_once_the_card_is_turned() -> None:
    reader = Reader()
    for turned in (False, True):
        buttons = [
            dict(one.attributes) for name in GRADES for one in drawn.found(view(reader.state), "button", name=name)
        ]
        assert [one["data-press"] for one in buttons] == ["1", "2", "3", "4"]
        assert {one["value"] for one in buttons} == {cards()[0].id}
        assert {one.get("aria-disabled") for one in buttons} == ({None} if turned else {"true"})
        reader.does("flip", cards()[0].id)
    reader.does("flip", cards()[0].id)
    assert "Again 1 min" in reader.words()
    assert "Easy 8 days" in reader.words()


def test_a_card_is_graded_only_when_it_is_turned() -> None:
    reader = Reader()
    with pytest.raises(InvalidValue, match="Turn the card"):
        reader.does("good", cards()[0].id)
    reader.does("flip", cards()[0].id)
    with pytest.raises(InvalidValue, match="Turn the card"):
        reader.does("good", cards()[1].id)
    assert reader.ledgers["reviews"] == []


def test_a_grade_is_kept_with_its_time_and_the_next_card_comes() -> None:
    reader = Reader()
    assert reader.grades("good", "easy") == [cards()[0].id, cards()[1].id]
    assert reader.ledgers["reviews"] == [entry(cards()[0].id, NOW, 3), entry(cards()[1].id, NOW, 4)]
    assert reader.state.card == cards()[2].id
    assert not reader.state.turned
    assert reader.output("due") == NEW_A_DAY - 2
    assert reader.output("next_due") == NOW + 600


def test_a_second_press_before_the_time_is_known_is_one_review() -> None:
    reader = Reader()
    reader.does("flip", reader.state.card)
    state, effect = update(reader.state, Event("good", reader.state.card))  # type: ignore[misc]
    assert effect == Now("graded")
    assert update(state, Event("easy", state.card)) == state


def test_when_nothing_waits_it_says_so_and_learning_ahead_goes_on_with_new_cards() -> None:
    reader = Reader()
    reader.grades(*["easy"] * NEW_A_DAY)
    assert reader.output("due") == 0
    assert "Nothing waits now." in reader.words()
    assert not drawn.found(view(reader.state), "button", name="flip")
    reader.does("ahead")
    assert reader.state.card == cards()[NEW_A_DAY].id
    reader.grades("easy", "easy")
    assert reader.state.card == cards()[NEW_A_DAY + 2].id


def test_ahead_of_everything_the_card_that_is_due_soonest_comes() -> None:
    ledger = [entry(card.id, NOW - 60, 4) for card in cards()] + [entry("adamw", NOW - 30, 1)]
    reader = Reader(ledgers={"reviews": ledger, "deck": []})
    assert reader.output("due") == 0
    reader.does("ahead")
    assert reader.state.card == "adamw"


def test_the_next_day_brings_what_is_due_then() -> None:
    reader = Reader()
    reader.grades("again", "good", *["easy"] * 4)
    later = Reader(now=NOW + 9 * DAY, ledgers=reader.ledgers)
    assert later.output("due") == NEW_A_DAY + 6
    assert later.state.card == cards()[0].id


def test_what_another_tab_reviewed_leaves_this_ones_deck_but_not_under_the_readers_hand() -> None:
    reader = Reader()
    other = Reader(ledgers=reader.ledgers)
    reader.does("flip", reader.state.card)
    other.grades("easy", "easy")
    reader.does("reviews", Progress(Entries(tuple(reader.ledgers["reviews"]))))
    assert (reader.state.card, reader.state.turned) == (cards()[0].id, True)
    reader.does("flip", reader.state.card)
    assert reader.state.card == cards()[2].id
    reader.grades("easy")
    assert len(reader.ledgers["reviews"]) == 3


@given(
    st.lists(st.tuples(st.sampled_from(list(GRADES)), st.sampled_from([0, 60, 700, DAY, -DAY, 400 * DAY, -400 * DAY])))
)
def test_however_the_clock_jumps_every_grade_is_one_review_and_there_is_always_a_way_on(
    steps: list[tuple[str, float]],
) -> None:
    reader = Reader()
    for count, (grade, jump) in enumerate(steps):
        if not reader.state.card:
            reader.does("ahead")
        reader.grades(grade)
        assert len(reader.ledgers["reviews"]) == count + 1
        reader.now += jump
        assert view(reader.state)


def test_where_the_device_keeps_nothing_it_works_for_the_visit_and_says_so() -> None:
    reader = Reader()
    reader.grades("easy")
    reader.does("reviews", Progress(Entries(tuple(reader.ledgers["reviews"]), "Your browser keeps nothing here.")))
    assert "Your browser keeps nothing here. What you grade counts until you leave this page." in reader.words()
    assert reader.output("due") == NEW_A_DAY - 1


def test_entries_that_cannot_be_read_are_counted_aloud_and_a_late_date_is_said() -> None:
    late = entry("adamw", NOW + 900 * DAY, 3)
    reader = Reader(ledgers={"reviews": [{"id": "x"}, late, entry("gone", NOW, 3)], "deck": [7]})
    assert "passed over: 2." in reader.words()
    assert "a clock was wrong" in reader.words()
    assert "this deck does not have: 1." in reader.words()


def test_only_the_page_of_reviews_has_the_coming_days_and_the_tools() -> None:
    small, whole = view(Reader().state), view(Reader(whole=True).state)
    for name in ("export", "add", "forget"):
        assert not drawn.found(small, "button", name=name)
        assert drawn.found(whole, "button", name=name)
    assert drawn.output(whole, "due_today")[1] == NEW_A_DAY
    assert not drawn.found(small, "output", name="due_today")


@pytest.mark.parametrize("whole", [False, True])
def test_paper_and_pages_without_scripts_have_both_sides_of_every_card(whole: bool) -> None:
    shown = [*cards(), *deck().waiting] if whole else [card for card in cards() if card.main]
    folded = drawn.found(backdrop(State(whole=whole)), "details")
    assert [(drawn.words(drawn.one(one, "summary")), drawn.words(drawn.one(one, "p"))) for one in folded] == [
        (card.front, card.back) for card in shown
    ]


def test_until_the_ledgers_were_heard_the_page_shows_what_stood_there() -> None:
    assert not drawn.found(view(State()), "button", name="flip")
    assert dict(drawn.one(view(State()), "div", aria_busy="true").attributes)["data-part"] == "deck"


def test_a_failure_is_said_and_a_card_can_be_graded_again() -> None:
    reader = Reader()
    reader.does("flip", reader.state.card)
    state, _ = update(reader.state, Event("good", reader.state.card))  # type: ignore[misc]
    state = update(state, Event("graded", Failure("No clock.")))
    assert isinstance(state, State)
    assert (state.grading, state.said) == ("", "No clock.")


def test_an_event_that_nobody_knows_and_a_card_that_is_none_are_refused() -> None:
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))
    with pytest.raises(InvalidValue):
        Reader().does("flip", "no such card")
    assert flashcards.GRADES == {"again": 1, "hard": 2, "good": 3, "easy": 4}
