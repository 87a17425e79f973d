"""A memory is what fsrs makes of the reviews, in the order of their times and in no other, and nothing by chance."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.memory import DAY, GRADES, RETENTION, Review, recall, replayed, reviewed, waits

START = 1_700_000_000.0
# Minutes to months between reviews.
gaps = st.lists(st.tuples(st.floats(1.0, 200 * DAY), st.sampled_from(GRADES)), min_size=1, max_size=12)
histories = gaps.map(
    lambda rows: [
        Review(at, grade)
        for at, (_, grade) in zip(accumulate((gap for gap, _ in rows), initial=START), rows, strict=False)
    ]
)


def _by_the_package(history: list[Review]) -> fsrs.Card:
    """What the package itself says, asked as its manual does."""
    scheduler = fsrs.Scheduler(desired_retention=0.9, enable_fuzzing=False)
    card = fsrs.Card(card_id=1)
    for review in history:
        card, _ = scheduler.review_card(card, fsrs.Rating(review.grade), datetime.fromtimestamp(review.at, UTC))
    return card


@given(histories)
def test_the_schedule_is_that_of_the_package(history: list[Review]) -> None:
    card, memory = _by_the_package(history), replayed(history)
    assert memory is not None
    assert (memory.stability, memory.difficulty, memory.step) == (card.stability, card.difficulty, card.step)
    assert memory.phase == card.state.value
    assert memory.due == card.due.timestamp()
    assert memory.last == pytest.approx(history[-1].at, abs=1e-5)


@given(histories, st.floats(0, 400))
def test_the_recall_is_that_of_the_package(history: list[Review], days: float) -> None:
    memory = replayed(history)
    assert memory is not None
    at = datetime.fromtimestamp(memory.last, UTC) + timedelta(days=days)
    scheduler = fsrs.Scheduler(desired_retention=0.9, enable_fuzzing=False)
    expected = scheduler.get_card_retrievability(_by_the_package(history), at)
    assert recall(memory, at.timestamp()) == pytest.approx(expected, abs=1e-9)


@given(histories, st.randoms())
def test_the_order_in_which_reviews_are_heard_does_not_matter(history: list[Review], chance: object) -> None:
    mixed = list(history)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert replayed(mixed) == replayed(history)


@given(histories)
def test_a_memory_is_at_nine_in_ten_when_its_card_is_due_after_whole_days(history: list[Review]) -> None:
    memory = replayed(history)
    assert memory is not None
    days = round((memory.due - memory.last) / DAY)
    if days >= 10:
        # Days are whole, so the round of one is off by a little.
        assert recall(memory, memory.due + 60) == pytest.approx(RETENTION, abs=0.01)


@given(histories)
def test_a_better_grade_never_brings_the_card_back_sooner(history: list[Review]) -> None:
    memory = replayed(history)
    assert memory is not None
    times = waits(memory, memory.due)
    assert all(time > 0 for time in times)
    assert list(times[1:]) == sorted(times[1:])
    assert times[0] <= times[2]


def test_what_the_buttons_promise_is_what_the_review_then_does() -> None:
    memory = replayed([Review(START, 3), Review(START + 700, 3)])
    for grade, wait in zip(GRADES, waits(memory, START + 3 * DAY), strict=True):
        assert reviewed(memory, Review(START + 3 * DAY, grade)).due == START + 3 * DAY + wait


def test_without_a_review_there_is_no_memory_and_a_new_card_comes_back_in_minutes_or_days() -> None:
    assert replayed([]) is None
    assert waits(None, START) == (60.0, 330.0, 600.0, 8 * DAY)


@pytest.mark.parametrize("review", [Review(START, 0), Review(START, 5), Review(1e15, 3), Review(253_402_250_000.0, 4)])
def test_what_is_no_grade_or_no_time_is_refused(review: Review) -> None:
    with pytest.raises(ValueError, match=r"is not a valid Rating|no calendar"):
        replayed([review])
