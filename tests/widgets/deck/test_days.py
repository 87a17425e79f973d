"""Days are those of the reader's own calendar, and times are said as people say them."""

import time
from collections.abc import Iterator

import pytest

from widgets.deck.days import DAY, HOUR, MINUTE, day, span, when


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kolkata"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def _at(text: str) -> float:
    return time.mktime(time.strptime(text, "%Y-%m-%d %H:%M"))


def test_a_day_ends_at_the_readers_midnight(zone: str) -> None:
    night = _at("2026-03-09 23:59")
    assert day(night + 2 * MINUTE) == day(night) + 1
    assert day(night) == day(_at("2026-03-09 00:00"))


def test_the_day_on_which_clocks_change_is_one_day(zone: str) -> None:
    assert [day(_at(f"2026-03-{date:02} 12:00")) - day(_at("2026-03-07 12:00")) for date in (7, 8, 9)] == [0, 1, 2]


def test_a_time_is_said_by_how_far_it_is(zone: str) -> None:
    now = _at("2026-01-30 10:05")
    assert when(now, now) == when(now - DAY, now) == "now"
    assert when(now + 4 * MINUTE, now) == "today at 10:09"
    assert when(_at("2026-01-31 00:00"), now) == "tomorrow"
    assert when(_at("2026-02-01 09:00"), now) == "on 1 February"
    assert when(_at("2027-02-01 09:00"), now) == "on 1 February 2027"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 min"),
        (330, "6 min"),
        (HOUR, "1 h"),
        (DAY, "1 day"),
        (8 * DAY, "8 days"),
        (60 * DAY, "60 days"),
        (90 * DAY, "3 months"),
        (800 * DAY, "2 years"),
    ],
)
def test_a_wait_is_said_in_its_largest_unit(seconds: float, words: str) -> None:
    assert span(seconds) == words
