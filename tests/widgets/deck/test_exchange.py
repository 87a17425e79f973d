"""A file of reviews brings back what it took, and one that is damaged or foreign brings nothing and says why."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.deck.kept_lists import NOW, entry, kept, put, reviews, united
from widgets.deck.exchange import LONGEST_FILE, fresh, opened, written
from widgets.engine import InvalidValue

List = list[dict[str, Any]]


@given(reviews)
def test_a_file_brings_back_what_it_took(entries: List) -> None:
    told = kept(united(entries), [put("uphill")])
    found = opened(written(told))
    assert (found.reviews, found.deck) == (told.reviews, told.added)


@given(reviews, reviews)
def test_of_a_file_only_what_is_not_here_comes_in(one: List, other: List) -> None:
    here, there = kept(united(one)), kept(united(other))
    found = fresh(there.reviews, here.reviews)
    assert {review.id for review in found} == {review.id for review in there.reviews} - {r.id for r in here.reviews}
    assert fresh(there.reviews, there.reviews) == ()
    assert fresh((*there.reviews, *there.reviews), ()) == there.reviews


WHOLE = written(kept([entry("uphill", NOW, 3), entry("adamw", NOW, 1)], [put("uphill")]))


@given(st.integers(1, len(WHOLE) - 1))
def test_a_file_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(InvalidValue, match=r"damaged.*Nothing was changed"):
        opened(WHOLE[:length])


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_what_is_no_file_of_reviews_is_refused_whatever_it_is(text: str) -> None:
    with pytest.raises(InvalidValue, match="Nothing was changed"):
        opened(text)


@given(st.integers(0, len(WHOLE) - 1), st.characters())
def test_a_file_in_which_a_character_was_changed_is_refused_or_still_whole(place: int, letter: str) -> None:
    try:
        found = opened(WHOLE[:place] + letter + WHOLE[place + 1 :])
    except InvalidValue:
        return
    assert len(found.reviews) == 2
    assert len(found.deck) == 1
    assert all(one.grade in (1, 2, 3, 4) for one in found.reviews)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is damaged, or no JSON"),
        ("[" * 100_000, "is damaged, or no JSON"),
        ('{"kind": "nudge run 1", "run": {}}', "no file of reviews"),
        ('{"kind": "nudge reviews 2", "reviews": []}', "no file of reviews"),
        ('{"kind": "nudge reviews 1"}', "lacks the field 'reviews'"),
        (WHOLE.replace('"grade":3', '"grade":7'), r"reviews\[0\]\.grade"),
        (WHOLE.replace('"grade":3', '"grade":"good"'), r"reviews\[0\]\.grade"),
        (WHOLE.replace('"grade":1', '"grade":1,"ease":2'), "has no field 'ease'"),
        (WHOLE.replace(str(NOW), "1e300", 1), "up to the year 3000"),
        (WHOLE.replace(str(NOW), "NaN", 1), "up to the year 3000"),
        ("x" * LONGEST_FILE, "larger than 2 MB"),
    ],
)
def test_it_is_said_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        opened(text)
