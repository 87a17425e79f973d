"""What comes out of a ledger is looked at before it is believed, and a new review never takes another's id."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.deck.kept_lists import DAY, NOW, entry, kept, put, reviews
from widgets.deck.kept import DECK, REVIEWS, Kept, adding, follow, heard, new_review
from widgets.engine import Entries, Failure, Ledger, Progress

GOOD = entry("uphill", NOW, 3)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
broken = st.one_of(
    anything,
    st.sampled_from(["at", "card", "grade", "id"]).flatmap(
        lambda name: anything.filter(lambda value: type(value) not in (int, float, str)).map(
            lambda value: GOOD | {name: value}
        )
    ),
    st.sampled_from(list(GOOD)).map(lambda name: {key: value for key, value in GOOD.items() if key != name}),
    st.sampled_from(
        [
            {"grade": 0},
            {"grade": 5},
            {"grade": True},
            {"at": -1.0},
            {"at": float("nan")},
            {"at": 1e12},
            {"more": 1},
            {"id": ""},
        ]
    ).map(lambda change: GOOD | change),
)


@given(st.lists(broken, max_size=6))
def test_what_does_not_fit_is_passed_over_and_counted(entries: list[Any]) -> None:
    strange = [one for one in entries if not (isinstance(one, dict) and set(one) == {"id", "at", "card"})]
    found = kept([*entries, GOOD], [*strange, put("uphill")])
    assert [one.id for one in found.reviews] == [GOOD["id"]]
    assert [one.id for one in found.added] == ["uphill"]
    assert found.skipped == (len(entries), len(strange))


def test_a_mount_follows_both_ledgers_and_an_answer_may_come_in_parts() -> None:
    assert follow() == (Ledger(REVIEWS, REVIEWS), Ledger(DECK, DECK))
    told = heard(Kept(), REVIEWS, Progress(Entries((GOOD,))))
    assert (told.heard, len(told.reviews)) == ((REVIEWS,), 1)
    again = heard(told, REVIEWS, Progress(Entries((GOOD, entry("uphill", NOW + 1, 1)))))
    assert (again.heard, len(again.reviews)) == ((REVIEWS,), 2)


def test_a_device_that_keeps_nothing_is_told_and_what_was_heard_stays() -> None:
    told = kept([GOOD], trouble="Your browser keeps nothing here.")
    assert told.trouble == "Your browser keeps nothing here."
    assert heard(told, DECK, Entries(())).trouble == "Your browser keeps nothing here."
    lost = heard(told, REVIEWS, Failure("The list is full."))
    assert (lost.trouble, lost.reviews) == ("The list is full.", told.reviews)


@given(reviews, st.integers(0, 4000))
def test_a_new_review_has_an_id_of_its_own_even_where_the_clock_stood_before(entries: list[Any], hours: int) -> None:
    told = kept(entries)
    for one in (*told.reviews, None):
        made = new_review(told, one.card if one else "uphill", 2, one.at if one else NOW - hours * 3600.0)
        assert made.id not in {other.id for other in told.reviews}
        assert made.id == f"{made.card}@{round(made.at * 1000)}"


def test_entries_travel_as_plain_objects() -> None:
    review = new_review(Kept(), "uphill", 4, NOW + 0.1234)
    (sent,) = adding(REVIEWS, (review,)).add
    assert sent == {"id": f"uphill@{round(NOW * 1000) + 123}", "at": NOW + 0.123, "card": "uphill", "grade": 4}
    assert kept([sent]).reviews == (review,)


def test_reviews_of_the_far_future_are_no_reviews() -> None:
    assert kept([entry("uphill", NOW + 400_000 * DAY, 3)]).skipped == (1, 0)


@pytest.mark.parametrize("long", [{"id": "x" * 300}, {"card": "x" * 300}])
def test_names_have_an_end(long: dict[str, str]) -> None:
    assert kept([GOOD | long]).skipped == (1, 0)
