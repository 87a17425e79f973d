"""The schedule is the same whoever's tab reviewed, and no clock that was set back loses a card."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.deck.kept_lists import DAY, NOW, entry, kept, put, reviews, united
from widgets.deck.cards import by_id, cards, deck
from widgets.deck.days import day
from widgets.deck.due import (
    NEW_A_DAY,
    ahead,
    beyond,
    from_the_future,
    next_due,
    standings,
    unknown,
    waiting,
)
from widgets.ml.memory import Review, replayed

List = list[dict[str, Any]]


def _states(entries: List, now: float = NOW) -> dict[str, Any]:
    return {one.card.id: one.memory for one in standings(kept(entries), now)}


@given(reviews, reviews)
def test_the_union_of_two_tabs_is_the_same_schedule_whichever_came_first(one: List, other: List) -> None:
    # One hand grades a card once in a millisecond.
    one = united(one)
    graded = {entry["id"]: entry for entry in one}
    other = united([graded.get(entry["id"], entry) for entry in other])
    assert _states(united(one, other)) == _states(united(other, one)) == _states(united(one, other, one))
    assert len(united(one, other)) == len({entry["id"] for entry in (*one, *other)})


@given(reviews, st.randoms())
def test_the_order_in_which_a_ledger_tells_its_entries_does_not_matter(entries: List, chance: Any) -> None:
    whole = united(entries)
    mixed = list(whole)
    chance.shuffle(mixed)
    assert _states(mixed) == _states(whole)


@given(reviews)
def test_a_card_is_what_its_own_reviews_make_of_it(entries: List) -> None:
    for one in standings(kept(united(entries)), NOW):
        own = [Review(e["at"], e["grade"]) for e in united(entries) if e["card"] == one.card.id]
        assert list(one.reviews) == sorted(own)
        assert one.memory == replayed(own)


@given(reviews, st.floats(-400 * DAY, 400 * DAY))
def test_wherever_the_clock_is_set_no_card_is_lost_and_every_one_waits_or_comes(entries: List, shift: float) -> None:
    now = NOW + shift
    known = standings(kept(united(entries)), now)
    assert {one.card.id for one in known} >= {card.id for card in cards()}
    offered = {card.id for card in (*waiting(known, now), *beyond(known))}
    assert offered == {one.card.id for one in known}
    # A card that does not wait now waits at its time: none lies beyond what its own reviews up to now say.
    assert all(one.memory is None or one.memory.last <= now + DAY + 1 for one in known)


@given(reviews, st.integers(2, 3000))
def test_a_review_made_after_the_clock_was_set_back_counts(entries: List, days: int) -> None:
    now = NOW - days * DAY
    before = united(entries)
    card = next(iter([*waiting(standings(kept(before), now), now), *beyond(standings(kept(before), now))]))
    fresh = entry(card.id, now, 3)
    memory = _states(united(before, [fresh]), now)[card.id]
    assert memory is not None
    assert memory.last >= now - 1


@given(reviews)
def test_reviews_of_a_wrong_clock_come_back_when_their_day_comes(entries: List) -> None:
    whole = united(entries)
    assert _states(whole, NOW) == {one.card.id: one.memory for one in standings(kept(whole), NOW + 1)}
    assert from_the_future(kept(whole), NOW) == 0
    assert from_the_future(kept(whole), NOW - 5000 * DAY) == len(whole)


def test_new_cards_come_a_few_a_day_in_the_order_of_the_deck() -> None:
    assert waiting(standings(kept([]), NOW), NOW) == cards()[:NEW_A_DAY]
    begun = [entry(card.id, NOW, 4) for card in cards()[:2]]
    known = standings(kept(begun), NOW + 60)
    assert waiting(known, NOW + 60) == cards()[2:NEW_A_DAY]
    # Tomorrow as many again.
    assert waiting(standings(kept(begun), NOW + DAY), NOW + DAY) == cards()[2 : 2 + NEW_A_DAY]


def test_what_is_due_stands_before_what_is_new_and_the_longest_due_first() -> None:
    late, later = entry("perplexity", NOW - 30 * DAY, 3), entry("adamw", NOW - 20 * DAY, 3)
    found = waiting(standings(kept([late, later]), NOW), NOW)
    assert [card.id for card in found[:2]] == ["perplexity", "adamw"]
    assert len(found) == 2 + NEW_A_DAY


def test_a_card_put_into_the_deck_by_a_wrong_answer_is_the_first_new_one() -> None:
    assert waiting(standings(kept([], [put("uphill")]), NOW), NOW)[0].id == "uphill"
    reviewed = standings(kept([entry("uphill", NOW, 3)]), NOW)
    assert "uphill" in {one.card.id for one in reviewed}, "who graded it has it"


def test_learning_ahead_takes_what_is_new_and_then_what_is_due_soonest() -> None:
    every = [entry(card.id, NOW, 4) for card in cards()[1:]] + [entry(cards()[3].id, NOW + 1, 1)]
    known = standings(kept(every), NOW + 2)
    assert [card.id for card in beyond(known)[:2]] == [cards()[0].id, cards()[3].id]


def test_the_next_one_is_the_soonest_that_is_not_due_yet() -> None:
    known = standings(kept([entry("adamw", NOW, 3), entry("perplexity", NOW, 1)]), NOW)
    assert next_due(known, NOW) == NOW + 60
    assert next_due(known, NOW + 61) == NOW + 600
    assert next_due(standings(kept([]), NOW), NOW) is None


def test_coming_days_are_counted_by_the_calendar() -> None:
    seen = [entry("adamw", NOW, 4), entry("perplexity", NOW, 1)]
    known = standings(kept(seen), NOW)
    (far,) = (one.memory.due for one in known if one.memory and one.card.id == "adamw")
    coming = ahead(known, NOW)
    assert coming.today == 1 + NEW_A_DAY - 2
    assert coming.tomorrow == 0
    assert coming.week == coming.today + (day(far) - day(NOW) <= 6)
    eve = ahead(known, far - DAY)
    assert eve.tomorrow == 1
    assert eve.week >= eve.today + 1


def test_cards_that_are_none_are_counted_and_lie_still() -> None:
    told = kept([entry("no such card", NOW, 3)], [put("nor this one")])
    assert unknown(told) == 2
    assert {one.card.id for one in standings(told, NOW)} == {card.id for card in deck().card}
    assert set(by_id()) > {card.id for card in deck().card}
