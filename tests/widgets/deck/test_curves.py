"""A curve runs through what FSRS says of each day, jumps at each review, and stays small however long the history."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from tests.widgets.deck.kept_lists import DAY, NOW, entry, kept, reviews
from widgets.deck import curves
from widgets.deck.due import Standing, standings
from widgets.engine import render
from widgets.ml.memory import Memory, Review, recall, replayed


def _memory(*history: Review) -> Memory:
    memory = replayed(history)
    assert memory is not None
    return memory


@given(st.floats(0, 300), st.floats(0.1, 300))
def test_the_points_of_a_curve_are_fsrs_own(start: float, length: float) -> None:
    memory = _memory(Review(NOW, 3), Review(NOW + 700, 3))
    begin, end = memory.last + start * DAY, memory.last + (start + length) * DAY
    points = curves._points(memory, begin, end, NOW)
    assert points[0][0] == (begin - NOW) / DAY
    assert points[-1][0] == (end - NOW) / DAY
    assert len(points) <= 2 * curves.MOST_POINTS + 2
    for day, left in points:
        assert left == recall(memory, NOW + day * DAY + 60)
    assert all(one[0] < other[0] and one[1] >= other[1] for one, other in pairwise(points))


@given(reviews)
def test_the_weakest_is_the_one_with_the_least_left(entries: list[dict[str, object]]) -> None:
    known = standings(kept(entries), NOW)
    weakest = curves.weakest(known, NOW)
    if weakest.memory is None:
        assert weakest is known[0]
    else:
        assert all(one.memory is None or recall(weakest.memory, NOW) <= recall(one.memory, NOW) for one in known)


@given(reviews)
def test_every_card_can_be_drawn_and_the_page_stays_small(entries: list[dict[str, object]]) -> None:
    known = standings(kept(entries), NOW)
    listed = len(render(curves.listed(known, "", NOW)))
    assert all(len(render(curves.curve(one, NOW))) + listed < 11_500 for one in known)


def test_a_long_history_shows_its_newest_reviews_and_says_what_is_left_of_all() -> None:
    history = tuple(Review(NOW - days * DAY, 3) for days in range(400, 0, -5))
    one = Standing(standings(kept([]), NOW)[0].card, history, replayed(history))
    shown = curves.curve(one, NOW)
    assert float(drawn.output(shown, "stability")[1]) == _memory(*history).stability
    assert len(render(shown)) < 5_000


def test_a_memory_of_another_clocks_near_future_is_drawn_too() -> None:
    known = standings(kept([entry("adamw", NOW + DAY / 2, 3)]), NOW)
    (one,) = (one for one in known if one.reviews)
    assert drawn.output(curves.curve(one, NOW), "recall")[0] == "100%"
