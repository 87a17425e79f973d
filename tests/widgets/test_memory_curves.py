"""Each card's curve is FSRS's own, and the list says what is left of every card."""

from typing import Any

import pytest

from tests.widgets import drawn
from tests.widgets.deck.kept_lists import DAY, NOW, entry, put
from widgets.deck.cards import cards
from widgets.engine import Element, Entries, Event, Failure, InvalidValue, Now, Progress, UnknownEvent
from widgets.memory_curves import State, update, view
from widgets.ml.memory import Review, recall, replayed

SEEN = [entry("adamw", NOW - 9 * DAY, 3), entry("perplexity", NOW - DAY, 4)]


def _told(reviews: list[Any], added: list[Any] | None = None, card: str = "") -> State:
    state: Any = State(card=card)
    for name, value in (("now", NOW), ("reviews", Entries(tuple(reviews))), ("deck", Entries(tuple(added or ())))):
        state = update(state, Event(name, value))
        state = state[0] if isinstance(state, tuple) else state
    assert isinstance(state, State)
    return state


def _rows(view: Element) -> dict[str, Element]:
    return {str(dict(one.attributes)["value"]): one for one in drawn.found(view, "button", name="card")}


def test_the_card_that_is_likeliest_forgotten_is_shown_with_what_fsrs_says_of_it() -> None:
    shown = view(_told(SEEN))
    assert "How does AdamW differ" in drawn.words(drawn.one(shown, "p", class_="curve-title"))
    memory = replayed([Review(NOW - 9 * DAY, 3)])
    assert memory is not None
    found = [float(drawn.output(shown, name)[1]) for name in ("recall", "stability", "difficulty", "card_due")]
    assert found == [recall(memory, NOW), memory.stability, memory.difficulty, memory.due]


def test_every_card_of_the_deck_is_listed_with_what_is_left_of_it() -> None:
    rows = _rows(view(_told(SEEN, [put("uphill")])))
    assert list(rows) == ["uphill", *(card.id for card in cards())]
    assert "new" in drawn.words(rows["uphill"])
    assert "due now" in drawn.words(rows["adamw"])
    memory = replayed([Review(NOW - DAY, 4)])
    assert memory is not None
    assert f"{100 * recall(memory, NOW):.1f}%" in drawn.words(rows["perplexity"])


def test_a_chosen_card_is_shown_and_marked() -> None:
    state = update(_told(SEEN), Event("card", "perplexity"))
    assert isinstance(state, State)
    rows = _rows(view(state))
    assert [id for id, row in rows.items() if dict(row.attributes)["aria-pressed"] == "true"] == ["perplexity"]
    with pytest.raises(InvalidValue):
        update(_told(SEEN), Event("card", "no such card"))


def test_a_new_card_shows_what_each_of_the_four_grades_would_do() -> None:
    shown = view(_told([]))
    assert [drawn.words(one) for one in drawn.found(shown, "li") if drawn.found(one, "svg")][-4:] == [
        "again",
        "hard",
        "good",
        "easy",
    ]
    assert not drawn.found(shown, "output", name="recall")


def test_the_numbers_of_the_picture_are_those_of_fsrs() -> None:
    table = drawn.one(view(_told(SEEN, card="adamw")), "table", class_="numbers")
    cells = [[drawn.words(cell) for cell in drawn.found(row, "td")] for row in drawn.found(table, "tr")][1:]
    memory = replayed([Review(NOW - 9 * DAY, 3)])
    assert memory is not None
    assert cells[1] == ["1", f"{100 * recall(memory, NOW + DAY):.1f}%"]


def test_a_review_in_another_tab_is_heard_and_the_time_asked_for() -> None:
    result = update(_told(SEEN), Event("reviews", Progress(Entries((*SEEN, entry("adamw", NOW, 3))))))
    assert isinstance(result, tuple)
    assert result[1] == Now("now")
    assert len(result[0].kept.reviews) == 3


def test_until_all_was_heard_the_page_shows_what_stood_there_and_a_failure_changes_nothing() -> None:
    assert dict(drawn.one(view(State()), "div", aria_busy="true").attributes)["data-part"] == "curves"
    assert update(State(), Event("now", Failure("No clock."))) == State()
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))
